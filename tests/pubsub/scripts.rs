//! Subscriptions in scripts that continue: with RESP3, a connection with subscriptions runs other commands too.

use super::{lines, wait_for_subscribers};
use support::peer::Peer;
use support::script::Script;
use support::server::{Server, encoded};
use support::shell::Shell;
use support::wait;

/// A script that subscribes to one channel and continues.
const SUBSCRIBED: &str = "MULTI\nSUBSCRIBE a\nEXEC\n";

#[test]
fn in_resp3_other_commands_run_beside_a_subscription_from_a_transaction() {
    let server = Server::start();
    let script = format!(
        "{SUBSCRIBED}PUBLISH a one\nSET k v\nGET k\nPUNSUBSCRIBE\nUNSUBSCRIBE\nPUBLISH a two\nGET k\n"
    );
    let redsh = Shell::redsh().on(&server).arg("-3");
    let redsh = redsh.args(["--show-pushes", "yes"]).stdin(script).run();
    redsh.assert_success().assert_stderr("");
    // Servers before 7.2 push a client's own message before the reply to its PUBLISH, later ones after it.
    let stdout = String::from_utf8_lossy(&redsh.stdout);
    let stdout = stdout.replace("message\na\none\n1\n", "1\nmessage\na\none\n");
    let expected = "OK\nQUEUED\nsubscribe\na\n1\n1\nmessage\na\none\nOK\nv\n\
                    punsubscribe\n\n1\nunsubscribe\na\n0\n0\nv\n";
    assert_eq!(stdout, expected);
}

#[test]
fn the_end_of_all_subscriptions_is_confirmed_for_each_and_later_replies_match() {
    let server = Server::start();
    let script = "MULTI\nSUBSCRIBE a b c\nEXEC\nUNSUBSCRIBE\nECHO end\n";
    // All but the first confirmation of a transaction follow its reply as pushes.
    let redsh = Shell::redsh().on(&server).arg("-3").stdin(script).run();
    let stdout = String::from_utf8_lossy(&redsh.stdout).into_owned();
    assert_eq!(stdout.matches("unsubscribe\n").count(), 3, "{stdout}");
    assert!(stdout.ends_with("\n0\nend\n"), "{stdout}");
}

#[test]
fn a_subscription_beside_other_commands_is_resumed_on_a_new_connection() {
    let mut server = Server::start();
    for (pushes, shown) in [("yes", "subscribe\na\n1\nmessage\na\none\n"), ("no", "")] {
        let redsh = Shell::redsh().on(&server).arg("-3");
        let mut redsh = redsh.args(["--show-pushes", pushes]).start();
        redsh.write_line(SUBSCRIBED.trim_end());
        assert_eq!(lines(&mut redsh), ["OK", "QUEUED", "subscribe", "a", "1"]);
        server.restart().expect("it can be started again");
        wait::idle();
        redsh.write_line("ECHO first");
        assert_eq!(redsh.read_line(), "first");
        wait_for_subscribers(&server, "NUMSUB", "a", 1);
        server.command(&["PUBLISH", "a", "one"]);
        redsh.write_line("ECHO last");
        let outcome = redsh.finish();
        outcome
            .assert_success()
            .assert_stdout(format!("{shown}last\n"));
        outcome.assert_told("resubscribed to 1 channel; messages sent in between were lost\n");
    }
}

#[test]
fn a_message_is_not_taken_for_a_confirmation() {
    let message = ">3\r\n$7\r\nmessage\r\n$1\r\na\r\n$3\r\none\r\n";
    let ended = |name: &str, left: usize| {
        format!(">3\r\n$11\r\nunsubscribe\r\n$1\r\n{name}\r\n:{left}\r\n")
    };
    let hello = "%1\r\n$5\r\nproto\r\n:3\r\n";
    let replies = [
        message,
        &ended("a", 1),
        message,
        &ended("b", 0),
        message,
        "$1\r\nv\r\n",
    ];
    for (pushes, shown) in [("yes", "message\na\none\n"), ("no", "")] {
        let script = Script::new().commands(1).send(hello);
        let script = script.commands(1).send(replies[..4].concat());
        let script = script.commands(1).send(replies[4..].concat());
        let peer = Peer::playing(script.until_closed());
        let redsh = Shell::redsh().args(["-p", &peer.port().to_string(), "-3"]);
        let redsh = redsh.args(["--show-pushes", pushes]);
        let redsh = redsh.stdin("UNSUBSCRIBE a b\nGET k\n").run();
        let expected = format!("{shown}unsubscribe\na\n1\n{shown}unsubscribe\nb\n0\n{shown}v\n");
        redsh.assert_success().assert_stdout(expected);
        let sent = [
            encoded(&["HELLO", "3"]),
            encoded(&["UNSUBSCRIBE", "a", "b"]),
        ];
        assert!(peer.finish()[0].starts_with(&sent.concat()));
    }
}
