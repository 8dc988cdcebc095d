//! A real cluster for one test, and questions about its slots.

use std::ops::{Deref, DerefMut};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::server::plan;
use super::wait;
use redsh_sandbox::{self as sandbox, Sandbox};

/// A sandbox's cluster, which it dereferences to.
///
/// A new cluster accepts writes only after two seconds, so an unchanged one is kept for the next test when it is dropped: see
/// [`Cluster::empty`].
pub struct Cluster {
    /// `None` only while it is dropped.
    sandbox: Option<sandbox::Cluster>,
    /// How to compare it with its beginning, where the next test may have it.
    reusable: Option<Shape>,
}

/// The numbers that a cluster was started with, and its state at that time.
struct Shape {
    primaries: usize,
    replicas_each: usize,
    beginning: Vec<NodeState>,
}

/// The state of a node that a test must leave as it was, if the next test is to have the node.
#[derive(PartialEq)]
struct NodeState {
    pid: Option<u32>,
    nodes: Vec<String>,
    config: Vec<u8>,
    users: Vec<u8>,
}

/// Clusters that wait for the next test. Nothing drops them at the end of the process; the sandbox removes them then, as it
/// does whenever its process ends.
static IDLE: Mutex<Vec<Cluster>> = Mutex::new(Vec::new());

impl Cluster {
    /// An empty cluster on TCP without TLS, with this number of replicas for each primary. No other test uses it at the same
    /// time.
    ///
    /// An earlier test may have used it. Its data, scripts, statistics, clients and additional users are gone, and it is as
    /// at its start: a cluster with another topology, configuration, process or default user is not used again.
    pub fn empty(primaries: usize, replicas_each: usize) -> Self {
        let mut idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner);
        let has_shape = |cluster: &Cluster| {
            let shape = cluster.reusable.as_ref();
            shape.is_some_and(|it| (it.primaries, it.replicas_each) == (primaries, replicas_each))
        };
        if let Some(index) = idle.iter().position(has_shape) {
            return idle.swap_remove(index);
        }
        drop(idle);
        let mut cluster = Self::start(primaries, replicas_each);
        cluster.reusable = cluster.state().ok().map(|beginning| Shape {
            primaries,
            replicas_each,
            beginning,
        });
        cluster
    }

    /// A new cluster on TCP without TLS.
    pub fn start(primaries: usize, replicas_each: usize) -> Self {
        Self::with(primaries, replicas_each, &[])
    }

    /// A new cluster with these directives in the `redis.conf` of every node.
    pub fn with(primaries: usize, replicas_each: usize, config: &[(&str, &str)]) -> Self {
        Self::planned(&plan(false, config), primaries, replicas_each)
    }

    /// A new cluster that speaks only TLS, between its nodes too.
    pub fn tls(primaries: usize, replicas_each: usize) -> Self {
        Self::planned(&plan(true, &[]), primaries, replicas_each)
    }

    fn planned(plan: &sandbox::Plan, primaries: usize, replicas_each: usize) -> Self {
        let sandbox = sandbox::Cluster::start(plan, primaries, replicas_each);
        Cluster {
            sandbox: Some(sandbox.unwrap_or_else(|error| panic!("{error:#}"))),
            reusable: None,
        }
    }

    /// Whether the next test may have it; then it is empty.
    fn renew(&self) -> bool {
        let Some(shape) = &self.reusable else {
            return false;
        };
        if self.remove_users().is_err() {
            return false;
        }
        let is_unchanged = self.state().is_ok_and(|state| state == shape.beginning);
        is_unchanged && self.reset().is_ok()
    }

    fn remove_users(&self) -> anyhow::Result<()> {
        for node in self.nodes() {
            let users = node.ask(&["ACL", "USERS"])?;
            for user in users.texts().filter(|&user| user != "default") {
                node.ask(&["ACL", "DELUSER", user])?;
            }
        }
        Ok(())
    }

    fn state(&self) -> anyhow::Result<Vec<NodeState>> {
        let state = |node: &Sandbox| {
            let nodes = node.ask(&["CLUSTER", "NODES"])?;
            let mut nodes: Vec<String> = nodes.text().lines().map(without_times).collect();
            nodes.sort();
            Ok(NodeState {
                pid: node.pid(),
                nodes,
                config: node.ask(&["CONFIG", "GET", "*"])?.into_raw(),
                users: node.ask(&["ACL", "LIST"])?.into_raw(),
            })
        };
        self.nodes().iter().map(state).collect()
    }

    fn reset(&self) -> anyhow::Result<()> {
        for node in self.nodes() {
            node.ask(&["CLIENT", "UNPAUSE"])?;
            for kind in ["normal", "pubsub"] {
                node.ask(&["CLIENT", "KILL", "TYPE", kind])?;
            }
            node.ask(&["SLOWLOG", "RESET"])?;
        }
        for primary in self.primaries() {
            primary.ask(&["FLUSHALL"])?;
            primary.ask(&["SCRIPT", "FLUSH"])?;
            primary.ask(&["FUNCTION", "FLUSH"])?;
        }
        let shards = self.primaries().len();
        if self.nodes().len() > shards {
            (0..shards).for_each(|shard| self.wait_until_replicated(shard));
        }
        for node in self.nodes() {
            node.ask(&["CONFIG", "RESETSTAT"])?;
        }
        Ok(())
    }

    /// The slot of a key.
    pub fn slot_of(&self, key: &str) -> u16 {
        let slot = self.running().ask(&["CLUSTER", "KEYSLOT", key]);
        let slot = slot.expect("CLUSTER KEYSLOT").integer();
        slot.and_then(|slot| slot.try_into().ok()).expect("a slot")
    }

    /// The index of the node that is now the primary of a slot.
    pub fn owner(&self, slot: u16) -> usize {
        let nodes = self.running().ask(&["CLUSTER", "NODES"]);
        let nodes = nodes.expect("CLUSTER NODES");
        let line = nodes.text().lines().find(|line| has_slot(line, slot));
        let address = line.and_then(|line| line.split(' ').nth(1));
        let port = address.and_then(|address| address.split([':', '@']).nth(1));
        let port = port.and_then(|port| port.parse().ok());
        let mut ports = self.ports().into_iter();
        ports.position(|own| Some(own) == port).expect("an owner")
    }

    /// The index of the node that is now the primary of a shard. Shards have the numbers of their first primaries.
    #[track_caller]
    pub fn primary_of(&self, shard: usize) -> usize {
        self.with_role(shard, "master")
    }

    /// The index of a node that is now a replica of a shard.
    #[track_caller]
    pub fn replica_of(&self, shard: usize) -> usize {
        self.with_role(shard, "slave")
    }

    /// Waits until the replica of a shard has all current data of its primary.
    #[track_caller]
    pub fn wait_until_replicated(&self, shard: usize) {
        let [primary, replica] = [self.primary_of(shard), self.replica_of(shard)];
        let [primary, replica] = [primary, replica].map(|node| &self.nodes()[node]);
        let offset = primary.info("replication", "master_repl_offset");
        wait::until("the replica has everything", || {
            replica.info("replication", "slave_repl_offset") >= offset
        });
    }

    /// A key in a slot of this node, a primary; each `number` gives another key.
    pub fn key_on(&self, node: usize, number: usize) -> String {
        let keys = (0..).map(|attempt| format!("key:{number}:{attempt}"));
        let mut own = keys.filter(|key| self.owner(self.slot_of(key)) == node);
        own.next().expect("there is no end of keys")
    }

    /// Waits until every running node reports that the cluster is ok.
    #[track_caller]
    pub fn wait_until_ok(&self) {
        let is_ok = |node: &Sandbox| {
            let info = node.ask(&["CLUSTER", "INFO"]);
            info.is_ok_and(|info| info.has_line("cluster_state:ok"))
        };
        wait::until("every node is ok", || self.all_running().all(is_ok));
    }

    /// Waits until all running nodes agree about slots and epochs. Before that, the next move of a slot could use an
    /// epoch that is too old for another node, and lose to it: then a node gives a slot up, and drops its keys.
    #[track_caller]
    pub fn wait_until_agreed(&self) {
        let views = || self.all_running().map(view).collect::<Vec<_>>();
        let agree = || {
            let views = views();
            views.iter().all(|view| *view == views[0]).then_some(())
        };
        assert!(
            wait::in_time(agree).is_some(),
            "no agreement: {:#?}",
            views()
        );
    }

    fn with_role(&self, shard: usize, role: &str) -> usize {
        let primaries = self.primaries().len();
        let each = self.nodes().len() / primaries - 1;
        let first = primaries + shard * each;
        let mut nodes = [shard].into_iter().chain(first..first + each);
        let serves = |&node: &usize| {
            let node = &self.nodes()[node];
            node.pid().is_some() && node.role() == role
        };
        nodes
            .find(serves)
            .unwrap_or_else(|| panic!("shard {shard} has no {role}"))
    }

    /// The first node that was not killed.
    fn running(&self) -> &Sandbox {
        self.all_running().next().expect("a node runs")
    }

    fn all_running(&self) -> impl Iterator<Item = &Sandbox> {
        self.nodes().iter().filter(|node| node.pid().is_some())
    }
}

