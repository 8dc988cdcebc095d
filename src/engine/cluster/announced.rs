//! Addresses as cluster nodes announce them. They may lack the host.

use crate::address::Address;

/// Splits `host:port`. The host may be empty, an IPv6 literal as servers write it, or one in brackets.
pub(super) fn host_and_port(text: &str) -> Option<(&str, u16)> {
    let (host, port) = text.rsplit_once(':')?;
    Some((without_brackets(host), port.parse().ok()?))
}

/// Removes the brackets around an IPv6 literal.
pub(super) fn without_brackets(host: &str) -> &str {
    let inner = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    inner.unwrap_or(host)
}

/// Completes an announced address. A missing or empty host stands for the host of the node `asked`. The host `?` is
/// unknown to the server: `None`.
pub(super) fn resolve(host: Option<&str>, port: u16, asked: &Address) -> Option<Address> {
    match host {
        None | Some("") => Some(match asked {
            Address::Tcp { host, .. } => Address::tcp(host, port),
            // A server behind a Unix socket runs on this machine.
            Address::Unix(_) => Address::tcp("127.0.0.1", port),
        }),
        Some("?") => None,
        Some(host) => Some(Address::tcp(host, port)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_and_ports_are_split() {
        let cases = [
            ("10.0.0.1:7000", Some(("10.0.0.1", 7000))),
            ("node.example:1", Some(("node.example", 1))),
            (":7000", Some(("", 7000))),
            ("::1:7000", Some(("::1", 7000))),
            ("[2001:db8::1]:7000", Some(("2001:db8::1", 7000))),
            ("?:7000", Some(("?", 7000))),
            ("host", None),
            ("host:", None),
            ("host:65536", None),
            ("host:-1", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(host_and_port(text), expected, "{text}");
        }
    }

    #[test]
    fn a_missing_host_is_that_of_the_node_asked() {
        let asked = Address::tcp("seed", 7000);
        assert_eq!(
            resolve(None, 7001, &asked),
            Some(Address::tcp("seed", 7001))
        );
        assert_eq!(
            resolve(Some(""), 7001, &asked),
            Some(Address::tcp("seed", 7001))
        );
        assert_eq!(resolve(Some("?"), 7001, &asked), None);
        assert_eq!(
            resolve(Some("n"), 7001, &asked),
            Some(Address::tcp("n", 7001))
        );
        let socket = Address::Unix("/run/redis.sock".into());
        assert_eq!(
            resolve(None, 7001, &socket),
            Some(Address::tcp("127.0.0.1", 7001))
        );
    }
}
