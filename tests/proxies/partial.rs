//! Small servers that close the connection, or handle one command per read.

use support::peer::Peer;
use support::script::Script;
use support::server::encoded;
use support::shell::Shell;

fn at(peer: &Peer) -> Shell {
    Shell::redsh().args(["-p", &peer.port().to_string()])
}

#[test]
fn a_server_that_closes_after_each_reply_drops_one_window_and_then_nothing() {
    let peer = Peer::playing(Script::new().commands(1).send(":1\r\n"));
    let outcome = at(&peer).stdin("INCR n\n".repeat(50)).run();
    outcome.assert_code(1);
    let lost = outcome.lines_without_reply(50);
    let answered = outcome.stdout.split(|byte| *byte == b'\n').count() - 1;
    assert_eq!(answered + lost, 50, "{outcome:?}");
    outcome.assert_told("; one command at a time is sent now; --window N sends N\n");
    peer.finish();
}

#[test]
fn with_a_window_of_one_each_command_waits_for_the_reply_before_it() {
    let one = |script: Script, words: &[&str]| script.until(encoded(words)).send("+OK\r\n");
    let script = one(Script::new(), &["AUTH", "pw"]);
    let script = one(one(script, &["SET", "a", "1"]), &["SET", "b", "2"]);
    let peer = Peer::playing(script.until_closed());
    let redsh = at(&peer).args(["--window", "1", "-a", "pw", "--no-auth-warning"]);
    let redsh = redsh.stdin("SET a 1\nSET b 2\n").run();
    redsh.assert_success().assert_stdout("OK\nOK\n");
    peer.finish();
}

#[test]
fn the_first_use_of_each_name_waits_and_others_share_a_round_trip() {
    let first = Script::new()
        .until(encoded(&["SET", "a", "1"]))
        .send("+OK\r\n");
    let both = [encoded(&["SET", "a", "2"]), encoded(&["SET", "a", "3"])].concat();
    let both = first.until(both).send("+OK\r\n+OK\r\n");
    let last = both.until(encoded(&["GET", "a"])).send("$1\r\n3\r\n");
    let peer = Peer::playing(last.until_closed());
    let redsh = at(&peer).stdin("SET a 1\nSET a 2\nSET a 3\nGET a\n");
    redsh
        .run()
        .assert_success()
        .assert_stdout("OK\nOK\nOK\n3\n");
    peer.finish();
}

#[test]
fn commands_behind_a_multi_that_is_refused_run_alone() {
    let refused = Script::new()
        .until(encoded(&["MULTI"]))
        .send("-ERR unknown command 'MULTI'\r\n");
    let one = refused.until(encoded(&["INCR", "m"])).send(":1\r\n");
    let two = one.until(encoded(&["INCR", "m"])).send(":2\r\n");
    let peer = Peer::in_turn([two.until(encoded(&["EXEC"])), Script::new().until_closed()]);
    let redsh = at(&peer).stdin("MULTI\nINCR m\nINCR m\nEXEC\n");
    let outcome = redsh.run();
    outcome.assert_code(1);
    outcome.assert_stdout("ERR unknown command 'MULTI'\n\n1\n2\n");
    outcome.assert_told("; whether line 4 ran is not known\n");
    peer.finish();
}
