//! Throw-away sentinel sets: complete when they have started, and able to lose their primary.

use redsh_sandbox::Sandbox;
use support::sentinel::SentinelSet;
use support::shell::Shell;
use support::wait;

#[test]
fn the_sentinels_know_all_others_as_soon_as_they_have_started() {
    let set = SentinelSet::start();
    assert_eq!(set.agreed(), Some(set.primary().port()));
    for sentinel in set.sentinels() {
        let quorum = sentinel.ask(&["SENTINEL", "CKQUORUM", "mymaster"]);
        let quorum = quorum.expect("there are enough of them");
        let words = quorum.text();
        assert!(words.starts_with("OK 3 usable Sentinels"), "{words}");
    }
    set.primary().command(&["SET", "k", "v"]);
    for replica in set.replicas() {
        wait::until("the replica has the key", || holds_the_key(replica));
    }
}

#[test]
fn a_primary_that_is_killed_is_replaced_by_a_replica() {
    let mut set = SentinelSet::start();
    let old = set.primary().port();
    set.servers_mut()[0].kill().expect("it can be killed");
    wait::until("the sentinels agree on another", || {
        set.agreed().is_some_and(|port| port != old)
    });
    let new = set.agreed();
    let mut replicas = set.replicas().iter();
    let new = replicas.find(|replica| Some(replica.port()) == new);
    let new = new.expect("it is one of the replicas");
    assert_eq!(new.role(), "master");
    new.command(&["SET", "k", "v"]);

    set.servers_mut()[0]
        .restart()
        .expect("it can be started again");
    wait::until("the old primary follows the new one", || {
        holds_the_key(set.primary())
    });
    assert_eq!(set.primary().role(), "slave");
}

#[test]
fn servers_and_sentinels_can_have_passwords_of_their_own() {
    let set = SentinelSet::with(
        &[("requirepass", "servers")],
        &[("requirepass", "sentinels")],
    );
    let passwords = [
        (set.primary(), "servers"),
        (&set.sentinels()[0], "sentinels"),
    ];
    for (server, password) in passwords {
        let redsh = || Shell::redsh().on(server).arg("--no-auth-warning");
        redsh().arg("PING").run().assert_stdout_has("NOAUTH");
        redsh()
            .args(["-a", password, "PING"])
            .run()
            .assert_stdout("PONG\n");
    }
}

#[test]
fn servers_and_sentinels_can_speak_only_tls() {
    let set = SentinelSet::tls();
    for server in [set.primary(), &set.sentinels()[0]] {
        Shell::redsh()
            .on(server)
            .arg("PING")
            .run()
            .assert_stdout("PONG\n");
    }
    assert_eq!(set.agreed(), Some(set.primary().port()));
}

#[test]
fn redsh_starts_a_sentinel_set_and_sends_to_its_primary() {
    Shell::redsh()
        .args(["--sandbox=sentinel", "INFO", "replication"])
        .run()
        .assert_success()
        .assert_stdout_has("connected_slaves:2");
}

/// Whether `k` is `v`. A server that becomes a replica closes its connections, so there may be no reply.
fn holds_the_key(server: &Sandbox) -> bool {
    let reply = server.ask(&["GET", "k"]);
    reply.is_ok_and(|value| value.text() == "v")
}
