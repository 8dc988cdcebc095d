//! Ctrl-C while a command runs: it is given up, and the prompt comes back. (While a line is typed, Ctrl-C is a key like
//! others, and the editor's.)

use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use anyhow::Context;
use engine::net::Interrupter;
use signal_hook::consts::SIGINT;
use signal_hook::iterator::Signals;

/// What hears of every Ctrl-C while no line is typed.
#[derive(Debug)]
pub(super) struct Interrupts(Receiver<()>);

impl Interrupts {
    /// Has Ctrl-C interrupt what this one is of, from now on.
    ///
    /// # Errors
    /// The system will not have it.
    pub(super) fn watch(interrupter: Interrupter) -> anyhow::Result<Self> {
        let mut signals = Signals::new([SIGINT]).context("could not listen for Ctrl-C")?;
        let (tell, heard) = channel();
        thread::spawn(move || {
            for _ in signals.forever() {
                interrupter.interrupt();
                // The shell has ended.
                let _ = tell.send(());
            }
        });
        Ok(Interrupts(heard))
    }

    /// Forgets those before now.
    pub(super) fn forget(&self) {
        while self.0.try_recv().is_ok() {}
    }

    /// Waits for so long; true where there was a Ctrl-C meanwhile, or since the last were forgotten.
    pub(super) fn wait(&self, time: Duration) -> bool {
        self.0.recv_timeout(time) != Err(RecvTimeoutError::Timeout)
    }
}
