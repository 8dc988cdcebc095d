//! How many connections may be lent, and the queue of callers that wait for one.
//!
//! It does not know connections. All code under its lock is quick and cannot panic.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::net::Address;

/// The permits of a pool: one for each connection that may be lent.
#[derive(Debug)]
pub(super) struct Permits {
    per_node: usize,
    total: usize,
    state: Mutex<Lent>,
}

#[derive(Debug, Default)]
struct Lent {
    /// By address: permits that are taken, for nodes with any.
    nodes: HashMap<Address, NodePermits>,
    total: usize,
    /// Waiting callers, in order of arrival.
    queue: VecDeque<Arc<Waiter>>,
}

#[derive(Debug, Default)]
struct NodePermits {
    taken: usize,
    /// How far the limit of this node is lowered.
    lowered: usize,
}

/// A caller that waits. Each has a condition variable of its own, so that a returned permit wakes one thread.
#[derive(Debug)]
struct Waiter {
    address: Address,
    wake: Condvar,
}

/// The permission to have one connection to a node. It returns when this is dropped.
#[derive(Debug)]
pub(in crate::client) struct Permit {
    permits: Arc<Permits>,
    address: Address,
}

impl Permits {
    pub(super) fn new(per_node: usize, total: usize) -> Self {
        Permits {
            per_node,
            total,
            state: Mutex::default(),
        }
    }

    /// Takes a permit, and waits for one behind the earlier callers. `None` once the deadline has passed.
    pub(super) fn take(
        this: &Arc<Self>,
        address: &Address,
        deadline: Option<Instant>,
    ) -> Option<Permit> {
        let waiter = Arc::new(Waiter {
            address: address.clone(),
            wake: Condvar::new(),
        });
        let mut state = this.lock();
        state.queue.push_back(Arc::clone(&waiter));
        while !this.is_turn_of(&state, &waiter) && !has_passed(deadline) {
            state = wait(&waiter.wake, state, deadline);
        }
        let is_turn = this.is_turn_of(&state, &waiter);
        state.queue.retain(|other| !Arc::ptr_eq(other, &waiter));
        if is_turn {
            state.total += 1;
            state.nodes.entry(address.clone()).or_default().taken += 1;
        }
        // Two permits may have come back before the first waiter woke up.
        this.wake_next(&state);
        drop(state);
        is_turn.then(|| Permit {
            permits: Arc::clone(this),
            address: address.clone(),
        })
    }

    /// The number of permits that are taken.
    pub(super) fn lent(&self) -> usize {
        self.lock().total
    }

    /// Ends the lowering of a node's limit.
    pub(super) fn restore_limit(&self, address: &Address) {
        let mut state = self.lock();
        if let Some(node) = state.nodes.get_mut(address) {
            node.lowered = 0;
        }
        self.wake_next(&state);
    }

    fn has_room(&self, state: &Lent, address: &Address) -> bool {
        let node = state.nodes.get(address);
        let (taken, lowered) = node.map_or((0, 0), |node| (node.taken, node.lowered));
        state.total < self.total && taken + lowered < self.per_node
    }

    /// The first waiter whose node has room is next.
    fn next<'s>(&self, state: &'s Lent) -> Option<&'s Arc<Waiter>> {
        let mut queue = state.queue.iter();
        queue.find(|waiter| self.has_room(state, &waiter.address))
    }

    fn is_turn_of(&self, state: &Lent, waiter: &Arc<Waiter>) -> bool {
        let next = self.next(state);
        next.is_some_and(|next| Arc::ptr_eq(next, waiter))
    }

    fn wake_next(&self, state: &Lent) {
        if let Some(next) = self.next(state) {
            next.wake.notify_one();
        }
    }

    fn lock(&self) -> MutexGuard<'_, Lent> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn has_passed(deadline: Option<Instant>) -> bool {
    deadline.is_some_and(|deadline| deadline <= Instant::now())
}

fn wait<'a>(
    wake: &Condvar,
    state: MutexGuard<'a, Lent>,
    deadline: Option<Instant>,
) -> MutexGuard<'a, Lent> {
    let Some(deadline) = deadline else {
        return wake.wait(state).unwrap_or_else(PoisonError::into_inner);
    };
    let time = deadline.saturating_duration_since(Instant::now());
    let woken = wake.wait_timeout(state, time);
    woken.unwrap_or_else(PoisonError::into_inner).0
}

impl Permit {
    /// Lowers the limit of the node to the other permits that are taken, until one of its connections is closed. A limit
    /// stays above 0.
    pub(super) fn lower_limit(self) {
        let mut state = self.permits.lock();
        if let Some(node) = state.nodes.get_mut(&self.address) {
            let others = node.taken - 1;
            node.lowered = self.permits.per_node.saturating_sub(others.max(1));
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        let mut state = self.permits.lock();
        state.total -= 1;
        if let Some(node) = state.nodes.get_mut(&self.address) {
            node.taken -= 1;
            if node.taken == 0 {
                state.nodes.remove(&self.address);
            }
        }
        self.permits.wake_next(&state);
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;
    use crate::wait::wait_until;

    fn permits(per_node: usize, total: usize) -> Arc<Permits> {
        Arc::new(Permits::new(per_node, total))
    }

    fn node(port: u16) -> Address {
        Address::tcp("a", port)
    }

    fn take_now(permits: &Arc<Permits>, port: u16) -> Option<Permit> {
        Permits::take(permits, &node(port), Some(Instant::now()))
    }

    fn waiting(permits: &Permits) -> usize {
        permits.lock().queue.len()
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
                    let _permit = Permits::take(permits, &node(1), None);
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
            let first = scope.spawn(|| Permits::take(&permits, &node(1), None));
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
        let (_first, second) = (take_now(&permits, 1), take_now(&permits, 1));
        second.expect("two are allowed").lower_limit();
        assert!(take_now(&permits, 1).is_none());
        permits.restore_limit(&node(1));
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
