//! No connection can be made.

use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::net::UnixListener;

use support::peer::Peer;
use support::script::Script;
use support::shell::Shell;
use support::vacant::Vacant;

use super::{ask, at, of};

#[test]
fn a_port_without_a_listener_is_named() {
    for (host, shown) in [("127.0.0.1", "127.0.0.1"), ("::1", "[::1]")] {
        let vacant = Vacant::of(host.parse().expect("an address"));
        let port = vacant.port().to_string();
        let redsh = Shell::redsh().args(["-h", host, "-p", &port, "PING"]).run();
        let message = format!("could not connect to {shown}:{port}: connection refused\n");
        redsh.assert_code(1).assert_complaint(&message);
    }
}

#[test]
fn a_script_needs_a_server_from_its_first_command_on() {
    let vacant = Vacant::new();
    let port = vacant.port().to_string();
    let redsh = Shell::redsh().args(["-p", &port]).stdin("INCR n\nINCR n\n");
    let redsh = redsh.run();
    redsh.assert_code(1).assert_complaint(&format!(
        "could not connect to 127.0.0.1:{port}: connection refused; nothing from line 1 on was run"
    ));
}

#[test]
fn a_unix_socket_without_a_listener_is_named() {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let at = |name: &str| folder.path().join(name);
    std::fs::write(at("file"), "").expect("a file can be made");
    drop(UnixListener::bind(at("dead")).expect("a socket can be made"));
    let table = [
        ("missing", "no such file or directory"),
        ("file", "connection refused"),
        ("dead", "connection refused"),
        ("", "connection refused"),
    ];
    for (name, reason) in table {
        let path = at(name);
        let redsh = Shell::redsh().arg("-s").arg(&path).arg("PING").run();
        let message = format!("could not connect to {}: {reason}\n", path.display());
        redsh.assert_code(1).assert_complaint(&message);
    }
}

#[test]
fn an_unknown_host_is_named() {
    // No label of a name may have 64 letters, so no name server is asked.
    let host = format!("{}.invalid", "x".repeat(64));
    let redsh = Shell::redsh().args(["-h", &host, "PING"]).run();
    let message = format!("could not connect to {host}:6379: ");
    redsh.assert_code(1).assert_complaint(&message);
}

#[test]
fn a_silent_port_is_given_up_after_the_timeout() {
    let peer = Peer::playing(Script::new().until_closed());
    for words in [
        &["-t", "0.1", "PING"][..],
        &["-t", "0.1", "-3", "PING"],
        &["-t", "0.1", "-a", "pw", "--no-auth-warning", "PING"],
        &["-t", "0.1", "-n", "3", "PING"],
    ] {
        let redsh = ask(&peer, words);
        let message = of(&peer, "SERVER did not answer within 0.1 s\n");
        redsh.assert_code(1).assert_complaint(&message);
    }
}

#[test]
fn a_write_that_a_silent_port_may_still_run_is_reported() {
    let peer = Peer::playing(Script::new().until_closed());
    let redsh = ask(&peer, &["-t", "0.1", "INCR", "n"]);
    redsh.assert_code(1).assert_complaint(&of(
        &peer,
        "SERVER did not answer within 0.1 s; whether the command ran is not known\n",
    ));
    // After a SELECT it is not sent before that is answered.
    let redsh = ask(&peer, &["-t", "0.1", "-n", "3", "INCR", "n"]);
    let message = of(&peer, "SERVER did not answer within 0.1 s\n");
    redsh.assert_code(1).assert_complaint(&message);
}

#[test]
fn a_full_backlog_is_given_up_after_the_timeout() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("there is a free port");
    let port = listener.local_addr().expect("it is bound").port();
    let words = ["-t", "0.1", "-p", &port.to_string(), "PING"];
    let message = format!("127.0.0.1:{port} did not answer within 0.1 s\n");
    let redsh = Shell::redsh().args(words).run();
    redsh.assert_code(1).assert_complaint(&message);
}

#[test]
fn a_server_that_closes_immediately_is_named() {
    let peer = Peer::playing(Script::new());
    let redsh = ask(&peer, &["PING"]);
    redsh.assert_code(1).assert_told(&of(&peer, "SERVER"));
    let reset = Peer::playing(Script::new().reset());
    let redsh = ask(&reset, &["PING"]);
    redsh.assert_code(1).assert_told(&of(&reset, "SERVER"));
}

#[test]
fn a_server_that_closes_on_every_line_is_asked_twice_and_given_up_after_a_hundred_times() {
    let peer = Peer::playing(Script::new().commands(1));
    let redsh = at(&peer).stdin("GET a\nGET b\n").run();
    let told = "SERVER closed the connection; whether lines 1-2 ran is not known\n";
    redsh.assert_code(1).assert_stderr(of(&peer, told));
    assert_eq!(peer.finish().len(), 4);

    let peer = Peer::playing(Script::new().commands(1));
    let redsh = at(&peer).stdin("GET a\n".repeat(1000)).run();
    redsh.assert_code(1);
    assert_eq!(redsh.lines_without_reply(1000), 1000, "{redsh:?}");
    // Each line is sent twice, but the hundredth once.
    assert_eq!(peer.finish().len(), 199);
}

#[test]
fn a_server_that_does_not_reply_ends_the_run_after_the_reply_timeout() {
    let peer = Peer::playing(Script::new().until_closed());
    for (arguments, input) in [
        (&["GET", "k"][..], ""),
        (&["-r", "2", "GET", "k"], ""),
        (&["--scan"], ""),
        (&[], "GET k\n"),
    ] {
        let redsh = at(&peer).args(["--reply-timeout", "0.2"]);
        let redsh = redsh.args(arguments).stdin(input).run();
        redsh
            .assert_code(1)
            .assert_stdout("")
            .assert_told(&of(&peer, "SERVER did not answer within 0.2 s"));
    }
}

#[test]
fn messages_are_not_announced_without_a_connection() {
    let vacant = Vacant::new();
    for format in ["--csv", "--no-raw", "--json"] {
        let redsh = Shell::redsh().args(["-p", &vacant.port().to_string(), format]);
        let redsh = redsh.args(["SUBSCRIBE", "ch"]).run();
        redsh.assert_code(1).assert_stdout("");
    }
}
