//! One connection to one address: how it is reached, what it is to be, and how bytes go over it.
//!
//! This layer must not know clusters or threads, but for the one that a resolver may hang in; nor what most commands mean.

mod addr;
mod client_id;
mod connecting;
mod connection;
mod deadline;
mod dial;
mod handshake;
mod interrupter;
mod login;
mod resolve;
mod socket;
mod tls;
mod transport;

pub use addr::Address;
pub use client_id::ClientId;
pub use connection::{Connection, Endpoint, Opened, Reader, Unopened, Writer};
pub use dial::{DialOptions, Family, dial};
pub use handshake::Notice;
pub use interrupter::Interrupter;
pub use login::{Credentials, Login, ProtocolPreference, Secret};
pub use socket::Arrival;
pub use tls::{TlsClient, TlsOptions};
pub use transport::{Closer, ConnectionHandle, ReadHalf, Transport, WriteHalf};
