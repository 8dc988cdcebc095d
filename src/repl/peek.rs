//! `:peek`: what there is to say of a key, and a bounded look into it. Pure: which commands are asked, and what is said of
//! their replies.

use redsh_engine::resp::Value;

use crate::render;

/// How many elements are looked at, and bytes of a string.
const ELEMENTS: &str = "10";
const BYTES: usize = 256;

/// A command's words.
type Command = Vec<Vec<u8>>;

/// What is asked of any key.
pub(super) fn questions(key: &[u8]) -> Vec<Command> {
    [
        &["TYPE"][..],
        &["OBJECT", "ENCODING"],
        &["PTTL"],
        &["MEMORY", "USAGE"],
    ]
    .map(|words| of(words, key, &[]))
    .to_vec()
}

/// What is asked of a key of this type: its length, and its beginning. Nothing for a module's.
pub(super) fn look(kind: &str, key: &[u8]) -> Vec<Command> {
    let last = BYTES.to_string();
    let (length, beginning): (&[&str], (&[&str], &[&str])) = match kind {
        "string" => (&["STRLEN"], (&["GETRANGE"], &["0", &last])),
        "list" => (&["LLEN"], (&["LRANGE"], &["0", "9"])),
        "set" => (&["SCARD"], (&["SSCAN"], &["0", "COUNT", ELEMENTS])),
        "zset" => (&["ZCARD"], (&["ZRANGE"], &["0", "9", "WITHSCORES"])),
        "hash" => (&["HLEN"], (&["HSCAN"], &["0", "COUNT", ELEMENTS])),
        "stream" => (&["XLEN"], (&["XRANGE"], &["-", "+", "COUNT", ELEMENTS])),
        _ => return Vec::new(),
    };
    vec![of(length, key, &[]), of(beginning.0, key, beginning.1)]
}

fn of(before: &[&str], key: &[u8], behind: &[&str]) -> Command {
    let words =
        |words: &[&str]| -> Command { words.iter().map(|word| word.as_bytes().into()).collect() };
    [words(before), vec![key.to_vec()], words(behind)].concat()
}

/// The type that TYPE has said; `none` where there is no such key.
pub(super) fn kind(replies: &[Value]) -> String {
    let kind = replies.first().and_then(Value::as_str);
    kind.unwrap_or("none").to_owned()
}

/// The line about a key: `hash, listpack, expires in 59.9 s, 120 bytes, 3 fields`.
pub(super) fn summary(replies: &[Value], length: Option<&Value>) -> String {
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

/// By PTTL, which has numbers of its own for a key that is not there, and for one that stays.
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

/// What a key's length counts, one of it and several.
fn unit(kind: &str) -> (&'static str, &'static str) {
    match kind {
        "string" => ("byte", "bytes"),
        "hash" => ("field", "fields"),
        "set" | "zset" => ("member", "members"),
        "stream" => ("entry", "entries"),
        _ => ("element", "elements"),
    }
}

/// The beginning of what is in it, a line for each element.
pub(super) fn beginning(kind: &str, reply: &Value) -> String {
    let items: Vec<&Value> = match (kind, reply.as_slice()) {
        ("set" | "hash", Some([_, page])) => page.as_slice().unwrap_or_default().iter().collect(),
        (_, Some(items)) => items.iter().collect(),
        _ => vec![reply],
    };
    let together = match kind {
        "hash" => 2,
        // RESP3 has a pair for each, RESP2 all in one row.
        "zset" if items.iter().all(|item| item.as_slice().is_none()) => 2,
        _ => 1,
    };
    items
        .chunks(together)
        .take(10)
        .map(|items| {
            format!(
                "  {}\n",
                items
                    .iter()
                    .map(|item| shown(item))
                    .collect::<Vec<_>>()
                    .join("  ")
            )
        })
        .collect()
}

fn shown(value: &Value) -> String {
    if let Some(items) = value.as_slice() {
        let items: Vec<_> = items.iter().map(shown).collect();
        return items.join("  ");
    }
    match (value.as_bytes(), value.as_integer()) {
        (Some(bytes), _) => render::readable(&bytes[..bytes.len().min(BYTES)]),
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
    fn a_line_says_what_a_key_is() {
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
    fn what_is_not_known_is_left_out() {
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
    fn each_type_is_looked_into_in_its_own_way() {
        let pairs = Value::Array(vec![
            bulk("0"),
            Value::Array(vec![bulk("f"), bulk("v"), bulk("g"), bulk("\n")]),
        ]);
        assert_eq!(
            beginning("hash", &pairs),
            "  \"f\"  \"v\"\n  \"g\"  \"\\n\"\n"
        );
        let scores = Value::Array(vec![bulk("a"), bulk("1"), bulk("b"), bulk("2")]);
        assert_eq!(
            beginning("zset", &scores),
            "  \"a\"  \"1\"\n  \"b\"  \"2\"\n"
        );
        assert_eq!(
            beginning("string", &bulk("鍵 \x1b[2J")),
            "  \"鍵 \\x1b[2J\"\n"
        );
        assert!(look("vectorset", b"k").is_empty());
    }
}
