//! The commands that destroy data, and the question before one is sent. Pure.

use redsh_engine::cluster::NodeWord;
use redsh_engine::resp::Value;

use crate::render;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DangerScope {
    Nodes,
    Server,
    Database,
}

/// Returns the scope of a command that destroys more than the keys that it names.
pub(super) fn scope(words: &[Vec<u8>]) -> Option<DangerScope> {
    let nodes = usize::from(NodeWord::is_meant(words));
    let upper = words.iter().skip(nodes).take(3);
    let upper: Vec<String> = upper
        .map(|word| String::from_utf8_lossy(word).to_ascii_uppercase())
        .collect();
    let upper: Vec<&str> = upper.iter().map(String::as_str).collect();
    is_destructive(&upper).then(|| match upper[..] {
        _ if nodes > 0 => DangerScope::Nodes,
        ["FLUSHDB", ..] => DangerScope::Database,
        _ => DangerScope::Server,
    })
}

fn is_destructive(upper: &[&str]) -> bool {
    match upper {
        ["FLUSHALL" | "FLUSHDB" | "SWAPDB" | "SHUTDOWN", ..] => true,
        // NO ONE turns a replica into a primary, which keeps its data.
        ["REPLICAOF" | "SLAVEOF", "NO", "ONE"] => false,
        ["REPLICAOF" | "SLAVEOF", _, ..] => true,
        ["CLUSTER", "RESET" | "FLUSHSLOT" | "FLUSHSLOTS", ..] => true,
        ["FUNCTION" | "SCRIPT", "FLUSH", ..] => true,
        ["DEBUG", mode, ..] => CRASHES.contains(mode),
        _ => false,
    }
}

/// Whether a command has no effect on a server without keys.
pub(super) fn deletes_only_keys(words: &[Vec<u8>]) -> bool {
    let name = words.first().map(|name| name.to_ascii_uppercase());
    matches!(name.as_deref(), Some(b"FLUSHALL" | b"FLUSHDB" | b"SWAPDB"))
}

/// The subcommands of DEBUG that crash, stop or empty the server.
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

impl DangerScope {
    /// Returns the command that counts the keys, or `None` if one server does not know the number.
    pub(super) fn count_command(self) -> Option<Vec<Vec<u8>>> {
        let words: &[&str] = match self {
            DangerScope::Nodes => return None,
            DangerScope::Server => &["INFO", "keyspace"],
            DangerScope::Database => &["DBSIZE"],
        };
        Some(words.iter().map(|word| word.as_bytes().into()).collect())
    }
}

/// Returns the number of keys in a reply to [`DangerScope::count_command`], or `None` for an error reply.
pub(super) fn key_count(reply: &Value) -> Option<i64> {
    match (reply.as_integer(), reply.as_error()) {
        (Some(keys), _) => Some(keys),
        (None, Some(_)) => None,
        (None, None) => reply.as_str().map(sum_of_keys),
    }
}

/// Adds up lines like `db0:keys=3,expires=0,avg_ttl=0`.
fn sum_of_keys(keyspace: &str) -> i64 {
    let keys = |line: &str| line.split_once(":keys=")?.1.split(',').next()?.parse().ok();
    let counts = keyspace.lines().filter_map(keys);
    counts.fold(0, i64::saturating_add)
}

/// Returns the question: the command, the place that it affects unless it names that itself, and the number of keys.
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
    fn commands_that_destroy_more_than_they_name_have_a_scope() {
        for (line, expected) in [
            ("flushall", Some(DangerScope::Server)),
            ("FLUSHDB ASYNC", Some(DangerScope::Database)),
            ("SWAPDB 0 1", Some(DangerScope::Server)),
            ("SHUTDOWN", Some(DangerScope::Server)),
            ("REPLICAOF 10.0.0.1 6379", Some(DangerScope::Server)),
            ("CLUSTER RESET HARD", Some(DangerScope::Server)),
            ("CLUSTER FLUSHSLOT 3", Some(DangerScope::Server)),
            ("function flush", Some(DangerScope::Server)),
            ("SCRIPT FLUSH", Some(DangerScope::Server)),
            ("DEBUG SEGFAULT", Some(DangerScope::Server)),
            ("@primaries FLUSHDB", Some(DangerScope::Nodes)),
            ("@all SHUTDOWN", Some(DangerScope::Nodes)),
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
    fn keys_are_counted_in_one_database_or_in_all() {
        let keyspace = "# Keyspace\r\ndb0:keys=3,expires=0\r\ndb7:keys=4,expires=1,avg_ttl=0\r\n";
        for (reply, keys) in [
            (Value::Bulk(keyspace.into()), Some(7)),
            (Value::Bulk(b"# Keyspace\r\n".to_vec()), Some(0)),
            (Value::Integer(2), Some(2)),
            (Value::Error(b"NOPERM no".to_vec()), None),
        ] {
            assert_eq!(key_count(&reply), keys, "{reply:?}");
        }
    }

    #[test]
    fn the_question_shows_the_command_the_place_and_the_number_of_keys() {
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
