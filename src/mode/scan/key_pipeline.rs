//! What is done with each page of keys: they are checked, cut off at the limit, and listed or have a command run.

use std::io::Write;
use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

use redsh_engine::scan::KeyPage;

use super::checker::Checker;
use super::each::{DryRun, Runner};
use super::lister::Lister;
use crate::process::exit::Exit;

/// Takes pages, one after another.
pub(crate) struct KeyPipeline<W: Write> {
    /// Where something has to be asked about keys.
    checker: Option<Checker>,
    /// How many more keys are wanted; `None` is all.
    left: Option<u64>,
    sink: Sink<W>,
    /// Why no more pages can be taken.
    failure: Option<anyhow::Error>,
}

/// Where keys go.
pub(crate) enum Sink<W: Write> {
    List(Lister<W>),
    Run(Box<Runner<W>>),
    DryRun(DryRun<W>),
}

impl<W: Write> KeyPipeline<W> {
    /// At most `limit` of the keys that the checker lets through go on.
    pub(crate) fn new(checker: Option<Checker>, limit: Option<u64>, sink: Sink<W>) -> Self {
        KeyPipeline {
            checker,
            left: limit,
            sink,
            failure: None,
        }
    }

    /// Takes a page. `Break` where no more are wanted, or can be taken, or `stop` was set meanwhile; what the failure was,
    /// [`end`](Self::end) says.
    pub(super) fn take(&mut self, page: &mut KeyPage, stop: &AtomicBool) -> ControlFlow<()> {
        self.try_take(page, stop).unwrap_or_else(|error| {
            self.failure = Some(error);
            ControlFlow::Break(())
        })
    }

    fn try_take(
        &mut self,
        page: &mut KeyPage,
        stop: &AtomicBool,
    ) -> anyhow::Result<ControlFlow<()>> {
        let checker = self.checker.as_mut();
        let facts = checker.map(|checker| checker.check(page)).transpose()?;
        if let Some(left) = &mut self.left {
            page.truncate(usize::try_from(*left).unwrap_or(usize::MAX));
            *left -= page.len() as u64;
        }
        match &mut self.sink {
            Sink::List(lister) => lister.take(page, &facts.unwrap_or_default())?,
            Sink::DryRun(dry_run) => dry_run.take(page)?,
            Sink::Run(runner) => return runner.take(page, stop).map(|flow| self.or_limit(flow)),
        }
        Ok(self.or_limit(ControlFlow::Continue(())))
    }

    fn or_limit(&self, flow: ControlFlow<()>) -> ControlFlow<()> {
        match self.left {
            Some(0) => ControlFlow::Break(()),
            _ => flow,
        }
    }

    /// Ends what was begun: what is printed is whole, and all commands are answered.
    ///
    /// # Errors
    /// Why no more pages could be taken; else the sink's.
    pub(super) fn end(self) -> anyhow::Result<Exit> {
        let ended = match self.sink {
            Sink::List(lister) => lister.end().map(|()| Exit::Success).map_err(Into::into),
            Sink::DryRun(_) => Ok(Exit::Success),
            Sink::Run(runner) => runner.finish(),
        };
        self.failure.map_or(ended, Err)
    }
}
