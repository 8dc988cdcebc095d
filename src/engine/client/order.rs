//! The order of commands on one key: commands that a node refused while later commands were in flight behind them. Pure.
//!
//! Rules:
//! 1. A node that refuses a command may accept a later one for the same key, which was sent before the refusal was read. Then
//!    the later one ran first. That cannot be undone, so it is reported: [`ReplyHandler::overtaken`](super::ReplyHandler).
//! 2. Two commands that only read have no order.
//! 3. In a slot of which a command was refused, one command at a time is in flight, until it was quiet for
//!    [`QUIET`](super::recent::QUIET).

use std::collections::HashMap;

/// Whether a command had its turn among the commands in flight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ran {
    InTurn,
    /// A node refused it at first, and it was sent again.
    AfterRefusal,
}

/// The refused commands since all replies were in, by their keys. `T` is the ticket of a command.
#[derive(Debug)]
pub(super) struct Refusals<T> {
    tickets: Vec<T>,
    by_key: HashMap<Vec<u8>, Vec<Refused>>,
}

#[derive(Debug)]
struct Refused {
    /// The index of its ticket.
    ticket: usize,
    only_reads: bool,
}

impl<T> Refusals<T> {
    pub(super) fn is_empty(&self) -> bool {
        self.tickets.is_empty()
    }

    pub(super) fn clear(&mut self) {
        self.tickets.clear();
        self.by_key.clear();
    }

    /// Records a refused command.
    pub(super) fn add<'k>(
        &mut self,
        ticket: T,
        keys: impl IntoIterator<Item = &'k [u8]>,
        only_reads: bool,
    ) {
        let refused = self.tickets.len();
        self.tickets.push(ticket);
        for key in keys {
            self.by_key.entry(key.to_vec()).or_default().push(Refused {
                ticket: refused,
                only_reads,
            });
        }
    }

    /// A command for this key ran. Returns the refused ones before it that it has overtaken, each once.
    pub(super) fn overtaken(&mut self, key: &[u8], only_reads: bool) -> Vec<&T> {
        let Some(refused) = self.by_key.get_mut(key) else {
            return Vec::new();
        };
        let overtaken = refused.extract_if(.., |it| !(it.only_reads && only_reads));
        let overtaken: Vec<usize> = overtaken.map(|it| it.ticket).collect();
        overtaken.iter().map(|&at| &self.tickets[at]).collect()
    }
}

impl<T> Default for Refusals<T> {
    fn default() -> Self {
        Refusals {
            tickets: Vec::new(),
            by_key: HashMap::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_command_is_overtaken_by_the_first_command_for_its_key() {
        let mut refusals = Refusals::default();
        refusals.add(1, [b"a".as_slice(), b"b"], false);
        refusals.add(2, [b"a".as_slice()], false);
        assert!(refusals.overtaken(b"c", false).is_empty());
        assert_eq!(refusals.overtaken(b"a", false), [&1, &2]);
        assert!(refusals.overtaken(b"a", false).is_empty());
        assert_eq!(refusals.overtaken(b"b", true), [&1]);
    }

    #[test]
    fn reads_do_not_overtake_reads() {
        let mut refusals = Refusals::default();
        refusals.add(1, [b"a".as_slice()], true);
        assert!(refusals.overtaken(b"a", true).is_empty());
        assert_eq!(refusals.overtaken(b"a", false), [&1]);
    }
}
