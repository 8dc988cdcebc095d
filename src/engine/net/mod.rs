//! Connections to single addresses: connecting, TLS, login, sending and receiving.
//!
//! This layer knows no clusters, and only the commands of the handshake. Its only thread is the one that resolves a
//! host.

mod connecting;
mod connection;
mod deadline;
mod dial;
mod handshake;
mod interrupter;
mod login;
mod poll;
mod reader;
mod resolve;
mod socket;
mod tls;
mod transport;
mod writer;

pub use crate::address::Address;
pub use connection::{Connection, Endpoint, OpenError, Opened};
pub use dial::{AddressFamily, DialOptions, dial};
pub use handshake::Notice;
pub use interrupter::Interrupter;
pub use login::{Credentials, Login, ProtocolPreference, RefusedDatabase, Secret};
pub use poll::{Poller, Waker};
pub use reader::{Arrival, Reader};
pub use tls::{TlsClient, TlsOptions};
pub use transport::{Closer, ConnectionHandle, ReadHalf, Transport, WriteHalf};
pub use writer::Writer;
