//! Scripts under the debugger at a server that fails or does not debug.

use std::fs;

use support::coprocess::Coprocess;
use support::peer::Peer;
use support::script::Script;
use support::server::Server;
use support::shell::Shell;

use super::{at, of};

/// Starts a debugging session on a script of two lines.
fn debugging(shell: Shell, option: &str) -> Shell {
    let file = shell.home().join("a.lua");
    fs::write(&file, "local a = 1\nreturn a\n").expect("the folder can be written to");
    shell.args([option, "--eval"]).arg(file)
}

fn read_until(redsh: &mut Coprocess, part: &str) {
    while !redsh.read_line().contains(part) {}
}

#[test]
fn a_server_that_is_killed_during_a_session_ends_it() {
    let mut server = Server::start();
    let mut redsh = debugging(Shell::redsh().on(&server), "--ldb-sync-mode").start();
    read_until(&mut redsh, "-> 1");
    server.kill().expect("it can be killed");
    redsh.write_line("s");
    let outcome = redsh.finish();
    outcome.assert_code(1);
    let stderr = String::from_utf8_lossy(&outcome.stderr);
    assert_eq!(stderr.lines().count(), 1, "{outcome:?}");
    outcome.assert_stderr_has(&format!("127.0.0.1:{}", server.port()));
}

#[test]
fn a_session_that_breaks_off_inside_a_reply_ends_the_run() {
    let session = Script::new()
        .commands(1)
        .send("+OK\r\n")
        .commands(1)
        .send("*2\r\n+* Stopped\r\n");
    let peer = Peer::in_turn([session]);
    let outcome = debugging(at(&peer), "--ldb").stdin("s\n").run();
    outcome
        .assert_code(1)
        .assert_stderr_has(&of(&peer, "SERVER"));
    let stderr = String::from_utf8_lossy(&outcome.stderr);
    assert_eq!(stderr.lines().count(), 1, "{outcome:?}");
}

#[test]
fn a_server_without_a_debugger_is_not_sent_the_script() {
    let session = Script::new()
        .commands(1)
        .send("-ERR unknown subcommand\r\n")
        .until_closed();
    let peer = Peer::in_turn([session]);
    debugging(at(&peer), "--ldb")
        .stdin("s\n")
        .run()
        .assert_code(1)
        .assert_stderr_has("SCRIPT DEBUG")
        .assert_stderr_has("ERR unknown subcommand");
    let heard = String::from_utf8_lossy(&peer.finish()[0]).into_owned();
    assert!(!heard.contains("EVAL"), "{heard}");
}
