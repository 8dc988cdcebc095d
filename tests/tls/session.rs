//! TLS sessions of the engine with a real server: large replies, shutdown and timeouts.

use std::io::{self, Read, Write};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use redsh_engine::net::{
    Address, Arrival, DialOptions, ReadHalf, TlsClient, TlsOptions, WriteHalf, dial,
};
use support::server::Server;
use support::wait;

fn session(server: &Server) -> (ReadHalf, WriteHalf) {
    let certificates = server.certificates().expect("it has TLS");
    let tls = TlsClient::new(&TlsOptions {
        ca_cert: Some(certificates.ca.clone()),
        ..TlsOptions::default()
    });
    let options = DialOptions {
        tls: Some(Arc::new(tls.expect("options"))),
        ..DialOptions::default()
    };
    let transport = dial(&Address::tcp("127.0.0.1", server.port()), &options);
    transport.expect("a session").split()
}

#[test]
fn fifty_megabytes_go_both_ways_at_once() {
    const VALUE: usize = 1 << 20;
    const TIMES: usize = 50;
    let server = Server::tls();
    let (mut reader, mut writer) = session(&server);
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
    let server = Server::tls();
    let (mut reader, mut writer) = session(&server);
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
    wait::until("the session has ended", || reader.arrival() == Arrival::End);
}

#[test]
fn a_shutdown_wakes_the_reader_and_a_timeout_loses_no_bytes() {
    let server = Server::tls();
    let (mut reader, mut writer) = session(&server);
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
