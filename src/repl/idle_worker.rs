//! Serves the session while the user edits a line: shows messages above the line, and resubscribes after a lost connection.
//!
//! A thread borrows the session for the duration of one line. Commands and this thread therefore never read at the same time,
//! and the session needs no lock.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, ScopedJoinHandle};
use std::time::Duration;

use anyhow::Context;
use redsh_engine::net::{Interrupter, Poller};

use crate::process::stdout::Sink;
use crate::process::{exit, stderr};
use crate::repl::editor::output_above_prompt::OutputAbovePrompt;
use crate::session::{Resubscriber, Session};

pub(super) struct IdleWorker {
    poller: Poller,
    resubscriber: Resubscriber,
    above: OutputAbovePrompt,
}

#[derive(Default)]
struct LineProgress {
    is_over: AtomicBool,
    is_connecting: AtomicBool,
}

impl IdleWorker {
    /// Creates a worker that prints to `above`.
    pub(super) fn new(above: OutputAbovePrompt) -> std::io::Result<Self> {
        Ok(IdleWorker {
            poller: Poller::new()?,
            resubscriber: Resubscriber::default(),
            above,
        })
    }

    /// Serves the session while `edit` runs.
    pub(super) fn during<R>(
        &mut self,
        session: &mut Session<Sink>,
        edit: impl FnOnce() -> R,
    ) -> anyhow::Result<R> {
        let above = self.above.clone();
        let (waker, interrupter) = (self.poller.waker(), session.client().interrupter());
        let printer = session.replies().printer.beside(Box::new(above.clone()));
        let usual = std::mem::replace(&mut session.replies().printer, printer);
        // Without an editor the line is not drawn again, and stderr may be another file than stdout.
        let redirect = above.has_editor().then(|| stderr::redirect(above.clone()));
        above.open();
        let progress = LineProgress::default();
        let (edited, closed) = thread::scope(|scope| {
            let worker = scope.spawn(|| self.serve(session, &progress));
            let edited = edit();
            progress.is_over.store(true, Ordering::Release);
            let closed = above.close();
            waker.wake();
            progress.wait(worker, &interrupter);
            (edited, closed)
        });
        drop(redirect);
        session.replies().printer = usual;
        closed.context("could not write to stdout")?;
        Ok(edited)
    }

    fn serve(&mut self, session: &mut Session<Sink>, progress: &LineProgress) {
        while !progress.is_over() {
            match self.step(session, progress) {
                Ok(time) if !progress.is_over() => self
                    .poller
                    .wait(&session.client().connection_handles(), time),
                Ok(_) => {}
                Err(error) if progress.is_over() => drop(error),
                Err(error) => {
                    stderr::tell(exit::message(&error));
                    session.client().hang_up();
                }
            }
        }
    }

    fn step(
        &mut self,
        session: &mut Session<Sink>,
        progress: &LineProgress,
    ) -> anyhow::Result<Option<Duration>> {
        self.resubscriber
            .read_unsolicited(session, || !progress.is_over())?;
        if !session.client().needs_resubscribing() {
            return Ok(None);
        }
        progress.is_connecting.store(true, Ordering::Release);
        let time = match progress.is_over() {
            true => Ok(None),
            false => self.resubscriber.resubscribe_if_due(session),
        };
        progress.is_connecting.store(false, Ordering::Release);
        time
    }
}

impl LineProgress {
    fn is_over(&self) -> bool {
        self.is_over.load(Ordering::Acquire)
    }

    /// Waits for the worker, and cancels a reconnect under way: the next command reconnects.
    fn wait(&self, worker: ScopedJoinHandle<'_, ()>, interrupter: &Interrupter) {
        let mut has_interrupted = false;
        while self.is_connecting.load(Ordering::Acquire) && !worker.is_finished() {
            has_interrupted = true;
            interrupter.interrupt();
            thread::sleep(Duration::from_millis(1));
        }
        if let Err(panic) = worker.join() {
            std::panic::resume_unwind(panic);
        }
        // Any other Ctrl-C is for the commands of the line.
        if has_interrupted {
            interrupter.forget();
        }
    }
}
