//! Connecting to an address: the addresses of its host in turn, then TLS.

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

/// The options for connecting.
#[derive(Debug, Clone, Default)]
pub struct DialOptions {
    /// The timeout for each address of a host, and for the TLS handshake after that. For `None` and zero, the
    /// system's timeout applies, and 10 s for the handshake.
    pub connect_timeout: Option<Duration>,
    /// The timeout for each address if there is no connect timeout. Unlike that, it does not apply to the replies of
    /// the server.
    pub reach_timeout: Option<Duration>,
    /// The timeout for each part of a server's reply. For `None`, a reply may take any time. Does not apply to the messages of
    /// a subscription or MONITOR.
    pub reply_timeout: Option<Duration>,
    /// The preference among a host's addresses.
    pub family: AddressFamily,
    /// Whether to use multipath TCP. An error for a Unix socket, and on systems without it.
    pub multipath: bool,
    /// The TLS configuration; `None` for plain text.
    pub tls: Option<Arc<TlsClient>>,
    /// The IP address of the host, if it is known. Then the host is not resolved, but certificates must still be for
    /// it.
    pub peer: Option<SocketAddr>,
    /// Closes the connection from another thread, and cancels connecting.
    pub interrupter: Interrupter,
}

impl DialOptions {
    fn timeout(&self) -> Option<Duration> {
        self.connect_timeout.filter(|timeout| !timeout.is_zero())
    }
}

/// The preference among a host's addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AddressFamily {
    /// The system's order.
    #[default]
    Any,
    /// IPv4 addresses first.
    PreferV4,
    /// IPv6 addresses first.
    PreferV6,
}

/// Connects to a server.
///
/// # Errors
/// Returns [`Error::Connect`] with the error of the last address, [`Error::Tls`] if the TLS handshake fails, and
/// [`Error::Interrupted`]. No timeout applies to resolving the host.
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
    let mut transport = Transport::new(socket);
    options.interrupter.watch(transport.closer());
    if let Some(tls) = &options.tls {
        transport.secure(tls, address, options.timeout())?;
    }
    Ok(transport)
}

fn connect_tcp(host: &str, port: u16, options: &DialOptions) -> io::Result<Socket> {
    let addresses = match options.peer {
        Some(peer) => vec![peer],
        None => resolve(host, port, &options.interrupter)?,
    };
    let mut refusal = io::Error::new(io::ErrorKind::NotFound, "the host name has no address");
    let timeout = options.timeout().or(options.reach_timeout);
    for address in in_order(addresses, options.family) {
        let deadline = Deadline::new(timeout, &options.interrupter);
        match Socket::tcp(address, &deadline, options.multipath) {
            Ok(socket) => return Ok(socket),
            Err(error) => refusal = error,
        }
    }
    Err(refusal)
}

fn connect_unix(path: &Path, options: &DialOptions) -> io::Result<Socket> {
    if options.multipath {
        let reason = "multipath TCP needs a TCP address, not a Unix socket";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, reason));
    }
    let deadline = Deadline::new(options.timeout(), &options.interrupter);
    Socket::unix(path, &deadline)
}

/// Moves the preferred family to the front. Otherwise keeps the system's order, which follows RFC 6724.
fn in_order(mut addresses: Vec<SocketAddr>, family: AddressFamily) -> Vec<SocketAddr> {
    match family {
        AddressFamily::Any => {}
        AddressFamily::PreferV4 => addresses.sort_by_key(SocketAddr::is_ipv6),
        AddressFamily::PreferV6 => addresses.sort_by_key(SocketAddr::is_ipv4),
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

    /// A socket that reserves a port without listening on it.
    fn bound() -> (Raw, u16) {
        let socket = Raw::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
        socket
            .bind(&addresses(&["127.0.0.1:0"])[0].into())
            .expect("a free port");
        let address = socket.local_addr().ok().and_then(|a| a.as_socket());
        (socket, address.expect("its number").port())
    }

    fn refusal(address: &Address, options: &DialOptions) -> String {
        dial(address, options).expect_err("no server").to_string()
    }

    #[test]
    fn the_preferred_family_comes_first() {
        let given = addresses(&["[::1]:1", "127.0.0.1:1", "[::2]:1", "127.0.0.2:1"]);
        assert_eq!(in_order(given.clone(), AddressFamily::Any), given);
        assert_eq!(
            in_order(given.clone(), AddressFamily::PreferV4),
            addresses(&["127.0.0.1:1", "127.0.0.2:1", "[::1]:1", "[::2]:1"])
        );
        assert_eq!(
            in_order(given, AddressFamily::PreferV6),
            addresses(&["[::1]:1", "[::2]:1", "127.0.0.1:1", "127.0.0.2:1"])
        );
    }

    #[test]
    fn a_refused_connection_names_the_address() {
        let (_held, port) = bound();
        let text = refusal(&Address::tcp("127.0.0.1", port), &DialOptions::default());
        assert_eq!(
            text,
            format!("could not connect to 127.0.0.1:{port}: connection refused")
        );
    }

    #[test]
    fn an_unknown_host_is_reported() {
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
    fn a_full_listener_times_out() {
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
        // The system's timeout is two minutes.
        assert!(start.elapsed() < Duration::from_secs(30));
    }

    #[test]
    fn multipath_tcp_works_or_is_reported_as_missing() {
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
    fn multipath_tcp_with_a_unix_socket_is_an_error() {
        let options = DialOptions {
            multipath: true,
            ..DialOptions::default()
        };
        let text = refusal(&Address::Unix("/nowhere.sock".into()), &options);
        assert_eq!(
            text,
            "could not connect to /nowhere.sock: multipath TCP needs a TCP address, not a Unix socket"
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_missing_unix_socket_is_reported() {
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
