//! A connection that is lost during a script is made again with its state, and nothing runs twice.

use std::fmt::Write;

use support::peer::Peer;
use support::script::Script;
use support::server::{Server, encoded};
use support::shell::Shell;
use support::wait;

use super::{at, exchange, of, pipelined_at};

/// More lines than are written at once.
const LINES: usize = 20_000;

#[test]
fn a_server_that_restarts_between_two_lines_goes_unnoticed() {
    let mut server = Server::with(&[("appendonly", "yes"), ("appendfsync", "always")]);
    let mut redsh = Shell::redsh().on(&server).start();
    exchange(&mut redsh, "INCR n", "1");
    server.restart().expect("it can be started again");
    wait::idle();
    exchange(&mut redsh, "INCR n", "2");
    redsh.finish().assert_success().assert_stderr("");
}

#[test]
fn a_new_connection_has_the_state_of_the_old_one() {
    let mut server = Server::with(&[("user", "ann on >pw ~* +@all"), ("appendonly", "yes")]);
    let mut redsh = Shell::redsh().on(&server).start();
    for line in [
        "HELLO 2",
        "AUTH ann pw",
        "SELECT 5",
        "CLIENT SETNAME me",
        "CLIENT NO-EVICT ON",
        "HSET h f v",
    ] {
        redsh.write_line(line);
    }
    redsh.write_line("HELLO 3");
    redsh.write_line("ECHO ready");
    while redsh.read_line() != "ready" {}
    server.restart().expect("it can be started again");
    wait::idle();
    exchange(&mut redsh, "ACL WHOAMI", "ann");
    exchange(&mut redsh, "CLIENT GETNAME", "me");
    exchange(&mut redsh, "HGETALL h", "f v");
    redsh.write_line("CLIENT INFO");
    let info = redsh.read_line();
    for part in [" db=5 ", " name=me ", " user=ann ", " resp=3", " flags=e "] {
        assert!(format!("{info} ").contains(part), "{part} in {info}");
    }
    redsh.finish().assert_success().assert_stderr("");
}

#[test]
fn a_database_whose_selection_broke_off_is_selected_again() {
    let peer = Peer::in_turn([
        Script::new().commands(1).send("+O"),
        Script::new()
            .commands(1)
            .send("+OK\r\n")
            .commands(1)
            .send(":1\r\n"),
    ]);
    let shell = Shell::redsh().args(["-p", &peer.port().to_string()]);
    shell
        .stdin("SELECT 3\nINCR n\n")
        .run()
        .assert_success()
        .assert_stdout("OK\n1\n")
        .assert_stderr("");
    let second = [encoded(&["SELECT", "3"]), encoded(&["INCR", "n"])];
    assert_eq!(peer.finish()[1], second.concat());
}

#[test]
fn a_protocol_whose_reply_broke_off_is_that_of_the_next_connection() {
    let first = Script::new()
        .commands(1)
        .send("%7\r\n$6\r\nserver\r\n$5\r\nre");
    let second = Script::resp3().until(encoded(&["HGETALL", "h"]));
    let second = second.send("%1\r\n+f\r\n+v\r\n");
    let peer = Peer::in_turn([first, second]);
    let shell = Shell::redsh().args(["-p", &peer.port().to_string()]);
    shell
        .stdin("HELLO 3\nHGETALL h\n")
        .run()
        .assert_code(1)
        .assert_stdout("server re\nf v\n")
        .assert_stderr(of(
            &peer,
            "SERVER closed the connection; the reply to line 1 broke off\n",
        ));
    let second = [encoded(&["HELLO", "3"]), encoded(&["HGETALL", "h"])];
    assert_eq!(peer.finish()[1], second.concat());
}

#[test]
fn a_transaction_that_may_have_selected_a_database_ends_the_script() {
    let queued = Script::new()
        .commands(5)
        .send("+OK\r\n+QUEUED\r\n+QUEUED\r\n");
    let peer = Peer::playing(queued);
    let lines = "MULTI\nSELECT 3\nINCR n\nEXEC\nINCR n\n";
    let redsh = pipelined_at(&peer).stdin(lines).run();
    redsh
        .assert_code(1)
        .assert_stdout("OK\nQUEUED\nQUEUED\n")
        .assert_stderr(of(
            &peer,
            "SERVER closed the connection, and whether a transaction changed the database or the user is not known; whether lines 4-5 ran is not known\n",
        ));
    assert_eq!(peer.finish().len(), 1);
}

#[test]
fn a_database_that_cannot_be_selected_ends_the_script() {
    let peer = Peer::playing(Script::new().commands(1));
    let shell = Shell::redsh().args(["-p", &peer.port().to_string()]);
    shell
        .stdin("SELECT 3\nINCR n\n")
        .run()
        .assert_code(1)
        .assert_stdout("")
        .assert_stderr_has("closed the connection; nothing from line 1 on was run");
    let select = encoded(&["SELECT", "3"]);
    assert!(peer.finish().iter().all(|bytes| *bytes == select));
}

