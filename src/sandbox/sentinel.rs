//! A throw-away primary with two replicas, and three sentinels that watch over them.

use anyhow::ensure;

use super::MASTER;
use super::group::{self, Directive, Group, directive};
use super::server::ServerRole;
use super::{Plan, Sandbox};

/// Two can outvote the third.
const SENTINELS: usize = 3;
const QUORUM: usize = 2;
const REPLICAS: usize = 2;

/// What a plan may change: a replica is filled at once.
const DEFAULTS: [(&str, &str); 1] = [("repl-diskless-sync-delay", "0")];

/// What a sentinel does more often than it would, in milliseconds. Left as it is, it takes seconds to find the others.
const HASTE: [&str; 6] = [
    "SENTINEL",
    "DEBUG",
    "INFO-PERIOD",
    "100",
    "PUBLISH-PERIOD",
    "100",
];

/// Running servers and sentinels. Gone without a trace when it is dropped or this process has ended.
#[derive(Debug)]
pub struct SentinelSet {
    /// The one that is the primary to begin with, and its replicas.
    pub(super) servers: Vec<Sandbox>,
    pub(super) sentinels: Vec<Sandbox>,
}

impl SentinelSet {
    /// Starts all of them, and waits until every sentinel knows the primary, both replicas and the other sentinels.
    ///
    /// The plan's directives are for the servers, `for_sentinels` for the sentinels. A primary that does not answer for a
    /// second is taken for dead.
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

    /// The three sentinels, which call the primary [`MASTER`].
    pub fn sentinels(&self) -> &[Sandbox] {
        &self.sentinels
    }

    /// The port of the server that is the primary to begin with.
    pub fn port(&self) -> u16 {
        self.servers[0].port()
    }

    fn gather(&self) -> anyhow::Result<()> {
        for sentinel in &self.sentinels {
            // Servers before 7.0 cannot be hurried.
            let _ = sentinel.ask(&HASTE);
        }
        self.sentinels
            .iter()
            .try_for_each(|sentinel| group::settle("the sentinel set", || check(sentinel)))
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

/// Whether this sentinel knows all there is, and has nothing to say against it.
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

/// How many instances it lists that have this flag and no other, such as of being down or disconnected.
fn known(sentinel: &Sandbox, list: &str, flag: &str) -> anyhow::Result<usize> {
    let list = sentinel.ask(&["SENTINEL", list, MASTER])?;
    Ok(list.count_fields("flags", flag))
}
