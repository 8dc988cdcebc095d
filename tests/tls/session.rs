//! TLS sessions of the engine with a real server: large replies, shutdown and timeouts.

use std::io::{self, Read, Write};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use redsh_engine::net::{
    Address, Arrival, Connection, DialOptions, Endpoint, ReadHalf, TlsClient, TlsOptions,
    WriteHalf, dial,
};
use redsh_engine::resp::Value;
use support::server::Server;
use support::wait;

fn endpoint(server: &Server) -> Endpoint {
    let certificates = server.certificates().expect("it has TLS");
    let tls = TlsClient::new(&TlsOptions {
        ca_cert: Some(certificates.ca.clone()),
        ..TlsOptions::default()
    });
    let mut endpoint = Endpoint::new(Address::tcp("127.0.0.1", server.port()));
    endpoint.dial = DialOptions {
        tls: Some(Arc::new(tls.expect("options"))),
        ..DialOptions::default()
    };
    endpoint
}

fn session(server: &Server) -> (ReadHalf, WriteHalf) {
    let endpoint = endpoint(server);
    let transport = dial(&endpoint.address, &endpoint.dial);
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
    let mut opened = Connection::open(&endpoint(&server), b"").expect("a session");
    let connection = &mut opened.connection;
    assert_eq!(connection.reader.arrival(), Arrival::Nothing);
    let (_, sent) = connection.send_counted(b"PING\r\nQUIT\r\n");
    sent.expect("a write");
    // The replies and the end of the session must have arrived.
    thread::sleep(Duration::from_millis(50));
    let reader = &mut connection.reader;
    for reply in ["PONG", "OK"] {
        assert_eq!(reader.arrival(), Arrival::Bytes, "{reply} is not read yet");
        let read = reader.read_value().expect("a reply");
        assert_eq!(read, Value::Simple(reply.into()));
    }
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
