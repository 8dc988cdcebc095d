//! The commands whose reply is text for people, which redis-cli shows unchanged in every format.
//!
//! The table was found by experiment with redis-cli 7.0.15, which examines only the command, not the reply.

/// A command or subcommand, with its number of words.
struct VerbatimCommand {
    command: &'static str,
    subcommand: &'static str,
    arguments: Arguments,
}

/// The number of words, with the command itself.
enum Arguments {
    AnyNumber,
    Exactly(usize),
}

const fn row(
    command: &'static str,
    subcommand: &'static str,
    arguments: Arguments,
) -> VerbatimCommand {
    VerbatimCommand {
        command,
        subcommand,
        arguments,
    }
}

/// An empty subcommand matches any or none.
const SHOWN_RAW: &[VerbatimCommand] = &[
    row("info", "", Arguments::AnyNumber),
    row("lolwut", "", Arguments::AnyNumber),
    row("debug", "htstats", Arguments::AnyNumber),
    row("debug", "htstats-key", Arguments::AnyNumber),
    row("debug", "client-eviction", Arguments::AnyNumber),
    row("memory", "malloc-stats", Arguments::AnyNumber),
    row("memory", "doctor", Arguments::AnyNumber),
    row("cluster", "nodes", Arguments::Exactly(2)),
    row("cluster", "info", Arguments::Exactly(2)),
    row("client", "list", Arguments::AnyNumber),
    row("client", "info", Arguments::AnyNumber),
    row("latency", "graph", Arguments::Exactly(3)),
    row("latency", "doctor", Arguments::Exactly(2)),
    row("proxy", "info", Arguments::AnyNumber),
];

/// Returns whether the reply to a command is [shown unchanged](super::Printer::expect).
pub(super) fn is_shown_raw(args: &[Vec<u8>]) -> bool {
    let Some(command) = args.first() else {
        return false;
    };
    let subcommand = args.get(1).map_or(&b""[..], Vec::as_slice);
    SHOWN_RAW.iter().any(|row| {
        command.eq_ignore_ascii_case(row.command.as_bytes())
            && (row.subcommand.is_empty()
                || subcommand.eq_ignore_ascii_case(row.subcommand.as_bytes()))
            && match row.arguments {
                Arguments::AnyNumber => true,
                Arguments::Exactly(number) => args.len() == number,
            }
    })
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
