//! Redirects: `MOVED 3999 127.0.0.1:6381`, `ASK 3999 127.0.0.1:6381`.

use super::Slot;
use super::announced::{host_and_port, resolve};
use crate::address::Address;

/// A redirect to another node. The command was not executed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// The slot of the command's keys.
    pub slot: Slot,
    /// The node to send the command to; `None` if the server does not know its address (`?`), which the topology can tell.
    pub address: Option<Address>,
    /// The port of that node at the host that was asked: its probable address where there is no topology.
    pub beside: Address,
}

impl Redirect {
    /// Parses an error reply of the node `asked`, whose host stands for an empty one. Returns `None` for any other
    /// error.
    pub fn parse(error: &[u8], asked: &Address) -> Option<Self> {
        let mut words = std::str::from_utf8(error).ok()?.split_ascii_whitespace();
        matches!(words.next()?, "MOVED" | "ASK").then_some(())?;
        let slot = Slot::new(words.next()?.parse().ok()?)?;
        let (host, port) = host_and_port(words.next()?)?;
        Some(Redirect {
            slot,
            address: resolve(Some(host), port, asked),
            beside: resolve(None, port, asked)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn asked() -> Address {
        Address::tcp("seed", 7000)
    }

    #[test]
    fn redirects_are_parsed() {
        let cases = [
            ("MOVED 3999 127.0.0.1:6381", 3999, Some(("127.0.0.1", 6381))),
            ("ASK 0 127.0.0.1:6381", 0, Some(("127.0.0.1", 6381))),
            ("MOVED 16383 :6381", 16383, Some(("seed", 6381))),
            ("MOVED 1 ::1:6381", 1, Some(("::1", 6381))),
            ("MOVED 1 [2001:db8::1]:6381", 1, Some(("2001:db8::1", 6381))),
            ("MOVED 1 n1.example:6381", 1, Some(("n1.example", 6381))),
            ("MOVED 1 ?:6381", 1, None),
            (
                "MOVED 1 n1:6381 and what the future adds",
                1,
                Some(("n1", 6381)),
            ),
        ];
        for (error, slot, to) in cases {
            let redirect = Redirect::parse(error.as_bytes(), &asked()).expect(error);
            let address = to.map(|(host, port)| Address::tcp(host, port));
            let beside = Address::tcp("seed", to.map_or(6381, |(_, port)| port));
            assert_eq!(
                redirect,
                Redirect {
                    slot: Slot::new(slot).unwrap(),
                    address,
                    beside
                },
                "{error}"
            );
        }
    }

    #[test]
    fn other_errors_are_not_redirects() {
        let errors = [
            "",
            "MOVED",
            "MOVED 1",
            "MOVED 1 host",
            "MOVED 1 host:",
            "MOVED 1 host:70000",
            "MOVED 16384 h:1",
            "MOVED -1 h:1",
            "MOVED x h:1",
            "moved 1 h:1",
            "MOVEDX 1 h:1",
            "ERR MOVED 1 h:1",
            "ASKING 1 h:1",
        ];
        for error in errors {
            assert_eq!(Redirect::parse(error.as_bytes(), &asked()), None, "{error}");
        }
        assert_eq!(Redirect::parse(b"MOVED 1 \xff:1", &asked()), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_parsed_without_a_panic(tail: Vec<u8>, head in "MOVED |ASK |MOVED 1 |") {
            Redirect::parse(&[head.as_bytes(), &tail].concat(), &asked());
        }
    }
}
