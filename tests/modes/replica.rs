//! `--replica` and `--slave`, and SYNC and PSYNC as commands.

use redsh_sandbox::Sandbox;
use support::coprocess::Coprocess;
use support::peer::Peer;
use support::script::Script;
use support::server::Server;
use support::shell::Shell;
use support::terminal::{Key, Terminal};
use support::wait;

const MARK: &str = "4d6915f15aa20f6f1a10d160e3996732cf24e1e3";

/// Killed by SIGINT.
const INTERRUPTED: i32 = 130;

fn replica(server: &Sandbox, option: &str) -> Shell {
    Shell::redsh().on(server).arg(option)
}

fn server() -> Server {
    let server = Server::start();
    server.command(&["CONFIG", "SET", "repl-diskless-sync-delay", "0"]);
    server.command(&["SET", "before", "1"]);
    server
}

/// The next line that is not a PING of the server.
fn next(ours: &mut Coprocess) -> String {
    loop {
        let line = ours.read_line();
        if line != "\"ping\"" {
            return line;
        }
    }
}

/// Waits until the server has a replica, writes, and asserts the lines.
fn assert_follows(server: &Sandbox, ours: &mut Coprocess) {
    wait::until("the server has a replica", || {
        server.info("replication", "connected_slaves") == 1
    });
    server.command(&["SET", "k", "v"]);
    server.command(&["RPUSH", "l", "a b", "c\"d", "\n\u{ff}"]);
    for line in [
        r#""SELECT","0""#,
        r#""SET","k","v""#,
        r#""RPUSH","l","a b","c\"d","\n\xc3\xbf""#,
    ] {
        assert_eq!(next(ours), line);
    }
}

#[test]
fn each_command_is_a_line_at_once() {
    for (option, choice) in [("--replica", "yes"), ("--slave", "no")] {
        let server = server();
        server.command(&["CONFIG", "SET", "repl-diskless-sync", choice]);
        let mut ours = replica(&server, option).start();
        assert_follows(&server, &mut ours);
        ours.interrupt();
        let outcome = ours.finish();
        outcome.assert_code(INTERRUPTED);
        outcome.assert_stderr_has("sending REPLCONF capa eof\nsending REPLCONF rdb-filter-only \n");
        outcome.assert_stderr_has("\nSYNC with master, discarding ");
        outcome.assert_stderr_has(" Logging commands from master.\n");
    }
}

#[test]
fn a_format_for_other_replies_does_not_apply() {
    let server = server();
    let mut ours = replica(&server, "--replica").arg("--json").start();
    assert_follows(&server, &mut ours);
}

#[test]
fn the_replica_counts_for_no_wait() {
    let server = server();
    let mut ours = replica(&server, "--replica").start();
    assert_follows(&server, &mut ours);
    let redsh = Shell::redsh().on(&server).stdin("SET k w\nWAIT 1 300\n");
    redsh.run().assert_success().assert_stdout("OK\n0\n");
    // The request for acknowledgements is a line like any other.
    assert_eq!(next(&mut ours), r#""SET","k","w""#);
    assert_eq!(next(&mut ours), r#""REPLCONF","GETACK","*""#);
}

#[test]
fn the_wire_and_the_messages_are_exact() {
    let stream = format!("$EOF:{MARK}\r\nREDIS{MARK}");
    let script = Script::new().commands(1).send("+OK\r\n");
    let script = script
        .commands(1)
        .send("+OK\r\n")
        .until("SYNC\r\n")
        .send(stream);
    let script = script
        .commands(1)
        .send("\n*1\r\n$4\r\nping\r\n*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n");
    let peer = Peer::playing(script);
    let port = peer.port().to_string();
    let outcome = Shell::redsh().args(["-p", &port, "--replica"]).run();
    outcome
        .assert_code(1)
        .assert_stdout("\"ping\"\n\"SELECT\",\"0\"\n");
    outcome.assert_stderr(format!(
        "sending REPLCONF capa eof\nsending REPLCONF rdb-filter-only \n\
         SYNC with master, discarding bytes of bulk transfer until EOF marker...\n\
         SYNC done after 45 bytes. Logging commands from master.\nsending REPLCONF ACK 0\n\
         127.0.0.1:{port} closed the connection\n"
    ));
    let sent = "*3\r\n$8\r\nREPLCONF\r\n$4\r\ncapa\r\n$3\r\neof\r\n\
                *3\r\n$8\r\nREPLCONF\r\n$15\r\nrdb-filter-only\r\n$0\r\n\r\nSYNC\r\n\
                *3\r\n$8\r\nREPLCONF\r\n$3\r\nACK\r\n$1\r\n0\r\n";
    assert_eq!(peer.finish(), [sent.as_bytes()]);
}

#[test]
fn a_user_without_permission_is_told_so() {
    let server = server();
    server.command(&["ACL", "SETUSER", "u", "on", ">p", "~*", "+@all", "-sync"]);
    let login = ["--user", "u", "--pass", "p", "--no-auth-warning"];
    let outcome = replica(&server, "--replica").args(login).run();
    outcome.assert_code(1).assert_stdout("");
    outcome.assert_stderr_has("\nSYNC with master failed: -NOPERM ");
}

#[test]
fn sync_as_a_command_follows_the_server() {
    for command in [&["SYNC"][..], &["PSYNC", "?", "-1"]] {
        let server = server();
        let mut ours = Shell::redsh().on(&server).args(command).start();
        assert_eq!(
            ours.read_line(),
            "Entering replica output mode...  (press Ctrl-C to quit)"
        );
        assert_follows(&server, &mut ours);
        ours.interrupt();
        ours.finish().assert_code(INTERRUPTED);
    }
}

#[test]
fn sync_in_a_script_comes_after_the_replies_before_it() {
    let server = server();
    let mut ours = Shell::redsh().on(&server).start();
    ours.write_line("GET before");
    ours.write_line("PSYNC ? -1");
    assert_eq!(ours.read_line(), "1");
    assert_eq!(
        ours.read_line(),
        "Entering replica output mode...  (press Ctrl-C to quit)"
    );
    assert_follows(&server, &mut ours);
}

#[test]
fn sync_in_a_transaction_is_refused_as_of_redis_7_0() {
    let server = server();
    let outcome = Shell::redsh()
        .on(&server)
        .stdin("MULTI\nSYNC\nDISCARD\n")
        .run();
    outcome.assert_success();
    outcome.assert_stdout_has("OK\nERR Command not allowed inside a transaction\n");
}

#[test]
fn ctrl_c_returns_from_sync_to_the_prompt() {
    let server = server();
    let mut screen = Terminal::redsh().on(&server).start();
    screen.wait_for_prompt().type_line("SYNC");
    screen.wait_for("Logging commands from master.");
    server.command(&["SET", "k", "v"]);
    screen.wait_for("\"SET\",\"k\",\"v\"");
    screen
        .press(Key::CtrlC)
        .wait_for_prompt()
        .type_line("GET k");
    screen.wait_for("\"v\"");
    screen.press(Key::CtrlD).assert_ended(0);
}