#[test]
fn a_server_that_does_not_come_back_ends_the_script() {
    let mut server = Server::start();
    let mut redsh = Shell::redsh().on(&server).start();
    exchange(&mut redsh, "INCR n", "1");
    server.kill().expect("it can be killed");
    wait::idle();
    redsh.write_line("INCR n");
    redsh.finish().assert_code(1).assert_complaint(&format!(
        "could not connect to 127.0.0.1:{}: connection refused; nothing from line 2 on was run\n",
        server.port()
    ));
}

#[test]
fn a_script_continues_after_client_kill() {
    let server = Server::start();
    let mut redsh = Shell::redsh().on(&server).args(["-n", "2"]).start();
    for round in 1..=3 {
        exchange(&mut redsh, "INCR n", &round.to_string());
        server.command(&["CLIENT", "KILL", "TYPE", "normal"]);
        wait::idle();
    }
    redsh.finish().assert_success().assert_stderr("");
}

#[test]
fn a_read_whose_reply_was_lost_is_sent_again() {
    let first = Script::new().commands(2).send("+OK\r\n");
    let second = Script::new().commands(1).send("$1\r\nv\r\n").until_closed();
    let peer = Peer::in_turn([first, second]);
    let redsh = pipelined_at(&peer).stdin("SET k v\nGET k\n").run();
    redsh
        .assert_success()
        .assert_stdout("OK\nv\n")
        .assert_stderr("");
    assert_eq!(peer.finish()[1], encoded(&["GET", "k"]));
}

#[test]
fn a_write_whose_reply_was_lost_is_reported_by_its_line_and_never_sent_again() {
    let first = Script::new().commands(4).send("+OK\r\n");
    let second = Script::new().commands(1).send("$1\r\nv\r\n");
    let second = second.commands(1).send("+PONG\r\n").until_closed();
    let peer = Peer::in_turn([first, second]);
    let redsh = pipelined_at(&peer).stdin("SET k v\n\nINCR n\nINCR n\nGET k\nPING\n");
    let redsh = redsh.run();
    redsh.assert_code(1).assert_stdout("OK\nv\nPONG\n");
    redsh.assert_stderr(of(
        &peer,
        "SERVER closed the connection; whether lines 3-4 ran is not known\n",
    ));
    let again = [encoded(&["GET", "k"]), encoded(&["PING"])].concat();
    assert_eq!(peer.finish()[1], again);
}

#[test]
fn a_reply_that_breaks_off_ends_its_line_and_the_script_continues() {
    for (options, shown) in [
        (&[][..], "half\nwhole\n"),
        (&["--no-raw"], "\"half\n\"whole\"\n"),
        (&["--csv"], "\"half\n\"whole\"\n"),
        (&["--json"], "\"half\n\"whole\"\n"),
        // Only whole replies end with the text of -D.
        (&["-D", ";"], "halfwhole;"),
    ] {
        let hello = match options {
            ["--json"] => Script::resp3(),
            _ => Script::new(),
        };
        let first = hello.clone().commands(2).send("$10\r\nhalf");
        let second = hello.commands(1).send("$5\r\nwhole\r\n").until_closed();
        let peer = Peer::in_turn([first, second]);
        let redsh = pipelined_at(&peer)
            .args(options)
            .stdin("GET a\nGET b\n")
            .run();
        redsh.assert_code(1).assert_stdout(shown).assert_stderr(of(
            &peer,
            "SERVER closed the connection; the reply to line 1 broke off\n",
        ));
        assert!(peer.finish()[1].ends_with(&encoded(&["GET", "b"])));
    }
}

#[test]
fn lines_that_waited_for_the_handshake_of_a_new_connection_did_not_run() {
    let answered = |script: Script| script.commands(1).send("+OK\r\n");
    let first = answered(answered(answered(Script::new())));
    let refusing = Script::new().commands(1);
    let peer = Peer::in_turn([first, refusing]);
    let mut redsh = at(&peer).args(["-n", "4"]).start();
    redsh.write_line("SELECT 5");
    redsh.write_line("SET k v");
    assert_eq!(
        (redsh.read_line(), redsh.read_line()),
        ("OK".into(), "OK".into())
    );
    wait::idle();
    redsh.write_line("INCR n");
    redsh.finish().assert_code(1).assert_complaint(&of(
        &peer,
        "SERVER closed the connection; nothing from line 3 on was run\n",
    ));
    assert_eq!(peer.finish()[1], encoded(&["SELECT", "5"]));
}