/// The owner and the epoch of each slot according to a node. Moving slots are left out: only the two nodes involved
/// know of them.
fn view(node: &Sandbox) -> Vec<String> {
    let nodes = node.ask(&["CLUSTER", "NODES"]).expect("CLUSTER NODES");
    let mut lines: Vec<String> = nodes.text().lines().map(of_interest).collect();
    lines.sort();
    lines
}

/// Whether this line of CLUSTER NODES lists the slot, alone or in a range; slots in brackets are moving.
fn has_slot(line: &str, slot: u16) -> bool {
    let ranges = line.split(' ').skip(8);
    let mut bounds = ranges.filter_map(|range| {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        Some(first.parse().ok()?..=last.parse().ok()?)
    });
    bounds.any(|bounds| bounds.contains(&slot))
}

/// A line of CLUSTER NODES without the times of the last ping and pong.
fn without_times(line: &str) -> String {
    let words = line.split(' ').enumerate();
    let words = words.filter(|(index, _)| !(4..=5).contains(index));
    words.map(|(_, word)| word).collect::<Vec<_>>().join(" ")
}

/// A line of CLUSTER NODES is: id, address, flags, primary, two times, epoch, link, slots.
fn of_interest(line: &str) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    let slots = words[8..].iter().filter(|slots| !slots.starts_with('['));
    let slots: Vec<&str> = slots.copied().collect();
    format!("{} {} {}", words[0], words[6], slots.join(" "))
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if thread::panicking() || !self.renew() {
            return;
        }
        let kept = Cluster {
            sandbox: self.sandbox.take(),
            reusable: self.reusable.take(),
        };
        let mut idle = IDLE.lock().unwrap_or_else(PoisonError::into_inner);
        idle.push(kept);
    }
}

impl Deref for Cluster {
    type Target = sandbox::Cluster;

    fn deref(&self) -> &sandbox::Cluster {
        self.sandbox.as_ref().expect("it is not dropped yet")
    }
}

impl DerefMut for Cluster {
    fn deref_mut(&mut self) -> &mut sandbox::Cluster {
        self.sandbox.as_mut().expect("it is not dropped yet")
    }
}
