//! All keys of a server, or of a cluster, page by page, to one who takes them.
//!
//! A server is scanned over one connection, and while a page is taken the next one is on its way (`walk.rs`). A cluster's
//! primaries are scanned at the same time, with a thread and a connection for each and one consumer for all (`cluster.rs`);
//! then the slots are looked at again that were not at one place all the time (`recheck.rs`).
//!
//! A lost connection is never made again behind the caller's back: a single server's scan ends with the position to go on
//! from, and in a cluster what is left of the node is looked at slot by slot.

mod cluster;
mod cluster_control;
mod cursors;
mod primary_connections;
mod recheck;
mod stop;
mod task;
mod walk;

use std::ops::ControlFlow;
use std::sync::atomic::AtomicBool;

use self::cluster_control::ClusterControl;
use self::stop::Stop;
use self::walk::{Step, Walk};
use crate::Error;
use crate::cluster::NatMap;
use crate::net::{Address, Connection, Endpoint, Notice};
use crate::resp::encode_command;
use crate::scan::{KeyPage, ScanOptions, ScanPosition};

/// What becomes of each page. It may do with the page what it likes; its memory is used again. `Break` ends the scan.
///
/// # Errors
/// The taker's own, which end the scan.
pub type Take<'t> = dyn FnMut(&mut KeyPage) -> Result<ControlFlow<()>, Error> + 't;

/// A scan that is about to begin.
#[derive(Debug)]
pub struct Scanner {
    options: ScanOptions,
    ground: ScanTarget,
    notices: Vec<(Address, Vec<Notice>)>,
}

/// What is scanned.
#[derive(Debug)]
enum ScanTarget {
    Node(Box<Connection>),
    Cluster(Box<ClusterControl>),
}

/// How a scan ended, and where to go on.
#[derive(Debug)]
pub struct Outcome {
    /// Why it ended.
    pub end: End,
    /// Where to go on so that no key is missed: behind the last page that was taken whole. Means nothing where all is done.
    pub position: ScanPosition,
}

/// Why a scan ended.
#[derive(Debug)]
pub enum End {
    /// There is nothing more.
    Done,
    /// The taker wants no more.
    Left,
    /// The flag was set.
    Stopped,
    /// It could not go on, or the taker could not.
    Failed(Error),
}

impl Scanner {
    /// A scan of this server and no other.
    ///
    /// # Errors
    /// As [`Connection::open`].
    pub fn node(endpoint: &Endpoint, options: ScanOptions) -> Result<Self, Error> {
        let opened = Connection::open(endpoint, &[])?;
        Ok(Scanner {
            options,
            ground: ScanTarget::Node(Box::new(opened.connection)),
            notices: vec![(endpoint.address.clone(), opened.notices)],
        })
    }

    /// A scan of all primaries of the cluster that this server is one of; of the server alone where it is in none.
    ///
    /// # Errors
    /// The server that the user named is not to be had, or refuses its map.
    pub fn cluster(
        endpoint: Endpoint,
        natmap: NatMap,
        options: ScanOptions,
    ) -> Result<Self, Error> {
        let mut guide = ClusterControl::new(endpoint.clone(), natmap);
        if !guide.is_cluster()? {
            return Self::node(&endpoint, options);
        }
        Ok(Scanner {
            options,
            notices: guide.take_notices(),
            ground: ScanTarget::Cluster(Box::new(guide)),
        })
    }

    /// What went wrong without consequence when connections were made, since this was asked last.
    pub fn take_notices(&mut self) -> Vec<(Address, Vec<Notice>)> {
        std::mem::take(&mut self.notices)
    }

    /// How many keys there are to go through, where that is known: not where the servers choose among them.
    pub fn count(&mut self) -> Option<u64> {
        if self.options.pattern.is_some() || self.options.kind.is_some() {
            return None;
        }
        match &mut self.ground {
            ScanTarget::Node(connection) => {
                let mut wire = Vec::new();
                encode_command(&["DBSIZE"], &mut wire);
                connection.send_counted(&wire).1.ok()?;
                let reply = connection.reader.read_reply().ok()?;
                u64::try_from(reply.as_integer()?).ok()
            }
            ScanTarget::Cluster(guide) => guide.count(),
        }
    }

    /// Scans from a position on, and has every page taken, until there are no more or `stop` is set; that is noticed within a
    /// tenth of a second, but not while a page is taken.
    ///
    /// Every key that is there from the beginning to the end is in a page, mostly in one only; in a cluster, wherever it is
    /// moved meanwhile.
    pub fn run(self, from: ScanPosition, stop: &AtomicBool, take: &mut Take<'_>) -> Outcome {
        let stop = Stop::new(stop);
        match (self.ground, from) {
            (ScanTarget::Node(connection), ScanPosition::Cursor(cursor)) => {
                let walk = Walk::new(*connection, &self.options, cursor, &stop);
                scan_node(walk, take)
            }
            (ScanTarget::Cluster(guide), from @ (ScanPosition::START | ScanPosition::Nodes(_))) => {
                cluster::scan(*guide, &self.options, from, &stop, take)
            }
            (ground, position) => Outcome {
                end: End::Failed(Error::WrongPosition {
                    position: position.to_string(),
                    is_cluster: matches!(ground, ScanTarget::Cluster(_)),
                }),
                position,
            },
        }
    }
}

fn scan_node(mut walk: Walk<'_>, take: &mut Take<'_>) -> Outcome {
    let mut page = KeyPage::new();
    loop {
        let position = ScanPosition::Cursor(walk.cursor());
        let end = match walk.step(&mut page) {
            Ok(Step::Page) => match take(&mut page) {
                Ok(ControlFlow::Continue(())) => continue,
                Ok(ControlFlow::Break(())) => End::Left,
                Err(error) => End::Failed(error),
            },
            Ok(Step::End) => End::Done,
            Ok(Step::Stopped) => End::Stopped,
            Err(error) => End::Failed(error),
        };
        return Outcome { end, position };
    }
}
