//! Which commands destroy data, and what is asked before one is sent. Pure.

use redsh_engine::cluster::NodeWord;
use redsh_engine::resp::Value;

use crate::render;

/// What a command would destroy the data of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// The nodes that are named before it.
    Nodes,
    /// The server, all of it.
    Server,
    /// The database that is selected.
    Database,
}

/// What a command would destroy, where that is more than what it names: it is asked about at a prompt.
pub(super) fn scope(words: &[Vec<u8>]) -> Option<Scope> {
    let nodes = usize::from(NodeWord::is_meant(words));
    let upper = words.iter().skip(nodes).take(3);
    let upper: Vec<String> = upper
        .map(|word| String::from_utf8_lossy(word).to_ascii_uppercase())
        .collect();
    let upper: Vec<&str> = upper.iter().map(String::as_str).collect();
    is_destructive(&upper).then(|| match upper[..] {
        _ if nodes > 0 => Scope::Nodes,
        ["FLUSHDB", ..] => Scope::Database,
        _ => Scope::Server,
    })
}

fn is_destructive(upper: &[&str]) -> bool {
    match upper {
        ["FLUSHALL" | "FLUSHDB" | "SWAPDB" | "SHUTDOWN", ..] => true,
        // NO ONE makes a primary of a replica, and keeps its data.
        ["REPLICAOF" | "SLAVEOF", "NO", "ONE"] => false,
        ["REPLICAOF" | "SLAVEOF", _, ..] => true,
        ["CLUSTER", "RESET" | "FLUSHSLOTS", ..] => true,
        ["FUNCTION" | "SCRIPT", "FLUSH", ..] => true,
        ["DEBUG", mode, ..] => CRASHES.contains(mode),
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

impl Scope {
    /// The command whose reply says how many keys there are; `None` where one server does not know that.
    pub(super) fn census(self) -> Option<Vec<Vec<u8>>> {
        let words: &[&str] = match self {
            Scope::Nodes => return None,
            Scope::Server => &["INFO", "keyspace"],
            Scope::Database => &["DBSIZE"],
        };
        Some(words.iter().map(|word| word.as_bytes().into()).collect())
    }
}

/// How many keys there are, by the reply to a census; `None` where it was refused.
pub(super) fn counted(reply: &Value) -> Option<i64> {
    match (reply.as_integer(), reply.as_error()) {
        (Some(keys), _) => Some(keys),
        (None, Some(_)) => None,
        (None, None) => reply.as_str().map(sum),
    }
}

/// Of lines like `db0:keys=3,expires=0,avg_ttl=0`.
fn sum(keyspace: &str) -> i64 {
    let keys = |line: &str| line.split_once(":keys=")?.1.split(',').next()?.parse().ok();
    let counts = keyspace.lines().filter_map(keys);
    counts.fold(0, i64::saturating_add)
}

/// The question: what would be run, in which place, where it does not name that itself, and how many keys are there.
pub(super) fn question(words: &[Vec<u8>], place: Option<&str>, keys: Option<i64>) -> String {
    let place = place.map(|place| format!(" on {place}"));
    let keys = match keys {
        Some(1) => ", which has 1 key".to_owned(),
        Some(keys) => format!(", which has {keys} keys"),
        None => String::new(),
    };
    let command = render::typed(words, true);
    format!("{command}{}{keys}? [y/N] ", place.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<Vec<u8>> {
        line.split(' ').map(|word| word.into()).collect()
    }

    #[test]
    fn what_destroys_more_than_it_names_is_asked_about() {
        for (line, expected) in [
            ("flushall", Some(Scope::Server)),
            ("FLUSHDB ASYNC", Some(Scope::Database)),
            ("SWAPDB 0 1", Some(Scope::Server)),
            ("SHUTDOWN", Some(Scope::Server)),
            ("REPLICAOF 10.0.0.1 6379", Some(Scope::Server)),
            ("CLUSTER RESET HARD", Some(Scope::Server)),
            ("function flush", Some(Scope::Server)),
            ("SCRIPT FLUSH", Some(Scope::Server)),
            ("DEBUG SEGFAULT", Some(Scope::Server)),
            ("@primaries FLUSHDB", Some(Scope::Nodes)),
            ("@all SHUTDOWN", Some(Scope::Nodes)),
            ("@all PING", None),
            ("DEL a", None),
            ("REPLICAOF NO ONE", None),
            ("CLUSTER INFO", None),
            ("SCRIPT LOAD x", None),
            ("DEBUG SLEEP 1", None),
            ("REPLICAOF", None),
            ("", None),
        ] {
            assert_eq!(scope(&words(line)), expected, "{line}");
        }
    }

    #[test]
    fn the_keys_of_all_databases_are_counted_or_of_one() {
        let keyspace = "# Keyspace\r\ndb0:keys=3,expires=0\r\ndb7:keys=4,expires=1,avg_ttl=0\r\n";
        for (reply, keys) in [
            (Value::Bulk(keyspace.into()), Some(7)),
            (Value::Bulk(b"# Keyspace\r\n".to_vec()), Some(0)),
            (Value::Integer(2), Some(2)),
            (Value::Error(b"NOPERM no".to_vec()), None),
        ] {
            assert_eq!(counted(&reply), keys, "{reply:?}");
        }
    }

    #[test]
    fn the_question_says_what_where_and_how_much() {
        assert_eq!(
            question(&words("FLUSHDB ASYNC"), Some("127.0.0.1:6379[3]"), Some(12)),
            "FLUSHDB ASYNC on 127.0.0.1:6379[3], which has 12 keys? [y/N] "
        );
        assert_eq!(
            question(&words("@all SHUTDOWN 鍵\n\x1b[2J"), None, None),
            "@all SHUTDOWN \"鍵\\n\\x1b[2J\"? [y/N] "
        );
    }
}
