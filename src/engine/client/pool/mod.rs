//! Connections to one server that many threads share: a bounded number, made when they are needed.
//!
//! The rules:
//! 1. A connection is lent to one thread at a time. While there are fewer than the most, one that finds none spare makes
//!    another; then they wait, and are served in the order in which they came.
//! 2. The connection used last is lent first, so that those that are not needed stay out of the way.
//! 3. Nothing is lent that is known to be dead. Every spare connection is looked at (three system calls, no round trip);
//!    one that has been left alone for [`PoolOptions::idle`] must answer a PING: a firewall forgets a connection without
//!    a word. One that fails is replaced, and its taker does not notice.
//! 4. A new connection has its whole login made and has answered a PING, in the same write where that is safe: a server
//!    that is full accepts, and refuses only then.
//! 5. A server that is full leaves the pool with the connections that it has: who was refused waits for one of those.
//!    The others are tried for again when one of them is lost.
//! 6. What comes back with replies unread, or broken, is closed: see [`Lease`].
//!
//! It sends nothing again. A server can end a connection after it was looked at: whether to repeat what was sent then is
//! for those to say who know what it was.

mod lease;
mod places;
mod spare;

use std::time::{Duration, Instant};

pub use lease::Lease;

use self::places::{Place, Places};
use self::spare::Spare;
use crate::Error;
use crate::net::{Connection, Endpoint};

/// How large a pool is, and how patient.
#[derive(Debug, Clone)]
pub struct PoolOptions {
    /// The most connections at one time, at least 1.
    pub most: usize,
    /// A connection that was not used for this long must answer a PING before it is lent.
    pub idle: Duration,
    /// How long to wait for a connection that others have; `None` is for ever. Making one is not counted, that has the
    /// endpoint's connect timeout.
    pub wait: Option<Duration>,
}

impl Default for PoolOptions {
    /// 8 connections, which no server minds; 30 s, far below what firewalls and `timeout` in a server's configuration
    /// are set to; and 5 s.
    fn default() -> Self {
        PoolOptions {
            most: 8,
            idle: Duration::from_secs(30),
            wait: Some(Duration::from_secs(5)),
        }
    }
}

/// Connections to one server, for any number of threads.
#[derive(Debug)]
pub struct Pool {
    endpoint: Endpoint,
    options: PoolOptions,
    places: Places<Spare>,
}

impl Pool {
    /// A pool without a connection yet.
    pub fn new(endpoint: Endpoint, options: PoolOptions) -> Self {
        let places = Places::new(options.most.max(1));
        Pool {
            endpoint,
            options,
            places,
        }
    }

    /// Lends a connection, which comes back when the lease is dropped.
    ///
    /// A thread that holds all leases and asks for another one waits for itself: only [`PoolOptions::wait`] ends that.
    ///
    /// # Errors
    /// [`Error::PoolTimeout`] where all were taken for too long; what [`Connection::open`] returns where one had to be
    /// made; [`Error::Refused`] where the server is full and this pool has no other connection.
    pub fn take(&self) -> Result<Lease<'_>, Error> {
        // A wait beyond what the clock can hold is one for ever.
        let now = Instant::now();
        let deadline = self.options.wait.and_then(|wait| now.checked_add(wait));
        loop {
            let mut place = self.places.take(deadline).ok_or_else(|| self.timeout())?;
            match self.connection(&mut place) {
                Ok(connection) => return Ok(Lease::new(place, connection, &self.endpoint.address)),
                Err(error) if error.is_full() && place.remove() => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// The one that was left in the place, or a new one.
    fn connection(&self, place: &mut Place<'_, Spare>) -> Result<Connection, Error> {
        let spare = place.content.take();
        match spare.and_then(|spare| spare.revive(self.options.idle)) {
            Some(connection) => Ok(connection),
            None => spare::open(&self.endpoint),
        }
    }

    fn timeout(&self) -> Error {
        Error::PoolTimeout {
            address: self.endpoint.address.clone(),
            after: self.options.wait.unwrap_or(Duration::MAX),
        }
    }
}
