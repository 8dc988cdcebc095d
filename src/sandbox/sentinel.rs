//! A temporary primary with two replicas, and three sentinels that monitor them.

use anyhow::ensure;

use super::MASTER;
use super::group::{self, Directive, Group, directive};
use super::server::ServerRole;
use super::{Plan, Sandbox};

const SENTINELS: usize = 3;
const QUORUM: usize = 2;
const REPLICAS: usize = 2;

/// Directives that a plan may override. A replica synchronizes at once.
const DEFAULTS: [(&str, &str); 1] = [("repl-diskless-sync-delay", "0")];

/// Makes a sentinel find the other sentinels in milliseconds instead of seconds.
const HASTE: [&str; 6] = [
    "SENTINEL",
    "DEBUG",
    "INFO-PERIOD",
    "100",
    "PUBLISH-PERIOD",
    "100",
];

/// Restores the default: a sentinel that publishes, and hears of a promotion, that often would undo the failover of another one
/// before it is announced.
const PATIENCE: [&str; 4] = ["SENTINEL", "DEBUG", "PUBLISH-PERIOD", "2000"];

/// Running servers and sentinels. Removed when this is dropped or this process ends.
#[derive(Debug)]
pub struct SentinelSet {
    /// The initial primary, and its replicas.
    pub(super) servers: Vec<Sandbox>,
    pub(super) sentinels: Vec<Sandbox>,
}

impl SentinelSet {
    /// Starts the servers. Waits until every sentinel knows the primary, both replicas and the other sentinels.
    ///
    /// The directives of the plan apply to the servers, `for_sentinels` to the sentinels. A sentinel considers a primary down
    /// after one second without a reply.
    ///
    /// # Errors
    /// As [`Sandbox::start`]; or they do not find each other within 60 s.
    pub fn start(plan: &Plan, for_sentinels: &[Directive]) -> anyhow::Result<Self> {
        let mut group = Group::new(plan, for_sentinels);
        let mut set = SentinelSet {
            servers: vec![group.start(ServerRole::Data, data(plan, None))?],
            sentinels: Vec::new(),
        };
        let primary = set.port();
        for _ in 0..REPLICAS {
            let replica = group.start(ServerRole::Data, data(plan, Some(primary)))?;
            group::settle("a replica", || check_link(&replica))?;
            set.servers.push(replica);
        }
        for _ in 0..SENTINELS {
            let directives = watch(primary).into_iter().chain(for_sentinels.to_vec());
            set.sentinels
                .push(group.start(ServerRole::Sentinel, directives)?);
        }
        set.gather()?;
        Ok(set)
    }

    /// The three sentinels. Their name for the primary is [`MASTER`].
    pub fn sentinels(&self) -> &[Sandbox] {
        &self.sentinels
    }

    /// The port of the initial primary.
    pub fn port(&self) -> u16 {
        self.servers[0].port()
    }

    fn gather(&self) -> anyhow::Result<()> {
        for sentinel in &self.sentinels {
            // Servers before 7.0 do not support this.
            let _ = sentinel.ask(&HASTE);
        }
        let mut sentinels = self.sentinels.iter();
        sentinels.try_for_each(|sentinel| group::settle("the sentinel set", || check(sentinel)))?;
        for sentinel in &self.sentinels {
            let _ = sentinel.ask(&PATIENCE);
        }
        Ok(())
    }
}

fn data(plan: &Plan, primary: Option<u16>) -> impl Iterator<Item = Directive> {
    let replicaof = primary.map(|port| directive("replicaof", format!("127.0.0.1 {port}")));
    DEFAULTS
        .iter()
        .map(|&(name, value)| directive(name, value))
        .chain(plan.config.clone())
        .chain(replicaof)
}

fn watch(primary: u16) -> Vec<Directive> {
    [
        format!("monitor {MASTER} 127.0.0.1 {primary} {QUORUM}"),
        format!("down-after-milliseconds {MASTER} 1000"),
        format!("failover-timeout {MASTER} 3000"),
    ]
    .map(|words| directive("sentinel", words))
    .to_vec()
}

fn check_link(replica: &Sandbox) -> anyhow::Result<()> {
    let role = replica.ask(&["ROLE"])?;
    ensure!(
        role.texts().nth(3) == Some("connected"),
        "127.0.0.1:{} has no link to its primary",
        replica.port()
    );
    Ok(())
}

/// Checks that this sentinel knows all servers and sentinels, and has a quorum.
fn check(sentinel: &Sandbox) -> anyhow::Result<()> {
    let replicas = known(sentinel, "SLAVES", "slave")?;
    let sentinels = known(sentinel, "SENTINELS", "sentinel")?;
    ensure!(
        replicas == REPLICAS && sentinels == SENTINELS - 1,
        "127.0.0.1:{} knows {replicas} replicas and {sentinels} other sentinels",
        sentinel.port()
    );
    sentinel.ask(&["SENTINEL", "CKQUORUM", MASTER]).map(drop)
}

/// Counts the instances that have this flag only, and are not, for example, down or disconnected.
fn known(sentinel: &Sandbox, list: &str, flag: &str) -> anyhow::Result<usize> {
    let list = sentinel.ask(&["SENTINEL", list, MASTER])?;
    Ok(list.count_fields("flags", flag))
}
