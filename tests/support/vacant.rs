//! A port without a listener.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use socket2::{Domain, Socket, Type};

/// Holds a port without listening: connections are refused, and no server of another test can use it.
pub struct Vacant {
    port: u16,
    _held: Socket,
}

impl Vacant {
    /// A port of 127.0.0.1.
    pub fn new() -> Self {
        Self::of(Ipv4Addr::LOCALHOST.into())
    }

    /// A port of this address of the machine.
    pub fn of(host: IpAddr) -> Self {
        let any = SocketAddr::new(host, 0);
        let held = Socket::new(Domain::for_address(any), Type::STREAM, None).expect("a socket");
        held.bind(&any.into()).expect("there is a free port");
        let bound = held.local_addr().ok().and_then(|bound| bound.as_socket());
        Vacant {
            port: bound.expect("it is bound").port(),
            _held: held,
        }
    }

    /// The number of the port.
    pub fn port(&self) -> u16 {
        self.port
    }
}
