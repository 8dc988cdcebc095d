//! The peer plays what it is told to play.

use super::*;

fn connected(peer: &Peer) -> TcpStream {
    TcpStream::connect((Ipv4Addr::LOCALHOST, peer.port())).expect("the peer listens")
}

fn read_all(mut stream: TcpStream) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).map(|_| bytes)
}

#[test]
fn a_peer_answers_after_so_many_whole_commands_and_closes() {
    let peer = Peer::playing(Script::new().commands(2).send("+OK\r\n"));
    let mut stream = connected(&peer);
    for piece in ["*1\r\n$4\r\nPI", "NG\r\nQU", "IT\r\n"] {
        stream.write_all(piece.as_bytes()).expect("the peer reads");
    }
    assert_eq!(read_all(stream).expect("it closes in order"), b"+OK\r\n");
    assert_eq!(peer.finish(), [b"*1\r\n$4\r\nPING\r\nQUIT\r\n"]);
}

#[test]
fn a_peer_waits_until_it_is_told() {
    let peer = Peer::playing(Script::new().send("a").pause().send("b"));
    let mut stream = connected(&peer);
    let mut byte = [0];
    stream.read_exact(&mut byte).expect("the first byte comes");
    peer.resume();
    assert_eq!(read_all(stream).expect("it closes in order"), b"b");
}

#[test]
fn a_peer_resets_what_it_is_told_to_reset() {
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
