//! The commands whose reply is text for people, which redis-cli shows unchanged in every format.
//!
//! The table was found by experiment with redis-cli 7.0.15, which examines only the command, not the reply.

use super::command_rule::CommandRule;
use super::command_rule::RuleCondition::{Always, Words};

const SHOWN_RAW: &[CommandRule] = &[
    CommandRule("info", Always),
    CommandRule("lolwut", Always),
    CommandRule("debug htstats|htstats-key|client-eviction", Always),
    CommandRule("memory malloc-stats|doctor", Always),
    CommandRule("cluster nodes|info", Words(2)),
    CommandRule("client list|info", Always),
    CommandRule("latency graph", Words(3)),
    CommandRule("latency doctor", Words(2)),
    CommandRule("proxy info", Always),
];

/// Returns whether the reply to a command is [shown unchanged](super::Printer::expect).
///
/// A script asks this for every command, so the first letter excludes most rules.
pub(super) fn is_shown_raw(args: &[Vec<u8>]) -> bool {
    let Some(letter) = args.first().and_then(|name| name.first()) else {
        return false;
    };
    let letter = letter.to_ascii_lowercase();
    SHOWN_RAW
        .iter()
        .any(|rule| rule.0.as_bytes()[0] == letter && rule.fits(args))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown_raw(line: &str) -> bool {
        let args: Vec<Vec<u8>> = line
            .split_whitespace()
            .map(|word| word.as_bytes().to_vec())
            .collect();
        is_shown_raw(&args)
    }

    #[test]
    fn text_replies_are_recognized_in_any_case() {
        for line in [
            "INFO",
            "info server",
            "LOLWUT VERSION 5 1",
            "debug HTSTATS 0",
            "DEBUG htstats-key k full",
        ] {
            assert!(shown_raw(line), "{line}");
        }
        for line in [
            "MEMORY DOCTOR",
            "CLUSTER NODES",
            "client LIST TYPE normal",
            "LATENCY GRAPH command",
        ] {
            assert!(shown_raw(line), "{line}");
        }
    }

    #[test]
    fn other_replies_keep_their_format() {
        for line in [
            "",
            "GET x",
            "MEMORY STATS",
            "CLIENT",
            "DEBUG",
            "DEBUG OBJECT k",
            "INFORM",
        ] {
            assert!(!shown_raw(line), "{line}");
        }
    }

    #[test]
    fn some_commands_require_an_exact_number_of_arguments() {
        for line in [
            "CLUSTER NODES x",
            "CLUSTER INFO x",
            "LATENCY GRAPH",
            "LATENCY DOCTOR x",
        ] {
            assert!(!shown_raw(line), "{line}");
        }
    }
}
