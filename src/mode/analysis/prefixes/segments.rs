//! The prefix of a key's name, segment by segment. Pure.
//!
//! 1. The name is split at the separators.
//! 2. A number, a UUID, and a hexadecimal number of at least 8 digits, one of them decimal, become `*`, also within the
//!    braces of a hash tag.
//! 3. The last segment is the key's own name and not part of the prefix: `user:1` belongs to `user`. It is part of the
//!    prefix if it follows a `*` and does not become `*` itself: `user:1:profile` belongs to `user:*:profile`.
//!
//! Segments are cut at [`LONGEST`] bytes and prefixes at [`DEEPEST`] segments, since names may have any size.

use std::borrow::Cow;

use memchr::memmem;

/// The number of segments of a prefix.
pub(super) const DEEPEST: usize = 32;

/// The bytes of a segment that count.
const LONGEST: usize = 64;

/// The digits of a hexadecimal number that is not taken for a word.
const HEX_DIGITS: usize = 8;

/// The groups of a UUID.
const UUID: [usize; 5] = [8, 4, 4, 4, 12];

/// Yields the segments of a prefix.
pub(super) struct Segments<'k, 's> {
    /// The bytes behind the last separator; `None` at the end.
    rest: Option<&'k [u8]>,
    separator: &'s [u8],
    depth: usize,
    /// Whether the last segment has become `*`.
    is_behind_variable: bool,
}

impl<'k, 's> Segments<'k, 's> {
    pub(super) fn of(key: &'k [u8], separator: &'s [u8]) -> Self {
        Segments {
            rest: Some(key),
            separator,
            depth: 0,
            is_behind_variable: false,
        }
    }

    /// Returns the next segment, and whether it is the key's own name.
    fn split(&mut self) -> Option<(&'k [u8], bool)> {
        let rest = self.rest.take()?;
        Some(match memmem::find(rest, self.separator) {
            None => (rest, true),
            Some(at) => {
                self.rest = Some(&rest[at + self.separator.len()..]);
                (&rest[..at], false)
            }
        })
    }
}

impl<'k> Iterator for Segments<'k, '_> {
    type Item = Cow<'k, [u8]>;

    fn next(&mut self) -> Option<Cow<'k, [u8]>> {
        if self.depth == DEEPEST {
            return None;
        }
        let (segment, is_last) = self.split()?;
        let variable = variable(segment);
        if is_last && (variable.is_some() || !self.is_behind_variable) {
            return None;
        }
        self.depth += 1;
        self.is_behind_variable = variable.is_some();
        Some(variable.map_or_else(|| shortened(segment), Cow::Borrowed))
    }
}

/// Returns the text that stands for a number or an identifier. `None` for other segments.
fn variable(segment: &[u8]) -> Option<&'static [u8]> {
    let (opens, inner) = match segment.strip_prefix(b"{") {
        Some(inner) => (true, inner),
        None => (false, segment),
    };
    let (closes, inner) = match inner.strip_suffix(b"}") {
        Some(inner) => (true, inner),
        None => (false, inner),
    };
    let text: &[u8] = match (opens, closes) {
        (false, false) => b"*",
        (true, false) => b"{*",
        (false, true) => b"*}",
        (true, true) => b"{*}",
    };
    (is_number(inner) || is_hex(inner) || is_uuid(inner)).then_some(text)
}

fn is_number(text: &[u8]) -> bool {
    !text.is_empty() && text.iter().all(u8::is_ascii_digit)
}

/// Words such as `facade` have no decimal digit.
fn is_hex(text: &[u8]) -> bool {
    text.len() >= HEX_DIGITS
        && text.iter().all(u8::is_ascii_hexdigit)
        && text.iter().any(u8::is_ascii_digit)
}

fn is_uuid(text: &[u8]) -> bool {
    let groups = text.split(|&byte| byte == b'-');
    groups.clone().map(<[u8]>::len).eq(UUID) && groups.flatten().all(u8::is_ascii_hexdigit)
}

/// Cuts a long segment, not within a character.
fn shortened(segment: &[u8]) -> Cow<'_, [u8]> {
    if segment.len() <= LONGEST {
        return Cow::Borrowed(segment);
    }
    let is_boundary = |&end: &usize| segment[end] & 0xc0 != 0x80;
    let end = (0..=LONGEST).rev().find(is_boundary).unwrap_or(LONGEST);
    Cow::Owned([&segment[..end], "…".as_bytes()].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prefix(key: &[u8], separator: &str) -> String {
        let segments: Vec<_> = Segments::of(key, separator.as_bytes()).collect();
        String::from_utf8_lossy(&segments.join(&b'|')).into_owned()
    }

    #[test]
    fn a_name_is_split_at_separators() {
        for (key, separator, expected) in [
            ("user:anna", ":", "user"),
            ("a:b:c", ":", "a|b"),
            ("a::c", ":", "a|"),
            (":c", ":", ""),
            ("a:", ":", "a"),
            ("a/b:c/d", "/", "a|b:c"),
            ("a::b:c::d", "::", "a|b:c"),
            ("alone", ":", ""),
            ("", ":", ""),
        ] {
            assert_eq!(prefix(key.as_bytes(), separator), expected, "{key}");
        }
        assert_eq!(Segments::of(b"alone", b":").count(), 0);
        assert_eq!(Segments::of(b":c", b":").count(), 1);
    }

    #[test]
    fn numbers_and_identifiers_become_a_star() {
        for (key, expected) in [
            ("user:1", "user"),
            ("user:1:profile", "user|*|profile"),
            ("user:1:2", "user|*"),
            ("user:1:profile:x", "user|*|profile"),
            ("s:0123456789abcdef:data", "s|*|data"),
            ("s:0123ABCD:x", "s|*|x"),
            ("s:0123ABC:x", "s|0123ABC"),
            ("s:defaced:x", "s|defaced"),
            ("s:facadebead:x", "s|facadebead"),
            ("u:123e4567-e89b-12d3-a456-426614174000:x", "u|*|x"),
            (
                "u:123e4567-e89b-12d3-a456-42661417400:x",
                "u|123e4567-e89b-12d3-a456-42661417400",
            ),
            ("u:-1:x", "u|-1"),
            ("{user:12}:following", "{user|*}|following"),
            ("{12}:following", "{*}|following"),
        ] {
            assert_eq!(prefix(key.as_bytes(), ":"), expected, "{key}");
        }
    }

    #[test]
    fn names_of_any_size_have_short_prefixes() {
        let long = format!("{}ä:k", "x".repeat(LONGEST - 1));
        assert_eq!(
            prefix(long.as_bytes(), ":"),
            format!("{}…", "x".repeat(LONGEST - 1))
        );
        let exact = format!("{}:k", "x".repeat(LONGEST));
        assert_eq!(prefix(exact.as_bytes(), ":"), "x".repeat(LONGEST));
        let binary = [vec![0x80; 100], b":k".to_vec()].concat();
        assert!(Segments::of(&binary, b":").all(|segment| segment.len() <= LONGEST + 3));
        assert_eq!(Segments::of(&b"a:".repeat(1000), b":").count(), DEEPEST);
    }
}
