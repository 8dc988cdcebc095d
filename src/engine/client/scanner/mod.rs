//! All keys of a server or of a cluster, page by page, with the facts about each key that the caller wants.
//!
//! A server is scanned over one connection, and the next page is requested while a page is processed (`walk.rs`). The
//! primaries of a cluster are scanned at the same time, with a thread and a connection for each, and one thread that
//! processes the pages (`cluster.rs`). Then the slots that moved meanwhile are scanned again (`recheck.rs`).
//!
//! A scan does not reconnect: the scan of a single server ends with the position to resume from, and the slots of a
//! cluster's lost node are scanned again.

mod cluster;
mod cluster_control;
mod cursors;
mod node_scan;
mod primary_connections;
mod recheck;
mod scan_handler;
mod stop;
mod walk;

use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use self::cluster_control::ClusterControl;
use self::stop::StopSignal;
use self::walk::{Walk, WalkStep, prepare};
use super::pool::{Lease, Pool};
use crate::Error;
use crate::client::RetryNotice;
use crate::cluster::NatMap;
use crate::keys::{Facts, Inquiry, KeyFact, KeyQuery};
use crate::net::{Address, Endpoint, Notice};
use crate::resp::Value;
use crate::scan::{KeyPage, ScanOptions, ScanPosition};

/// Processes a page. It may change the page, whose memory is used again. `Break` ends the scan.
///
/// # Errors
/// Errors of the callback, which end the scan.
pub type ProcessPage<'p> = dyn FnMut(&mut ScannedPage) -> Result<ControlFlow<()>, Error> + 'p;

/// Keys, and the facts about them.
#[derive(Debug, Default)]
pub struct ScannedPage {
    /// The keys.
    pub keys: KeyPage,
    /// The facts about each key; empty if the scan wants none.
    pub facts: Vec<Facts>,
    /// The number of keys before those that vanished, or are not wanted, were removed. 0 if the scan wants no facts.
    pub examined: usize,
    /// The facts that the server refused, each with an error.
    pub refusals: Vec<(KeyFact, String)>,
}

/// A scan that is ready to run.
#[derive(Debug)]
pub struct Scanner {
    options: ScanOptions,
    target: ScanTarget,
    reply_timeout: Option<Duration>,
    notices: Vec<(Address, Vec<Notice>)>,
}

#[derive(Debug)]
enum ScanTarget {
    Node(Box<Lease>),
    Cluster(Box<ClusterControl>),
}

/// The settings and signals that all parts of a scan share.
#[derive(Clone, Copy)]
struct ScanContext<'a> {
    options: &'a ScanOptions,
    /// The facts that are wanted of each key.
    query: Option<&'a KeyQuery>,
    stop: &'a StopSignal<'a>,
    is_cluster: bool,
}

/// Why a scan ended, and where to resume it.
#[derive(Debug)]
pub struct ScanOutcome {
    /// Why the scan ended.
    pub end: ScanEnd,
    /// The position after the last page that was processed. Resuming there misses no key. Without meaning after
    /// [`ScanEnd::Done`].
    pub position: ScanPosition,
}

/// Why a scan ended.
#[derive(Debug)]
pub enum ScanEnd {
    /// All keys were listed.
    Done,
    /// The callback wants no more.
    Left,
    /// The stop flag was set.
    Stopped,
    /// A server, or the callback, failed.
    Failed(Error),
}

impl ScannedPage {
    fn new(keys: KeyPage) -> Self {
        ScannedPage {
            keys,
            ..ScannedPage::default()
        }
    }

    /// Takes the results of an inquiry about these keys.
    fn learn(&mut self, inquiry: Inquiry<'_>) {
        self.examined = self.keys.len();
        (self.facts, self.refusals) = inquiry.finish(&mut self.keys);
    }
}

impl Scanner {
    /// Prepares the scan of one server, without following redirects.
    ///
    /// # Errors
    /// The errors of [`Pool::take`].
    pub fn node(pool: &Pool, endpoint: &Endpoint, options: ScanOptions) -> Result<Self, Error> {
        let mut lease = pool.take(endpoint)?;
        let notices = lease.take_notices();
        prepare(&mut lease, &options)?;
        Ok(Scanner {
            options,
            target: ScanTarget::Node(Box::new(lease)),
            reply_timeout: endpoint.dial.reply_timeout,
            notices: vec![(endpoint.address.clone(), notices)],
        })
    }

    /// Prepares the scan of all primaries of the cluster that this server belongs to; of the server alone if it is not in
    /// a cluster.
    ///
    /// # Errors
    /// The server cannot be reached, or refuses to report the topology.
    pub fn cluster(
        pool: &Pool,
        endpoint: Endpoint,
        natmap: NatMap,
        options: ScanOptions,
    ) -> Result<Self, Error> {
        let mut control = ClusterControl::new(pool.clone(), endpoint.clone(), natmap);
        if !control.client.has_slots(&mut control.handler)? {
            return Self::node(pool, &endpoint, options);
        }
        Ok(Scanner {
            options,
            notices: std::mem::take(&mut control.handler.discarded.notices),
            target: ScanTarget::Cluster(Box::new(control)),
            reply_timeout: endpoint.dial.reply_timeout,
        })
    }

