//! The keys whose type or size is not known, and the reports about them on stderr.

use redsh_engine::keys::{Facts, KeyFact, length_command};

use crate::mode::progress::ProgressLog;

/// The error of a key that has changed its type since TYPE.
const CHANGED: &str = "WRONGTYPE";

pub(super) struct UnknownFacts {
    /// Facts that a server refuses this user.
    refused: Vec<KeyFact>,
    log: ProgressLog,
}

impl UnknownFacts {
    pub(super) fn new(log: ProgressLog) -> Self {
        UnknownFacts {
            refused: Vec::new(),
            log,
        }
    }

    /// Reports each refused fact once.
    pub(super) fn refused(&mut self, refusals: &[(KeyFact, String)]) {
        for (fact, error) in refusals {
            if !error.starts_with(CHANGED) && !self.refused.contains(fact) {
                self.refused.push(*fact);
                let name = fact.name();
                self.log
                    .tell(format!("the {name} of some keys is not known: {error}"));
            }
        }
    }

    /// Returns the length or the size of a key, or else 0. Reports an unknown one as redis-cli does, unless the server
    /// refuses to tell it of any key.
    pub(super) fn number(&self, fact: KeyFact, key: &[u8], facts: &Facts) -> u64 {
        let number = match fact {
            KeyFact::Length => facts.length,
            _ => facts.size,
        };
        if number.is_none()
            && !self.refused.contains(&fact)
            && let Some(command) = command(fact, facts)
        {
            self.log.tell(warning(command, key));
        }
        number.unwrap_or(0)
    }
}

/// Returns the command for a length or a size. `None` for the lengths of the types of modules.
fn command(fact: KeyFact, facts: &Facts) -> Option<&'static str> {
    match fact {
        KeyFact::Length => length_command(facts.kind.as_deref()?),
        _ => Some("MEMORY USAGE"),
    }
}

/// The warning of redis-cli, with its two spaces.
fn warning(command: &str, key: &[u8]) -> Vec<u8> {
    let mut line = format!("Warning:  {command} on '").into_bytes();
    line.extend_from_slice(key);
    line.extend_from_slice(b"' failed (may have changed type)");
    line
}
