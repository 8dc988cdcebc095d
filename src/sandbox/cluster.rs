//! A throw-away cluster: its nodes, their slots, who replicates whom.
//!
//! The nodes are told what `redis-cli --cluster create` would tell them. A primary that has just been started waits two
//! seconds before it calls the cluster ok, whatever it knows; that is how long it takes.

use anyhow::ensure;

use super::group::{self, Directive, Group, directive};
use super::server::ServerRole;
use super::{Plan, Reply, Sandbox};

/// How many slots a cluster has.
const SLOTS: usize = 16_384;

/// What a plan may change: a replica takes over within seconds and however old its data are, and is filled at once.
///
/// The pings to replicas let their offset grow, without which others take a replica of an empty primary for one that is
/// still loading (CLUSTER SHARDS).
const DEFAULTS: [(&str, &str); 5] = [
    ("cluster-node-timeout", "1500"),
    ("cluster-replica-validity-factor", "0"),
    ("cluster-announce-ip", "127.0.0.1"),
    ("repl-diskless-sync-delay", "0"),
    ("repl-ping-replica-period", "1"),
];

/// Running nodes that make up a cluster. Gone without a trace when it is dropped or this process has ended.
#[derive(Debug)]
pub struct Cluster {
    /// The primaries, and behind them their replicas: those of the first, those of the second …
    pub(super) nodes: Vec<Sandbox>,
    pub(super) primaries: usize,
    replicas_each: usize,
}

impl Cluster {
    /// Starts a cluster and waits until every node says that it is ok, knows all others and which slots they have, and
    /// every replica is linked to its primary.
    ///
    /// Any number of primaries from 1 serves; it takes three for a replica to take over, two being no majority without
    /// the one that is gone.
    ///
    /// # Errors
    /// As [`Sandbox::start`]; or the nodes do not agree within 60 s.
    pub fn start(plan: &Plan, primaries: usize, replicas_each: usize) -> anyhow::Result<Self> {
        ensure!(primaries > 0, "a cluster wants a primary");
        let mut group = Group::new(plan, &[]);
        let nodes = (0..primaries * (1 + replicas_each))
            .map(|_| group.start(ServerRole::ClusterNode, directives(plan)))
            .collect::<anyhow::Result<_>>()?;
        let cluster = Cluster {
            nodes,
            primaries,
            replicas_each,
        };
        cluster.form()?;
        Ok(cluster)
    }

    /// The port of the first primary.
    pub fn port(&self) -> u16 {
        self.nodes[0].port()
    }

    fn form(&self) -> anyhow::Result<()> {
        self.assign_slots()?;
        self.introduce()?;
        self.attach_replicas()?;
        for node in &self.nodes {
            group::settle("the cluster", || self.check(node))?;
        }
        self.nodes[self.primaries..]
            .iter()
            .try_for_each(|replica| group::settle("the cluster", || check_link(replica)))
    }

    /// One slot after the other, not by ADDSLOTSRANGE: that is from 7.0 on.
    fn assign_slots(&self) -> anyhow::Result<()> {
        for (index, node) in self.nodes[..self.primaries].iter().enumerate() {
            let slots = index * SLOTS / self.primaries..(index + 1) * SLOTS / self.primaries;
            let words = ["CLUSTER", "ADDSLOTS"].map(str::to_owned);
            let words: Vec<String> = words
                .into_iter()
                .chain(slots.map(|slot| slot.to_string()))
                .collect();
            node.ask(&words)?;
        }
        Ok(())
    }

    /// Everyone meets everyone: hearing of each other by gossip takes seconds. Different epochs from the start spare them
    /// to find out who yields.
    fn introduce(&self) -> anyhow::Result<()> {
        for (index, node) in self.nodes.iter().enumerate() {
            node.ask(&["CLUSTER", "SET-CONFIG-EPOCH", &(index + 1).to_string()])?;
        }
        for (index, node) in self.nodes.iter().enumerate() {
            for other in &self.nodes[index + 1..] {
                node.ask(&["CLUSTER", "MEET", "127.0.0.1", &other.port().to_string()])?;
            }
        }
        Ok(())
    }

    /// A node takes only one that it knows for its primary.
    fn attach_replicas(&self) -> anyhow::Result<()> {
        for (index, replica) in self.nodes[self.primaries..].iter().enumerate() {
            let id = self.nodes[index / self.replicas_each].ask(&["CLUSTER", "MYID"])?;
            let order = ["CLUSTER", "REPLICATE", id.text()];
            group::settle("the cluster", || replica.ask(&order).map(drop))?;
        }
        Ok(())
    }

    /// Whether this node knows a cluster that is whole.
    fn check(&self, node: &Sandbox) -> anyhow::Result<()> {
        let port = node.port();
        let info = node.ask(&["CLUSTER", "INFO"])?;
        for line in ["cluster_state:ok", "cluster_slots_ok:16384"] {
            ensure!(info.has_line(line), "127.0.0.1:{port} lacks {line}");
        }
        let known = node.ask(&["CLUSTER", "NODES"])?;
        let (primaries, replicas) = (count(&known, "master"), count(&known, "slave"));
        ensure!(
            primaries == self.primaries && replicas == self.nodes.len() - self.primaries,
            "127.0.0.1:{port} knows {primaries} primaries and {replicas} replicas"
        );
        // Servers before 7.0 have no shards, and nothing to say of a replica's health.
        let shards = node.ask(&["CLUSTER", "SHARDS"]);
        ensure!(
            !shards.is_ok_and(|shards| shards.count_fields("health", "loading") > 0),
            "127.0.0.1:{port} takes a replica for loading"
        );
        Ok(())
    }
}

fn directives(plan: &Plan) -> impl Iterator<Item = Directive> {
    DEFAULTS
        .iter()
        .map(|&(name, value)| directive(name, value))
        .chain(plan.config.clone())
        .chain([
            directive("cluster-enabled", "yes"),
            directive("cluster-config-file", "nodes.conf"),
        ])
}

fn check_link(replica: &Sandbox) -> anyhow::Result<()> {
    let info = replica.ask(&["INFO", "replication"])?;
    let port = replica.port();
    ensure!(
        info.has_line("master_link_status:up"),
        "127.0.0.1:{port} has no link to its primary"
    );
    Ok(())
}

/// How many of the nodes in CLUSTER NODES are connected, and of this role and nothing else: not in handshake, not failing.
///
/// A line is: id, address, flags, primary, two times, epoch, link, slots.
fn count(nodes: &Reply, role: &str) -> usize {
    let lines = nodes.text().lines();
    lines
        .filter(|line| {
            let words: Vec<&str> = line.split(' ').collect();
            let flags = words.get(2).copied().unwrap_or_default();
            flags.strip_prefix("myself,").unwrap_or(flags) == role
                && words.get(7) == Some(&"connected")
        })
        .count()
}
