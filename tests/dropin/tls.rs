//! TLS: redsh accepts the same servers and options as redis-cli.

use std::path::Path;

use super::reference;
use support::authority::{Authority, Issued};
use support::ciphers;
use support::server::Server;
use support::shell::Shell;

#[test]
fn a_server_whose_authority_is_given_is_trusted_as_by_redis_cli() {
    reference::demand();
    let authority = Authority::new("ours");
    let server = showing(&authority.issue(&["127.0.0.1", "localhost"]));
    pings_as_redis_cli(&server, &["--cacert", text(authority.cert())]);
}

#[test]
fn a_certificate_is_not_checked_with_insecure_as_in_redis_cli() {
    reference::demand();
    let authority = Authority::new("ours");
    for issued in [
        authority.issue(&["127.0.0.1"]),
        authority.issue(&["cache.example"]),
        authority.issue_expired(&["127.0.0.1"]),
        authority.issue_early(&["127.0.0.1"]),
    ] {
        pings_as_redis_cli(&showing(&issued), &["--insecure"]);
    }
}

#[test]
fn a_cipher_is_chosen_as_by_redis_cli() {
    reference::demand();
    for (config, option, names) in ciphers::ACCEPTED {
        let server = Server::tls_with(config);
        let options = [option, names, "PING"];
        let redsh = Shell::redsh().on(&server).args(options).run();
        redsh.assert_success().assert_stdout("PONG\n");
        redsh.assert_same(&Shell::redis_cli().on(&server).args(options).run());
    }
}

#[test]
fn a_script_over_tls_prints_the_same_as_in_redis_cli() {
    reference::demand();
    let server = Server::tls();
    let mut script = String::from("DEL n\nHELLO 3\nHSET h f v\nHGETALL h\n");
    script.extend((0..20_000).map(|_| "INCR n\n"));
    script.push_str("GET n\nnonsense\nSELECT 1\nDBSIZE\n");
    let redsh = Shell::redsh().on(&server).stdin(script.clone()).run();
    redsh.assert_success().assert_stderr("");
    // redis-cli waits for each reply before the next line: a few lines are enough.
    let few = script.replacen("INCR n\n", "", 19_000);
    let redis_cli = Shell::redis_cli().on(&server).stdin(few.clone()).run();
    let redsh = Shell::redsh().on(&server).stdin(few).run();
    let without_id = |stdout: &[u8]| -> Vec<String> {
        let text = String::from_utf8_lossy(stdout);
        let lines = text.lines().filter(|line| !line.starts_with("id "));
        lines.map(str::to_owned).collect()
    };
    assert_eq!(without_id(&redsh.stdout), without_id(&redis_cli.stdout));
}

/// A server with this certificate.
fn showing(issued: &Issued) -> Server {
    Server::tls_with(&[
        ("tls-cert-file", text(&issued.cert)),
        ("tls-key-file", text(&issued.key)),
    ])
}

#[track_caller]
fn pings_as_redis_cli(server: &Server, options: &[&str]) {
    let port = server.port().to_string();
    let ping = |program: Shell| {
        let program = program.args(["--tls", "-p", &port]);
        program.args(options).arg("PING").run()
    };
    let ours = ping(Shell::redsh());
    ours.assert_success().assert_stdout("PONG\n");
    ours.assert_same(&ping(Shell::redis_cli()));
}

fn text(path: &Path) -> &str {
    path.to_str()
        .expect("the name of a temporary folder is UTF-8")
}
