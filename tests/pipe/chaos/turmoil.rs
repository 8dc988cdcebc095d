//! What becomes of the cluster meanwhile. Each step waits until the loader has taken another portion, so that there is no
//! state in which the cluster is not loaded.
//!
//! In each turn one slot sets out and another, which has been away for a while, comes back; both are open at the same time,
//! and their keys move a few at a time. In one turn a primary that has no part in it is killed.
//!
//! A slot goes to each node once at most. A client does what ASK says a moment after it was said; if meanwhile the slot had
//! come, gone and were coming again, the command would be executed where its key is not yet, and the key be there twice. No
//! client can know that.

use std::sync::mpsc::{Receiver, Sender, channel};

use super::load::{AWAY, Load, TAGS};
use support::cluster::Cluster;
use support::migration::Migration;
use support::wait;

/// The shard whose primary is killed, and with it what its replica does not know: that a slot is on its way. So it happens in a turn
/// in which slots move between the others.
const DOOMED: usize = 0;
const KILL_IN: usize = 52;
/// In milliseconds: until it is killed.
const PAUSE: &str = "600000";

pub(super) struct Turmoil<'a> {
    cluster: &'a mut Cluster,
    slots: Vec<u16>,
}

/// A slot, and the shard that it goes to.
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

    /// Leaves the slots open, with some of their keys here and some there.
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

    /// For slots that are open already it changes nothing.
    fn begin(&self, moves: &[Move]) -> Vec<Migration<'_>> {
        let begin = |&(slot, to)| Migration::begin(self.cluster, slot, self.cluster.primary_of(to));
        moves.iter().map(begin).collect()
    }

    /// Commands are under way to it, which it does not execute; all that it has executed, its replica has too.
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

/// Whether the primary that is killed has ever had the slot of this tag.
pub(super) fn touches_the_doomed(tag: usize) -> bool {
    [tag % 3, (tag + 1) % 3].contains(&DOOMED)
}

/// By which the loader and the turmoil go on together.
pub(super) struct Pace {
    permits: Sender<()>,
    taken: Receiver<()>,
}

/// For the other side: a permit for each portion, and word when the loader has taken it.
pub(super) type Permits = (Receiver<()>, Sender<()>);

impl Pace {
    pub(super) fn new() -> (Self, Permits) {
        let (permits, permitted) = channel();
        let (taking, taken) = channel();
        (Pace { permits, taken }, (permitted, taking))
    }

    /// Has a portion loaded.
    fn step(&self) {
        self.permit();
        self.wait();
    }

    /// Where all has been loaded, there is nothing to permit and to wait for.
    fn permit(&self) {
        let _ = self.permits.send(());
    }

    fn wait(&self) {
        let _ = self.taken.recv();
    }
}
