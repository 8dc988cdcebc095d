//! Which commands answer with a text for people, so that redis-cli shows their reply as it is in every format.
//!
//! Found by trial with redis-cli 7.0.15: it looks at the words only, not at the reply.

/// A command, or two words of one, and how many arguments there may be in all.
struct VerbatimCommand {
    command: &'static str,
    subcommand: &'static str,
    arguments: Arguments,
}

/// How many words, the command's own among them.
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

/// An empty subcommand is any or none.
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

/// Whether the reply to this command, its name first, is to be [shown as it is](super::Printer::expect).
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
    fn texts_for_people_are_shown_as_they_are_whatever_their_case() {
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
    fn some_count_only_with_the_right_number_of_arguments() {
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
