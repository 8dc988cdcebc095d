//! TLS against a real server: trust and its error messages, negotiation, and the same features as without TLS.

mod ciphers;
mod session;
mod trust;
mod wrong_port;

use std::path::Path;

use support::authority::{Authority, Issued};
use support::server::Server;
use support::shell::Shell;
use support::wait;

/// A server with this certificate.
fn showing(issued: &Issued, config: &[(&str, &str)]) -> Server {
    let mut all = vec![
        ("tls-cert-file", text(&issued.cert)),
        ("tls-key-file", text(&issued.key)),
    ];
    all.extend(config);
    Server::tls_with(&all)
}

/// redsh with TLS, started at the server's address, without a trusted authority.
fn redsh(server: &Server) -> Shell {
    Shell::redsh().args(["--tls", "-p", &server.port().to_string()])
}

/// The message for a failed handshake with the server.
fn no_tls_with(server: &Server, why: &str) -> String {
    format!(
        "could not set up TLS with 127.0.0.1:{}: {why}\n",
        server.port()
    )
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a temporary folder's name is text")
}

#[test]
fn a_uri_asks_for_tls() {
    let authority = Authority::new("ours");
    let server = showing(&authority.issue(&["localhost"]), &[]);
    for scheme in ["rediss", "valkeys"] {
        let uri = format!("{scheme}://localhost:{}/3", server.port());
        let redsh = Shell::redsh().args(["-u", &uri, "--cacert", text(authority.cert())]);
        let redsh = redsh.args(["CLIENT", "INFO"]).run();
        redsh.assert_success().assert_stdout_has(" db=3 ");
    }
}

#[test]
fn a_script_over_tls_is_answered_in_order() {
    let server = Server::tls();
    let mut script = String::from("DEL n\nHELLO 3\nHSET h f v\nHGETALL h\n");
    script.extend((0..20_000).map(|_| "INCR n\n"));
    script.push_str("GET n\nSELECT 1\nDBSIZE\n");
    let redsh = Shell::redsh().on(&server).stdin(script).run();
    redsh.assert_success().assert_stderr("");
    let numbers: String = (1..=20_000).map(|n| format!("{n}\n")).collect();
    redsh.assert_stdout_has(&format!("f v\n{numbers}20000\nOK\n0\n"));
}

#[test]
fn a_reply_of_50_megabytes_comes_whole_in_every_format() {
    let server = Server::tls();
    let value: Vec<u8> = (0..50 << 20)
        .map(|at: usize| b'a' + (at % 23) as u8)
        .collect();
    server.command(&[b"SET", b"k".as_slice(), &value]);
    let raw = [&value[..], b"\n"].concat();
    let quoted = [b"\"".as_slice(), &value, b"\"\n"].concat();
    for (options, expected) in [
        (&[][..], &raw),
        (&["-3"], &raw),
        (&["--no-raw"], &quoted),
        (&["--json"], &quoted),
    ] {
        let redsh = Shell::redsh().on(&server).args(options);
        let redsh = redsh.args(["GET", "k"]).run();
        redsh.assert_success().assert_stdout(expected);
    }
}

#[test]
fn a_command_of_50_megabytes_goes_whole() {
    let server = Server::tls();
    let redsh = Shell::redsh().on(&server).args(["-x", "SET", "k"]);
    let redsh = redsh.stdin(vec![b'v'; 50 << 20]).run();
    redsh.assert_success().assert_stdout("OK\n");
    assert_eq!(server.command(&["STRLEN", "k"]), b":52428800\r\n");
}

#[test]
fn a_sandbox_with_tls_needs_no_options() {
    let redsh = Shell::redsh()
        .args(["--sandbox=tls", "CLIENT", "INFO"])
        .run();
    redsh.assert_success().assert_stderr("");
}

#[test]
fn a_server_with_tls_that_does_not_come_back_ends_the_script() {
    let mut server = Server::tls();
    let mut redsh = Shell::redsh().on(&server).start();
    redsh.write_line("PING");
    assert_eq!(redsh.read_line(), "PONG");
    server.kill().expect("it can be killed");
    wait::idle();
    redsh.write_line("INCR n");
    let redsh = redsh.finish();
    redsh.assert_code(1).assert_complaint(&format!(
        "could not connect to 127.0.0.1:{}: connection refused",
        server.port()
    ));
}

#[test]
fn a_killed_tls_connection_is_made_again() {
    let server = Server::tls();
    let mut redsh = Shell::redsh().on(&server).args(["-n", "2", "-3"]).start();
    for round in ["1", "2", "3"] {
        redsh.write_line("INCR n");
        assert_eq!(redsh.read_line(), round);
        server.command(&["CLIENT", "KILL", "TYPE", "normal"]);
        wait::idle();
    }
    redsh.finish().assert_success().assert_stderr("");
}
