//! A real cluster for one test, and what a test does to its slots.

use std::ops::{Deref, DerefMut};

use engine::resp::Value;

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
        wait::until("every node is ok", || {
            let mut running = self.nodes().iter().filter(|node| node.pid().is_some());
            running.all(is_ok)
        });
    }

    /// The first node that was not killed.
    fn running(&self) -> &Sandbox {
        let mut running = self.nodes().iter().filter(|node| node.pid().is_some());
        running.next().expect("a node runs")
    }
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