    /// Returns the notices of the connections that were opened since the last call.
    pub fn take_notices(&mut self) -> Vec<(Address, Vec<Notice>)> {
        std::mem::take(&mut self.notices)
    }

    /// Sets how long the scan of a cluster waits for a node that cannot be reached. The default is 60 seconds. The scan of a
    /// single server does not wait.
    pub fn with_retry_timeout(mut self, timeout: Duration) -> Self {
        if let ScanTarget::Cluster(control) = &mut self.target {
            control.client.retry_timeout = timeout;
        }
        self
    }

    /// Reports to `observer` that the scan of a cluster waits.
    pub fn with_retry_observer(mut self, observer: impl FnMut(&RetryNotice<'_>) + 'static) -> Self {
        if let ScanTarget::Cluster(control) = &mut self.target {
            control.handler.observer = Some(Box::new(observer));
        }
        self
    }

    /// Returns the number of keys to scan. `None` if the servers select keys, or do not report the number.
    pub fn count(&mut self) -> Option<u64> {
        let selects = self.options.pattern.is_some() || self.options.kind.is_some();
        (!selects).then(|| self.count_all().ok()).flatten()
    }

    /// Returns the number of keys of the servers, whether they match or not.
    ///
    /// # Errors
    /// [`Error::Refused`] if a server does not report the number; the errors of [`Lease::replies`].
    pub fn count_all(&mut self) -> Result<u64, Error> {
        match &mut self.target {
            ScanTarget::Node(lease) => {
                let replies = lease.replies([["DBSIZE"]])?;
                key_count(lease.address(), &replies[0])
            }
            ScanTarget::Cluster(control) => control.count(),
        }
    }

    /// Returns whether the scan covers one node of a cluster. False if the server does not say that it is one.
    pub fn is_partial(&mut self) -> bool {
        let ScanTarget::Node(lease) = &mut self.target else {
            return false;
        };
        let replies = lease.replies([["INFO", "cluster"]]).unwrap_or_default();
        let info = replies.first().and_then(|reply| reply.as_str());
        info.is_some_and(|info| info.contains("cluster_enabled:1"))
    }

    /// Scans from a position to the end, or until `stop` is set, and passes every page to `process`, with the facts that
    /// `query` requests. The stop flag is noticed within a tenth of a second, but not while a page is processed.
    ///
    /// Every key that exists from the beginning to the end is in a page, mostly in one only, even if its slot moves to
    /// another node meanwhile.
    pub fn run(
        self,
        from: ScanPosition,
        query: Option<&KeyQuery>,
        stop: &AtomicBool,
        process: &mut ProcessPage<'_>,
    ) -> ScanOutcome {
        let context = ScanContext {
            options: &self.options,
            query,
            stop: &StopSignal::new(stop, self.reply_timeout),
            is_cluster: matches!(self.target, ScanTarget::Cluster(_)),
        };
        match (self.target, from) {
            (ScanTarget::Node(lease), ScanPosition::Cursor(cursor)) => {
                scan_node(Walk::new(*lease, context, cursor), process)
            }
            (
                ScanTarget::Cluster(control),
                from @ (ScanPosition::START | ScanPosition::Nodes(_)),
            ) => cluster::scan(*control, context, from, process),
            (_, position) => ScanOutcome {
                end: ScanEnd::Failed(Error::WrongPosition {
                    position: position.to_string(),
                    is_cluster: context.is_cluster,
                }),
                position,
            },
        }
    }
}

/// Reads the reply to DBSIZE.
fn key_count(address: &Address, reply: &Value) -> Result<u64, Error> {
    let count = reply
        .as_integer()
        .and_then(|count| u64::try_from(count).ok());
    count.ok_or_else(|| {
        let words = reply.as_error().unwrap_or(b"its reply is not a number");
        Error::refused(address.clone(), "DBSIZE", words)
    })
}

fn scan_node(mut walk: Walk<'_>, process: &mut ProcessPage<'_>) -> ScanOutcome {
    let mut page = ScannedPage::default();
    loop {
        let position = ScanPosition::Cursor(walk.cursor);
        let end = match walk.step(&mut page.keys, |_| {}) {
            Ok(WalkStep::Page(inquiry)) => {
                if let Some(inquiry) = inquiry {
                    page.learn(inquiry);
                }
                match process(&mut page) {
                    Ok(ControlFlow::Continue(())) => continue,
                    Ok(ControlFlow::Break(())) => ScanEnd::Left,
                    Err(error) => ScanEnd::Failed(error),
                }
            }
            Ok(WalkStep::End) => ScanEnd::Done,
            Ok(WalkStep::Stopped) => ScanEnd::Stopped,
            Err(error) => ScanEnd::Failed(error),
        };
        return ScanOutcome { end, position };
    }
}
