//! Glob patterns: the result is that of a plain matcher that tries everything. The first byte of the input is the length
//! of the pattern, and the key follows.

use redsh_engine::scan::is_match;

/// Bytes of a pattern and of a key. The plain matcher takes exponential time.
const LONGEST: usize = 14;

pub(crate) fn check(data: &[u8]) {
    let Some((&length, rest)) = data.split_first() else {
        return;
    };
    let (pattern, key) = rest.split_at(rest.len().min(usize::from(length) % (LONGEST + 1)));
    let key = &key[..key.len().min(LONGEST)];
    let expected = match key {
        // Servers do not parse the pattern for an empty key.
        [] => matches!(pattern, b"" | b"*"),
        key => matches(pattern, key),
    };
    assert_eq!(
        is_match(pattern, key),
        expected,
        "{} {}",
        pattern.escape_ascii(),
        key.escape_ascii()
    );
}

fn matches(pattern: &[u8], key: &[u8]) -> bool {
    match (pattern, key) {
        ([], key) => key.is_empty(),
        ([b'*', b'*', ..], _) => matches(&pattern[1..], key),
        ([b'*', rest @ ..], _) => (0..=key.len()).any(|from| matches(rest, &key[from..])),
        (_, []) => false,
        ([b'?', rest @ ..], [_, key @ ..]) => matches(rest, key),
        ([b'[', rest @ ..], [byte, key @ ..]) => {
            let (bytes, rest) = class(rest);
            bytes[usize::from(*byte)] && matches(rest, key)
        }
        ([b'\\', first, rest @ ..] | [first, rest @ ..], [byte, key @ ..]) => {
            first == byte && matches(rest, key)
        }
    }
}

/// Returns whether each byte is in a class, and the pattern after it.
fn class(pattern: &[u8]) -> ([bool; 256], &[u8]) {
    let is_negated = pattern.first() == Some(&b'^');
    let (mut bytes, mut at) = ([is_negated; 256], usize::from(is_negated));
    while at < pattern.len() && pattern[at] != b']' {
        let (from, to, length) = match &pattern[at..] {
            [b'\\', byte, ..] => (*byte, *byte, 2),
            [from, b'-', to, ..] => (*from.min(to), *from.max(to), 3),
            rest => (rest[0], rest[0], 1),
        };
        (from..=to).for_each(|byte| bytes[usize::from(byte)] = !is_negated);
        at += length;
    }
    (bytes, &pattern[pattern.len().min(at + 1)..])
}
