//! TLS on one side only: the connection ends within a time limit, and the message names the likely cause.

use support::peer::Peer;
use support::script::Script;
use support::server::Server;
use support::shell::Shell;

#[test]
fn a_client_without_tls_at_a_tls_port_names_the_server_that_closed() {
    let server = Server::tls();
    let port = server.port().to_string();
    for words in [&["PING"][..], &["-3", "PING"], &["-n", "1", "PING"]] {
        let redsh = Shell::redsh().args(["-p", &port]).args(words).run();
        let named = format!("127.0.0.1:{port}");
        redsh.assert_code(1).assert_complaint(&named);
    }
}

#[test]
fn a_client_with_tls_at_a_port_without_tls_gives_up_after_the_timeout() {
    let server = Server::start();
    let port = server.port().to_string();
    let words = ["--tls", "--insecure", "-t", "0.3", "-p", &port, "PING"];
    let redsh = Shell::redsh().args(words).run();
    let message = format!("could not set up TLS with 127.0.0.1:{port}: ");
    redsh.assert_code(1).assert_complaint(&message);
    redsh.assert_complaint("is this its TLS port?");
}

#[test]
fn a_client_with_tls_at_another_service_says_so() {
    let silent = Peer::playing(Script::new().until_closed());
    let closing = Peer::playing(Script::new().until("\x01"));
    let talking = Peer::playing(Script::new().send("SSH-2.0-OpenSSH_9.2\r\n").until_closed());
    for peer in [silent, closing, talking] {
        let port = peer.port().to_string();
        let words = ["--tls", "--insecure", "-t", "0.2", "-p", &port, "PING"];
        let redsh = Shell::redsh().args(words).run();
        redsh
            .assert_code(1)
            .assert_complaint("is this its TLS port?");
    }
}
