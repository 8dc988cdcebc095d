//! The connections of a pool, lent and idle, and the callers that wait for one.
//!
//! All code under the lock is quick and cannot panic.

use std::collections::{HashMap, VecDeque};
use std::time::{Duration, Instant};

use super::Pool;
use super::connections::IdleConnection;
use crate::net::{Address, Connection, Endpoint, Login};

/// The connections that exist, and the queue.
#[derive(Debug, Default)]
pub(super) struct PoolState {
    /// In the order in which they came back.
    idle: Vec<IdleConnection>,
    /// By address: permits that are taken, for nodes with any.
    nodes: HashMap<Address, NodePermits>,
    /// Permits that are taken.
    pub(super) total: usize,
    /// Waiting callers, in order of arrival, each with a number of its own.
    queue: VecDeque<(u64, Address)>,
    arrivals: u64,
}

#[derive(Debug, Default)]
struct NodePermits {
    logins: Vec<Login>,
    /// How far the limit of this node is lowered.
    lowered: usize,
}

/// The permission to have one connection to a node. It returns when this is dropped.
#[derive(Debug)]
pub(super) struct Permit {
    pool: Pool,
    pub(super) endpoint: Endpoint,
    /// A connection of the node is closed with the permit, so its limit is no longer lowered.
    pub(super) restores_limit: bool,
}

impl PoolState {
    /// Lends the idle connection for this address and login that was used last.
    pub(super) fn lend_idle(&mut self, endpoint: &Endpoint) -> Option<IdleConnection> {
        let last = self.idle.iter().rposition(|idle| idle.is_for(endpoint))?;
        Some(self.idle.remove(last))
    }

    pub(super) fn take_oldest(&mut self, allowed: usize) -> Vec<IdleConnection> {
        let surplus = self.idle.len().saturating_sub(allowed);
        self.idle.drain(..surplus).collect()
    }

    /// The first caller whose node has room is next.
    fn is_next(&self, number: u64, pool: &Pool) -> bool {
        let mut queue = self.queue.iter();
        let next = queue.find(|(_, address)| self.has_room(address, pool));
        next.is_some_and(|(next, _)| *next == number)
    }

    fn has_room(&self, address: &Address, pool: &Pool) -> bool {
        let node = self.nodes.get(address);
        let taken = node.map_or(0, |node| node.logins.len() + node.lowered);
        self.total < pool.shared.options.total && taken < pool.shared.options.per_node
    }
}

impl Permit {
    /// Takes a permit, and waits for one behind the earlier callers. `None` once the deadline has passed.
    pub(super) fn take(
        pool: &Pool,
        endpoint: &Endpoint,
        deadline: Option<Instant>,
    ) -> Option<Self> {
        let mut state = pool.state();
        state.arrivals += 1;
        let number = state.arrivals;
        state.queue.push_back((number, endpoint.address.clone()));
        let left = deadline.map(|end| end.saturating_duration_since(Instant::now()));
        let left = left.unwrap_or(Duration::MAX);
        let is_waiting = |state: &mut PoolState| !state.is_next(number, pool);
        let changed = &pool.shared.changed;
        changed.wait_while_for(&mut state, is_waiting, left);
        let is_next = state.is_next(number, pool);
        state.queue.retain(|(other, _)| *other != number);
        if is_next {
            state.total += 1;
            let node = state.nodes.entry(endpoint.address.clone()).or_default();
            node.logins.push(endpoint.login.clone());
        }
        drop(state);
        // Two permits may have come back before the first caller woke up.
        pool.wake();
        is_next.then(|| Permit {
            pool: pool.clone(),
            endpoint: endpoint.clone(),
            restores_limit: false,
        })
    }

    /// Puts a connection into the pool. One that has received an unsolicited reply is closed instead: replies could no
    /// longer be matched to commands.
    pub(super) fn give_back(&mut self, mut connection: Connection) {
        let reader = &mut connection.reader;
        if !reader.is_ready() && !reader.is_mid_reply() && reader.set_timeout(None).is_ok() {
            let idle = IdleConnection::new(connection, &self.endpoint);
            self.pool.state().idle.push(idle);
            self.restores_limit = false;
        }
    }

    /// Whether the pool has another connection for this address and login.
    pub(super) fn has_others(&self) -> bool {
        let state = self.pool.state();
        let node = state.nodes.get(&self.endpoint.address);
        let is_same = |login: &&Login| **login == self.endpoint.login;
        let lent = node.map_or(0, |node| node.logins.iter().filter(is_same).count());
        lent > 1 || state.idle.iter().any(|idle| idle.is_for(&self.endpoint))
    }

