//! A scan of a cluster whose slots move: it lists every key that existed throughout, and none that never did.
//!
//! Nothing depends on timing. redsh waits while the test does not read its output, so the test reads some keys, lets
//! slots take a step, and reads on. In each round the scan begins and ends at other steps of the moving slots. One
//! node has more keys than the others, so that slots can leave it and come back after the others have been scanned.

mod journey;
mod keys;
mod listing;
mod plan;

use self::journey::Journey;
use self::keys::{Keys, MOVING};
use self::listing::Listing;
use self::plan::Plan;
use support::cluster::Cluster;
use support::wait;

const ROUNDS: usize = 100;
/// Small steps, so that a scan is in the middle when the test stops reading; and redsh's own steps.
const OPTIONS: [&[&str]; 4] = [
    &["--count", "10"],
    &["--count", "3"],
    &["--count", "20"],
    &[],
];

#[test]
fn a_scan_lists_every_key_while_slots_move_away_and_back_in_a_hundred_rounds() {
    let cluster = Cluster::empty(3, 0);
    let keys = Keys::set(&cluster);
    for round in 0..ROUNDS {
        let mut journeys = journeys(&cluster, &keys, round);
        let plan = Plan::of(round, journeys[0].steps(), keys.len());
        let mut step = || journeys.iter_mut().for_each(Journey::step);
        (0..plan.during.start).for_each(|_| step());
        let mut listing = Listing::start(&cluster, OPTIONS[round % OPTIONS.len()]);
        for read in plan.reads() {
            listing.read(read);
            step();
        }
        let listed = listing.finish();
        journeys.into_iter().for_each(Journey::finish);
        let when = format!("round {round}, steps {:?}", plan.during);
        keys.assert_listed(&listed, &when);
    }
}

#[test]
fn a_scan_lists_every_key_when_a_replica_takes_over_or_a_connection_is_lost() {
    let cluster = Cluster::empty(3, 1);
    let keys = Keys::set(&cluster);
    for round in 0..6 {
        let (shard, home) = (round % 3, (round + 1) % 3);
        let stops = [(home + 1) % 3, home];
        let mut journey = Journey::new(&cluster, keys.slot(home), &stops);
        (0..round).for_each(|_| journey.step());
        let mut listing = Listing::start(&cluster, OPTIONS[0]);
        listing.read(keys.len() / 3);
        match round % 2 {
            0 => fail_over(&cluster, shard),
            _ => hang_up(&cluster, shard),
        }
        listing.read(keys.len() / 3);
        journey.step();
        let listed = listing.finish();
        journey.finish();
        keys.assert_listed(&listed, &format!("round {round}"));
    }
}

#[test]
fn a_scan_lists_every_key_when_a_primary_is_killed() {
    let mut cluster = Cluster::empty(3, 1);
    let keys = Keys::set(&cluster);
    cluster.wait_until_replicated(1);
    let mut listing = Listing::start(&cluster, OPTIONS[0]);
    listing.read(keys.len() / 3);
    cluster.nodes_mut()[1].kill().expect("it can be killed");
    keys.assert_listed(&listing.finish(), "");
}

/// Two slots that move away and back, or in a circle.
fn journeys<'a>(cluster: &'a Cluster, keys: &Keys, round: usize) -> [Journey<'a>; 2] {
    let (tag, other) = (round % MOVING, (round + 4) % MOVING);
    let (home, away) = (tag % 3, other % 3);
    let third = 3 - home - away;
    let journey = |tag, stops: &[usize]| Journey::new(cluster, keys.slot(tag), stops);
    match round / MOVING % 2 {
        0 => [journey(tag, &[away, home]), journey(other, &[home, away])],
        _ => [
            journey(tag, &[away, third, home]),
            journey(other, &[third, home, away]),
        ],
    }
}

/// Exchanges the roles of the shard's primary and replica.
fn fail_over(cluster: &Cluster, shard: usize) {
    cluster.wait_until_replicated(shard);
    let [primary, replica] = [cluster.primary_of(shard), cluster.replica_of(shard)];
    let [primary, replica] = [primary, replica].map(|node| &cluster.nodes()[node]);
    replica.command(&["CLUSTER", "FAILOVER"]);
    wait::until("they have changed places", || {
        replica.role() == "master" && primary.role() == "slave"
    });
    cluster.wait_until_ok();
    cluster.wait_until_agreed();
}

/// Closes all connections to the shard's primary.
fn hang_up(cluster: &Cluster, shard: usize) {
    let primary = &cluster.nodes()[cluster.primary_of(shard)];
    primary.command(&["CLIENT", "KILL", "TYPE", "normal"]);
}
