//! Glob matching as in the server, for keys that do not come from SCAN's MATCH.
//!
//! `*` matches any number of bytes, `?` one byte, and `[abc]`, `[a-z]` and `[^a]` one byte of a class. A backslash
//! escapes the next byte. As in servers, a class without `]` ends with the pattern, an empty class matches nothing, a
//! range may be reversed and may end in a bracket, and a backslash at the very end is literal.

/// Returns whether a key matches a pattern, as SCAN and KEYS match it.
pub fn is_match(pattern: &[u8], key: &[u8]) -> bool {
    // Servers do not parse the pattern for an empty key: only `*` matches it.
    if key.is_empty() {
        return pattern.is_empty() || pattern == b"*";
    }
    let (mut pattern, mut key) = (pattern, key);
    // The pattern after the last star, and the key at its last attempt. An earlier star never has to match more,
    // since the last one can match the same bytes.
    let mut retry: Option<(&[u8], &[u8])> = None;
    loop {
        if let Some(rest) = pattern.strip_prefix(b"*") {
            pattern = rest;
            retry = Some((rest, key));
        } else if let Some(rest) = step(pattern, key) {
            (pattern, key) = rest;
        } else if key.is_empty() {
            return pattern.is_empty();
        } else {
            let Some((rest, [_, next @ ..])) = retry else {
                return false;
            };
            retry = Some((rest, next));
            (pattern, key) = (rest, next);
        }
    }
}

/// The rest of both, if the first element of the pattern matches the first byte of the key.
fn step<'p, 'k>(pattern: &'p [u8], key: &'k [u8]) -> Option<(&'p [u8], &'k [u8])> {
    let (byte, behind) = key.split_first()?;
    let (element, rest) = element(pattern)?;
    element.matches(*byte).then_some((rest, behind))
}

/// A pattern element for one byte.
enum Element<'p> {
    Any,
    Byte(u8),
    /// A class, without its brackets and `^`.
    Class {
        members: &'p [u8],
        negated: bool,
    },
}

/// Splits off the first element of a pattern that does not begin with a star. `None` for an empty pattern.
fn element(pattern: &[u8]) -> Option<(Element<'_>, &[u8])> {
    match pattern {
        [] => None,
        [b'?', rest @ ..] => Some((Element::Any, rest)),
        [b'[', rest @ ..] => Some(class(rest)),
        [b'\\', byte, rest @ ..] | [byte, rest @ ..] => Some((Element::Byte(*byte), rest)),
    }
}

fn class(pattern: &[u8]) -> (Element<'_>, &[u8]) {
    let (negated, members) = match pattern {
        [b'^', rest @ ..] => (true, rest),
        _ => (false, pattern),
    };
    let mut rest = members;
    let length = loop {
        let length = members.len() - rest.len();
        match member(rest) {
            Some((_, behind)) => rest = behind,
            None => break length,
        }
    };
    let element = Element::Class {
        members: &members[..length],
        negated,
    };
    (element, rest.strip_prefix(b"]").unwrap_or(rest))
}

/// Splits off the first byte or range of a class. `None` at its end.
fn member(class: &[u8]) -> Option<((u8, u8), &[u8])> {
    match class {
        [] | [b']', ..] => None,
        [b'\\', byte, rest @ ..] => Some(((*byte, *byte), rest)),
        [first, b'-', last, rest @ ..] => Some(((*first.min(last), *first.max(last)), rest)),
        [byte, rest @ ..] => Some(((*byte, *byte), rest)),
    }
}

impl Element<'_> {
    fn matches(&self, byte: u8) -> bool {
        match *self {
            Element::Any => true,
            Element::Byte(wanted) => wanted == byte,
            Element::Class {
                mut members,
                negated,
            } => {
                let mut found = false;
                while let Some(((first, last), rest)) = member(members) {
                    found |= (first..=last).contains(&byte);
                    members = rest;
                }
                found != negated
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn globs_match_as_in_a_server() {
        let cases = [
            ("", "", true),
            ("", "a", false),
            ("*", "", true),
            ("**", "", false),
            ("?", "", false),
            ("a", "a", true),
            ("a", "b", false),
            ("a*", "a", true),
            ("a**", "a", true),
            ("*a", "bca", true),
            ("*ab*ab*", "abxab", true),
            ("*ab*ab", "ababx", false),
            ("a?c", "abc", true),
            ("a?c", "ac", false),
            ("h[ae]llo", "hello", true),
            ("h[^e]llo", "hello", false),
            ("h[^e]llo", "hallo", true),
            ("[a-c]", "b", true),
            ("[c-a]", "b", true),
            ("[^a-c]", "b", false),
            ("[a-]", "-", false),
            ("[a-]", "_", true),
            ("[]", "a", false),
            ("[^]", "a", true),
            ("[ab", "b", true),
            ("[ab", "c", false),
            ("[", "[", false),
            (r"\*", "*", true),
            (r"\*", "a", false),
            (r"[\]]", "]", true),
            (r"[\^]", "^", true),
            (r"a\", r"a\", true),
            (r"a\", "a", false),
            ("[a-z]*[0-9]", "key:7", true),
        ];
        for (pattern, key, expected) in cases {
            assert_eq!(
                is_match(pattern.as_bytes(), key.as_bytes()),
                expected,
                "{pattern} {key}"
            );
        }
    }

    #[test]
    fn matching_takes_at_most_the_product_of_both_lengths() {
        let pattern = b"a*".repeat(1000);
        let key = b"a".repeat(20_000);
        assert!(is_match(&pattern, &key));
        assert!(!is_match(&[pattern.as_slice(), b"b"].concat(), &key));
    }

    proptest! {
        #[test]
        fn an_escaped_key_matches_itself(pattern: Vec<u8>, key: Vec<u8>) {
            is_match(&pattern, &key);
            let quoted: Vec<u8> = key.iter().flat_map(|byte| [b'\\', *byte]).collect();
            prop_assert!(is_match(&quoted, &key));
            prop_assert!(is_match(b"*", &key));
        }
    }
}
