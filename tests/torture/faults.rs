//! The faults of a round, again and again until redsh has ended.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use support::cluster::Cluster;
use support::dice::Dice;
use support::migration::Migration;
use support::sentinel::SentinelSet;
use support::server::Server;
use support::wait;

use crate::commands::TAGS;
use crate::ledger::Excuses;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Slots move from primary to primary, and back.
    SlotsMove,
    /// The same by Valkey 9's atomic migration, without ASK.
    SlotsMoveAtOnce,
    /// A replica takes over without a loss.
    Failover,
    /// A replica takes over at once.
    Takeover,
    /// A primary is killed, and restarted once another serves.
    Kill,
    /// A primary is paused, for so long that another may take over.
    Suspend,
    /// All connections to a server are closed.
    ClientKill,
    /// A proxy cuts, resets, half-closes, delays and fragments connections.
    Wire,
}

impl Fault {
    /// The most times in a round. A cluster whose primaries are killed one after the other serves only for moments.
    fn most(self) -> usize {
        match self {
            Fault::SlotsMove | Fault::SlotsMoveAtOnce | Fault::ClientKill | Fault::Wire => {
                usize::MAX
            }
            Fault::Failover | Fault::Takeover | Fault::Kill | Fault::Suspend => 3,
        }
    }

    /// The behaviour of a cluster that this fault excuses.
    pub(crate) fn excuses(self) -> Excuses {
        Excuses {
            loses: matches!(self, Fault::Takeover | Fault::Kill | Fault::Suspend),
            ..Excuses::default()
        }
    }

    /// How many rounds have the commands of one: after two losses a script has one command at a time in flight, and a load
    /// ends with the first.
    pub(crate) fn rounds(self) -> usize {
        match self {
            Fault::Wire => 10,
            _ => 1,
        }
    }
}

/// The slots of this many tags move.
pub(crate) const MOVING: usize = 4;
const SHARDS: usize = 3;

pub(crate) fn disturb_cluster(
    cluster: &mut Cluster,
    fault: Fault,
    dice: &mut Dice,
    done: &AtomicBool,
) {
    repeat(fault.most(), dice, done, |dice| match fault {
        Fault::SlotsMove => move_slot(cluster, dice),
        Fault::SlotsMoveAtOnce => move_slot_at_once(cluster, dice),
        Fault::Failover => fail_over(cluster, dice, &["CLUSTER", "FAILOVER"]),
        Fault::Takeover => fail_over(cluster, dice, &["CLUSTER", "FAILOVER", "TAKEOVER"]),
        Fault::Kill => kill(cluster, dice),
        Fault::Suspend => suspend(cluster, dice),
        Fault::ClientKill => {
            let node = cluster.primary_of(dice.below(SHARDS));
            cluster.nodes()[node].command(&["CLIENT", "KILL", "TYPE", "normal"]);
        }
        Fault::Wire => unreachable!("no proxy is between the nodes of a cluster"),
    });
}

pub(crate) fn disturb_server(
    server: &mut Server,
    fault: Fault,
    dice: &mut Dice,
    done: &AtomicBool,
) {
    repeat(fault.most(), dice, done, |_| match fault {
        Fault::Kill => server.restart().expect("it can be started again"),
        _ => drop(server.command(&["CLIENT", "KILL", "TYPE", "normal"])),
    });
}

/// Once: sentinels wait for some seconds before the next failover.
pub(crate) fn disturb_sentinels(set: &mut SentinelSet, fault: Fault) {
    if fault != Fault::Kill {
        return set.fail_over();
    }
    let old = set.agreed().expect("the sentinels agree");
    let mut servers = set.servers_mut().iter_mut();
    let primary = servers.find(|server| server.port() == old);
    let killed = primary.expect("it is there").kill();
    killed.expect("it can be killed");
    wait::until("another primary is agreed on", || {
        set.agreed().is_some_and(|port| port != old)
    });
}

