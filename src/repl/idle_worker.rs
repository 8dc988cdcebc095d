//! Who looks after the session while a line is edited: messages are shown above the line as they come, and a subscription
//! that has lost its connection is made again.
//!
//! A thread has the session for just as long as the line takes; then it is given back. So a command and this one never read
//! at once, and nothing is locked.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, ScopedJoinHandle};
use std::time::Duration;

use anyhow::Context;
use redsh_engine::client::Listener;
use redsh_engine::net::Interrupter;

use crate::process::stdout::Sink;
use crate::process::{exit, stderr};
use crate::repl::editor::output_above_prompt::OutputAbovePrompt;
use crate::session::{Resubscriber, Session};

/// Attends to a session between its commands.
pub(super) struct IdleWorker {
    listener: Listener,
    attendance: Resubscriber,
    above: OutputAbovePrompt,
}

/// How far the line has come, and what the attendant does.
#[derive(Default)]
struct Progress {
    /// The line has ended.
    is_over: AtomicBool,
    /// A connection is being made again.
    is_connecting: AtomicBool,
}

impl IdleWorker {
    /// One who shows what comes there.
    pub(super) fn new(above: OutputAbovePrompt) -> Self {
        IdleWorker {
            listener: Listener::new(),
            attendance: Resubscriber::new(),
            above,
        }
    }

    /// Looks after the session while a line is edited.
    ///
    /// # Errors
    /// The terminal's.
    pub(super) fn during<R>(
        &mut self,
        session: &mut Session<Sink>,
        edit: impl FnOnce() -> R,
    ) -> anyhow::Result<R> {
        let above = self.above.clone();
        let (waker, interrupter) = (self.listener.waker(), session.interrupter());
        let aside = session.replies().printer.beside(Box::new(above.clone()));
        let usual = std::mem::replace(&mut session.replies().printer, aside);
        let diverted = stderr::divert(above.clone());
        above.open();
        let progress = Progress::default();
        let (edited, closed) = thread::scope(|scope| {
            let attending = scope.spawn(|| self.attend(session, &progress));
            let edited = edit();
            progress.is_over.store(true, Ordering::Release);
            let closed = above.close();
            waker.wake();
            progress.wait(attending, &interrupter);
            (edited, closed)
        });
        drop(diverted);
        session.replies().printer = usual;
        closed.context("could not write to stdout")?;
        Ok(edited)
    }

    fn attend(&mut self, session: &mut Session<Sink>, progress: &Progress) {
        while !progress.is_over() {
            match self.step(session, progress) {
                Ok(time) if !progress.is_over() => {
                    self.listener.wait(&session.connection_handles(), time)
                }
                Ok(_) => {}
                Err(error) if progress.is_over() => drop(error),
                Err(error) => {
                    stderr::tell(exit::told(&error));
                    session.hang_up();
                }
            }
        }
    }

    fn step(
        &mut self,
        session: &mut Session<Sink>,
        progress: &Progress,
    ) -> anyhow::Result<Option<Duration>> {
        self.attendance
            .read_unsolicited(session, || !progress.is_over())?;
        if !session.needs_resubscribing() {
            return Ok(None);
        }
        progress.is_connecting.store(true, Ordering::Release);
        let time = match progress.is_over() {
            true => Ok(None),
            false => self.attendance.resubscribe_if_due(session),
        };
        progress.is_connecting.store(false, Ordering::Release);
        time
    }
}

impl Progress {
    fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Acquire)
    }

    /// Waits for the attendant. A connection that is being made is not waited for: the next command makes it.
    fn wait(&self, attending: ScopedJoinHandle<'_, ()>, interrupter: &Interrupter) {
        let mut has_interrupted = false;
        while self.is_connecting.load(Ordering::Acquire) && !attending.is_finished() {
            has_interrupted = true;
            interrupter.interrupt();
            thread::sleep(Duration::from_millis(1));
        }
        if let Err(panic) = attending.join() {
            std::panic::resume_unwind(panic);
        }
        // Any other Ctrl-C is for what the line does.
        if has_interrupted {
            interrupter.forget();
        }
    }
}
