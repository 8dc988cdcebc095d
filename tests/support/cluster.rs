//! A real cluster for one test, and what a test does to its slots.

use std::ops::{Deref, DerefMut};

use super::server::plan;
use super::wait;
use redsh_sandbox::{self as sandbox, Sandbox};

/// A sandbox's cluster, which it dereferences to. Gone when it is dropped.
pub struct Cluster {
    sandbox: sandbox::Cluster,
}

impl Cluster {
    /// A cluster as it comes, on TCP without TLS, with so many replicas for each primary.
    pub fn start(primaries: usize, replicas_each: usize) -> Self {
        Self::with(primaries, replicas_each, &[])
    }

    /// One with these directives in the `redis.conf` of every node.
    pub fn with(primaries: usize, replicas_each: usize, config: &[(&str, &str)]) -> Self {
        Self::planned(&plan(false, config), primaries, replicas_each)
    }

    /// One that speaks TLS alone, between its nodes too.
    pub fn tls(primaries: usize, replicas_each: usize) -> Self {
        Self::planned(&plan(true, &[]), primaries, replicas_each)
    }

    fn planned(plan: &sandbox::Plan, primaries: usize, replicas_each: usize) -> Self {
        let sandbox = sandbox::Cluster::start(plan, primaries, replicas_each);
        Cluster {
            sandbox: sandbox.unwrap_or_else(|error| panic!("{error:#}")),
        }
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

    /// Which of the nodes is the primary of a shard now, as an index. Shards are counted as the primaries were that they
    /// began with.
    #[track_caller]
    pub fn primary_of(&self, shard: usize) -> usize {
        self.with_role(shard, "master")
    }

    /// Which of the nodes is now a replica of that one.
    #[track_caller]
    pub fn replica_of(&self, shard: usize) -> usize {
        self.with_role(shard, "slave")
    }

    /// Waits until the replica of a shard has all that its primary has had until now.
    #[track_caller]
    pub fn wait_until_replicated(&self, shard: usize) {
        let [primary, replica] = [self.primary_of(shard), self.replica_of(shard)];
        let [primary, replica] = [primary, replica].map(|node| &self.nodes()[node]);
        let offset = primary.info("replication", "master_repl_offset");
        wait::until("the replica has everything", || {
            replica.info("replication", "slave_repl_offset") >= offset
        });
    }

    /// A key that this node, a primary, has the slot of; `number` tells one from the next.
    pub fn key_on(&self, node: usize, number: usize) -> String {
        let keys = (0..).map(|attempt| format!("key:{number}:{attempt}"));
        let mut own = keys.filter(|key| self.owner(self.slot_of(key)) == node);
        own.next().expect("there is no end of keys")
    }

    /// Waits until every node that runs says that the cluster is ok.
    #[track_caller]
    pub fn wait_until_ok(&self) {
        let is_ok = |node: &Sandbox| {
            let info = node.ask(&["CLUSTER", "INFO"]);
            info.is_ok_and(|info| info.has_line("cluster_state:ok"))
        };
        wait::until("every node is ok", || self.all_running().all(is_ok));
    }

    /// Waits until all nodes that run say the same of each other's slots and epochs. Before that the next move of a slot
    /// could set off from an epoch that another node has left behind, and lose to it: then a node gives a slot up, and drops
    /// its keys.
    #[track_caller]
    pub fn wait_until_agreed(&self) {
        wait::until("all nodes agree", || {
            let mut views = self.all_running().map(view);
            let first = views.next();
            views.all(|view| Some(view) == first)
        });
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

/// Who has which slots, and since which epoch, as a node sees it. What is on its way is left out: only the two nodes that it
/// is about know that.
fn view(node: &Sandbox) -> Vec<String> {
    let nodes = node.ask(&["CLUSTER", "NODES"]).expect("CLUSTER NODES");
    let mut lines: Vec<String> = nodes.text().lines().map(of_interest).collect();
    lines.sort();
    lines
}

/// Whether this line of CLUSTER NODES lists the slot, alone or in a range; slots in brackets are on their way.
fn has_slot(line: &str, slot: u16) -> bool {
    let ranges = line.split(' ').skip(8);
    let mut bounds = ranges.filter_map(|range| {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        Some(first.parse().ok()?..=last.parse().ok()?)
    });
    bounds.any(|bounds| bounds.contains(&slot))
}

/// A line of CLUSTER NODES is: id, address, flags, primary, two times, epoch, link, slots.
fn of_interest(line: &str) -> String {
    let words: Vec<&str> = line.split(' ').collect();
    let slots = words[8..].iter().filter(|slots| !slots.starts_with('['));
    let slots: Vec<&str> = slots.copied().collect();
    format!("{} {} {}", words[0], words[6], slots.join(" "))
}

impl Deref for Cluster {
    type Target = sandbox::Cluster;

    fn deref(&self) -> &sandbox::Cluster {
        &self.sandbox
    }
}

impl DerefMut for Cluster {
    fn deref_mut(&mut self) -> &mut sandbox::Cluster {
        &mut self.sandbox
    }
}
