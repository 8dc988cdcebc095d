//! `:peek`: the facts about a key, and the first elements of its value. Everything but [`report`] is pure.

use redsh_engine::resp::Value;

use crate::process::stdout::Sink;
use crate::render;
use crate::session::Session;

/// Shown in place of a report that would have to be queued in the open transaction.
pub(super) const IN_TRANSACTION: &str =
    "not available in a transaction; send EXEC or DISCARD first\n";

const MOST_ELEMENTS: &str = "10";
/// In bytes, of a string.
const LONGEST: usize = 256;

type Command = Vec<Vec<u8>>;

pub(super) fn report(session: &mut Session<Sink>, key: &[u8]) -> anyhow::Result<String> {
    if session.status().in_transaction {
        return Ok(IN_TRANSACTION.to_owned());
    }
    let facts = session.ask(&fact_commands(key))?;
    let kind = kind(&facts);
    let content = session.ask(&content_commands(&kind, key))?;
    let mut report = summary(&facts, content.first());
    report.extend(content.get(1).map(|reply| elements(&kind, reply)));
    Ok(report)
}

fn fact_commands(key: &[u8]) -> Vec<Command> {
    [
        &["TYPE"][..],
        &["OBJECT", "ENCODING"],
        &["PTTL"],
        &["MEMORY", "USAGE"],
    ]
    .map(|words| of(words, key, &[]))
    .to_vec()
}

/// Returns the commands for the length and the first elements of a key, or none for a module's type.
fn content_commands(kind: &str, key: &[u8]) -> Vec<Command> {
    let last = LONGEST.to_string();
    let (length, beginning): (&[&str], (&[&str], &[&str])) = match kind {
        "string" => (&["STRLEN"], (&["GETRANGE"], &["0", &last])),
        "list" => (&["LLEN"], (&["LRANGE"], &["0", "9"])),
        "set" => (&["SCARD"], (&["SSCAN"], &["0", "COUNT", MOST_ELEMENTS])),
        "zset" => (&["ZCARD"], (&["ZRANGE"], &["0", "9", "WITHSCORES"])),
        "hash" => (&["HLEN"], (&["HSCAN"], &["0", "COUNT", MOST_ELEMENTS])),
        "stream" => (
            &["XLEN"],
            (&["XRANGE"], &["-", "+", "COUNT", MOST_ELEMENTS]),
        ),
        _ => return Vec::new(),
    };
    vec![of(length, key, &[]), of(beginning.0, key, beginning.1)]
}

fn of(before: &[&str], key: &[u8], behind: &[&str]) -> Command {
    let words =
        |words: &[&str]| -> Command { words.iter().map(|word| word.as_bytes().into()).collect() };
    [words(before), vec![key.to_vec()], words(behind)].concat()
}

/// Returns the type in the reply to TYPE, which is `none` for a missing key.
fn kind(replies: &[Value]) -> String {
    let kind = replies.first().and_then(Value::as_str);
    kind.unwrap_or("none").to_owned()
}

/// Returns a line like `hash, listpack, expires in 59.9 s, 120 bytes of memory, 3 fields`.
fn summary(replies: &[Value], length: Option<&Value>) -> String {
    let kind = kind(replies);
    let encoding = replies.get(1).and_then(Value::as_str).map(str::to_owned);
    let expiry = replies.get(2).and_then(Value::as_integer).and_then(expiry);
    let memory = replies.get(3).and_then(Value::as_integer);
    let memory = memory.map(|bytes| format!("{bytes} bytes of memory"));
    let length = length
        .and_then(Value::as_integer)
        .map(|length| counted(length, unit(&kind)));
    let parts = [Some(kind.clone()), encoding, expiry, memory, length];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ") + "\n"
}

/// Describes a reply to PTTL, which is negative for a missing key and for one without an expiry.
fn expiry(millis: i64) -> Option<String> {
    match millis {
        ..=-2 => None,
        -1 => Some("no expiry".to_owned()),
        _ => Some(format!("expires in {:.1} s", millis as f64 / 1000.0)),
    }
}

fn counted(length: i64, (one, more): (&str, &str)) -> String {
    match length {
        1 => format!("1 {one}"),
        _ => format!("{length} {more}"),
    }
}

/// Returns the unit of a key's length, in singular and plural.
fn unit(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "string" => ("byte", "bytes"),
        "hash" => ("field", "fields"),
        "set" | "zset" => ("member", "members"),
        "stream" => ("entry", "entries"),
        _ => ("element", "elements"),
    }
}

fn elements(kind: &str, reply: &Value) -> String {
    let items: Vec<&Value> = match (kind, reply.as_slice()) {
        ("set" | "hash", Some([_, page])) => page.as_slice().unwrap_or_default().iter().collect(),
        (_, Some(items)) => items.iter().collect(),
        _ => vec![reply],
    };
    let per_line = match kind {
        "hash" => 2,
        // RESP3 sends a pair per member, RESP2 a flat list.
        "zset" if items.iter().all(|item| item.as_slice().is_none()) => 2,
        _ => 1,
    };
    let lines = items.chunks(per_line).take(10);
    lines
        .map(|items| format!("  {}\n", joined(items.iter().copied())))
        .collect()
}

fn joined<'v>(items: impl IntoIterator<Item = &'v Value>) -> String {
    let items: Vec<_> = items.into_iter().map(shown).collect();
    items.join("  ")
}

fn shown(value: &Value) -> String {
    if let Some(items) = value.as_slice() {
        return joined(items);
    }
    match (value.as_bytes(), value.as_integer()) {
        (Some(bytes), _) => render::readable(&bytes[..bytes.len().min(LONGEST)]),
        (None, Some(number)) => number.to_string(),
        (None, None) => value.as_str().unwrap_or("(nil)").to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use redsh_engine::resp::Null;

    use super::*;

    fn bulk(text: &str) -> Value {
        Value::Bulk(text.into())
    }

    #[test]
    fn the_summary_lists_the_facts_about_a_key() {
        let replies = [
            Value::Simple(b"hash".to_vec()),
            bulk("listpack"),
            Value::Integer(59_900),
            Value::Integer(120),
        ];
        assert_eq!(
            summary(&replies, Some(&Value::Integer(3))),
            "hash, listpack, expires in 59.9 s, 120 bytes of memory, 3 fields\n"
        );
    }

    #[test]
    fn unknown_facts_are_left_out() {
        let replies = [
            Value::Simple(b"none".to_vec()),
            Value::Null(Null::Bulk),
            Value::Integer(-2),
            Value::Error(b"NOPERM x".to_vec()),
        ];
        assert_eq!(summary(&replies, None), "none\n");
        assert_eq!(kind(&[]), "none");
    }

    #[test]
    fn elements_are_formatted_by_type() {
        let pairs = Value::Array(vec![
            bulk("0"),
            Value::Array(vec![bulk("f"), bulk("v"), bulk("g"), bulk("\n")]),
        ]);
        assert_eq!(
            elements("hash", &pairs),
            "  \"f\"  \"v\"\n  \"g\"  \"\\n\"\n"
        );
        let scores = Value::Array(vec![bulk("a"), bulk("1"), bulk("b"), bulk("2")]);
        assert_eq!(
            elements("zset", &scores),
            "  \"a\"  \"1\"\n  \"b\"  \"2\"\n"
        );
        assert_eq!(
            elements("string", &bulk("鍵 \x1b[2J")),
            "  \"鍵 \\x1b[2J\"\n"
        );
        assert!(content_commands("vectorset", b"k").is_empty());
    }
}
