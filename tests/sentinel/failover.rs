//! A primary that changes, or is unavailable for a while.

use std::time::{Duration, Instant};

use redsh_engine::Error;
use redsh_engine::net::Address;

use super::{addresses, local, nodes, sentinels_of};
use support::sentinel::SentinelSet;
use support::wait;

/// Far beyond the duration of a failover.
fn deadline() -> Instant {
    Instant::now() + wait::DEADLINE
}

#[test]
fn after_a_failover_the_new_primary_is_found() {
    let set = SentinelSet::start();
    let old = local(set.primary().port());
    let mut sentinels = sentinels_of(&set);
    assert_eq!(sentinels.primary(&nodes()).expect("there is one"), old);
    let failover = ["SENTINEL", "FAILOVER", "mymaster"];
    let order = set.sentinels()[0].ask(&failover);
    order.expect("a replica is fit for it");
    wait::until("the primary is another", || {
        let found = sentinels.wait_for_primary(&nodes(), deadline());
        found.expect("there is one in the end") != old
    });
}

#[test]
fn a_killed_primary_is_waited_for_until_another_takes_over() {
    let mut set = SentinelSet::start();
    let mut sentinels = sentinels_of(&set);
    set.servers_mut()[0].kill().expect("it can be killed");
    let error = sentinels.primary(&nodes());
    let error = error.expect_err("no failover is that quick");
    assert!(matches!(error, Error::NoPrimary(ref failure) if failure.is_temporary()));
    let found: Address = sentinels
        .wait_for_primary(&nodes(), deadline())
        .expect("a replica takes over");
    assert!(addresses(set.replicas()).contains(&found), "{found}");
}

#[test]
fn a_wait_ends_with_its_deadline() {
    let mut set = SentinelSet::start();
    let mut sentinels = sentinels_of(&set);
    for server in set.servers_mut() {
        server.kill().expect("it can be killed");
    }
    let start = Instant::now();
    let limit = Duration::from_millis(300);
    let error = sentinels
        .wait_for_primary(&nodes(), start + limit)
        .expect_err("all servers are gone");
    assert!(start.elapsed() < Duration::from_secs(20));
    let told = error.to_string();
    let expected = "no usable primary for 'mymaster': ";
    assert!(told.starts_with(expected), "{told}");
}
