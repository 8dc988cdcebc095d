//! A temporary cluster: nodes, slots and replicas.
//!
//! The nodes get the same commands as from `redis-cli --cluster create`. The start takes two seconds, since a primary that has
//! just started waits that long before it reports the cluster as ok.

use anyhow::ensure;

use super::group::{self, Directive, Group, directive};
use super::server::ServerRole;
use super::{Plan, Reply, Sandbox};

/// The number of slots of a cluster.
const SLOTS: usize = 16_384;

/// Directives that a plan may override. A replica takes over within seconds, however old its data, and synchronizes at once.
///
/// Pings to replicas increase their offset. Without them CLUSTER SHARDS reports a replica of an empty primary as loading.
const DEFAULTS: [(&str, &str); 5] = [
    ("cluster-node-timeout", "1500"),
    ("cluster-replica-validity-factor", "0"),
    ("cluster-announce-ip", "127.0.0.1"),
    ("repl-diskless-sync-delay", "0"),
    ("repl-ping-replica-period", "1"),
];

/// The running nodes of a cluster. Removed when this is dropped or this process ends.
#[derive(Debug)]
pub struct Cluster {
    /// The primaries, followed by the replicas of the first, of the second, and so on.
    pub(super) nodes: Vec<Sandbox>,
    pub(super) primaries: usize,
    replicas_each: usize,
}

impl Cluster {
    /// Starts a cluster. Waits until every node reports it as ok and knows all other nodes, and every replica is linked to its
    /// primary.
    ///
    /// A cluster can have one primary. A failover requires three, since two have no majority after the loss of one.
    ///
    /// # Errors
    /// As [`Sandbox::start`]; or the nodes do not agree within 60 s.
    pub fn start(plan: &Plan, primaries: usize, replicas_each: usize) -> anyhow::Result<Self> {
        ensure!(primaries > 0, "a cluster requires a primary");
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

    /// Uses ADDSLOTS, since ADDSLOTSRANGE requires Redis 7.0.
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

    /// Introduces every node to every other, since gossip takes seconds. Distinct epochs avoid conflicts between primaries,
    /// which take time to resolve.
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

    /// Retries until the replica knows its primary; before that, CLUSTER REPLICATE is an error.
    fn attach_replicas(&self) -> anyhow::Result<()> {
        for (index, replica) in self.nodes[self.primaries..].iter().enumerate() {
            let id = self.nodes[index / self.replicas_each].ask(&["CLUSTER", "MYID"])?;
            let order = ["CLUSTER", "REPLICATE", id.text()];
            group::settle("the cluster", || replica.ask(&order).map(drop))?;
        }
        Ok(())
    }

    /// Checks that this node knows the complete cluster.
    fn check(&self, node: &Sandbox) -> anyhow::Result<()> {
        let port = node.port();
        let info = node.ask(&["CLUSTER", "INFO"])?;
        for line in ["cluster_state:ok", "cluster_slots_ok:16384"] {
            ensure!(
                info.has_line(line),
                "127.0.0.1:{port} does not report {line}"
            );
        }
        let known = node.ask(&["CLUSTER", "NODES"])?;
        let (primaries, replicas) = (count(&known, "master"), count(&known, "slave"));
        ensure!(
            primaries == self.primaries && replicas == self.nodes.len() - self.primaries,
            "127.0.0.1:{port} knows {primaries} primaries and {replicas} replicas"
        );
        // Servers before 7.0 do not support CLUSTER SHARDS, and do not report a replica's health.
        let shards = node.ask(&["CLUSTER", "SHARDS"]);
        ensure!(
            !shards.is_ok_and(|shards| shards.count_fields("health", "loading") > 0),
            "127.0.0.1:{port} reports a replica as loading"
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

/// Counts the nodes in CLUSTER NODES that are connected and have this role as their only flag: no handshake, no failure.
///
/// A line has: id, address, flags, primary, two times, epoch, link, slots.
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
