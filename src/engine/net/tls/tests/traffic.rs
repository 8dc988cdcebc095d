//! Traffic over sessions, their end, and failing handshakes.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::peers::{Authority, Server};
use super::{session, trusting};
use crate::net::{Address, Arrival, DialOptions, TlsClient, TlsOptions, dial};
use crate::wait::wait_until;

/// Connects to a server with this behaviour, and returns the error.
fn with_peer(behave: impl FnOnce(TcpStream) + Send + 'static) -> String {
    within(Duration::from_millis(200), behave)
}

/// Does the same with a timeout.
fn within(limit: Duration, behave: impl FnOnce(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("its number").port();
    let peer = thread::spawn(move || behave(listener.accept().expect("a client").0));
    let tls = TlsClient::new(&TlsOptions {
        insecure: true,
        ..TlsOptions::default()
    })
    .expect("nothing to read");
    let options = DialOptions {
        connect_timeout: Some(limit),
        tls: Some(Arc::new(tls)),
        ..DialOptions::default()
    };
    let error = dial(&Address::tcp("127.0.0.1", port), &options)
        .expect_err("no TLS there")
        .to_string();
    peer.join().expect("the peer");
    error
        .split_once(&format!("{port}: "))
        .expect("the address")
        .1
        .to_owned()
}

#[test]
fn servers_without_tls_are_detected() {
    let says_no = |mut stream: TcpStream| {
        let _ = stream.write_all(b"-ERR unknown command\r\n");
        let _ = stream.read_to_end(&mut Vec::new());
    };
    assert_eq!(
        with_peer(says_no),
        "what came back is not TLS; is this its TLS port?"
    );
    let says_nothing = |mut stream: TcpStream| drop(stream.read_to_end(&mut Vec::new()));
    assert_eq!(
        with_peer(says_nothing),
        "no answer to the handshake in 0.2 s; is this its TLS port?"
    );
    let hangs_up = |mut stream: TcpStream| drop(stream.read(&mut [0; 4096]));
    assert_eq!(
        with_peer(hangs_up),
        "the server closed the connection during the handshake; is this its TLS port?"
    );
}

#[test]
fn fifty_megabytes_go_both_ways_at_once() {
    const VALUE: usize = 1 << 20;
    const TIMES: usize = 50;
    let authority = Authority::new("ours");
    let server = Server::start(&authority, &authority.issue(&["127.0.0.1"]), &[]);
    let (mut reader, mut writer) = session(server.port, &trusting(&authority));
    let reply = [
        format!("${VALUE}\r\n").as_bytes(),
        &vec![b'v'; VALUE],
        b"\r\n",
    ]
    .concat();
    let command = [b"*2\r\n$4\r\nECHO\r\n".as_slice(), &reply].concat();
    thread::scope(|scope| {
        scope.spawn(|| (0..TIMES).for_each(|_| writer.write_all(&command).expect("a write")));
        let mut got = vec![0; reply.len()];
        for _ in 0..TIMES {
            reader.read_exact(&mut got).expect("a reply");
            assert!(got == reply, "a reply is damaged");
        }
    });
}

#[test]
fn the_end_of_an_idle_session_is_detected() {
    let authority = Authority::new("ours");
    let server = Server::start(&authority, &authority.issue(&["127.0.0.1"]), &[]);
    let (mut reader, mut writer) = session(server.port, &trusting(&authority));
    assert_ne!(reader.arrival(), Arrival::End);
    writer.write_all(b"QUIT\r\n").expect("a write");
    // The reply and the end of the session must both have arrived.
    thread::sleep(Duration::from_millis(50));
    assert_ne!(reader.arrival(), Arrival::End, "the reply is not read yet");
    let mut reply = [0; 2];
    reader.read_exact(&mut reply).expect("a reply");
    assert_ne!(
        reader.arrival(),
        Arrival::End,
        "half of the reply is not read yet"
    );
    let mut rest = Vec::new();
    reader.read_to_end(&mut rest).expect("an end, not an error");
    assert_eq!((&reply, rest.as_slice()), (b"+O", b"K\r\n".as_slice()));
    wait_until(|| reader.arrival() == Arrival::End);
}

#[test]
fn a_shutdown_wakes_the_reader_and_a_timeout_loses_no_bytes() {
    let authority = Authority::new("ours");
    let server = Server::start(&authority, &authority.issue(&["127.0.0.1"]), &[]);
    let (mut reader, mut writer) = session(server.port, &trusting(&authority));
    let mut reply = [0; 16];
    reader
        .set_timeout(Some(Duration::from_millis(20)))
        .expect("a timeout");
    assert_eq!(
        reader.read(&mut reply).expect_err("silence").kind(),
        io::ErrorKind::TimedOut
    );
    reader.set_timeout(None).expect("no timeout");
    writer.write_all(b"PING\r\n").expect("a write");
    assert_eq!(
        reader.read(&mut reply).expect("a reply"),
        b"+PONG\r\n".len()
    );
    let waiting = thread::spawn(move || reader.read(&mut reply));
    thread::sleep(Duration::from_millis(20));
    writer.shutdown();
    assert_eq!(waiting.join().expect("no panic").expect("an end"), 0);
}

#[test]
fn a_timeout_beyond_the_clock_is_infinite() {
    let hangs_up = |mut stream: TcpStream| {
        let _ = stream.read(&mut [0; 1024]);
    };
    let told = within(Duration::MAX, hangs_up);
    assert!(told.ends_with("is this its TLS port?"), "{told}");
}
