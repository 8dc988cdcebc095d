//! The keys of a scan on their way to the output: cut off at the limit, then listed, exported, or passed to a command.

use std::io::Write;
use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

use redsh_engine::client::ScannedPage;

use super::each::{DryRun, EachRunner};
use super::exporter::{Exporter, is_missed};
use super::filter::RefusedFacts;
use super::lister::Lister;
use crate::process::exit::Exit;

pub(crate) struct KeyPipeline<W: Write> {
    refused: RefusedFacts,
    /// How many more keys are wanted; `None` is all.
    left: Option<u64>,
    sink: KeySink<W>,
    failure: Option<anyhow::Error>,
}

pub(crate) enum KeySink<W: Write> {
    List(Lister<W>),
    Run(Box<EachRunner<W>>),
    DryRun(DryRun<W>),
    Export(Exporter<W>),
}

impl<W: Write> KeyPipeline<W> {
    pub(crate) fn new(refused: RefusedFacts, limit: Option<u64>, sink: KeySink<W>) -> Self {
        KeyPipeline {
            refused,
            left: limit,
            sink,
            failure: None,
        }
    }

    /// Processes a page. Breaks at the limit, if `stop` was set meanwhile, and after a failure, which
    /// [`end`](Self::end) returns.
    pub(super) fn process(&mut self, page: &mut ScannedPage, stop: &AtomicBool) -> ControlFlow<()> {
        self.try_process(page, stop).unwrap_or_else(|error| {
            self.failure = Some(error);
            ControlFlow::Break(())
        })
    }

    fn try_process(
        &mut self,
        page: &mut ScannedPage,
        stop: &AtomicBool,
    ) -> anyhow::Result<ControlFlow<()>> {
        if let KeySink::Export(_) = self.sink {
            page.refusals.retain(|(fact, _)| is_missed(*fact));
        }
        self.refused.report(&page.refusals)?;
        let keys = &mut page.keys;
        if let Some(left) = &mut self.left {
            keys.truncate(usize::try_from(*left).unwrap_or(usize::MAX));
            *left -= keys.len() as u64;
        }
        let mut flow = ControlFlow::Continue(());
        match &mut self.sink {
            KeySink::List(lister) => lister.list(keys, &page.facts)?,
            KeySink::DryRun(dry_run) => dry_run.print(keys)?,
            KeySink::Export(exporter) => exporter.export(keys, &page.facts)?,
            KeySink::Run(runner) => flow = runner.run_all(keys, stop)?,
        }
        Ok(match self.left {
            Some(0) => ControlFlow::Break(()),
            _ => flow,
        })
    }

    /// Completes the output: prints the buffered keys, and waits for the replies to all commands.
    pub(super) fn end(self) -> anyhow::Result<Exit> {
        let ended = match self.sink {
            KeySink::List(lister) => lister.end().map(|()| Exit::Success).map_err(Into::into),
            KeySink::DryRun(_) => Ok(Exit::Success),
            KeySink::Export(exporter) => Ok(exporter.end()),
            KeySink::Run(runner) => runner.finish(),
        };
        self.failure.map_or(ended, Err)
    }
}