#[test]
fn a_server_that_is_killed_during_a_script_has_run_each_line_at_most_once() {
    let mut server = Server::with(&[("appendonly", "yes"), ("appendfsync", "always")]);
    let mut redsh = Shell::redsh().on(&server).start();
    redsh.write("INCR n\n".repeat(LINES));
    wait::until("some lines have run", || {
        server.reply(&["GET", "n"]) != b"$-1\r\n"
    });
    server.restart().expect("it can be started again");
    let redsh = redsh.finish();
    let ran = number(&server.command(&["GET", "n"]));
    // A loading server replies with an error to some of them.
    let shown = String::from_utf8_lossy(&redsh.stdout);
    let answered = shown.lines().filter(|line| line.parse::<u32>().is_ok());
    let answered = answered.count();
    let silent = redsh.lines_without_reply(LINES);
    assert!((answered..=answered + silent).contains(&ran), "{redsh:?}");
    // An error is followed by an empty line.
    let replies = shown.lines().filter(|line| !line.is_empty()).count();
    assert_eq!(replies + silent, LINES, "{redsh:?}");
    redsh.assert_code(i32::from(silent > 0));
}

#[test]
fn repetitions_without_a_reply_are_reported_by_their_numbers() {
    let first = Script::new().commands(4).send(":1\r\n");
    let second = Script::new().commands(1).send(":5\r\n").until_closed();
    let peer = Peer::in_turn([first, second]);
    let redsh = at(&peer).args(["--window", "4", "-r", "5", "INCR", "n"]);
    redsh
        .run()
        .assert_code(1)
        .assert_stdout("1\n5\n")
        .assert_stderr(of(
            &peer,
            "SERVER closed the connection; whether repetitions 2-4 ran is not known\n",
        ));
    assert_eq!(peer.finish()[1], encoded(&["INCR", "n"]));
}

#[test]
fn lines_that_were_not_read_when_the_script_ends_are_reported() {
    let first = Script::new().commands(40).send(":1\r\n:2\r\n:3\r\n");
    let peer = Peer::in_turn([first, Script::new().commands(1)]);
    let redsh = pipelined_at(&peer).stdin("INCR n\n".repeat(LINES)).run();
    redsh.assert_code(1).assert_stdout("1\n2\n3\n");
    assert_eq!(redsh.lines_without_reply(LINES), LINES - 3, "{redsh:?}");
}

#[test]
fn a_script_continues_when_its_replies_exceed_the_servers_output_limit() {
    let server = Server::with(&[("client-output-buffer-limit", "normal 1mb 0 0")]);
    server.command(&[b"SET", b"k".as_slice(), &vec![b'v'; 100_000]]);
    let mut script = String::new();
    for _ in 0..200 {
        let _ = writeln!(script, "STRLEN k\nGET k");
    }
    let redsh = Shell::redsh().on(&server).stdin(script).run();
    // Where the server closes within a reply, that line is reported and not sent again.
    let broken_off = redsh.broken_off_lines().len();
    redsh.assert_code(i32::from(broken_off > 0));
    assert_eq!(redsh.stderr.is_empty(), broken_off == 0, "{redsh:?}");
    let (strings, lengths): (Vec<_>, Vec<_>) = redsh
        .stdout
        .split(|&byte| byte == b'\n')
        .filter(|line| !line.is_empty())
        .partition(|line| line.len() == 100_000);
    assert_eq!(strings.len(), 200 - broken_off);
    let whole = lengths.iter().filter(|&&line| line == b"100000");
    assert_eq!(whole.count(), 200);
}

#[test]
fn a_script_of_writes_is_not_repeated_at_a_server_that_answers_none() {
    let peer = Peer::playing(Script::new().commands(1));
    let mut redsh = at(&peer).start();
    redsh.write_line("INCR n");
    peer.wait_until_received(b"INCR");
    wait::idle();
    redsh.write_line("INCR n");
    let redsh = redsh.finish();
    redsh.assert_code(1).assert_stdout("");
    let told = "SERVER closed the connection; whether line 1 ran is not known\n";
    redsh.assert_stderr(of(&peer, &format!("{told}{}", told.replace('1', "2"))));
    assert_eq!(peer.finish().len(), 2);
}

/// The number in a bulk string.
fn number(reply: &[u8]) -> usize {
    let text = String::from_utf8_lossy(reply);
    let digits = text.lines().nth(1).and_then(|line| line.parse().ok());
    digits.expect("a counter is a number")
}

#[test]
fn a_database_that_exec_could_not_select_is_not_restored() {
    let server = Server::start();
    let mut redsh = Shell::redsh().on(&server).start();
    redsh.write("SELECT 3\nMULTI\nSELECT 99\nECHO e\nEXEC\nMULTI\nSELECT 5\nDISCARD\n");
    for _ in 0..10 {
        redsh.read_line();
    }
    server.command(&["CLIENT", "KILL", "TYPE", "normal"]);
    wait::idle();
    redsh.write("CLIENT INFO\n");
    let info = redsh.read_line();
    assert!(info.contains(" db=3 "), "{info}");
    redsh.finish();
}
