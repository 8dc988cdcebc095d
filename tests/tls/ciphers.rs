//! The ciphers that are allowed, by the names that redis-cli takes.

use crate::support::server::Server;
use crate::support::shell::Shell;

const OLDER: [(&str, &str); 1] = [("tls-protocols", "TLSv1.2")];
const MODERN: [(&str, &str); 1] = [("tls-protocols", "TLSv1.3")];

#[test]
fn a_cipher_that_both_sides_have_is_used() {
    for (config, option, names) in [
        (&OLDER, "--tls-ciphers", "ECDHE-ECDSA-AES256-GCM-SHA384"),
        (
            &OLDER,
            "--tls-ciphers",
            "ECDHE-ECDSA-CHACHA20-POLY1305:HIGH",
        ),
        (&OLDER, "--tls-ciphers", "DEFAULT:!AES128"),
        (
            &MODERN,
            "--tls-ciphersuites",
            "TLS_CHACHA20_POLY1305_SHA256",
        ),
        (
            &MODERN,
            "--tls-ciphersuites",
            "TLS_AES_256_GCM_SHA384:TLS_AES_128_GCM_SHA256",
        ),
    ] {
        let server = Server::tls_with(config);
        let options = [option, names, "PING"];
        let redsh = Shell::redsh().on(&server).args(options).run();
        redsh.assert_success().assert_stdout("PONG\n");
        redsh.assert_same(&Shell::redis_cli().on(&server).args(options).run());
    }
}

#[test]
fn a_name_that_there_is_not_is_told_with_those_that_there_are() {
    for (option, names, shown) in [
        ("--tls-ciphers", "ROT13", "ROT13"),
        ("--tls-ciphers", "HIGH:ROT13", "ROT13"),
        ("--tls-ciphersuites", "TLS_ROT13", "TLS_ROT13"),
        ("--tls-ciphersuites", "TLS_ROT13", "TLS_AES_256_GCM_SHA384"),
    ] {
        let redsh = Shell::redsh().args(["--tls", "-p", "1", option, names, "PING"]);
        let redsh = redsh.run();
        redsh.assert_code(1).assert_complaint("cipher");
        redsh.assert_complaint(shown);
    }
}

#[test]
fn sides_without_a_cipher_in_common_are_told() {
    let older = Server::tls_with(&OLDER);
    // The server's key is none of RSA.
    let redsh = Shell::redsh()
        .on(&older)
        .args(["--tls-ciphers", "aRSA", "PING"]);
    let why = "no cipher in common";
    redsh.run().assert_code(1).assert_complaint(why);
    let one = ("tls-ciphersuites", "TLS_AES_128_GCM_SHA256");
    let modern = Server::tls_with(&[MODERN[0], one]);
    let other = ["--tls-ciphersuites", "TLS_AES_256_GCM_SHA384", "PING"];
    let redsh = Shell::redsh().on(&modern).args(other).run();
    redsh.assert_code(1).assert_complaint(why);
}
