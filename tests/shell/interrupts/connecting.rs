//! Ctrl-C gives up a connection attempt in every stage.

use crate::shell::{prompted, shell};
use support::full::Full;
use support::peer::Peer;
use support::script::Script;
use support::server::Server;
use support::terminal::{Key, Terminal};

#[test]
fn a_silent_port_is_given_up_at_the_start() {
    let full = Full::new();
    let mut screen = Terminal::redsh().to(full.port()).start();
    full.wait_until_tried();
    screen.press(Key::CtrlC);
    screen.assert_screen(["^C", "interrupted", "not connected>"]);
}

#[test]
fn a_silent_port_is_given_up_in_connect() {
    let (server, full) = (Server::start(), Full::new());
    let mut screen = shell(&server);
    let line = format!("connect 127.0.0.1 {}", full.port());
    screen.type_line(&line);
    full.wait_until_tried();
    screen.press(Key::CtrlC);
    let line = prompted(&line);
    screen.assert_screen([line.as_str(), "^C", "interrupted", "not connected>"]);
}

#[test]
fn a_server_that_does_not_answer_the_tls_handshake_is_given_up() {
    let peer = Peer::playing(Script::new().until_closed());
    let port = peer.port().to_string();
    let tls = ["--tls", "--insecure", "-p", &port];
    let mut screen = Terminal::redsh().args(tls).start();
    // A TLS handshake record.
    peer.wait_until_received(b"\x16\x03");
    screen.press(Key::CtrlC);
    screen.assert_screen(["^C", "interrupted", "not connected>"]);
}

#[test]
fn a_silent_server_is_given_up() {
    let peer = Peer::playing(Script::new().until_closed());
    let mut screen = Terminal::redsh().to(peer.port()).start();
    peer.wait_until_received(b"HELLO");
    screen.press(Key::CtrlC);
    screen.assert_screen(["^C", "interrupted", "not connected>"]);
}

#[test]
fn a_silent_node_of_a_cluster_is_given_up_before_the_map_is_known() {
    let peer = Peer::playing(Script::new().until("HELLO").send("%0\r\n").until_closed());
    let mut screen = Terminal::redsh().arg("-c").to(peer.port()).start();
    screen.type_line("GET a");
    peer.wait_until_received(b"SHARDS");
    screen.press(Key::CtrlC);
    screen.assert_screen([
        prompted("GET a").as_str(),
        "^C",
        "interrupted",
        "127.0.0.1:11111>",
    ]);
}