    /// Lowers the limit of the node to the other permits that are taken, until one of its connections is closed. A limit
    /// stays above 0.
    pub(super) fn lower_limit(self) {
        let per_node = self.pool.shared.options.per_node;
        if let Some(node) = self.pool.state().nodes.get_mut(&self.endpoint.address) {
            let others = node.logins.len() - 1;
            node.lowered = per_node.saturating_sub(others.max(1));
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut state = self.pool.state();
        state.total -= 1;
        if let Some(node) = state.nodes.get_mut(&self.endpoint.address) {
            let own = node
                .logins
                .iter()
                .position(|login| *login == self.endpoint.login);
            own.map(|own| node.logins.swap_remove(own));
            if self.restores_limit {
                node.lowered = 0;
            }
            if node.logins.is_empty() {
                state.nodes.remove(&self.endpoint.address);
            }
        }
        drop(state);
        self.pool.wake();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::thread;

    use super::*;
    use crate::client::PoolOptions;
    use crate::net::DialOptions;
    use crate::wait::wait_until;

    fn permits(per_node: usize, total: usize) -> Pool {
        Pool::new(PoolOptions {
            per_node,
            total,
            ..PoolOptions::default()
        })
    }

    fn node(port: u16) -> Endpoint {
        Endpoint {
            address: Address::tcp("a", port),
            dial: DialOptions::default(),
            login: Login::default(),
        }
    }

    fn take_now(permits: &Pool, port: u16) -> Option<Permit> {
        Permit::take(permits, &node(port), Some(Instant::now()))
    }

    fn waiting(permits: &Pool) -> usize {
        permits.state().queue.len()
    }

    #[test]
    fn a_node_has_its_own_limit_and_all_nodes_share_the_total() {
        let permits = permits(2, 3);
        let (first, _second) = (take_now(&permits, 1), take_now(&permits, 1));
        assert!(first.is_some() && take_now(&permits, 1).is_none());
        let _other = take_now(&permits, 2).expect("the other node has room");
        assert!(take_now(&permits, 2).is_none(), "the total is reached");
        drop(first);
        assert!(take_now(&permits, 2).is_some());
        assert_eq!(
            waiting(&permits),
            0,
            "a caller that timed out leaves the queue"
        );
    }

    #[test]
    fn callers_are_served_in_order_of_arrival() {
        let permits = permits(1, 8);
        let served = Mutex::new(Vec::new());
        let (permits, served) = (&permits, &served);
        let held = take_now(permits, 1);
        thread::scope(|scope| {
            for number in 0..16 {
                scope.spawn(move || {
                    let _permit = Permit::take(permits, &node(1), None);
                    served.lock().expect("no thread panics").push(number);
                });
                wait_until(|| waiting(permits) == number + 1);
            }
            drop(held);
        });
        let served = served.lock().expect("no thread panics");
        assert_eq!(*served, (0..16).collect::<Vec<_>>());
    }

    #[test]
    fn a_caller_that_waits_for_a_busy_node_holds_up_only_callers_of_that_node() {
        let permits = permits(1, 8);
        let held = take_now(&permits, 1);
        thread::scope(|scope| {
            let first = scope.spawn(|| Permit::take(&permits, &node(1), None));
            wait_until(|| waiting(&permits) == 1);
            assert!(take_now(&permits, 2).is_some());
            assert!(take_now(&permits, 1).is_none());
            drop(held);
            assert!(first.join().is_ok_and(|permit| permit.is_some()));
        });
    }

    #[test]
    fn a_thread_that_panics_returns_its_permit() {
        let permits = permits(1, 1);
        let outcome = thread::scope(|scope| {
            let holder = scope.spawn(|| {
                let _permit = take_now(&permits, 1);
                // Without a message, which would end up in the output of the tests.
                std::panic::resume_unwind(Box::new(()));
            });
            holder.join()
        });
        assert!(outcome.is_err() && take_now(&permits, 1).is_some());
    }

    #[test]
    fn a_lowered_limit_is_restored_when_a_connection_is_closed() {
        let permits = permits(3, 8);
        let (_first, closed) = (take_now(&permits, 1), take_now(&permits, 1));
        let mut closed = closed.expect("three are allowed");
        closed.restores_limit = true;
        let refused = take_now(&permits, 1);
        refused.expect("three are allowed").lower_limit();
        assert!(take_now(&permits, 1).is_none());
        drop(closed);
        assert!(take_now(&permits, 1).is_some());
    }

    #[test]
    fn a_limit_is_not_lowered_to_0() {
        let permits = permits(2, 8);
        take_now(&permits, 1)
            .expect("two are allowed")
            .lower_limit();
        assert!(take_now(&permits, 1).is_some());
    }
}
