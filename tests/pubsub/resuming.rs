//! A subscription whose connection is lost ends, or resumes on another connection where an option asks for it.

use super::{interrupted, lines, wait_for_subscribers};
use support::peer::Peer;
use support::script::Script;
use support::sentinel::SentinelSet;
use support::server::Server;
use support::shell::Shell;
use support::wait;

const RESUBSCRIBE: [&str; 2] = ["--resubscribe", "yes"];

#[test]
fn by_default_a_subscription_ends_with_its_connection() {
    for words in [&["SUBSCRIBE", "a"][..], &["MONITOR"]] {
        let mut server = Server::start();
        let mut redsh = Shell::redsh().on(&server).args(words).start();
        redsh.read_line();
        server.kill().expect("it can be killed");
        let told = format!("127.0.0.1:{} closed the connection\n", server.port());
        redsh.finish().assert_code(1).assert_stderr(told);
    }
}

#[test]
fn with_reconnecting_all_channels_are_resubscribed_and_both_is_reported() {
    let mut server = Server::start();
    let redsh = Shell::redsh().on(&server).args(RESUBSCRIBE);
    let mut redsh = redsh.args(["SUBSCRIBE", "b", "a"]).start();
    let confirmed = ["subscribe", "b", "1", "subscribe", "a", "2"];
    assert_eq!(lines(&mut redsh), confirmed);
    server.restart().expect("it can be started again");
    for channel in ["a", "b"] {
        wait_for_subscribers(&server, "NUMSUB", channel, 1);
        server.command(&["PUBLISH", channel, "message"]);
    }
    let confirmed = ["subscribe", "a", "1", "subscribe", "b", "2"];
    assert_eq!(lines(&mut redsh), confirmed);
    assert_eq!(lines(&mut redsh), ["message", "a", "message"]);
    assert_eq!(lines(&mut redsh), ["message", "b", "message"]);
    let address = format!("127.0.0.1:{}", server.port());
    // A server that is being killed may still accept a connection, which is lost with it.
    interrupted(redsh)
        .assert_code(130)
        .assert_stderr_has(&format!("{address} closed the connection; reconnecting\n"))
        .assert_stderr_has(&format!(
            "reconnected to {address}; messages sent in between were lost\n"
        ));
}

#[test]
fn a_new_connection_has_the_state_of_the_old_one() {
    let server = Server::with(&[("user", "ann on >pw ~* &* +@all")]);
    let redsh = Shell::redsh().on(&server).args(RESUBSCRIBE);
    let redsh = redsh.args(["--user", "ann", "--pass", "pw", "--no-auth-warning"]);
    let redsh = redsh.args(["-n", "3", "--name", "me", "-3", "PSUBSCRIBE", "a*"]);
    let mut redsh = redsh.start();
    lines::<3>(&mut redsh);
    server.command(&["CLIENT", "KILL", "TYPE", "pubsub"]);
    lines::<3>(&mut redsh);
    let list = server.command(&["CLIENT", "LIST", "TYPE", "pubsub"]);
    let list = String::from_utf8_lossy(&list);
    for part in [" name=me ", " db=3 ", " psub=1 ", " user=ann ", " resp=3"] {
        assert!(list.contains(part), "{part} in {list}");
    }
    interrupted(redsh).assert_code(130);
}

#[test]
fn monitor_resumes_too() {
    let mut server = Server::start();
    let redsh = Shell::redsh().on(&server).args(RESUBSCRIBE);
    let mut redsh = redsh.arg("MONITOR").start();
    assert_eq!(redsh.read_line(), "OK");
    server.restart().expect("it can be started again");
    assert_eq!(redsh.read_line(), "OK");
    server.command(&["ECHO", "after"]);
    while !redsh.read_line().ends_with("\"ECHO\" \"after\"") {}
    interrupted(redsh).assert_code(130);
}

#[test]
fn a_script_resumes_its_subscription_and_nothing_else() {
    let mut server = Server::start();
    let mut redsh = Shell::redsh().on(&server).args(RESUBSCRIBE).start();
    redsh.write("INCR n\nSUBSCRIBE a\nINCR n\n");
    assert_eq!(lines(&mut redsh), ["1", "subscribe", "a", "1"]);
    server.restart().expect("it can be started again");
    assert_eq!(lines(&mut redsh), ["subscribe", "a", "1"]);
    server.command(&["PUBLISH", "a", "message"]);
    assert_eq!(lines(&mut redsh), ["message", "a", "message"]);
    interrupted(redsh).assert_code(130);
}

#[test]
fn a_server_that_refuses_to_resubscribe_is_reported() {
    let confirmed = "*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n";
    let refusal = "-NOPERM no such channel for you\r\n";
    let peer = Peer::in_turn([
        Script::new().commands(1).send(confirmed),
        Script::new().commands(1).send(refusal).until_closed(),
    ]);
    let redsh = Shell::redsh().args(["-p", &peer.port().to_string()]);
    let redsh = redsh.args(RESUBSCRIBE).args(["SUBSCRIBE", "a"]).run();
    redsh
        .assert_code(1)
        .assert_stdout("subscribe\na\n1\nNOPERM no such channel for you\n\n")
        .assert_stderr_has("the server refused to continue\n");
}

#[test]
fn a_server_that_closes_before_any_confirmation_is_not_retried_for_ever() {
    let peer = Peer::playing(Script::new().commands(1));
    let redsh = Shell::redsh().args(["-p", &peer.port().to_string()]);
    let redsh = redsh.args(RESUBSCRIBE).args(["SUBSCRIBE", "a"]).run();
    redsh
        .assert_code(1)
        .assert_complaint("closed the connection\n");
}

#[test]
fn with_sentinels_a_subscription_resumes_at_the_new_primary() {
    let mut set = SentinelSet::start();
    let old = set.primary().port();
    let sentinel = format!("127.0.0.1:{}", set.sentinels()[0].port());
    let redsh = Shell::redsh().args(["--sentinel", &sentinel, "--master", "mymaster"]);
    let mut redsh = redsh.args(["SUBSCRIBE", "a"]).start();
    assert_eq!(lines(&mut redsh), ["subscribe", "a", "1"]);
    set.servers_mut()[0].kill().expect("it can be killed");
    wait::until("the primary is another", || {
        set.agreed().is_some_and(|port| port != old)
    });
    assert_eq!(lines(&mut redsh), ["subscribe", "a", "1"]);
    let primary = set.agreed().expect("there is one");
    let mut servers = set.servers().iter();
    let primary = servers.find(|server| server.port() == primary);
    let primary = primary.expect("it is one of the set");
    wait_for_subscribers(primary, "NUMSUB", "a", 1);
    primary.command(&["PUBLISH", "a", "message"]);
    assert_eq!(lines(&mut redsh), ["message", "a", "message"]);
    let told = format!("reconnected to 127.0.0.1:{}", primary.port());
    interrupted(redsh).assert_code(130).assert_stderr_has(&told);
}
