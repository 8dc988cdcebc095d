//! The sentinels that are known, in the order in which they are asked.

use crate::net::Address;

/// At first those that the user gave; then also those that they name. Those given are never lost, since all that was
/// learnt may be gone one day, or be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roster {
    given: Vec<Address>,
    /// Always holds all of `given`; none twice.
    known: Vec<Address>,
}

impl Roster {
    /// What the user gave, in the user's order.
    pub fn new(given: Vec<Address>) -> Self {
        let mut roster = Roster {
            known: Vec::new(),
            given: given.clone(),
        };
        roster.learn(given);
        roster
    }

    /// In the order in which they are to be asked.
    pub fn iter(&self) -> impl Iterator<Item = &Address> {
        self.known.iter()
    }

    /// Adds those that are new, as the last.
    pub(super) fn learn(&mut self, named: impl IntoIterator<Item = Address>) {
        for address in named {
            if !self.known.contains(&address) {
                self.known.push(address);
            }
        }
    }

    /// The next time `sentinel` is asked first. Those that it no longer names are forgotten, but for those given: where
    /// sentinels come and go, as in Kubernetes, the dead would be asked for ever.
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

    /// The order after `sentinel` was right and named `named`.
    fn after(given: &str, learnt: &str, sentinel: &str, named: &str) -> Vec<Address> {
        let mut roster = Roster::new(addresses(given));
        roster.learn(addresses(learnt));
        roster.learn(addresses(named));
        roster.trust(Address::tcp(sentinel, 26379), &addresses(named));
        roster.iter().cloned().collect()
    }

    #[test]
    fn the_one_that_was_right_is_asked_first_and_names_others() {
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
    fn nobody_is_asked_twice() {
        let roster = Roster::new(addresses("a b a"));
        assert_eq!(roster.known, addresses("a b"));
    }
}
