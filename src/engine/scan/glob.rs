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

/// The rest of both, if the first element of the pattern, which is not a star, matches the first byte of the key.
fn step<'p, 'k>(pattern: &'p [u8], key: &'k [u8]) -> Option<(&'p [u8], &'k [u8])> {
    let (byte, behind) = key.split_first()?;
    let (matches, rest) = match pattern {
        [] => return None,
        [b'?', rest @ ..] => (true, rest),
        [b'[', b'^', rest @ ..] => {
            let (found, rest) = class(rest, *byte);
            (!found, rest)
        }
        [b'[', rest @ ..] => class(rest, *byte),
        [b'\\', wanted, rest @ ..] | [wanted, rest @ ..] => (wanted == byte, rest),
    };
    matches.then_some((rest, behind))
}

/// Whether a class contains a byte, and the pattern after the class.
fn class(mut pattern: &[u8], byte: u8) -> (bool, &[u8]) {
    let mut found = false;
    while let Some(((first, last), rest)) = member(pattern) {
        found |= (first..=last).contains(&byte);
        pattern = rest;
    }
    (found, pattern.strip_prefix(b"]").unwrap_or(pattern))
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
