//! The shell's reactions to signals.
//!
//! - SIGINT cancels the running command, and the prompt returns. While the user edits a line, Ctrl-C and Ctrl-Z are keys of
//!   the line editor; Ctrl-Z raises SIGTSTP.
//! - SIGTERM, SIGHUP and SIGQUIT restore the terminal and end the process by the same signal. The history is already saved.
//! - SIGTSTP restores the terminal until the process continues. Then the line is drawn again.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use anyhow::Context;
use redsh_engine::client::Canceller;
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP};
use signal_hook::iterator;
use signal_hook::low_level::raise;

use super::editor_file::EditorFile;
use super::plain_lines::LineInterrupt;
use crate::process::interrupt;
use crate::repl::editor::output_above_prompt::OutputAbovePrompt;
use crate::terminal::modes::Tty;

/// Longer than the delivery of any signal takes.
const DELIVERY: Duration = Duration::from_secs(1);

/// The signals since the start of the shell.
pub(super) struct Signals {
    interrupts: Receiver<()>,
    /// Set by Ctrl-C, for an analysis, which runs apart from the session.
    pub(super) stop: Arc<AtomicBool>,
    /// One message per SIGCONT.
    marks: Receiver<()>,
    canceller: Canceller,
    pub(super) owner: SigintOwner,
    /// Removed when a signal ends the process.
    pub(super) editor_file: EditorFile,
}

impl Signals {
    /// Starts the thread that handles signals. Ctrl-C ends `line`, or else cancels the command.
    pub(super) fn watch(
        canceller: Canceller,
        tty: Tty,
        above: OutputAbovePrompt,
        line: LineInterrupt,
    ) -> anyhow::Result<Self> {
        let mut signals =
            iterator::Signals::new([SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT])
                .context("could not listen for signals")?;
        let (on_interrupt, interrupts) = channel();
        let (on_continue, marks) = channel();
        let shell = Signals {
            interrupts,
            stop: Arc::default(),
            marks,
            canceller: canceller.clone(),
            owner: SigintOwner::default(),
            editor_file: EditorFile::default(),
        };
        let (owner, editor_file) = (shell.owner.clone(), shell.editor_file.clone());
        let stop = Arc::clone(&shell.stop);
        thread::spawn(move || {
            for signal in signals.forever() {
                match signal {
                    SIGCONT => {
                        // Fails only after the shell has ended.
                        let _ = on_continue.send(());
                    }
                    SIGINT | SIGQUIT if !owner.is_shell() => {}
                    SIGINT if line.set() => {}
                    SIGINT => {
                        stop.store(true, Ordering::Relaxed);
                        canceller.cancel();
                        let _ = on_interrupt.send(());
                    }
                    SIGTSTP => {
                        if tty.stop() {
                            above.redraw();
                        }
                    }
                    end => {
                        editor_file.clear();
                        tty.end(|| interrupt::die_of(end));
                    }
                }
            }
        });
        Ok(shell)
    }

    /// Returns Ctrl-C from another program to the shell, after the signals that were for that program.
    pub(super) fn take_back(&self) {
        if !self.owner.is_shell() {
            self.catch_up();
            self.owner.take_back();
        }
    }

    /// Forgets earlier interrupts, and returns Ctrl-C to the shell.
    pub(super) fn forget(&self) {
        self.take_back();
        self.canceller.forget();
        self.stop.store(false, Ordering::Relaxed);
        while self.interrupts.try_recv().is_ok() {}
    }

    /// Whether Ctrl-C was pressed since the last [`forget`](Self::forget), including one that ended another program.
    pub(super) fn was_interrupted(&self) -> bool {
        self.catch_up();
        self.interrupts.try_recv().is_ok()
    }

    /// Waits until the thread has handled all signals sent so far. SIGCONT, which has no effect, marks the end of them.
    fn catch_up(&self) {
        while self.marks.try_recv().is_ok() {}
        if raise(SIGCONT).is_ok() {
            let _ = self.marks.recv_timeout(DELIVERY);
        }
    }

    /// Waits, and returns whether Ctrl-C was pressed since the last [`forget`](Self::forget).
    pub(super) fn wait(&self, time: Duration) -> bool {
        self.interrupts.recv_timeout(time) != Err(RecvTimeoutError::Timeout)
    }
}

/// Whether Ctrl-C is for the shell, or for another program that uses the terminal. Clones share it with the signal thread.
#[derive(Debug, Clone, Default)]
pub(crate) struct SigintOwner(Arc<AtomicBool>);

impl SigintOwner {
    /// Leaves Ctrl-C to another program, until [`take_back`](Self::take_back).
    pub(crate) fn lend(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Returns Ctrl-C to the shell. The end of the program is too early: the signal that ended it may still be pending here.
    pub(crate) fn take_back(&self) {
        self.0.store(false, Ordering::Release);
    }

    pub(crate) fn is_shell(&self) -> bool {
        !self.0.load(Ordering::Acquire)
    }
}
