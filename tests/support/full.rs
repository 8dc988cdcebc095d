//! A port that does not answer, like that of a host that is switched off.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};

use socket2::{Domain, Socket, Type};

use super::wait;

/// A port whose backlog is full: a client's connection attempt gets no answer.
pub struct Full {
    port: u16,
    _listener: TcpListener,
    _first: TcpStream,
}

impl Full {
    /// A port of 127.0.0.1.
    pub fn new() -> Self {
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

    /// The number of the port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Waits until a client has tried to connect.
    #[track_caller]
    pub fn wait_until_tried(&self) {
        // The remote address, and the state of a connection attempt.
        let tried = format!("0100007F:{:04X} 02", self.port);
        let has_tried = || {
            let connections = fs::read_to_string("/proc/net/tcp");
            connections.is_ok_and(|connections| connections.contains(&tried))
        };
        wait::until("a client connects", has_tried);
    }
}
