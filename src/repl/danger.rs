//! Which commands destroy data, and what is asked before one is sent. Pure.

/// Whether a command destroys more than what it names: it is asked about at a prompt.
pub(super) fn is_destructive(words: &[Vec<u8>]) -> bool {
    let upper: Vec<String> = words
        .iter()
        .take(3)
        .map(|word| String::from_utf8_lossy(word).to_ascii_uppercase())
        .collect();
    let upper: Vec<&str> = upper.iter().map(String::as_str).collect();
    match upper[..] {
        ["FLUSHALL" | "FLUSHDB" | "SWAPDB" | "SHUTDOWN", ..] => true,
        // NO ONE makes a primary of a replica, and keeps its data.
        ["REPLICAOF" | "SLAVEOF", "NO", "ONE"] => false,
        ["REPLICAOF" | "SLAVEOF", _, ..] => true,
        ["CLUSTER", "RESET" | "FLUSHSLOTS", ..] => true,
        ["FUNCTION" | "SCRIPT", "FLUSH", ..] => true,
        ["DEBUG", mode, ..] => CRASHES.contains(&mode),
        _ => false,
    }
}

/// The subcommands of DEBUG that end the server, or empty it.
const CRASHES: [&str; 9] = [
    "SEGFAULT",
    "PANIC",
    "OOM",
    "ASSERT",
    "RESTART",
    "CRASH-AND-RECOVER",
    "RELOAD",
    "LOADAOF",
    "FLUSHALL",
];

/// The question: what would be run, on which server, and how many keys that has.
pub(super) fn question(words: &[Vec<u8>], server: &str, keys: Option<i64>) -> String {
    let command: Vec<_> = words
        .iter()
        .map(|word| word.escape_ascii().to_string())
        .collect();
    let keys = match keys {
        Some(1) => ", which has 1 key".to_owned(),
        Some(keys) => format!(", which has {keys} keys"),
        None => String::new(),
    };
    format!("{} on {server}{keys}? [y/N] ", command.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<Vec<u8>> {
        line.split(' ').map(|word| word.into()).collect()
    }

    #[test]
    fn what_destroys_more_than_it_names_is_asked_about() {
        for line in [
            "flushall",
            "FLUSHDB ASYNC",
            "SWAPDB 0 1",
            "SHUTDOWN",
            "REPLICAOF 10.0.0.1 6379",
            "CLUSTER RESET HARD",
            "function flush",
            "SCRIPT FLUSH",
            "DEBUG SEGFAULT",
        ] {
            assert!(is_destructive(&words(line)), "{line}");
        }
        for line in [
            "DEL a",
            "REPLICAOF NO ONE",
            "CLUSTER INFO",
            "SCRIPT LOAD x",
            "DEBUG SLEEP 1",
            "REPLICAOF",
            "",
        ] {
            assert!(!is_destructive(&words(line)), "{line}");
        }
    }

    #[test]
    fn the_question_says_what_where_and_how_much() {
        assert_eq!(
            question(&words("FLUSHDB ASYNC"), "127.0.0.1:6379[3]", Some(12)),
            "FLUSHDB ASYNC on 127.0.0.1:6379[3], which has 12 keys? [y/N] "
        );
    }
}
