//! The sentinels that the engine asks, and the replies that it accepts.

use std::time::{Duration, Instant};

use redsh_engine::Error;
use redsh_engine::client::{SentinelOptions, Sentinels};

use super::{addresses, local, login, naming, nodes, options, sentinels_of};
use support::peer::Peer;
use support::script::Script;
use support::sentinel::SentinelSet;
use support::server::Server;
use support::vacant::Vacant;
use support::wait;

/// The error where no primary can be found.
fn failure(sentinels: &mut Sentinels) -> Error {
    let outcome = sentinels.primary(&nodes());
    outcome.expect_err("there is no primary to be had")
}

#[test]
fn a_dead_sentinel_is_skipped_and_the_others_are_learnt() {
    let mut set = SentinelSet::start();
    let primary = local(set.primary().port());
    set.sentinels_mut()[0].kill().expect("it can be killed");
    // The third is not given: it is learnt from the second.
    let given = addresses(&set.sentinels()[..2]);
    let mut sentinels = Sentinels::new(options(given));
    let found = sentinels.primary(&nodes()).expect("the second knows it");
    assert_eq!(found, primary);
    set.sentinels_mut()[1].kill().expect("it can be killed");
    let found = sentinels.primary(&nodes()).expect("the third knows it");
    assert_eq!(found, primary);
}

#[test]
fn a_replica_that_a_sentinel_calls_the_primary_is_refused() {
    let set = SentinelSet::start();
    let stale = naming("127.0.0.1", set.replicas()[0].port());
    let mut given = vec![local(stale.port())];
    let mut alone = Sentinels::new(options(given.clone()));
    let error = failure(&mut alone);
    let told = format!(
        "it named {}, which is a replica",
        addresses(set.replicas())[0]
    );
    assert!(error.to_string().ends_with(&told), "{error}");
    given.extend(addresses(set.sentinels()));
    let found = Sentinels::new(options(given)).primary(&nodes());
    assert_eq!(
        found.expect("others know better"),
        local(set.primary().port())
    );
}

#[test]
fn an_unknown_name_is_reported_with_the_reply_of_each_sentinel() {
    let set = SentinelSet::start();
    let vacant = Vacant::new();
    let dead = local(vacant.port());
    let known = addresses(set.sentinels());
    let given = vec![dead.clone(), known[0].clone()];
    let mut sentinels = Sentinels::new(SentinelOptions {
        master: "nobody".to_owned(),
        ..options(given)
    });
    let error = failure(&mut sentinels);
    let expected = format!(
        "no sentinel knows the primary 'nobody': {dead}: connection refused; {}: unknown primary name",
        known[0]
    );
    assert_eq!(error.to_string(), expected);
    assert!(matches!(error, Error::NoPrimary(failure) if !failure.is_temporary()));
    let error = sentinels.replicas().expect_err("it has none either");
    assert_eq!(error.to_string(), expected);
}

#[test]
fn servers_and_sentinels_have_passwords_of_their_own() {
    let set = SentinelSet::with(
        &[("requirepass", "servers")],
        &[("requirepass", "sentinels")],
    );
    let given = addresses(&set.sentinels()[..1]);
    let found = |sentinel: &str, node: &str| {
        let mut sentinels = Sentinels::new(SentinelOptions {
            login: login(sentinel),
            ..options(given.clone())
        });
        let mut node_endpoint = nodes();
        node_endpoint.login = login(node);
        let found = sentinels.primary(&node_endpoint);
        found.map_err(|error| error.to_string())
    };
    assert_eq!(
        found("sentinels", "servers"),
        Ok(local(set.primary().port()))
    );
    let refused = found("wrong", "servers").expect_err("the sentinels' is wrong");
    assert!(refused.contains(": WRONGPASS "), "{refused}");
    let refused = found("sentinels", "wrong").expect_err("the servers' is wrong");
    let told = "which did not report its role (WRONGPASS ";
    assert!(refused.contains(told), "{refused}");
}

#[test]
fn an_address_that_cannot_be_reached_from_here_is_mapped() {
    let server = Server::start();
    let sentinel = naming("10.255.255.1", 6379);
    let natmap = format!("10.255.255.1:6379=127.0.0.1:{}", server.port());
    let mut sentinels = Sentinels::new(SentinelOptions {
        natmap: natmap.parse().expect("it is a map"),
        ..options(vec![local(sentinel.port())])
    });
    let found = sentinels.primary(&nodes()).expect("the map has it");
    assert_eq!(found, local(server.port()));
}

#[test]
fn all_replicas_are_listed_except_those_that_are_down() {
    let mut set = SentinelSet::start();
    let mut sentinels = sentinels_of(&set);
    let expected = addresses(set.replicas());
    wait::until("both are in step with the primary", || {
        let mut listed = sentinels.replicas().expect("the first sentinel answers");
        listed.sort_by_key(ToString::to_string);
        let mut expected = expected.clone();
        expected.sort_by_key(ToString::to_string);
        listed == expected
    });
    set.servers_mut()[1].kill().expect("it can be killed");
    let expected = addresses(&set.replicas()[1..]);
    wait::until("the one that is gone is noticed", || {
        sentinels.replicas().expect("the first sentinel answers") == expected
    });
}

#[test]
fn a_silent_sentinel_costs_one_timeout() {
    let server = Server::start();
    let silent = Peer::playing(Script::new().until_closed());
    let sentinel = naming("127.0.0.1", server.port());
    let mut options = options(vec![local(silent.port()), local(sentinel.port())]);
    options.dial.connect_timeout = Some(Duration::from_millis(100));
    let mut sentinels = Sentinels::new(options);
    let start = Instant::now();
    let found = sentinels.primary(&nodes()).expect("the second answers");
    assert_eq!(found, local(server.port()));
    assert!(start.elapsed() >= Duration::from_millis(100));
    // From now on the second is the first.
    sentinels.primary(&nodes()).expect("it answers again");
    assert_eq!(silent.received().len(), 1);
}

#[test]
fn a_server_that_is_not_a_sentinel_is_reported_in_its_own_words() {
    let server = Server::start();
    let mut sentinels = Sentinels::new(options(vec![local(server.port())]));
    let error = failure(&mut sentinels);
    let told = error.to_string();
    assert!(told.contains("ERR unknown command 'SENTINEL'"), "{told}");
    assert!(matches!(error, Error::NoPrimary(failure) if !failure.is_temporary()));
}