/// At least once, with short pauses, until redsh has ended.
fn repeat(most: usize, dice: &mut Dice, done: &AtomicBool, mut disturb: impl FnMut(&mut Dice)) {
    for _ in 0..most {
        disturb(dice);
        if done.load(Ordering::Acquire) {
            return;
        }
        pause(dice, 30);
    }
}

fn pause(dice: &mut Dice, most: usize) {
    thread::sleep(Duration::from_millis(dice.below(most) as u64));
}

fn move_slot(cluster: &Cluster, dice: &mut Dice) {
    let (slot, _, to) = random_move(cluster, dice);
    let migration = Migration::begin(cluster, slot, to);
    pause(dice, 5);
    migration.move_keys(2);
    pause(dice, 5);
    migration.move_all();
    migration.finish();
    // Before that, another move could use an epoch that is too old, and the servers would drop keys.
    cluster.wait_until_agreed();
}

/// Returns a slot, its owner, and another primary.
fn random_move(cluster: &Cluster, dice: &mut Dice) -> (u16, usize, usize) {
    let slot = cluster.slot_of(&format!("{{t{}}}0", dice.below(MOVING.min(TAGS))));
    let from = cluster.owner(slot);
    let shards = (0..SHARDS).map(|shard| cluster.primary_of(shard));
    let others: Vec<usize> = shards.filter(|node| *node != from).collect();
    (slot, from, others[dice.below(others.len())])
}

fn move_slot_at_once(cluster: &Cluster, dice: &mut Dice) {
    let (slot, from, to) = random_move(cluster, dice);
    let id = cluster.nodes()[to].ask(&["CLUSTER", "MYID"]);
    let id = id.expect("CLUSTER MYID").text().to_owned();
    let number = slot.to_string();
    let words = [
        "CLUSTER",
        "MIGRATESLOTS",
        "SLOTSRANGE",
        &number,
        &number,
        "NODE",
        &id,
    ];
    let begun = cluster.nodes()[from].ask(&words);
    begun.expect("the migration begins: it needs Valkey 9");
    wait::until("the slot has moved", || cluster.owner(slot) == to);
    cluster.wait_until_agreed();
}

fn fail_over(cluster: &Cluster, dice: &mut Dice, order: &[&str]) {
    let shard = dice.below(SHARDS);
    let replica = cluster.replica_of(shard);
    cluster.nodes()[replica].command(order);
    wait::until("the replica has taken over", || {
        cluster.nodes()[replica].role() == "master"
    });
    settle(cluster);
    pause(dice, 300);
}

fn kill(cluster: &mut Cluster, dice: &mut Dice) {
    let shard = dice.below(SHARDS);
    let (primary, replica) = (cluster.primary_of(shard), cluster.replica_of(shard));
    cluster.nodes_mut()[primary]
        .kill()
        .expect("it can be killed");
    wait::until("the replica has taken over", || {
        cluster.nodes()[replica].role() == "master"
    });
    let restarted = cluster.nodes_mut()[primary].restart();
    restarted.expect("it can be started again");
    settle(cluster);
}

fn suspend(cluster: &mut Cluster, dice: &mut Dice) {
    let primary = cluster.primary_of(dice.below(SHARDS));
    cluster.nodes_mut()[primary]
        .suspend()
        .expect("it can be paused");
    pause(dice, 4000);
    cluster.nodes_mut()[primary].resume().expect("it can go on");
    settle(cluster);
}

/// Waits until each shard has a primary and a replica that follows it.
fn settle(cluster: &Cluster) {
    cluster.wait_until_ok();
    wait::until("each shard has a replica", || {
        let primaries = cluster
            .nodes()
            .iter()
            .filter(|node| node.role() == "master");
        primaries.count() == SHARDS
    });
    cluster.wait_until_agreed();
    (0..SHARDS).for_each(|shard| {
        wait::until("the replica follows", || {
            let replica = cluster.replica_of(shard);
            let role = cluster.nodes()[replica].ask(&["ROLE"]);
            role.is_ok_and(|role| role.texts().nth(3) == Some("connected"))
        });
    });
}
