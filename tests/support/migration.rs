//! The migration of a slot from one node of a cluster to another, in single steps. A test can stop after any of them.

use super::cluster::Cluster;
use redsh_sandbox::Sandbox;

/// The timeout of one MIGRATE, in milliseconds.
const MOVE: &str = "20000";

/// A migration in progress: the old node still owns the slot, and answers ASK for keys that it does not have.
pub struct Migration<'a> {
    cluster: &'a Cluster,
    slot: String,
    from: usize,
    to: usize,
}

impl<'a> Migration<'a> {
    /// Informs both nodes. From here on, a command with several keys gets TRYAGAIN if some of them have moved.
    pub fn begin(cluster: &'a Cluster, slot: u16, to: usize) -> Self {
        let migration = Migration {
            cluster,
            slot: slot.to_string(),
            from: cluster.owner(slot),
            to,
        };
        let (from, to) = (migration.id(migration.from), migration.id(to));
        migration.set_slot(to_node(cluster, migration.to), "IMPORTING", &from);
        migration.set_slot(to_node(cluster, migration.from), "MIGRATING", &to);
        migration
    }

    /// Moves up to this number of keys; returns the number of moved keys.
    pub fn move_keys(&self, most: usize) -> usize {
        let from = to_node(self.cluster, self.from);
        let most = most.to_string();
        let keys = from.ask(&["CLUSTER", "GETKEYSINSLOT", &self.slot, &most]);
        let keys = keys.expect("it lists the keys");
        let keys = keys.strings();
        if !keys.is_empty() {
            let words = [&self.migrate(), keys].concat();
            from.ask(&words).expect("the keys can be moved");
        }
        keys.len()
    }

    /// Moves all remaining keys.
    pub fn move_all(&self) {
        while self.move_keys(100) > 0 {}
    }

    /// Informs all primaries about the new owner, the new owner first. From here on the old one answers MOVED.
    pub fn finish(self) {
        let owner = self.id(self.to);
        let mut nodes: Vec<&Sandbox> = self.cluster.nodes().iter().collect();
        nodes.sort_by_key(|node| node.port() != to_node(self.cluster, self.to).port());
        for node in nodes.into_iter().filter(|node| is_primary(node)) {
            self.set_slot(node, "NODE", &owner);
        }
    }

    fn set_slot(&self, node: &Sandbox, state: &str, other: &str) {
        node.ask(&["CLUSTER", "SETSLOT", &self.slot, state, other])
            .expect("the slot's state can be set");
    }

    /// The words of MIGRATE before the keys.
    fn migrate(&self) -> Vec<Vec<u8>> {
        let to = to_node(self.cluster, self.to);
        let port = to.port().to_string();
        let mut words = vec!["MIGRATE", "127.0.0.1", &port, "", "0", MOVE];
        if let Some(credentials) = to.credentials() {
            words.extend(["AUTH2", credentials.user, &credentials.password]);
        }
        words.push("KEYS");
        words.into_iter().map(|word| word.into()).collect()
    }

    fn id(&self, node: usize) -> String {
        let id = to_node(self.cluster, node).ask(&["CLUSTER", "MYID"]);
        id.expect("CLUSTER MYID").text().to_owned()
    }
}

fn to_node(cluster: &Cluster, index: usize) -> &Sandbox {
    &cluster.nodes()[index]
}

fn is_primary(node: &Sandbox) -> bool {
    node.pid().is_some() && node.role() == "master"
}
