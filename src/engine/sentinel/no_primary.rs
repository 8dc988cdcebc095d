//! That there is no primary to be had, and what each sentinel said about it.

use std::fmt;

use super::{Refusal, ReportedRole};
use crate::net::Address;

/// All sentinels were asked, and none could name a primary that is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoPrimary {
    /// The name that they were asked for.
    pub master: String,
    /// Who said what, in the order in which they were asked.
    pub said: Vec<(Address, Said)>,
}

/// What came of asking one sentinel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// No answer; why, in words that do not name the sentinel.
    Nothing(String),
    /// An answer that names nobody.
    Refused(Refusal),
    /// It named a node, as it can be reached, that is not believed.
    Named(Address, Doubt),
}

/// Why a node that is named as the primary is not believed to be it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doubt {
    /// It gave no answer; why, in words that do not name the node.
    Unreachable(String),
    /// It would not tell its role.
    Refused(Refusal),
    /// It is something else.
    Is(ReportedRole),
}

impl NoPrimary {
    /// Whether it is worth waiting and asking again: a failover may be under way, or the network be away for a moment.
    /// Not where all that could be asked say that there is nothing to wait for: a wrong name, a wrong password.
    pub fn may_pass(&self) -> bool {
        let any = |is: fn(&Said) -> bool| self.said.iter().any(|(_, said)| is(said));
        let names_one = |said: &Said| {
            matches!(
                said,
                Said::Named(
                    _,
                    Doubt::Unreachable(_)
                        | Doubt::Is(ReportedRole::Primary | ReportedRole::Replica)
                )
            )
        };
        any(names_one) || !any(|said| !matches!(said, Said::Nothing(_)))
    }
}

impl std::error::Error for NoPrimary {}

impl fmt::Display for NoPrimary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let master = &self.master;
        let named = |(_, said): &(Address, Said)| matches!(said, Said::Named(..));
        match self.said.iter().any(named) {
            true => write!(f, "the sentinels name no primary '{master}' that is one")?,
            false => write!(f, "no sentinel knows a primary named '{master}'")?,
        }
        for (index, (sentinel, said)) in self.said.iter().enumerate() {
            let separator = if index == 0 { ":" } else { ";" };
            write!(f, "{separator} {sentinel}: {said}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Said::Nothing(why) => f.write_str(why),
            Said::Refused(refusal) => refusal.fmt(f),
            Said::Named(node, doubt) => write!(f, "it names {node}, {doubt}"),
        }
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Doubt::Unreachable(why) => write!(f, "which cannot be asked ({why})"),
            Doubt::Refused(refusal) => write!(f, "which does not tell its role ({refusal})"),
            Doubt::Is(role) => write!(f, "which is {role}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn no_primary(said: impl IntoIterator<Item = Said>) -> NoPrimary {
        let sentinels = (1..).map(|number| Address::tcp(format!("10.0.0.{number}"), 26379));
        NoPrimary {
            master: "mymaster".to_owned(),
            said: sentinels.zip(said).collect(),
        }
    }

    fn nothing() -> Said {
        Said::Nothing("connection refused".to_owned())
    }

    fn named(doubt: Doubt) -> Said {
        Said::Named(Address::tcp("10.0.1.1", 6379), doubt)
    }

    #[test]
    fn it_says_what_each_of_them_said() {
        let error = no_primary([nothing(), Said::Refused(Refusal::Unknown)]);
        let expected = "no sentinel knows a primary named 'mymaster': 10.0.0.1:26379: connection refused; \
                        10.0.0.2:26379: it does not know the name";
        assert_eq!(error.to_string(), expected);
        let error = no_primary([
            named(Doubt::Is(ReportedRole::Replica)),
            named(Doubt::Unreachable("connection refused".to_owned())),
        ]);
        let expected = "the sentinels name no primary 'mymaster' that is one: \
                        10.0.0.1:26379: it names 10.0.1.1:6379, which is a replica; \
                        10.0.0.2:26379: it names 10.0.1.1:6379, which cannot be asked (connection refused)";
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn a_failover_passes_and_a_wrong_name_does_not() {
        let refused = |words: &str| Said::Refused(Refusal::Words(words.to_owned()));
        let role_refused = || named(Doubt::Refused(Refusal::Words("NOAUTH".to_owned())));
        for (said, may_pass) in [
            (vec![nothing(), nothing()], true),
            (vec![nothing(), Said::Refused(Refusal::Unknown)], false),
            (vec![nothing(), refused("NOAUTH")], false),
            (
                vec![nothing(), named(Doubt::Is(ReportedRole::Replica))],
                true,
            ),
            (vec![named(Doubt::Unreachable("closed".to_owned()))], true),
            (vec![named(Doubt::Is(ReportedRole::Sentinel))], false),
            (vec![role_refused()], false),
            (
                vec![role_refused(), named(Doubt::Is(ReportedRole::Replica))],
                true,
            ),
        ] {
            let error = no_primary(said);
            assert_eq!(error.may_pass(), may_pass, "{error}");
        }
    }
}
