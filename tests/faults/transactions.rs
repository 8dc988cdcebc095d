//! A transaction lives and dies with its connection: commands of it are never run outside of it.

use support::peer::Peer;
use support::script::Script;
use support::server::{Server, encoded};
use support::shell::Shell;
use support::wait;

use super::{of, pipelined_at};

/// A peer that answers this many of the commands that come at once, and on its second connection PING.
fn answering(commands: usize, replies: &str) -> Peer {
    let first = Script::new().commands(commands).send(replies);
    let second = Script::new().commands(1).send("+PONG\r\n").until_closed();
    Peer::in_turn([first, second])
}

const SCRIPT: &str = "MULTI\nSET a 1\nSET b 2\nEXEC\nPING\n";

#[test]
fn a_transaction_that_is_lost_before_exec_is_sent_does_not_run() {
    let peer = answering(2, "+OK\r\n+QUEUED\r\n");
    let mut redsh = pipelined_at(&peer).start();
    redsh.write("MULTI\nSET a 1\n");
    assert_eq!([redsh.read_line(), redsh.read_line()], ["OK", "QUEUED"]);
    wait::idle();
    redsh.write("SET b 2\nEXEC\nPING\n");
    let redsh = redsh.finish();
    redsh
        .assert_code(1)
        .assert_stdout("PONG\n")
        .assert_stderr(of(
            &peer,
            "SERVER closed the connection; not run, as the transaction was lost: lines 3-4\n",
        ));
    assert_eq!(peer.finish()[1], encoded(&["PING"]));
}

#[test]
fn all_of_a_transaction_that_was_sent_whole_may_have_run() {
    for (replies, shown, lines) in [
        ("", "", "lines 1-4"),
        ("+OK\r\n+QUEUED\r\n", "OK\nQUEUED\n", "lines 3-4"),
    ] {
        let peer = answering(5, replies);
        let redsh = pipelined_at(&peer).stdin(SCRIPT).run();
        redsh.assert_code(1).assert_stdout(format!("{shown}PONG\n"));
        redsh.assert_stderr(of(
            &peer,
            &format!("SERVER closed the connection; whether {lines} ran is not known\n"),
        ));
        assert_eq!(peer.finish()[1], encoded(&["PING"]));
    }
}

#[test]
fn commands_behind_an_unconfirmed_multi_may_have_run() {
    for (replies, lost) in [
        (
            "",
            "whether line 2 ran is not known; not run, as the transaction was lost: line 1",
        ),
        ("+OK\r\n", "not run, as the transaction was lost: line 2"),
    ] {
        let first = Script::new().commands(2).send(replies).pause();
        let second = Script::new().commands(1).send("+PONG\r\n").until_closed();
        let peer = Peer::in_turn([first, second]);
        let mut redsh = pipelined_at(&peer).start();
        redsh.write("MULTI\nSET a 1\n");
        if !replies.is_empty() {
            assert_eq!(redsh.read_line(), "OK");
        }
        peer.resume();
        wait::idle();
        redsh.write("EXEC\nPING\n");
        let redsh = redsh.finish();
        let told = format!("SERVER closed the connection; {lost}\n");
        let rest = "not run, as the transaction was lost: line 3\n";
        redsh.assert_code(1).assert_stderr(of(&peer, &told) + rest);
    }
}

#[test]
fn a_transaction_whose_exec_was_answered_is_done() {
    let peer = answering(5, "+OK\r\n+QUEUED\r\n+QUEUED\r\n*2\r\n+OK\r\n+OK\r\n");
    let redsh = pipelined_at(&peer).stdin(SCRIPT).run();
    redsh
        .assert_success()
        .assert_stdout("OK\nQUEUED\nQUEUED\nOK\nOK\nPONG\n")
        .assert_stderr("");
}

#[test]
fn a_lost_watch_takes_its_transaction_with_it() {
    let peer = answering(1, "+OK\r\n");
    let mut redsh = pipelined_at(&peer).start();
    redsh.write_line("WATCH a");
    assert_eq!(redsh.read_line(), "OK");
    wait::idle();
    redsh.write(SCRIPT);
    let redsh = redsh.finish();
    redsh
        .assert_code(1)
        .assert_stdout("PONG\n")
        .assert_stderr(of(
            &peer,
            "SERVER closed the connection; not run, as the transaction was lost: lines 2-5\n",
        ));
}

#[test]
fn a_real_server_keeps_nothing_of_a_lost_transaction() {
    let server = Server::start();
    let mut redsh = Shell::redsh().on(&server).start();
    redsh.write("MULTI\nSET a 1\n");
    assert_eq!([redsh.read_line(), redsh.read_line()], ["OK", "QUEUED"]);
    server.command(&["CLIENT", "KILL", "TYPE", "normal"]);
    redsh.write("SET b 2\nEXEC\nDBSIZE\n");
    let redsh = redsh.finish();
    redsh.assert_code(1).assert_stdout("0\n");
    redsh.assert_told("; not run, as the transaction was lost: lines 3-4\n");
    assert_eq!(server.command(&["DBSIZE"]), b":0\r\n");
}

#[test]
fn commands_after_a_lost_watch_may_have_run_and_no_more_are_run() {
    let peer = answering(7, "+OK\r\n");
    let redsh = pipelined_at(&peer).stdin("WATCH k\nGET k\nINCR n\nMULTI\nSET k 1\nEXEC\nPING\n");
    let redsh = redsh.run();
    redsh.assert_code(1).assert_stdout("OK\nPONG\n");
    redsh.assert_told(
        "; whether lines 3-6 ran is not known; not run, as the transaction was lost: line 2\n",
    );
    assert_eq!(peer.finish()[1], encoded(&["PING"]));
}

#[test]
fn a_transaction_that_is_retried_and_lost_again_does_not_continue_outside() {
    let answered = |script: Script, reply: &str| script.commands(1).send(reply.to_owned());
    let first = answered(Script::new(), "+PONG\r\n");
    // The transaction waited behind the loss, and is sent again one command at a time.
    let second = answered(answered(Script::new(), "$-1\r\n"), "+OK\r\n");
    let third = answered(Script::new(), "+PONG\r\n").until_closed();
    let peer = Peer::in_turn([first, second, third]);
    let mut redsh = pipelined_at(&peer).start();
    redsh.write_line("PING");
    assert_eq!(redsh.read_line(), "PONG");
    wait::idle();
    redsh.write("GET k\nMULTI\nSET a 1\nEXEC\nPING\n");
    let redsh = redsh.finish();
    redsh.assert_code(1).assert_stdout("\nOK\nPONG\n");
    redsh.assert_told("not run, as the transaction was lost: lines 4-5\n");
    assert_eq!(peer.finish()[2], encoded(&["PING"]));
}
