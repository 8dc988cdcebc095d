//! The known sentinels, in the order in which they are asked.

use crate::address::Address;

/// The sentinels that the user named, and those that they named in turn. The user's are never removed, since the
/// others may be down or wrong one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    given: Vec<Address>,
    /// Contains all of `given`; no duplicates.
    known: Vec<Address>,
}

impl Roster {
    /// Creates a roster of the user's sentinels, in the user's order.
    pub fn new(given: Vec<Address>) -> Self {
        let mut roster = Roster {
            known: Vec::new(),
            given: given.clone(),
        };
        roster.learn(given);
        roster
    }

    /// Iterates over the sentinels in the order in which they are asked.
    pub fn iter(&self) -> impl Iterator<Item = &Address> {
        self.known.iter()
    }

    /// Appends new sentinels.
    pub(super) fn learn(&mut self, named: impl IntoIterator<Item = Address>) {
        for address in named {
            if !self.known.contains(&address) {
                self.known.push(address);
            }
        }
    }

    /// Moves `sentinel` to the front, and removes those that it no longer names, except the user's. In Kubernetes
    /// sentinels come and go, and dead ones would be asked forever.
    pub(super) fn trust(&mut self, sentinel: Address, named: &[Address]) {
        let given = &self.given;
        self.known.retain(|address| {
            *address != sentinel && (given.contains(address) || named.contains(address))
        });
        self.known.insert(0, sentinel);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addresses(names: &str) -> Vec<Address> {
        let names = names.split_whitespace();
        names.map(|name| Address::tcp(name, 26379)).collect()
    }

    /// The order after `sentinel` named the primary, and the others in `named`.
    fn after(given: &str, learnt: &str, sentinel: &str, named: &str) -> Vec<Address> {
        let mut roster = Roster::new(addresses(given));
        roster.learn(addresses(learnt));
        roster.learn(addresses(named));
        roster.trust(Address::tcp(sentinel, 26379), &addresses(named));
        roster.iter().cloned().collect()
    }

    #[test]
    fn the_sentinel_that_was_right_moves_to_the_front() {
        for (given, learnt, sentinel, named, expected) in [
            ("a b c", "", "a", "", "a b c"),
            ("a b c", "", "c", "", "c a b"),
            ("a", "", "a", "b c", "a b c"),
            ("a b", "", "b", "a c", "b a c"),
            ("a", "x y", "y", "b", "y a b"),
            ("a", "x", "a", "b x", "a x b"),
        ] {
            let order = after(given, learnt, sentinel, named);
            assert_eq!(order, addresses(expected), "{given} {sentinel} {named}");
        }
    }

    #[test]
    fn duplicates_are_removed() {
        let roster = Roster::new(addresses("a b a"));
        assert_eq!(roster.known, addresses("a b"));
    }
}
