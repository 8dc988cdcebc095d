//! A real cluster for one test, and what a test does to its slots.

use std::ops::{Deref, DerefMut};

use redsh_engine::resp::Value;

use super::sandbox::{self, Sandbox};
use super::server::plan;
use super::wait;

/// A sandbox's cluster, which it dereferences to. Gone when it is dropped.
pub(crate) struct Cluster {
    sandbox: sandbox::Cluster,
}

impl Cluster {
    /// A cluster as it comes, on TCP without TLS, with so many replicas for each primary.
    pub(crate) fn start(primaries: usize, replicas_each: usize) -> Self {
        Self::with(primaries, replicas_each, &[])
    }

    /// One with these directives in the `redis.conf` of every node.
    pub(crate) fn with(primaries: usize, replicas_each: usize, config: &[(&str, &str)]) -> Self {
        Self::planned(&plan(false, config), primaries, replicas_each)
    }

    /// One that speaks TLS alone, between its nodes too.
    pub(crate) fn tls(primaries: usize, replicas_each: usize) -> Self {
        Self::planned(&plan(true, &[]), primaries, replicas_each)
    }

    fn planned(plan: &sandbox::Plan, primaries: usize, replicas_each: usize) -> Self {
        let sandbox = sandbox::Cluster::start(plan, primaries, replicas_each);
        Cluster {
            sandbox: sandbox.unwrap_or_else(|error| panic!("{error:#}")),
        }
    }

    /// Where a key belongs.
    pub(crate) fn slot_of(&self, key: &str) -> u16 {
        let slot = self.running().ask(&["CLUSTER", "KEYSLOT", key]);
        let slot = slot.expect("it names the slot").as_integer();
        slot.and_then(|slot| slot.try_into().ok())
            .expect("it is a slot")
    }

    /// Which of the nodes is now the primary of a slot, as an index.
    pub(crate) fn owner(&self, slot: u16) -> usize {
        let ranges = self.running().ask(&["CLUSTER", "SLOTS"]);
        let ranges = ranges.expect("it lists the slots");
        let holds = |range: &&[Value]| {
            let bound = |index: usize| range.get(index).and_then(Value::as_integer);
            bound(0) <= Some(slot.into()) && Some(slot.into()) <= bound(1)
        };
        let mut ranges = ranges
            .as_slice()
            .unwrap_or_default()
            .iter()
            .filter_map(Value::as_slice);
        let range = ranges.find(holds).expect("every slot is in a range");
        let port = range[2].as_slice().and_then(|node| node[1].as_integer());
        self.ports()
            .iter()
            .position(|&own| port == Some(own.into()))
            .expect("it is one of the nodes")
    }

    /// Which of the nodes is the primary of a shard now, as an index. Shards are counted as the primaries were that they
    /// began with.
    #[track_caller]
    pub(crate) fn primary_of(&self, shard: usize) -> usize {
        self.with_role(shard, "master")
    }

    /// Which of the nodes is now a replica of that one.
    #[track_caller]
    pub(crate) fn replica_of(&self, shard: usize) -> usize {
        self.with_role(shard, "slave")
    }

    /// Waits until the replica of a shard has all that its primary has had until now.
    #[track_caller]
    pub(crate) fn wait_until_replicated(&self, shard: usize) {
        let [primary, replica] = [self.primary_of(shard), self.replica_of(shard)];
        let [primary, replica] = [primary, replica].map(|node| &self.nodes()[node]);
        let offset = primary.info("replication", "master_repl_offset");
        wait::until("the replica has everything", || {
            replica.info("replication", "slave_repl_offset") >= offset
        });
    }

    /// A key that this node, a primary, has the slot of; `number` tells one from the next.
    pub(crate) fn key_on(&self, node: usize, number: usize) -> String {
        let keys = (0..).map(|attempt| format!("key:{number}:{attempt}"));
        let mut own = keys.filter(|key| self.owner(self.slot_of(key)) == node);
        own.next().expect("there is no end of keys")
    }

    /// Waits until every node that runs says that the cluster is ok.
    #[track_caller]
    pub(crate) fn wait_until_ok(&self) {
        let is_ok = |node: &Sandbox| {
            let info = node.ask(&["CLUSTER", "INFO"]);
            info.is_ok_and(|info| {
                let text = info.as_str().unwrap_or_default();
                text.contains("cluster_state:ok")
            })
        };
        wait::until("every node is ok", || self.all_running().all(is_ok));
    }

    /// Waits until all nodes that run say the same of each other's slots and epochs. Before that the next move of a slot
    /// could set off from an epoch that another node has left behind, and lose to it: then a node gives a slot up, and drops
    /// its keys.
    #[track_caller]
    pub(crate) fn wait_until_agreed(&self) {
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
    let lines = nodes.as_str().unwrap_or_default().lines();
    let mut lines: Vec<String> = lines.map(of_interest).collect();
    lines.sort();
    lines
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
