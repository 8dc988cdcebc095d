//! Allowed ciphers, by redis-cli's names for them.

use support::ciphers;
use support::server::Server;
use support::shell::Shell;

#[test]
fn a_cipher_that_both_sides_have_is_used() {
    for (config, option, names) in ciphers::ACCEPTED {
        let server = Server::tls_with(config);
        let options = [option, names, "PING"];
        let redsh = Shell::redsh().on(&server).args(options).run();
        redsh.assert_success().assert_stdout("PONG\n");
    }
}

#[test]
fn an_unknown_name_is_reported_with_the_known_ones() {
    for (option, names, shown) in [
        ("--tls-ciphers", "ROT13", "ROT13"),
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
fn the_lack_of_a_common_cipher_is_reported() {
    let older = Server::tls_with(&ciphers::TLS_1_2);
    // The server's key is not RSA.
    let redsh = Shell::redsh()
        .on(&older)
        .args(["--tls-ciphers", "aRSA", "PING"]);
    let why = "no cipher in common";
    redsh.run().assert_code(1).assert_complaint(why);
    let one = ("tls-ciphersuites", "TLS_AES_128_GCM_SHA256");
    let modern = Server::tls_with(&[ciphers::TLS_1_3[0], one]);
    let other = ["--tls-ciphersuites", "TLS_AES_256_GCM_SHA384", "PING"];
    let redsh = Shell::redsh().on(&modern).args(other).run();
    redsh.assert_code(1).assert_complaint(why);
}
