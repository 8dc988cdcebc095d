//! Faults of stdin, stdout and stderr, and users who stop early.

use std::fs::File;
use std::io::Read;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::Command;
use std::thread;

use support::coprocess::Coprocess;
use support::outcome::Outcome;
use support::peer::Peer;
use support::script::Script;
use support::server::Server;
use support::shell::Shell;
use support::wait;

/// Lines whose replies exceed all buffers on the way.
fn long_script() -> String {
    format!("ECHO {}\n", "x".repeat(1000)).repeat(10_000)
}

#[test]
fn a_reader_that_stops_early_is_not_an_error() {
    let server = Server::start();
    server.command(&[b"SET", b"k".as_slice(), &vec![b'v'; 10 << 20]]);
    for (words, stdin) in [
        (&["GET", "k"][..], String::new()),
        (&["-r", "-1", "GET", "k"], String::new()),
        (&[], long_script()),
    ] {
        let (reader, stdout) = std::io::pipe().expect("a pipe can be made");
        drop(reader);
        let redsh = Shell::redsh().on(&server).args(words).stdout(stdout);
        redsh.stdin(stdin).run().assert_success().assert_stderr("");
    }
}

#[test]
fn a_reader_that_stops_early_ends_help_and_completions_too() {
    for words in [&["--help"][..], &["--version"], &["--generate", "man"]] {
        let (reader, stdout) = std::io::pipe().expect("a pipe can be made");
        drop(reader);
        let redsh = Shell::redsh().args(words).stdout(stdout).run();
        redsh.assert_success().assert_stderr("");
    }
}

#[test]
fn head_on_a_scripts_output_causes_no_message() {
    let server = Server::start();
    let pipeline = Shell::program(Path::new("/bin/sh"))
        .args(["-c", "{ \"$0\" \"$@\"; echo \"exit $?\" >&2; } | head -n 1"])
        .args([env!("CARGO_BIN_EXE_redsh")])
        .on(&server)
        .stdin(long_script())
        .run();
    pipeline
        .assert_stdout(format!("{}\n", "x".repeat(1000)))
        .assert_stderr("exit 0\n");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_reported() {
    let server = Server::start();
    for (words, stdin) in [
        (&["PING"][..], String::new()),
        (&["--csv", "ECHO", "x"], String::new()),
        (&[], "PING\nPING\n".to_owned()),
        (&[], long_script()),
        (&["--help"], String::new()),
    ] {
        let full = File::options().write(true).open("/dev/full");
        let redsh = Shell::redsh().on(&server).args(words).stdin(stdin);
        let redsh = redsh.stdout(full.expect("it can be opened")).run();
        redsh
            .assert_code(1)
            .assert_told("could not write to stdout: no space left on device");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_or_closed_stderr_changes_nothing_else() {
    let server = Server::start();
    let port = server.port().to_string();
    for (words, stdin, code) in [
        (&["-p", "1", "PING"][..], "", 1),
        (&["--nonsense"], "", 1),
        (&["-p", &port, "-a", "x", "PING"], "", 0),
        (&["-p", &port, "-e", "NONSENSE"], "", 1),
        (&["-p", &port, "-e"], "NONSENSE\n", 1),
    ] {
        for script in ["\"$0\" \"$@\" 2>/dev/full", "\"$0\" \"$@\" 2>&-"] {
            let redsh = Shell::program(Path::new("/bin/sh")).args(["-c", script]);
            let redsh = redsh.arg(env!("CARGO_BIN_EXE_redsh")).args(words);
            redsh.stdin(stdin).run().assert_code(code);
        }
    }
}

#[test]
fn an_unreadable_stdin_is_reported() {
    let server = Server::start();
    for words in [&[][..], &["-x", "SET", "k"]] {
        let redsh = through_shell("exec \"$0\" \"$@\" < /", &server, words);
        redsh
            .assert_code(1)
            .assert_complaint("could not read stdin: is a directory\n");
    }
}

#[test]
fn a_closed_stdin_is_an_empty_one() {
    let server = Server::start();
    let closed = "exec \"$0\" \"$@\" <&-";
    through_shell(closed, &server, &["PING"])
        .assert_success()
        .assert_stdout("PONG\n")
        .assert_stderr("");
    through_shell(closed, &server, &[])
        .assert_success()
        .assert_stdout("")
        .assert_stderr("");
}

#[test]
fn a_closed_stdout_is_a_reader_that_stops_early() {
    let server = Server::start();
    through_shell("exec \"$0\" \"$@\" >&-", &server, &["PING"]).assert_stderr("");
}

#[test]
fn a_line_of_a_hundred_megabytes_is_one_command() {
    let server = Server::start();
    let length = 100 << 20;
    let script = [b"SET k ".as_slice(), &vec![b'v'; length], b"\nSTRLEN k\n"].concat();
    let redsh = Shell::redsh().on(&server).stdin(script).run();
    redsh
        .assert_success()
        .assert_stdout(format!("OK\n{length}\n"))
        .assert_stderr("");
}

#[test]
fn a_descriptor_that_does_not_block_loses_nothing() {
    let server = Server::start();
    let value = "v".repeat(540_000);
    server.command(&["SET", "k", &value]);
    let (theirs, mut ours) = UnixStream::pair().expect("a pair of sockets");
    theirs.set_nonblocking(true).expect("it can be set");
    let redsh = Shell::redsh().on(&server).args(["GET", "k"]);
    let redsh = redsh.stdout(OwnedFd::from(theirs));
    let reader = thread::spawn(move || {
        wait::idle();
        let mut text = String::new();
        ours.read_to_string(&mut text).expect("it is text");
        text
    });
    redsh.run().assert_success().assert_stderr("");
    assert!(reader.join().expect("it reads") == format!("{value}\n"));
}

#[test]
fn an_interrupt_ends_a_blocking_command() {
    let server = Server::start();
    for words in [
        &["BLPOP", "queue", "0"][..],
        &["SUBSCRIBE", "news"],
        &["-r", "-1", "-i", "60", "PING"],
    ] {
        let redsh = Shell::redsh().on(&server).args(words).start();
        wait::until("redsh is there", || clients(&server) == 1);
        interrupt(&redsh);
        let redsh = redsh.finish();
        redsh.assert_code(130).assert_stderr("");
        wait::until("redsh is gone", || clients(&server) == 0);
    }
}

#[test]
fn an_interrupt_ends_a_wait_for_a_silent_server() {
    let peer = Peer::playing(Script::new().until_closed());
    let redsh = super::at(&peer).args(["GET", "k"]).start();
    peer.wait_until_received(b"GET");
    interrupt(&redsh);
    redsh
        .finish()
        .assert_code(130)
        .assert_stdout("")
        .assert_stderr("");
}

/// The number of clients, without the one that asks.
fn clients(server: &Server) -> usize {
    let list = server.command(&["CLIENT", "LIST"]);
    let list = String::from_utf8_lossy(&list);
    list.lines().filter(|line| line.starts_with("id=")).count() - 1
}

fn interrupt(redsh: &Coprocess) {
    let script = format!("kill -s INT {}", redsh.pid());
    let kill = Command::new("/bin/sh").args(["-c", &script]).status();
    assert!(kill.expect("there is a shell").success());
}

/// redsh, started by a shell that has redirected its streams.
fn through_shell(script: &str, server: &Server, words: &[&str]) -> Outcome {
    Shell::program(Path::new("/bin/sh"))
        .args(["-c", script, env!("CARGO_BIN_EXE_redsh")])
        .on(server)
        .args(words)
        .run()
}
