//! The support code itself: programs run as black boxes, peers, and the proxy with faults.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::path::Path;
use std::time::Duration;

use support::dice::Dice;
use support::fault_proxy::{Direction, FaultProxy, PlannedFault, WireFault, random_faults};
use support::peer::Peer;
use support::script::Script;
use support::server::Server;
use support::shell::Shell;

fn sh(script: &str) -> Shell {
    Shell::program(Path::new("/bin/sh")).args(["-c", script])
}

#[test]
fn a_program_sees_no_environment_but_path_and_home() {
    let outcome = sh("env | grep -v -e ^PATH= -e ^HOME= -e ^PWD= -e ^_= -e ^SHLVL=").run();
    outcome.assert_stdout("").assert_code(1);
}

#[test]
fn more_than_a_pipe_holds_can_be_written_and_read() {
    let bytes = vec![b'x'; 1 << 20];
    sh("cat; cat")
        .stdin(bytes.clone())
        .run()
        .assert_success()
        .assert_stdout(&bytes);
}

#[test]
fn a_program_may_end_without_reading_its_input() {
    sh("exit 3").stdin(vec![b'x'; 1 << 20]).run().assert_code(3);
}

#[test]
fn a_signal_gives_the_exit_code_of_a_shell() {
    sh("kill -KILL $$").run().assert_code(137);
}

#[test]
fn a_coprocess_exchanges_lines_with_the_test() {
    let server = Server::start();
    let mut redsh = Shell::redsh().on(&server).start();
    redsh.write_line("INCR n");
    assert_eq!(redsh.read_line(), "1");
    redsh.write_line("ECHO four");
    assert_eq!(redsh.read_exactly(5), b"four\n");
    redsh.write_line("INCR n");
    redsh.finish().assert_success().assert_stdout("2\n");
}

fn connected(peer: &Peer) -> TcpStream {
    TcpStream::connect((Ipv4Addr::LOCALHOST, peer.port())).expect("the peer listens")
}

fn read_all(mut stream: TcpStream) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).map(|_| bytes)
}

#[test]
fn a_peer_answers_after_this_number_of_commands_and_closes() {
    let peer = Peer::playing(Script::new().commands(2).send("+OK\r\n"));
    let mut stream = connected(&peer);
    for piece in ["*1\r\n$4\r\nPI", "NG\r\nQU", "IT\r\n"] {
        stream.write_all(piece.as_bytes()).expect("the peer reads");
    }
    assert_eq!(read_all(stream).expect("it closes in order"), b"+OK\r\n");
    assert_eq!(peer.finish(), [b"*1\r\n$4\r\nPING\r\nQUIT\r\n"]);
}

#[test]
fn a_peer_pauses_until_it_is_resumed() {
    let peer = Peer::playing(Script::new().send("a").pause().send("b"));
    let mut stream = connected(&peer);
    let mut byte = [0];
    stream.read_exact(&mut byte).expect("the first byte comes");
    peer.resume();
    assert_eq!(read_all(stream).expect("it closes in order"), b"b");
}

#[test]
fn a_peer_can_reset_a_connection() {
    let peer = Peer::playing(Script::new().until("x").reset());
    let mut stream = connected(&peer);
    stream.write_all(b"x").expect("the peer reads");
    let error = read_all(stream).expect_err("the connection is reset");
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
}

#[test]
fn a_peer_plays_each_connection_its_script() {
    let peer = Peer::in_turn([
        Script::new().send("first"),
        Script::new().half_close().until_closed(),
    ]);
    assert_eq!(
        read_all(connected(&peer)).expect("it closes in order"),
        b"first"
    );
    let mut second = connected(&peer);
    assert_eq!(
        read_all(second.try_clone().expect("it is open")).expect("it ends"),
        b""
    );
    second.write_all(b"still read").expect("the peer reads");
    drop(second);
    assert_eq!(peer.finish()[1], b"still read");
}

#[test]
fn a_peer_with_a_silent_connection_can_be_dropped() {
    let peer = Peer::playing(Script::new().until_closed());
    let stream = connected(&peer);
    drop(peer);
    assert!(read_all(stream).is_ok_and(|bytes| bytes.is_empty()));
}

