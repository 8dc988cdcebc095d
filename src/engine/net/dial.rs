//! How an address is reached: a name's addresses in turn, then TLS where it is asked for.
//!
//! It must not know what is said on the connection afterwards.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::deadline::Deadline;
use super::resolve::resolve;
use super::socket::Socket;
use super::{Address, Interrupter, TlsClient, Transport};
use crate::error::Error;

/// What holds for every connection that is made.
#[derive(Debug, Clone, Default)]
pub struct DialOptions {
    /// For each address that a name has, and for TLS' handshake after that; `None` leaves it to the system, and a
    /// handshake has ten seconds. Zero is the same as `None`.
    pub connect_timeout: Option<Duration>,
    /// Time for reaching each address, where no connect timeout is given: unlike that, it asks no answer of a server that
    /// has been reached.
    pub reach_timeout: Option<Duration>,
    /// Which addresses of a name to try first.
    pub family: Family,
    /// Multipath TCP; an error on a Unix socket or a system without it.
    pub multipath: bool,
    /// TLS on top; `None` is plain text.
    pub tls: Option<Arc<TlsClient>>,
    /// The address that the server's name is known to lead to: no other is tried, and nothing is looked up. Certificates
    /// are still to be for the name.
    pub peer: Option<SocketAddr>,
    /// What ends the connection from another thread, and gives up making it.
    pub interrupter: Interrupter,
}

impl DialOptions {
    fn timeout(&self) -> Option<Duration> {
        self.connect_timeout.filter(|timeout| !timeout.is_zero())
    }

    fn time_to_reach(&self) -> Option<Duration> {
        self.timeout().or(self.reach_timeout)
    }
}

/// Which of a name's addresses are tried first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Family {
    /// In the order that the system gives.
    #[default]
    Any,
    /// IPv4 first, `-4`.
    PreferV4,
    /// IPv6 first, `-6`.
    PreferV6,
}

/// Connects to a server.
///
/// # Errors
/// [`Error::Connect`] with the refusal of the last address tried, [`Error::Tls`] where there is a server but no TLS session
/// with it; [`Error::Interrupted`]. Looking up a name takes as long as the system lets it: no timeout can be given for that.
pub fn dial(address: &Address, options: &DialOptions) -> Result<Transport, Error> {
    match reach(address, options) {
        Err(_) if options.interrupter.is_raised() => Err(Error::Interrupted),
        outcome => outcome,
    }
}

fn reach(address: &Address, options: &DialOptions) -> Result<Transport, Error> {
    let socket = match address {
        Address::Tcp { host, port } => connect_tcp(host, *port, options),
        Address::Unix(path) => connect_unix(path, options),
    };
    let socket = socket.map_err(|source| Error::Connect {
        address: address.clone(),
        source,
    })?;
    let transport = Transport::new(socket);
    options.interrupter.watch(transport.closer());
    match &options.tls {
        Some(tls) => transport.secured(|socket| tls.open(socket, address, options.timeout())),
        None => Ok(transport),
    }
}

fn connect_tcp(host: &str, port: u16, options: &DialOptions) -> io::Result<Socket> {
    let addresses = match options.peer {
        Some(peer) => vec![peer],
        None => resolve(host, port, &options.interrupter)?,
    };
    let mut refusal = io::Error::new(io::ErrorKind::NotFound, "the name has no address");
    for address in in_order(addresses, options.family) {
        let patience = Deadline::new(options.time_to_reach(), &options.interrupter);
        match Socket::tcp(address, &patience, options.multipath) {
            Ok(socket) => return Ok(socket),
            Err(error) => refusal = error,
        }
    }
    Err(refusal)
}

fn connect_unix(path: &Path, options: &DialOptions) -> io::Result<Socket> {
    if options.multipath {
        let reason = "a Unix socket has no multipath TCP; leave out --mptcp";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
    }
    let patience = Deadline::new(options.timeout(), &options.interrupter);
    Socket::unix(path, &patience)
}

