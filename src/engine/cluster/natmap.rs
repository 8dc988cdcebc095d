//! Maps announced addresses to reachable ones, for clusters behind Docker, SSH tunnels or a Kubernetes service.

use std::str::FromStr;

use super::announced::{host_and_port, without_brackets};
use crate::address::Address;

/// Address rules such as `10.0.0.1:6379=localhost:7001,10.0.0.2=localhost`.
///
/// The port is optional on both sides: a rule without one applies to every port, and keeps the port. Rules with a
/// port take precedence, then the first rule that matches.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NatMap {
    rules: Vec<(HostPort, HostPort)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct HostPort {
    host: String,
    port: Option<u16>,
}

/// A rule that cannot be parsed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("invalid address mapping '{rule}': expected FROM=TO, where each is HOST:PORT or HOST")]
pub struct NatMapError {
    /// The rule as the user wrote it.
    pub rule: String,
}

impl NatMap {
    /// Whether there are no rules.
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// Returns the reachable address of an announced one.
    pub fn apply(&self, address: &Address) -> Address {
        if let Address::Tcp { host, port } = address
            && let Some(to) = self.target(host, *port)
        {
            return Address::tcp(&to.host, to.port.unwrap_or(*port));
        }
        address.clone()
    }

    fn target(&self, host: &str, port: u16) -> Option<&HostPort> {
        let fits = |wanted: Option<u16>| {
            let is = |from: &HostPort| from.host.eq_ignore_ascii_case(host) && from.port == wanted;
            let rule = self.rules.iter().find(|(from, _)| is(from));
            rule.map(|(_, to)| to)
        };
        fits(Some(port)).or_else(|| fits(None))
    }
}

impl FromStr for NatMap {
    type Err = NatMapError;

    fn from_str(text: &str) -> Result<Self, NatMapError> {
        let rules = text.split(',').map(str::trim);
        let rules = rules.filter(|rule| !rule.is_empty()).map(|rule| {
            let rule = rule.to_owned();
            read(&rule).ok_or(NatMapError { rule })
        });
        Ok(NatMap {
            rules: rules.collect::<Result<_, _>>()?,
        })
    }
}

fn read(rule: &str) -> Option<(HostPort, HostPort)> {
    let (from, to) = rule.split_once('=')?;
    Some((host_port(from)?, host_port(to)?))
}

fn host_port(text: &str) -> Option<HostPort> {
    if text.contains('=') {
        return None;
    }
    let is_bare = !text.contains(':') || text.ends_with(']');
    let (host, port) = match is_bare {
        true => (without_brackets(text), None),
        false => host_and_port(text).map(|(host, port)| (host, Some(port)))?,
    };
    (!host.is_empty()).then(|| HostPort {
        host: host.to_owned(),
        port,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapped(rules: &str, host: &str, port: u16) -> String {
        let natmap: NatMap = rules.parse().unwrap();
        natmap.apply(&Address::tcp(host, port)).to_string()
    }

    #[test]
    fn addresses_are_mapped_with_or_without_their_port() {
        let cases = [
            ("a:1=b:2", "a", 1, "b:2"),
            ("a:1=b:2", "a", 9, "a:9"),
            ("a:1=b:2", "c", 1, "c:1"),
            ("a=b", "a", 9, "b:9"),
            ("a=b:2", "a", 9, "b:2"),
            ("a:1=b", "a", 1, "b:1"),
            ("a=x,a:1=b:2", "a", 1, "b:2"),
            ("a=x,a=y", "A", 3, "x:3"),
            ("[::1]:1=b:2", "::1", 1, "b:2"),
            ("a=[2001:db8::1]", "a", 1, "[2001:db8::1]:1"),
            (" a=b , ", "a", 1, "b:1"),
            ("", "a", 1, "a:1"),
        ];
        for (rules, host, port, expected) in cases {
            assert_eq!(mapped(rules, host, port), expected, "{rules}");
        }
    }

    #[test]
    fn an_address_is_mapped_only_once() {
        assert_eq!(mapped("a=b,b=c", "a", 1), "b:1");
    }

    #[test]
    fn a_unix_socket_is_not_mapped() {
        let address = Address::Unix("a".into());
        let natmap: NatMap = "a=b".parse().unwrap();
        assert_eq!(natmap.apply(&address), address);
    }

    #[test]
    fn an_invalid_rule_is_reported() {
        for rule in ["a", "a=", "=b", "a:x=b", "a:1=b:99999", "a:=b"] {
            let error = format!("ok=ok,{rule}").parse::<NatMap>().unwrap_err();
            assert_eq!(error.rule, rule);
        }
    }
}
