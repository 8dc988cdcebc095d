//! Sessions with a real server, and with misbehaving ones.

mod certificates;
mod peers;
mod traffic;

use std::io::{Read, Write};
use std::sync::Arc;
use std::time::Duration;

use super::{TlsClient, TlsOptions};
use crate::net::{Address, DialOptions, ReadHalf, Transport, WriteHalf, dial};
use peers::{Authority, Issued};

/// The options of a client that trusts an authority.
fn trusting(authority: &Authority) -> TlsOptions {
    TlsOptions {
        ca_cert: Some(authority.cert()),
        ..TlsOptions::default()
    }
}

fn named(name: &str, options: TlsOptions) -> TlsOptions {
    TlsOptions {
        server_name: Some(name.into()),
        ..options
    }
}

fn showing(issued: &Issued, options: TlsOptions) -> TlsOptions {
    let (cert, key) = (Some(issued.cert.clone()), Some(issued.key.clone()));
    TlsOptions {
        cert,
        key,
        ..options
    }
}

fn connect(port: u16, options: &TlsOptions) -> Result<Transport, crate::Error> {
    let tls = Arc::new(TlsClient::new(options)?);
    let connect_timeout = Some(Duration::from_millis(2000));
    let options = DialOptions {
        connect_timeout,
        tls: Some(tls),
        ..DialOptions::default()
    };
    dial(&Address::tcp("127.0.0.1", port), &options)
}

fn session(port: u16, options: &TlsOptions) -> (ReadHalf, WriteHalf) {
    connect(port, options).expect("a session").split()
}

/// The reply to a PING, or the error.
fn ping(port: u16, options: &TlsOptions) -> String {
    let transport = match connect(port, options) {
        Ok(transport) => transport,
        Err(error) => {
            let text = error.to_string();
            let prefix = format!("could not set up TLS with 127.0.0.1:{port}: ");
            return text
                .strip_prefix(&prefix)
                .map(str::to_owned)
                .unwrap_or(text);
        }
    };
    let (mut reader, mut writer) = transport.split();
    writer
        .write_all(b"PING\r\n")
        .expect("a write that fits the socket");
    let mut reply = [0; 64];
    match reader.read(&mut reply) {
        Ok(count) => String::from_utf8_lossy(&reply[..count])
            .trim_end()
            .to_owned(),
        Err(error) => format!("at the first read: {error}"),
    }
}
