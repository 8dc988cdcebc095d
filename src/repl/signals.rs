//! What the system tells the shell while it runs, by signals.
//!
//! - Ctrl-C while a command runs: it is given up, and the prompt comes back. (While a line is typed, Ctrl-C is a key like
//!   others, and the editor's; so is Ctrl-Z, which is made a signal.)
//! - The end, from outside: the terminal is put back as it was, and the process ends as whoever waits for it expects. All
//!   lines are in the history by then.
//! - Stop: the terminal is put back until the process goes on, and then the line is shown again.

use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use anyhow::Context;
use redsh_engine::client::Canceller;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
use signal_hook::iterator;
use signal_hook::low_level::{emulate_default_handler, raise};

use super::editor_file::EditorFile;
use crate::repl::editor::redraw_signal::RedrawSignal;
use crate::repl::output::sigint_owner::SigintOwner;
use crate::terminal::modes::Tty;

/// Longer than any signal takes.
const SOON: Duration = Duration::from_secs(1);

/// What hears of every Ctrl-C while no line is typed.
pub(super) struct Signals {
    interrupts: Receiver<()>,
    /// A word for each SIGCONT.
    marks: Receiver<()>,
    canceller: Canceller,
    owner: SigintOwner,
    desk: EditorFile,
}

impl Signals {
    /// Has signals do what they should, from now on. The bell is the editor's.
    ///
    /// # Errors
    /// The system will not have it.
    pub(super) fn watch(
        canceller: Canceller,
        tty: Tty,
        bell: RedrawSignal,
    ) -> anyhow::Result<Self> {
        let mut signals =
            iterator::Signals::new([SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT])
                .context("could not listen for signals")?;
        let (tell, interrupts) = channel();
        let (mark, marks) = channel();
        let own = canceller.clone();
        let owner = SigintOwner::default();
        let shared = owner.clone();
        let desk = EditorFile::default();
        let littered = desk.clone();
        thread::spawn(move || {
            for signal in signals.forever() {
                match signal {
                    SIGCONT => {
                        // The shell has ended.
                        let _ = mark.send(());
                    }
                    SIGINT | SIGQUIT if !shared.is_shell() => {}
                    SIGINT => {
                        own.cancel();
                        // The shell has ended.
                        let _ = tell.send(());
                    }
                    SIGTSTP => {
                        if tty.stop() {
                            bell.ring();
                        }
                    }
                    end => {
                        littered.clear();
                        tty.end(|| emulate_default_handler(end));
                    }
                }
            }
        });
        Ok(Signals {
            interrupts,
            marks,
            canceller,
            owner,
            desk,
        })
    }

    /// Whose Ctrl-C is.
    pub(super) fn owner(&self) -> SigintOwner {
        self.owner.clone()
    }

    /// What is cleared away when the process is ended.
    pub(super) fn desk(&self) -> &EditorFile {
        &self.desk
    }

    /// Ctrl-C is the shell's from here on, where another program had it; none of those before now is.
    pub(super) fn take_back(&self) {
        if !self.owner.is_shell() {
            self.catch_up();
            self.owner.take_back();
        }
    }

    /// Forgets every Ctrl-C before now. From here on it is the shell's.
    pub(super) fn forget(&self) {
        self.take_back();
        self.canceller.forget();
        while self.interrupts.try_recv().is_ok() {}
    }

    /// Whether there was a Ctrl-C since the last were forgotten. One that has ended another program is known of too.
    pub(super) fn was_interrupted(&self) -> bool {
        self.catch_up();
        self.interrupts.try_recv().is_ok()
    }

    /// Waits until what was sent before is dealt with: the Ctrl-C that has ended another program is none for the shell. A
    /// signal without consequence goes the same way, behind it.
    fn catch_up(&self) {
        while self.marks.try_recv().is_ok() {}
        if raise(SIGCONT).is_ok() {
            let _ = self.marks.recv_timeout(SOON);
        }
    }

    /// Waits for so long; true where there was a Ctrl-C meanwhile, or since the last were forgotten.
    pub(super) fn wait(&self, time: Duration) -> bool {
        self.interrupts.recv_timeout(time) != Err(RecvTimeoutError::Timeout)
    }
}
