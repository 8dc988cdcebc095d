//! That there is no primary to be had, and what each sentinel said about it.

use std::fmt;

use super::{ReportedRole, SentinelRefusal};
use crate::net::Address;

/// All sentinels were asked, and none could name a primary that is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoPrimary {
    /// The name that they were asked for.
    pub master: String,
    /// Who said what, in the order in which they were asked.
    pub said: Vec<(Address, SentinelAnswer)>,
}

/// What came of asking one sentinel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SentinelAnswer {
    /// No answer; why, in words that do not name the sentinel.
    Nothing(String),
    /// An answer that names nobody.
    Refused(SentinelRefusal),
    /// It named a node, as it can be reached, that is not believed.
    Named(Address, NotPrimary),
}

/// Why a node that is named as the primary is not believed to be it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotPrimary {
    /// It gave no answer; why, in words that do not name the node.
    Unreachable(String),
    /// It would not tell its role.
    Refused(SentinelRefusal),
    /// It is something else.
    Is(ReportedRole),
}

impl NoPrimary {
    /// Whether it is worth waiting and asking again: a failover may be under way, or the network be away for a moment.
    /// Not where all that could be asked say that there is nothing to wait for: a wrong name, a wrong password.
    pub fn may_pass(&self) -> bool {
        let any = |is: fn(&SentinelAnswer) -> bool| self.said.iter().any(|(_, said)| is(said));
        let names_one = |said: &SentinelAnswer| {
            matches!(
                said,
                SentinelAnswer::Named(
                    _,
                    NotPrimary::Unreachable(_)
                        | NotPrimary::Is(ReportedRole::Primary | ReportedRole::Replica)
                )
            )
        };
        any(names_one) || !any(|said| !matches!(said, SentinelAnswer::Nothing(_)))
    }
}

impl std::error::Error for NoPrimary {}

impl fmt::Display for NoPrimary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let master = &self.master;
        let named =
            |(_, said): &(Address, SentinelAnswer)| matches!(said, SentinelAnswer::Named(..));
        match self.said.iter().any(named) {
            true => write!(f, "no usable primary for '{master}'")?,
            false => write!(f, "no sentinel knows the primary '{master}'")?,
        }
        for (index, (sentinel, said)) in self.said.iter().enumerate() {
            let separator = if index == 0 { ":" } else { ";" };
            write!(f, "{separator} {sentinel}: {said}")?;
        }
        Ok(())
    }
}

impl fmt::Display for SentinelAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SentinelAnswer::Nothing(why) => f.write_str(why),
            SentinelAnswer::Refused(refusal) => refusal.fmt(f),
            SentinelAnswer::Named(node, doubt) => write!(f, "it named {node}, {doubt}"),
        }
    }
}

impl fmt::Display for NotPrimary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotPrimary::Unreachable(why) => write!(f, "which is unreachable ({why})"),
            NotPrimary::Refused(refusal) => write!(f, "which did not report its role ({refusal})"),
            NotPrimary::Is(role) => write!(f, "which is {role}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn no_primary(said: impl IntoIterator<Item = SentinelAnswer>) -> NoPrimary {
        let sentinels = (1..).map(|number| Address::tcp(format!("10.0.0.{number}"), 26379));
        NoPrimary {
            master: "mymaster".to_owned(),
            said: sentinels.zip(said).collect(),
        }
    }

    fn nothing() -> SentinelAnswer {
        SentinelAnswer::Nothing("connection refused".to_owned())
    }

    fn named(doubt: NotPrimary) -> SentinelAnswer {
        SentinelAnswer::Named(Address::tcp("10.0.1.1", 6379), doubt)
    }

    #[test]
    fn it_says_what_each_of_them_said() {
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
    fn a_failover_passes_and_a_wrong_name_does_not() {
        let refused =
            |words: &str| SentinelAnswer::Refused(SentinelRefusal::Words(words.to_owned()));
        let role_refused = || {
            named(NotPrimary::Refused(SentinelRefusal::Words(
                "NOAUTH".to_owned(),
            )))
        };
        for (said, may_pass) in [
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
            let error = no_primary(said);
            assert_eq!(error.may_pass(), may_pass, "{error}");
        }
    }
}
