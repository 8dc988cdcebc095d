//! Who is told what is not in while a load runs: says it on stderr, and keeps it in a file.

use std::io::{self, Read};

use redsh_engine::client::load::{LoadObserver, Refused, Rejected, Totals};
use redsh_engine::net::{Address, Notice};

use super::refusals::Refusals;
use super::rejects::Rejects;
use super::summary;
use crate::mode::progress::ProgressLog;
use crate::process::stderr;

/// The journal of a load.
pub(super) struct Journal {
    refusals: Refusals,
    /// Where what is not in is kept, where the user has named a file.
    rejects: Option<Rejects>,
    /// Why that is not kept any more.
    failure: Option<String>,
    /// Each connection is told.
    verbose: bool,
    /// A server has refused the credentials.
    locked_out: bool,
    voice: ProgressLog,
}

impl Journal {
    /// An empty journal. `follows` says that commands go by their slots.
    pub(super) fn new(
        rejects: Option<Rejects>,
        follows: bool,
        verbose: bool,
        voice: ProgressLog,
    ) -> Self {
        Journal {
            refusals: Refusals::new(follows),
            rejects,
            failure: None,
            verbose,
            locked_out: false,
            voice,
        }
    }

    /// Whether a server has refused the credentials, which has been told.
    pub(super) fn is_locked_out(&self) -> bool {
        self.locked_out
    }

    /// Whether what is not in could not be kept.
    pub(super) fn has_failed(&self) -> bool {
        self.failure.is_some()
    }

    /// Has all that is kept so far with the system.
    pub(super) fn flush(&mut self) {
        self.keep(Rejects::flush);
    }

    /// Keeps the rest of the input, as it comes, for this database.
    pub(super) fn keep_rest(&mut self, db: u32, rest: impl Read) {
        self.keep(|rejects| rejects.copy(db, rest));
    }

    /// The load has ended: says what is to be said of all of it.
    pub(super) fn close(&mut self, totals: &Totals, fault: Option<&str>) {
        self.flush();
        let more = self.refusals.more();
        let path = self.rejects.as_ref().map(Rejects::path);
        let summary = summary::of(totals, fault, path);
        for line in more.into_iter().chain(summary).chain(self.failure.clone()) {
            stderr::tell(line);
        }
    }

    fn keep(&mut self, how: impl FnOnce(&mut Rejects) -> io::Result<()>) {
        let (Some(rejects), None) = (&mut self.rejects, &self.failure) else {
            return;
        };
        if let Err(error) = how(rejects) {
            let path = rejects.path().display();
            let why = redsh_engine::error::reason(&error);
            let failure = format!("could not write to {path}: {why}; what is not in it is lost");
            self.failure = Some(failure);
        }
    }
}

impl LoadObserver for Journal {
    fn refuse(&mut self, command: &Refused<'_>) {
        for line in self.refusals.note(command) {
            self.voice.tell(line);
        }
    }

    fn reject(&mut self, unit: &Rejected<'_>) {
        self.keep(|rejects| rejects.add(unit));
    }

    fn connected(&mut self, address: &Address, notices: Vec<Notice>) {
        if self.verbose {
            self.voice.tell(format!("connected to {address}"));
        }
        for notice in notices {
            self.locked_out |= matches!(notice, Notice::NotAuthenticated(_));
            self.voice.tell(notice.to_string());
        }
    }
}
