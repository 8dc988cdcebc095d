//! A slot that moves from primary to primary, step by step.

use support::cluster::Cluster;
use support::migration::Migration;

/// The steps of each move: it is open, some keys have moved, all keys have moved, it is complete.
const STEPS_A_LEG: usize = 4;
/// The number of keys that move first.
const SOME: usize = 15;

/// A slot and its position.
pub(super) struct Journey<'a> {
    cluster: &'a Cluster,
    slot: u16,
    /// The shards that it goes to.
    stops: Vec<usize>,
    step: usize,
    open: Option<Migration<'a>>,
}

impl<'a> Journey<'a> {
    pub(super) fn new(cluster: &'a Cluster, slot: u16, stops: &[usize]) -> Self {
        Journey {
            cluster,
            slot,
            stops: stops.to_vec(),
            step: 0,
            open: None,
        }
    }

    /// The number of all steps.
    pub(super) fn steps(&self) -> usize {
        self.stops.len() * STEPS_A_LEG
    }

    pub(super) fn step(&mut self) {
        let (leg, step) = (self.step / STEPS_A_LEG, self.step % STEPS_A_LEG);
        let open = self.open.take().unwrap_or_else(|| self.open(leg));
        self.step += 1;
        match step {
            0 => {}
            1 => drop(open.move_keys(SOME)),
            2 => open.move_all(),
            _ => {
                open.finish();
                return self.cluster.wait_until_agreed();
            }
        }
        self.open = Some(open);
    }

    /// Takes all remaining steps.
    pub(super) fn finish(mut self) {
        (self.step..self.steps()).for_each(|_| self.step());
    }

    fn open(&self, leg: usize) -> Migration<'a> {
        let to = self.cluster.primary_of(self.stops[leg]);
        Migration::begin(self.cluster, self.slot, to)
    }
}
