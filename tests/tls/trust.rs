//! The server and client certificates that are accepted.

use std::fs;

use support::authority::{Authority, Issued};
use support::server::Server;
use support::shell::Shell;

use super::{no_tls_with, redsh, showing, text};

/// A file of this folder.
fn file(name: &str) -> String {
    format!("{}/tests/tls/files/{name}", env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn a_server_whose_authority_is_given_is_trusted() {
    let authority = Authority::new("ours");
    let server = showing(&authority.issue(&["127.0.0.1", "localhost"]), &[]);
    let file = ["--cacert", text(authority.cert())];
    let by_file = redsh(&server).args(file).arg("PING").run();
    by_file
        .assert_success()
        .assert_stdout("PONG\n")
        .assert_stderr("");
    let folder = ["--cacertdir", text(authority.folder())];
    let by_folder = redsh(&server).args(folder).arg("PING").run();
    by_folder.assert_success().assert_stdout("PONG\n");
    let by_name = redsh(&server).args(["-h", "localhost"]).args(file);
    by_name.arg("PING").run().assert_stdout("PONG\n");
}

#[test]
fn a_server_of_another_authority_is_refused() {
    let authority = Authority::new("ours");
    let server = showing(&authority.issue(&["127.0.0.1"]), &[]);
    let other = Authority::new("another");
    let why =
        "its certificate is not signed by a trusted authority; trust the authority's certificate";
    for options in [&[][..], &["--cacert", text(other.cert())]] {
        let redsh = redsh(&server).args(options).args(["INCR", "n"]).run();
        redsh
            .assert_code(1)
            .assert_complaint(&no_tls_with(&server, why));
    }
    let same_name = Authority::new("ours");
    let redsh = redsh(&server).args(["--cacert", text(same_name.cert()), "PING"]);
    let why = "the signature of its certificate is wrong; is the trusted authority an older one of the same name?";
    redsh
        .run()
        .assert_code(1)
        .assert_complaint(&no_tls_with(&server, why));
}

#[test]
fn a_self_signed_certificate_is_trusted_where_it_is_given_and_for_its_own_name_only() {
    let authority = Authority::new("ours");
    let issued = authority.issue_self_signed(&["127.0.0.1"]);
    let server = showing(&issued, &[]);
    let given = || redsh(&server).args(["--cacert", text(&issued.cert)]);
    given().arg("PING").run().assert_stdout("PONG\n");
    given()
        .args(["--sni", "other", "PING"])
        .run()
        .assert_code(1)
        .assert_complaint("its certificate is not for");
    let why = "its certificate is an authority's; to accept it, trust that very certificate";
    redsh(&server)
        .args(["--cacert", text(authority.cert()), "PING"])
        .run()
        .assert_code(1)
        .assert_complaint(&no_tls_with(&server, why));
}

#[test]
fn a_certificate_is_valid_for_the_names_in_it() {
    let authority = Authority::new("ours");
    let server = showing(&authority.issue(&["cache.example", "10.0.0.1"]), &[]);
    let trusting = || redsh(&server).args(["--cacert", text(authority.cert())]);
    let why = "its certificate is not for \"127.0.0.1\" but for cache.example, 10.0.0.1; expect one of these names";
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
fn a_certificate_is_valid_for_its_time() {
    let authority = Authority::new("ours");
    let names = &["127.0.0.1"];
    for (issued, why) in [
        (
            authority.issue_expired(names),
            "its certificate expired on 2002-01-01 00:00 UTC",
        ),
        (
            authority.issue_early(names),
            "its certificate is not valid before 2090-01-01 00:00 UTC; is the clock right?",
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
fn insecure_turns_all_checks_off() {
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
            .assert_stderr("");
    }
}

#[test]
fn a_server_that_requires_a_client_certificate_accepts_one_of_its_authority() {
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
fn a_missing_client_certificate_is_reported() {
    for version in ["TLSv1.2", "TLSv1.3"] {
        let server = Server::tls_with(&[("tls-auth-clients", "yes"), ("tls-protocols", version)]);
        for (words, stdin) in [
            (&["INCR", "n"][..], ""),
            (&["-n", "2", "INCR", "n"], ""),
            (&[], "INCR n\nINCR n\n"),
        ] {
            let redsh = Shell::redsh().on(&server).args(words).stdin(stdin).run();
            redsh.assert_code(1).assert_complaint("client certificate");
        }
        assert_eq!(server.command(&["EXISTS", "n"]), b":0\r\n");
    }
}

#[test]
fn a_client_certificate_of_another_authority_is_reported() {
    let server = Server::tls_with(&[("tls-auth-clients", "yes")]);
    let authority = Authority::new("another");
    let Issued { cert, key } = authority.issue(&["client"]);
    let redsh = Shell::redsh().on(&server);
    let redsh = redsh.args(["--cert", text(&cert), "--key", text(&key), "PING"]);
    let why = "the server does not trust the authority that signed the client certificate";
    redsh.run().assert_code(1).assert_complaint(why);
}

#[test]
fn a_client_certificate_of_version_1_is_sent() {
    let cert = file("v1.crt");
    let server = Server::tls_with(&[("tls-auth-clients", "yes"), ("tls-ca-cert-file", &cert)]);
    let options = ["--cert", &cert, "--key", &file("v1.key")];
    for own in [&["--insecure"][..], &[]] {
        let redsh = Shell::redsh().on(&server).args(own).args(options);
        let redsh = redsh.arg("PING").run();
        redsh
            .assert_success()
            .assert_stdout("PONG\n")
            .assert_stderr("");
    }
}

#[test]
fn a_certificate_or_a_key_alone_has_no_effect() {
    let server = Server::tls();
    let certificates = server.certificates().expect("it has TLS");
    for (option, file, other) in [
        ("--cert", &certificates.client, "--key"),
        ("--key", &certificates.client_key, "--cert"),
    ] {
        let redsh = Shell::redsh().on(&server);
        let redsh = redsh.args([option, text(file), "PING"]).run();
        redsh
            .assert_success()
            .assert_stdout("PONG\n")
            .assert_stderr(format!(
                "{option} has no effect without {other}: the client has no certificate\n"
            ));
    }
}

#[test]
fn a_key_that_cannot_be_used_is_named_by_its_kind() {
    for (key, kind) in [("p521.key", "P-521"), ("pss.key", "RSA-PSS")] {
        let options = ["--cert", &file("v1.crt"), "--key", &file(key)];
        let redsh = Shell::redsh().args(["--tls", "-p", "1"]).args(options);
        redsh
            .arg("PING")
            .run()
            .assert_code(1)
            .assert_complaint(&format!("it is a {kind} key; supported are RSA, P-256"));
    }
}

#[test]
fn a_server_without_alternative_names_is_known_by_its_common_name() {
    let authority = Authority::new("ours");
    let server = showing(&authority.issue_for("localhost"), &[]);
    let ours = ["--cacert", text(authority.cert())];
    let redsh_at = |host| redsh(&server).args(["-h", host]).args(ours).arg("PING");
    redsh_at("localhost")
        .run()
        .assert_success()
        .assert_stdout("PONG\n");
    redsh_at("127.0.0.1")
        .run()
        .assert_code(1)
        .assert_complaint("its common name differs, and it has no subject alternative name");
}

#[test]
fn files_of_other_programs_are_read() {
    let authority = Authority::new("ours");
    let server = showing(&authority.issue(&["127.0.0.1"]), &[]);
    let pem = fs::read_to_string(authority.cert()).expect("it can be read");
    let trusted = pem.replace("CERTIFICATE", "TRUSTED CERTIFICATE");
    let folder = tempfile::tempdir().expect("a folder can be made");
    let path = folder.path().join("ca.crt");
    for text in [format!("\u{feff}{pem}"), trusted] {
        fs::write(&path, text).expect("it can be written");
        let redsh = redsh(&server).args(["--cacert".as_ref(), path.as_os_str()]);
        redsh.arg("PING").run().assert_success();
    }
}

#[test]
fn unusable_files_are_named_before_connecting() {
    let authority = Authority::new("ours");
    let (one, other) = (authority.issue(&["a"]), authority.issue(&["b"]));
    let folder = tempfile::tempdir().expect("a folder can be made");
    let missing = folder.path().join("missing");
    let table = [
        (vec!["--cacert", text(&missing)], "missing"),
        (vec!["--cacertdir", text(&missing)], "missing"),
        (vec!["--cacert", text(&one.key)], "CA certificates"),
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
