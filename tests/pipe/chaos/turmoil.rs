//! The changes of the cluster during the load. Each step waits until the loader has written another portion, so the
//! cluster is loaded in every state.
//!
//! In each turn one slot leaves and another, which has been away for some turns, returns; both are open at the same
//! time, and their keys move a few at a time. In one turn a primary that has no part in the moves is killed.
//!
//! A slot goes to each node at most once. A client follows an ASK reply a moment after it was sent; if the slot had
//! arrived, left and started to return by then, the command would run on a node that does not have the key yet, and
//! the key would exist twice. No client can detect that.

use std::sync::mpsc::{Receiver, Sender, channel};

use super::load::{AWAY, Load, TAGS};
use support::cluster::Cluster;
use support::migration::Migration;
use support::wait;

/// The shard whose primary is killed. Its replica does not know that a slot is on its way, so this happens in a turn
/// in which slots move between other shards.
const DOOMED: usize = 0;
const KILL_IN: usize = 52;
/// The pause before it is killed, in milliseconds.
const PAUSE: &str = "600000";

pub(super) struct Turmoil<'a> {
    cluster: &'a mut Cluster,
    slots: Vec<u16>,
}

/// A slot and its target shard.
type Move = (u16, usize);

impl<'a> Turmoil<'a> {
    pub(super) fn new(cluster: &'a mut Cluster, load: &Load) -> Self {
        let slots = load.tags().iter().map(|tag| cluster.slot_of(tag)).collect();
        Turmoil { cluster, slots }
    }

    pub(super) fn run(&mut self, pace: &Pace) {
        for turn in 0..TAGS + AWAY {
            let leaves = (turn < TAGS).then(|| (self.slots[turn], (turn + 1) % 3));
            let back = turn.checked_sub(AWAY);
            let returns = back.map(|tag| (self.slots[tag], tag % 3));
            let moves: Vec<Move> = leaves.into_iter().chain(returns).collect();
            self.set_out(&moves, pace);
            if turn == KILL_IN {
                self.kill_a_primary(pace);
            }
            self.arrive(&moves, pace);
        }
    }

    /// Leaves the slots open, with some of their keys on each side.
    fn set_out(&self, moves: &[Move], pace: &Pace) {
        let open = self.begin(moves);
        pace.step();
        for keys in [1, 30] {
            for slot in &open {
                slot.move_keys(keys);
            }
            pace.step();
        }
    }

    fn arrive(&self, moves: &[Move], pace: &Pace) {
        let open = self.begin(moves);
        open.iter().for_each(Migration::move_all);
        pace.step();
        for slot in open {
            slot.finish();
            self.cluster.wait_until_agreed();
        }
    }

    /// Changes nothing for slots that are open already.
    fn begin(&self, moves: &[Move]) -> Vec<Migration<'_>> {
        let begin = |&(slot, to)| Migration::begin(self.cluster, slot, self.cluster.primary_of(to));
        moves.iter().map(begin).collect()
    }

    /// Kills a primary that has commands in flight which it does not run; its replica has all that it ran.
    fn kill_a_primary(&mut self, pace: &Pace) {
        let [doomed, replica] = [DOOMED, self.cluster.replica_of(DOOMED)];
        let node = &self.cluster.nodes()[doomed];
        node.command(&["CLIENT", "PAUSE", PAUSE, "WRITE"]);
        pace.permit();
        wait::until("a command is under way", || {
            node.info("clients", "blocked_clients") > 0
        });
        self.cluster.wait_until_replicated(DOOMED);
        self.cluster.nodes_mut()[doomed]
            .kill()
            .expect("it can be killed");
        let node = &self.cluster.nodes()[replica];
        wait::until("the replica takes over", || node.role() == "master");
        self.cluster.wait_until_ok();
        self.cluster.wait_until_agreed();
        pace.wait();
    }
}

/// Whether the killed primary has ever had the slot of this tag.
pub(super) fn touches_the_doomed(tag: usize) -> bool {
    [tag % 3, (tag + 1) % 3].contains(&DOOMED)
}

/// Keeps the loader and the changes in step.
pub(super) struct Pace {
    permits: Sender<()>,
    taken: Receiver<()>,
}

/// For the loader: a permit for each portion, and the channel that reports its use.
pub(super) type Permits = (Receiver<()>, Sender<()>);

impl Pace {
    pub(super) fn new() -> (Self, Permits) {
        let (permits, permitted) = channel();
        let (taking, taken) = channel();
        (Pace { permits, taken }, (permitted, taking))
    }

    /// Lets the loader write a portion, and waits for that.
    fn step(&self) {
        self.permit();
        self.wait();
    }

    /// Returns immediately after the end of the load.
    fn permit(&self) {
        let _ = self.permits.send(());
    }

    fn wait(&self) {
        let _ = self.taken.recv();
    }
}
