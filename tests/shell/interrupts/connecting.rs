//! A connection that does not come about does not keep the prompt away, whatever is hanging.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};

use socket2::{Domain, Socket, Type};

use crate::shell::{prompted, shell};
use crate::support::peer::Peer;
use crate::support::script::Script;
use crate::support::server::Server;
use crate::support::terminal::{Key, Terminal};
use crate::support::wait;

/// A port with as many connections as its listener has room for: whoever comes next is not answered.
struct Full {
    port: u16,
    _listener: TcpListener,
    _first: TcpStream,
}

impl Full {
    fn new() -> Self {
        let listener = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        listener.bind(&any.into()).expect("there is a free port");
        listener.listen(0).expect("it listens");
        let listener = TcpListener::from(listener);
        let address = listener.local_addr().expect("it is bound");
        let first = TcpStream::connect(address).expect("there is room for one");
        Full {
            port: address.port(),
            _listener: listener,
            _first: first,
        }
    }

    /// Waits until somebody has knocked.
    #[track_caller]
    fn wait_until_tried(&self) {
        // The address at the other end, and the state of a connection that is asked for.
        let tried = format!("0100007F:{:04X} 02", self.port);
        let has_tried = || {
            let connections = fs::read_to_string("/proc/net/tcp");
            connections.is_ok_and(|connections| connections.contains(&tried))
        };
        wait::until("somebody connects", has_tried);
    }
}

#[test]
fn a_port_that_does_not_answer_is_given_up_at_the_start() {
    let full = Full::new();
    let port = full.port.to_string();
    let mut screen = Terminal::redsh().args(["-p", &port]).start();
    full.wait_until_tried();
    screen.press(Key::CtrlC);
    screen.assert_screen(["^C", "interrupted", "not connected>"]);
}

#[test]
fn a_port_that_does_not_answer_is_given_up_when_it_is_gone_to() {
    let (server, full) = (Server::start(), Full::new());
    let mut screen = shell(&server);
    let line = format!("connect 127.0.0.1 {}", full.port);
    screen.type_line(&line);
    full.wait_until_tried();
    screen.press(Key::CtrlC);
    let line = prompted(&line);
    screen.assert_screen([line.as_str(), "^C", "interrupted", "not connected>"]);
}

#[test]
fn a_server_that_does_not_answer_tls_is_given_up() {
    let peer = Peer::playing(Script::new().until_closed());
    let port = peer.port().to_string();
    let tls = ["--tls", "--insecure", "-p", &port];
    let mut screen = Terminal::redsh().args(tls).start();
    // A record of TLS' handshake.
    peer.wait_until_received(b"\x16\x03");
    screen.press(Key::CtrlC);
    screen.assert_screen(["^C", "interrupted", "not connected>"]);
}

#[test]
fn a_server_that_says_nothing_is_given_up() {
    let peer = Peer::playing(Script::new().until_closed());
    let port = peer.port().to_string();
    let mut screen = Terminal::redsh().args(["-p", &port]).start();
    peer.wait_until_received(b"HELLO");
    screen.press(Key::CtrlC);
    screen.assert_screen(["^C", "interrupted", "not connected>"]);
}

#[test]
fn a_node_of_a_cluster_that_says_nothing_is_given_up_before_there_is_a_map() {
    let peer = Peer::playing(Script::new().until("HELLO").send("%0\r\n").until_closed());
    let port = peer.port();
    let mut screen = Terminal::redsh()
        .args(["-c", "-p", &port.to_string()])
        .knowing(port)
        .start();
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