/// A proxy in front of a peer, with one fault of its first connection.
fn disturbed(peer: &Peer, direction: Direction, after: usize, fault: WireFault) -> FaultProxy {
    let planned = PlannedFault {
        direction,
        after,
        fault,
    };
    FaultProxy::start(peer.port(), move |_| vec![planned])
}

fn connected_through(proxy: &FaultProxy) -> TcpStream {
    TcpStream::connect((Ipv4Addr::LOCALHOST, proxy.port())).expect("the proxy listens")
}

#[test]
fn a_proxy_records_both_directions_also_of_fragments_and_delays() {
    let peer = Peer::playing(Script::new().until("question").send("the answer"));
    for fault in [
        WireFault::Fragment { bytes: 6, size: 1 },
        WireFault::Delay(Duration::from_millis(20)),
    ] {
        let proxy = disturbed(&peer, Direction::ToClient, 2, fault);
        let mut stream = connected_through(&proxy);
        stream.write_all(b"question").expect("the proxy reads");
        assert_eq!(read_all(stream).expect("it ends in order"), b"the answer");
        let recordings = proxy.finish();
        assert_eq!(recordings[0].from_client, b"question");
        assert_eq!(recordings[0].from_server, b"the answer");
        assert_eq!(
            (recordings[0].to_server, recordings[0].to_client),
            (8, 10),
            "{fault:?}"
        );
    }
}

#[test]
fn a_proxy_cuts_a_connection_after_a_byte_and_records_the_rest() {
    let peer = Peer::playing(Script::new().until_closed());
    let proxy = disturbed(&peer, Direction::ToServer, 3, WireFault::Cut);
    let mut stream = connected_through(&proxy);
    stream.write_all(b"abcdef").expect("the proxy reads");
    assert_eq!(read_all(stream).expect("it ends in order"), b"");
    let recordings = proxy.finish();
    assert_eq!(recordings[0].from_client, b"abcdef");
    assert_eq!(recordings[0].to_server, 3);
    assert_eq!(peer.finish(), [b"abc"]);
}

#[test]
fn a_proxy_resets_a_connection_in_the_middle_of_a_reply() {
    let peer = Peer::playing(Script::new().send("abcdef").until_closed());
    let proxy = disturbed(&peer, Direction::ToClient, 3, WireFault::Reset);
    let mut stream = connected_through(&proxy);
    let mut bytes = Vec::new();
    let error = stream.read_to_end(&mut bytes).expect_err("it is reset");
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    assert_eq!(bytes, b"abc");
    assert!(proxy.finish()[0].was_reset);
}

#[test]
fn a_proxy_closes_the_direction_to_the_client_and_passes_on_the_other() {
    let peer = Peer::playing(Script::new().until("x").send("lost").until_closed());
    let proxy = disturbed(&peer, Direction::ToClient, 0, WireFault::HalfClose);
    let mut stream = connected_through(&proxy);
    let mut byte = [0];
    assert_eq!(stream.read(&mut byte).expect("it ends in order"), 0);
    stream.write_all(b"x").expect("the proxy reads");
    peer.wait_until_received(b"x");
    drop(stream);
    let recordings = proxy.finish();
    assert_eq!(recordings[0].from_server, b"lost");
    assert_eq!(recordings[0].to_client, 0);
}

#[test]
fn a_proxy_closes_the_direction_to_the_server_and_passes_on_the_other() {
    let peer = Peer::playing(Script::new().until("ab").send("reply").until_closed());
    let proxy = disturbed(&peer, Direction::ToServer, 2, WireFault::HalfClose);
    let mut stream = connected_through(&proxy);
    stream.write_all(b"abcd").expect("the proxy reads");
    assert_eq!(read_all(stream).expect("it ends in order"), b"reply");
    assert_eq!(proxy.finish()[0].from_client, b"abcd");
    assert_eq!(peer.finish(), [b"ab"]);
}

#[test]
fn the_random_faults_of_a_seed_are_always_the_same() {
    let faults = |seed| random_faults(&mut Dice(seed), 1000);
    assert_eq!(faults(7), faults(7));
    assert_ne!(faults(7), faults(8));
    assert!((0..100).all(|seed| !faults(seed).is_empty()));
}
