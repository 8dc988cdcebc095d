//! The error of a search that finds no primary.

use std::fmt;

use super::{ReportedRole, SentinelRefusal};
use crate::address::Address;

/// No sentinel named a node that is a primary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoPrimary {
    /// The primary's name, as sentinels know it.
    pub master: String,
    /// The result of each sentinel, in the order in which they were asked.
    pub results: Vec<(Address, SentinelAnswer)>,
}

/// The result of asking a sentinel.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SentinelAnswer {
    /// It did not reply; the reason, without the sentinel's address.
    #[error("{0}")]
    Nothing(String),
    /// It named no node.
    #[error("{0}")]
    Refused(SentinelRefusal),
    /// It named a node, whose mapped address this is, which was rejected.
    #[error("it named {0}, {1}")]
    Named(Address, NotPrimary),
}

/// The reason to reject a node that a sentinel named.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotPrimary {
    /// It did not reply; the reason, without the node's address.
    #[error("which is unreachable ({0})")]
    Unreachable(String),
    /// It did not report its role.
    #[error("which did not report its role ({0})")]
    Refused(SentinelRefusal),
    /// It has another role.
    #[error("which is {0}")]
    Is(ReportedRole),
}

impl NoPrimary {
    /// Returns whether a retry may succeed: a failover may be in progress, or the network may be interrupted. A wrong
    /// name or password is permanent.
    pub fn is_temporary(&self) -> bool {
        let mut results = self.results.iter().map(|(_, result)| result);
        let names_one = |result: &SentinelAnswer| match result {
            SentinelAnswer::Named(_, NotPrimary::Is(role)) => *role != ReportedRole::Sentinel,
            SentinelAnswer::Named(_, doubt) => matches!(doubt, NotPrimary::Unreachable(_)),
            _ => false,
        };
        results.clone().any(names_one)
            || results.all(|result| matches!(result, SentinelAnswer::Nothing(_)))
    }
}

impl std::error::Error for NoPrimary {}

impl fmt::Display for NoPrimary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let master = &self.master;
        let named =
            |(_, result): &(Address, SentinelAnswer)| matches!(result, SentinelAnswer::Named(..));
        match self.results.iter().any(named) {
            true => write!(f, "no usable primary for '{master}'")?,
            false => write!(f, "no sentinel knows the primary '{master}'")?,
        }
        for (index, (sentinel, result)) in self.results.iter().enumerate() {
            let separator = if index == 0 { ":" } else { ";" };
            write!(f, "{separator} {sentinel}: {result}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn no_primary(results: impl IntoIterator<Item = SentinelAnswer>) -> NoPrimary {
        let sentinels = (1..).map(|number| Address::tcp(format!("10.0.0.{number}"), 26379));
        NoPrimary {
            master: "mymaster".to_owned(),
            results: sentinels.zip(results).collect(),
        }
    }

    fn nothing() -> SentinelAnswer {
        SentinelAnswer::Nothing("connection refused".to_owned())
    }

    fn named(doubt: NotPrimary) -> SentinelAnswer {
        SentinelAnswer::Named(Address::tcp("10.0.1.1", 6379), doubt)
    }

    #[test]
    fn the_message_has_the_result_of_each_sentinel() {
        let error = no_primary([nothing(), SentinelAnswer::Refused(SentinelRefusal::Unknown)]);
        let expected = "no sentinel knows the primary 'mymaster': 10.0.0.1:26379: connection refused; \
                        10.0.0.2:26379: unknown primary name";
        assert_eq!(error.to_string(), expected);
        let error = no_primary([
            named(NotPrimary::Is(ReportedRole::Replica)),
            named(NotPrimary::Unreachable("connection refused".to_owned())),
        ]);
        let expected = "no usable primary for 'mymaster': \
                        10.0.0.1:26379: it named 10.0.1.1:6379, which is a replica; \
                        10.0.0.2:26379: it named 10.0.1.1:6379, which is unreachable (connection refused)";
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn a_failover_is_temporary_and_a_wrong_name_is_not() {
        let refused =
            |words: &str| SentinelAnswer::Refused(SentinelRefusal::Words(words.to_owned()));
        let role_refused = || {
            named(NotPrimary::Refused(SentinelRefusal::Words(
                "NOAUTH".to_owned(),
            )))
        };
        for (results, is_temporary) in [
            (vec![nothing(), nothing()], true),
            (
                vec![nothing(), SentinelAnswer::Refused(SentinelRefusal::Unknown)],
                false,
            ),
            (vec![nothing(), refused("NOAUTH")], false),
            (
                vec![nothing(), named(NotPrimary::Is(ReportedRole::Replica))],
                true,
            ),
            (
                vec![named(NotPrimary::Unreachable("closed".to_owned()))],
                true,
            ),
            (vec![named(NotPrimary::Is(ReportedRole::Sentinel))], false),
            (vec![role_refused()], false),
            (
                vec![role_refused(), named(NotPrimary::Is(ReportedRole::Replica))],
                true,
            ),
        ] {
            let error = no_primary(results);
            assert_eq!(error.is_temporary(), is_temporary, "{error}");
        }
    }
}
