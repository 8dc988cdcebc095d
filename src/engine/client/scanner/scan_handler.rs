//! The handler of the client of a cluster scan: it keeps the notices of new connections, and reports waits.

use std::fmt;

use crate::Error;
use crate::client::{CommandFate, DiscardReplies, Reply, ReplyHandler, RetryNotice};
use crate::net::{Address, Notice};

#[derive(Default)]
pub(super) struct ScanHandler {
    pub(super) discarded: DiscardReplies,
    pub(super) observer: Option<Box<RetryObserver>>,
}

/// Receives the reports that a scan waits.
type RetryObserver = dyn FnMut(&RetryNotice<'_>);

impl ReplyHandler<()> for ScanHandler {
    fn reply(&mut self, _: &(), _: &mut Reply<'_>) -> Result<(), Error> {
        Ok(())
    }

    fn lost(&mut self, _: &(), _: CommandFate, _: Option<&Error>) {}

    fn connected(&mut self, address: &Address, notices: Vec<Notice>) {
        ReplyHandler::<()>::connected(&mut self.discarded, address, notices);
    }

    fn retrying(&mut self, notice: &RetryNotice<'_>) {
        if let Some(observer) = &mut self.observer {
            observer(notice);
        }
    }
}

impl fmt::Debug for ScanHandler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.discarded.fmt(f)
    }
}
