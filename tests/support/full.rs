//! A port where whoever connects is not answered, as if the host were switched off.

use std::fs;
use std::net::{SocketAddr, TcpListener, TcpStream};

use socket2::{Domain, Socket, Type};

use super::wait;

/// A port with as many connections as its listener has room for: whoever comes next is not answered.
pub struct Full {
    port: u16,
    _listener: TcpListener,
    _first: TcpStream,
}

impl Full {
    /// One of 127.0.0.1.
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

    /// Which one.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Waits until somebody has knocked.
    #[track_caller]
    pub fn wait_until_tried(&self) {
        // The address at the other end, and the state of a connection that is asked for.
        let tried = format!("0100007F:{:04X} 02", self.port);
        let has_tried = || {
            let connections = fs::read_to_string("/proc/net/tcp");
            connections.is_ok_and(|connections| connections.contains(&tried))
        };
        wait::until("somebody connects", has_tried);
    }
}
