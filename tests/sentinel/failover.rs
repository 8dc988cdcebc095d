//! A primary that changes, or is unavailable for a while.

use redsh_engine::Error;
use redsh_engine::client::Sentinels;
use redsh_engine::net::Address;

use super::{addresses, local, nodes, sentinels_of};
use support::sentinel::SentinelSet;
use support::wait;

#[test]
fn after_a_failover_the_new_primary_is_found() {
    let set = SentinelSet::start();
    let old = local(set.primary().port());
    let mut sentinels = sentinels_of(&set);
    assert_eq!(sentinels.primary(&nodes()).expect("there is one"), old);
    set.fail_over();
    wait::until("the primary is another", || {
        wait_for_primary(&mut sentinels) != old
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
    let found = wait_for_primary(&mut sentinels);
    assert!(addresses(set.replicas()).contains(&found), "{found}");
}

#[test]
fn a_search_ends_if_all_servers_are_gone() {
    let mut set = SentinelSet::start();
    let mut sentinels = sentinels_of(&set);
    for server in set.servers_mut() {
        server.kill().expect("it can be killed");
    }
    let error = sentinels
        .primary(&nodes())
        .expect_err("all servers are gone");
    let message = error.to_string();
    let expected = "no usable primary for 'mymaster': ";
    assert!(message.starts_with(expected), "{message}");
}

/// Searches until there is a primary.
fn wait_for_primary(sentinels: &mut Sentinels) -> Address {
    let mut found = None;
    wait::until("the sentinels name a primary", || {
        found = match sentinels.primary(&nodes()) {
            Ok(primary) => Some(primary),
            Err(Error::NoPrimary(failure)) if failure.is_temporary() => None,
            Err(error) => panic!("{error}"),
        };
        found.is_some()
    });
    found.expect("the wait has ended")
}
