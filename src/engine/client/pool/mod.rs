//! Connections to any number of servers, shared by the threads of one run.
//!
//! The rules:
//! 1. A connection is lent to one caller at a time. A caller waits while [`PoolOptions::per_node`] connections to its
//!    server are lent, or [`PoolOptions::total`] over all servers. Waiting callers are served in order of arrival; one
//!    whose server is at its limit does not hold up the others.
//! 2. The connection that was used last is lent first. Connections that are not needed are closed, oldest first, when
//!    another server needs one and the total is reached.
//! 3. A connection is lent again only for the same [`Login`](crate::net::Login): another one would have another user or
//!    database.
//! 4. No connection is lent that is known to be dead. Each idle connection is inspected first (three system calls, no
//!    round trip); one that was idle for [`PoolOptions::idle`] must answer a PING, since a firewall drops an idle
//!    connection silently. The pool replaces a dead connection without reporting it.
//! 5. A new connection has completed its login and, with [`PoolOptions::ping_new`], has answered a PING, which shares the
//!    login's write where that is safe: a server at its `maxclients` accepts a connection, and refuses its first command.
//! 6. A server at its `maxclients` lowers the limit for its node to the connections that the pool has. The limit is
//!    restored when one of them is closed.
//! 7. A connection that comes back with unread replies, or after an error, is closed: see [`Lease`].
//!
//! The pool never sends a command twice. A server can close a connection after it was inspected; only the caller knows
//! whether its commands may be repeated.

mod connections;
mod lease;
mod permits;

use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex, MutexGuard};

pub use lease::Lease;

use self::permits::{Permit, PoolState};
use crate::Error;
use crate::net::{Connection, Endpoint, Notice};

/// The limits of a pool.
#[derive(Debug, Clone)]
pub struct PoolOptions {
    /// Maximum number of connections to one server, at least 1.
    pub per_node: usize,
    /// Maximum number of connections to all servers, at least 1.
    pub total: usize,
    /// Idle time after which a connection must answer a PING before it is lent.
    pub idle: Duration,
    /// Whether a new connection must answer a PING before it is lent.
    pub ping_new: bool,
    /// Maximum time to wait for a connection that other callers have; `None` waits forever. Opening a connection is not
    /// included: that has the endpoint's connect timeout.
    pub wait: Option<Duration>,
}

impl Default for PoolOptions {
    /// 8 connections to a server and 1024 in total; 30 s of idle time, which is well below the timeouts of firewalls and
    /// servers; 5 s of waiting; new connections are pinged.
    fn default() -> Self {
        PoolOptions {
            per_node: 8,
            total: 1024,
            idle: Duration::from_secs(30),
            ping_new: true,
            wait: Some(Duration::from_secs(5)),
        }
    }
}

/// A pool of connections. A clone is another handle to the same pool.
#[derive(Debug, Clone)]
pub struct Pool {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    options: PoolOptions,
    state: Mutex<PoolState>,
    changed: Condvar,
}

impl Pool {
    /// Returns a pool without connections.
    pub fn new(mut options: PoolOptions) -> Self {
        options.per_node = options.per_node.max(1);
        options.total = options.total.max(1);
        Pool {
            shared: Arc::new(Shared {
                options,
                state: Mutex::default(),
                changed: Condvar::new(),
            }),
        }
    }

    /// Lends a connection to a server. It returns to the pool when the lease is dropped.
    ///
    /// A thread that holds leases and waits for another one can block itself; only [`PoolOptions::wait`] ends that.
    ///
    /// # Errors
    /// [`Error::PoolTimeout`] if no connection was free in time; the errors of [`Connection::open`] if a new connection
    /// was needed; [`Error::Refused`] if the server is at its `maxclients` and the pool has no other connection to it.
    pub fn take(&self, endpoint: &Endpoint) -> Result<Lease, Error> {
        let wait = self.shared.options.wait;
        // A wait that ends beyond the range of the clock is one forever.
        let deadline = wait.and_then(|wait| Instant::now().checked_add(wait));
        loop {
            let permit = Permit::take(self, endpoint, deadline);
            let permit = permit.ok_or_else(|| Error::PoolTimeout {
                address: endpoint.address.clone(),
                after: wait.unwrap_or(Duration::MAX),
            })?;
            match self.connection(endpoint) {
                Ok((connection, notices)) => return Ok(Lease::new(permit, connection, notices)),
                // The next attempt gets a connection that another caller has, or had a moment ago.
                Err(error) if error.is_full() && permit.has_others() => permit.lower_limit(),
                Err(error) => return Err(error),
            }
        }
    }

    /// Returns an idle connection that is alive, or a new one with its notices.
    fn connection(&self, endpoint: &Endpoint) -> Result<(Connection, Vec<Notice>), Error> {
        let options = &self.shared.options;
        loop {
            let idle = self.state().lend_idle(endpoint);
            let Some(idle) = idle else { break };
            if let Some(connection) = idle.revive(options.idle) {
                return Ok((connection, Vec::new()));
            }
        }
        let mut state = self.state();
        let allowed = options.total - state.total;
        let surplus = state.take_oldest(allowed);
        // Closed without the lock, before the new one is opened.
        drop(state);
        drop(surplus);
        connections::open(endpoint, options.ping_new)
    }

    fn state(&self) -> MutexGuard<'_, PoolState> {
        self.shared.state.lock()
    }

    fn wake(&self) {
        self.shared.changed.notify_all();
    }
}
