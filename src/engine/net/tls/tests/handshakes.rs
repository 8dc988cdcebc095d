//! Failing handshakes. Sessions with a real server are tested in `tests/tls`.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::net::{Address, DialOptions, TlsClient, TlsOptions, dial};

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
        "the reply is not TLS; is this its TLS port?"
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
fn a_timeout_beyond_the_clock_is_infinite() {
    let hangs_up = |mut stream: TcpStream| {
        let _ = stream.read(&mut [0; 1024]);
    };
    let told = within(Duration::MAX, hangs_up);
    assert!(told.ends_with("is this its TLS port?"), "{told}");
}