/// The family preferred comes first, otherwise the system's order stands: it has its reasons (RFC 6724).
fn in_order(mut addresses: Vec<SocketAddr>, family: Family) -> Vec<SocketAddr> {
    match family {
        Family::Any => {}
        Family::PreferV4 => addresses.sort_by_key(SocketAddr::is_ipv6),
        Family::PreferV6 => addresses.sort_by_key(SocketAddr::is_ipv4),
    }
    addresses
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::time::Instant;

    use socket2::{Domain, Socket as Raw, Type};

    use super::*;

    fn addresses(texts: &[&str]) -> Vec<SocketAddr> {
        texts
            .iter()
            .map(|text| text.parse().expect("a literal of this test"))
            .collect()
    }

    /// A socket that holds a port without listening, so that no server can come to be there.
    fn bound() -> (Raw, u16) {
        let socket = Raw::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
        socket
            .bind(&addresses(&["127.0.0.1:0"])[0].into())
            .expect("a free port");
        let address = socket.local_addr().ok().and_then(|a| a.as_socket());
        (socket, address.expect("its number").port())
    }

    fn refusal(address: &Address, options: &DialOptions) -> String {
        dial(address, options)
            .expect_err("nobody is there")
            .to_string()
    }

    #[test]
    fn a_preferred_family_comes_first_and_order_is_kept_within_each() {
        let given = addresses(&["[::1]:1", "127.0.0.1:1", "[::2]:1", "127.0.0.2:1"]);
        assert_eq!(in_order(given.clone(), Family::Any), given);
        assert_eq!(
            in_order(given.clone(), Family::PreferV4),
            addresses(&["127.0.0.1:1", "127.0.0.2:1", "[::1]:1", "[::2]:1"])
        );
        assert_eq!(
            in_order(given, Family::PreferV6),
            addresses(&["[::1]:1", "[::2]:1", "127.0.0.1:1", "127.0.0.2:1"])
        );
    }

    #[test]
    fn a_port_nobody_listens_on_is_refused_by_name() {
        let (_held, port) = bound();
        let text = refusal(&Address::tcp("127.0.0.1", port), &DialOptions::default());
        assert_eq!(
            text,
            format!("could not connect to 127.0.0.1:{port}: connection refused")
        );
    }

    #[test]
    fn a_name_that_does_not_exist_says_so() {
        let text = refusal(
            &Address::tcp("no-such-host.invalid", 1),
            &DialOptions::default(),
        );
        assert!(
            text.starts_with("could not connect to no-such-host.invalid:1: "),
            "{text}"
        );
        assert!(!text.contains("lookup address information"), "{text}");
    }

    #[test]
    fn a_listener_that_takes_nobody_in_times_out_and_says_when() {
        let (listener, port) = bound();
        listener.listen(0).expect("a listener");
        let options = DialOptions {
            connect_timeout: Some(Duration::from_millis(50)),
            ..DialOptions::default()
        };
        let address = Address::tcp("127.0.0.1", port);
        let start = Instant::now();
        let taken: Vec<_> = (0..8).map(|_| dial(&address, &options)).collect();
        let refused = taken
            .into_iter()
            .find_map(Result::err)
            .expect("its queue is full");
        assert_eq!(
            refused.to_string(),
            format!("could not connect to {address}: timed out after 0.05 s")
        );
        // The system would try for two minutes.
        assert!(start.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn multipath_works_or_says_that_the_system_has_it_not() {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("its number").port();
        let options = DialOptions {
            multipath: true,
            ..DialOptions::default()
        };
        if let Err(error) = dial(&Address::tcp("127.0.0.1", port), &options) {
            assert!(error.to_string().contains("no multipath TCP"), "{error}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn multipath_on_a_unix_socket_is_an_error() {
        let options = DialOptions {
            multipath: true,
            ..DialOptions::default()
        };
        let text = refusal(&Address::Unix("/nowhere.sock".into()), &options);
        assert_eq!(
            text,
            "could not connect to /nowhere.sock: a Unix socket has no multipath TCP; leave out --mptcp"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_unix_socket_that_is_not_there_says_so() {
        let text = refusal(
            &Address::Unix("/nowhere.sock".into()),
            &DialOptions::default(),
        );
        assert_eq!(
            text,
            "could not connect to /nowhere.sock: no such file or directory"
        );
    }
}
