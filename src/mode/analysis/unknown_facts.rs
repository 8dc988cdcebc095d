//! The keys whose type or size is not known, and the reports about them on stderr.

use redsh_engine::keys::{Facts, KeyFact, length_command};

use crate::cli::KeyMeasure;
use crate::mode::progress::ProgressLog;

/// The error of a key that has changed its type since TYPE.
const CHANGED: &str = "WRONGTYPE";

pub(super) struct UnknownFacts {
    measure: KeyMeasure,
    /// Facts that a server refuses this user.
    refused: Vec<KeyFact>,
    log: ProgressLog,
}

impl UnknownFacts {
    pub(super) fn new(measure: KeyMeasure, log: ProgressLog) -> Self {
        UnknownFacts {
            measure,
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

    /// Returns the size of a key, or else 0. Reports a key without a size as redis-cli does, unless the server refuses to
    /// tell the sizes.
    pub(super) fn size(&self, key: &[u8], facts: &Facts) -> u64 {
        let (fact, size) = match self.measure {
            KeyMeasure::Length => (KeyFact::Length, facts.length),
            KeyMeasure::Memory(_) => (KeyFact::Size, facts.size),
        };
        if size.is_none()
            && !self.refused.contains(&fact)
            && let Some(command) = self.command(facts)
        {
            self.log.tell(warning(command, key));
        }
        size.unwrap_or(0)
    }

    fn command(&self, facts: &Facts) -> Option<&'static str> {
        match self.measure {
            KeyMeasure::Length => length_command(facts.kind.as_deref()?),
            KeyMeasure::Memory(_) => Some("MEMORY USAGE"),
        }
    }
}

/// The warning of redis-cli, with its two spaces.
fn warning(command: &str, key: &[u8]) -> Vec<u8> {
    let mut line = format!("Warning:  {command} on '").into_bytes();
    line.extend_from_slice(key);
    line.extend_from_slice(b"' failed (may have changed type)");
    line
}
