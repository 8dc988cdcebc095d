//! Reports refused, lost and unsent commands of a load on stderr, and writes them to a file.

use std::io::{self, Read};

use redsh_engine::client::load::{LoadEvent, Refused, Totals};
use redsh_engine::net::Notice;

use super::refusals::Refusals;
use super::rejects::Rejects;
use super::summary;
use crate::mode::progress::ProgressLog;
use crate::process::stderr;

pub(super) struct Journal {
    refusals: Refusals,
    /// The file for commands that were not applied, if the user has named one.
    rejects: Option<Rejects>,
    failure: Option<String>,
    /// Whether a server has refused the credentials. That is reported already.
    pub(super) is_locked_out: bool,
    log: ProgressLog,
}

impl Journal {
    pub(super) fn new(rejects: Option<Rejects>, follows: bool, log: ProgressLog) -> Self {
        Journal {
            refusals: Refusals::new(follows),
            rejects,
            failure: None,
            is_locked_out: false,
            log,
        }
    }

    pub(super) fn observe(&mut self, event: LoadEvent<'_>) {
        match event {
            LoadEvent::Refused(command) => self.refuse(&command),
            LoadEvent::Rejected(unit) => self.write(|rejects| rejects.add(&unit)),
            LoadEvent::Overtaken(command) => {
                self.refuse(&command);
                let why = String::from_utf8_lossy(command.error);
                let (number, offset) = (command.number, command.offset);
                self.remark(&format!("command {number} (byte {offset}) {why}"));
            }
            LoadEvent::Retrying(notice) => self.log.tell(notice.to_string()),
            LoadEvent::Connected(address, notices) => {
                self.log.connected(address, &notices);
                let is_refusal = |notice: &Notice| matches!(notice, Notice::NotAuthenticated(_));
                self.is_locked_out |= notices.iter().any(is_refusal);
            }
        }
    }

    fn refuse(&mut self, command: &Refused<'_>) {
        for line in self.refusals.note(command) {
            self.log.tell(line);
        }
    }

    pub(super) fn has_failed(&self) -> bool {
        self.failure.is_some()
    }

    pub(super) fn flush(&mut self) {
        self.write(Rejects::flush);
    }

    /// Writes the rest of the input to the file, for this database.
    pub(super) fn keep_rest(&mut self, db: u32, rest: impl Read) {
        self.write(|rejects| rejects.copy(db, rest));
    }

    /// Writes a comment to the file, so that it is not empty although the input was not loaded as a whole.
    pub(super) fn remark(&mut self, text: &str) {
        self.write(|rejects| rejects.remark(text));
    }

    pub(super) fn close(&mut self, totals: &Totals, fault: Option<&str>) {
        self.flush();
        let more = self.refusals.more();
        let path = self.rejects.as_ref().map(|rejects| rejects.path.as_path());
        let summary = summary::of(totals, fault, path);
        for line in more.into_iter().chain(summary).chain(self.failure.clone()) {
            stderr::tell(line);
        }
    }

    fn write(&mut self, how: impl FnOnce(&mut Rejects) -> io::Result<()>) {
        let (Some(rejects), None) = (&mut self.rejects, &self.failure) else {
            return;
        };
        if let Err(error) = how(rejects) {
            let path = rejects.path.display();
            let why = redsh_engine::error::reason(&error);
            let failure =
                format!("could not write to {path}: {why}; later rejected commands are lost");
            self.failure = Some(failure);
        }
    }
}
