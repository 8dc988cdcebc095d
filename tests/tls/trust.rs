//! Which servers and which clients are accepted.

use crate::support::server::Server;
use crate::support::shell::Shell;

use super::{Authority, Issued, no_tls_with, redis_cli, redsh, showing, text};

#[test]
fn a_server_whose_authority_is_given_is_trusted() {
    let authority = Authority::new("ours");
    let server = showing(&authority.issue(&["127.0.0.1", "localhost"]), &[]);
    let file = ["--cacert", text(authority.cert())];
    let by_file = redsh(&server).args(file).arg("PING").run();
    by_file
        .assert_success()
        .assert_stdout("PONG\n")
        .assert_stderr("")
        .assert_same(&redis_cli(&server).args(file).arg("PING").run());
    let folder = ["--cacertdir", text(authority.folder())];
    let by_folder = redsh(&server).args(folder).arg("PING").run();
    by_folder.assert_success().assert_stdout("PONG\n");
    let by_name = redsh(&server).args(["-h", "localhost"]).args(file);
    by_name.arg("PING").run().assert_stdout("PONG\n");
}

#[test]
fn a_server_whose_authority_is_not_given_is_not() {
    let authority = Authority::new("ours");
    let server = showing(&authority.issue(&["127.0.0.1"]), &[]);
    let other = Authority::new("another");
    let why = "its certificate is not signed by an authority that is trusted here; give the authority's certificate with --cacert";
    for options in [&[][..], &["--cacert", text(other.cert())]] {
        let redsh = redsh(&server).args(options).args(["INCR", "n"]).run();
        redsh
            .assert_code(1)
            .assert_complaint(&no_tls_with(&server, why));
    }
    let same_name = Authority::new("ours");
    let redsh = redsh(&server).args(["--cacert", text(same_name.cert()), "PING"]);
    let why = "the signature of its certificate is wrong";
    redsh.run().assert_code(1).assert_complaint(why);
}

#[test]
fn a_certificate_is_for_the_names_in_it() {
    let authority = Authority::new("ours");
    let server = showing(&authority.issue(&["cache.example", "10.0.0.1"]), &[]);
    let trusting = || redsh(&server).args(["--cacert", text(authority.cert())]);
    let why = "its certificate is not for \"127.0.0.1\" but for cache.example, 10.0.0.1; --sni gives the name to expect";
    trusting()
        .arg("PING")
        .run()
        .assert_code(1)
        .assert_complaint(&no_tls_with(&server, why));
    trusting()
        .args(["--sni", "cache.example", "PING"])
        .run()
        .assert_success()
        .assert_stdout("PONG\n");
    let why = "its certificate is not for \"other.example\"";
    trusting()
        .args(["--sni", "other.example", "PING"])
        .run()
        .assert_code(1)
        .assert_complaint(why);
}

#[test]
fn a_certificate_is_good_for_its_time() {
    let authority = Authority::new("ours");
    let names = &["127.0.0.1"];
    for (issued, why) in [
        (
            authority.issue_expired(names),
            "its certificate expired on 2002-01-01 00:00 UTC",
        ),
        (
            authority.issue_early(names),
            "its certificate is valid only from 2090-01-01 00:00 UTC on; is the clock here right?",
        ),
    ] {
        let server = showing(&issued, &[]);
        let redsh = redsh(&server).args(["--cacert", text(authority.cert()), "PING"]);
        redsh
            .run()
            .assert_code(1)
            .assert_complaint(&no_tls_with(&server, why));
    }
}

#[test]
fn whoever_wants_no_check_gets_none() {
    let authority = Authority::new("ours");
    for issued in [
        authority.issue(&["127.0.0.1"]),
        authority.issue(&["cache.example"]),
        authority.issue_expired(&["127.0.0.1"]),
        authority.issue_early(&["127.0.0.1"]),
    ] {
        let server = showing(&issued, &[]);
        let insecure = redsh(&server).args(["--insecure", "PING"]).run();
        insecure
            .assert_success()
            .assert_stdout("PONG\n")
            .assert_stderr("")
            .assert_same(&redis_cli(&server).args(["--insecure", "PING"]).run());
    }
}

#[test]
fn a_server_that_demands_a_certificate_accepts_one_of_its_authoritys() {
    let server = Server::tls_with(&[("tls-auth-clients", "yes")]);
    let certificates = server.certificates().expect("it has TLS");
    let shown = [
        "--cert",
        text(&certificates.client),
        "--key",
        text(&certificates.client_key),
    ];
    let redsh = Shell::redsh().on(&server).args(shown).arg("PING").run();
    redsh.assert_success().assert_stdout("PONG\n");
}

#[test]
fn a_server_that_demands_a_certificate_and_gets_none_is_told_of() {
    for version in ["TLSv1.2", "TLSv1.3"] {
        let server = Server::tls_with(&[("tls-auth-clients", "yes"), ("tls-protocols", version)]);
        for (words, stdin) in [
            (&["INCR", "n"][..], ""),
            (&["-n", "2", "INCR", "n"], ""),
            (&[], "INCR n\nINCR n\n"),
        ] {
            let redsh = Shell::redsh().on(&server).args(words).stdin(stdin).run();
            redsh.assert_code(1).assert_complaint("--cert and --key");
        }
        assert_eq!(server.command(&["EXISTS", "n"]), b":0\r\n");
    }
}

#[test]
fn a_certificate_of_the_wrong_authority_is_told_of() {
    let server = Server::tls_with(&[("tls-auth-clients", "yes")]);
    let authority = Authority::new("another");
    let Issued { cert, key } = authority.issue(&["somebody"]);
    let redsh = Shell::redsh().on(&server);
    let redsh = redsh.args(["--cert", text(&cert), "--key", text(&key), "PING"]);
    let why = "the server does not trust the authority that signed the client certificate";
    redsh.run().assert_code(1).assert_complaint(why);
}

#[test]
fn files_that_cannot_be_used_are_named_before_anybody_is_asked() {
    let authority = Authority::new("ours");
    let (one, other) = (authority.issue(&["a"]), authority.issue(&["b"]));
    let folder = tempfile::tempdir().expect("a folder can be made");
    let missing = folder.path().join("missing");
    let table = [
        (vec!["--cacert", text(&missing)], "missing"),
        (vec!["--cacertdir", text(&missing)], "missing"),
        (vec!["--cacert", text(&one.key)], "CA certificates"),
        (vec!["--cert", text(&one.cert)], "needs its private key"),
        (
            vec!["--key", text(&one.key)],
            "needs its client certificate",
        ),
        (
            vec!["--cert", text(&one.cert), "--key", text(&other.key)],
            "does not belong to the first certificate in",
        ),
    ];
    for (options, why) in table {
        let redsh = Shell::redsh().args(["--tls", "-p", "1"]).args(options);
        redsh.arg("PING").run().assert_code(1).assert_complaint(why);
    }
}
