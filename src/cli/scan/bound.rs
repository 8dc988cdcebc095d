//! Bounds such as `<60s` and `>=1MB`.

use std::ffi::OsStr;

/// A comparison with a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bound<T> {
    /// `<`
    Below(T),
    /// `<=`
    AtMost(T),
    /// `>`
    Above(T),
    /// `>=`
    AtLeast(T),
}

impl<T: Ord> Bound<T> {
    /// Whether a value is within the bound.
    pub(crate) fn admits(self, value: T) -> bool {
        match self {
            Bound::Below(bound) => value < bound,
            Bound::AtMost(bound) => value <= bound,
            Bound::Above(bound) => value > bound,
            Bound::AtLeast(bound) => value >= bound,
        }
    }
}

impl<T> Bound<T> {
    /// Parses a bound, and its limit with `read`. Blanks around both are allowed. Returns `None` for a syntax error.
    pub(super) fn read(text: &OsStr, read: impl Fn(&str) -> Option<T>) -> Option<Self> {
        let text = text.to_str()?.trim_ascii();
        let sign = text.bytes().take_while(|byte| b"<>=".contains(byte));
        let (sign, rest) = text.split_at(sign.count());
        let value = read(rest.trim_ascii())?;
        match sign {
            "<" => Some(Bound::Below(value)),
            "<=" => Some(Bound::AtMost(value)),
            ">" => Some(Bound::Above(value)),
            ">=" => Some(Bound::AtLeast(value)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<Bound<u32>> {
        Bound::read(OsStr::new(text), |rest| rest.parse().ok())
    }

    #[test]
    fn a_bound_is_a_sign_and_a_value() {
        let table = [
            ("<5", Some(Bound::Below(5))),
            ("<=5", Some(Bound::AtMost(5))),
            (">5", Some(Bound::Above(5))),
            (">=5", Some(Bound::AtLeast(5))),
            (" > 5 ", Some(Bound::Above(5))),
            ("5", None),
            ("=5", None),
            ("=<5", None),
            ("> =5", None),
            ("<", None),
            ("", None),
            ("<>5", None),
        ];
        for (text, bound) in table {
            assert_eq!(read(text), bound, "{text}");
        }
    }

    #[test]
    fn a_bound_admits_values_on_its_side() {
        for (text, admitted) in [
            ("<5", [true, false, false]),
            ("<=5", [true, true, false]),
            (">5", [false, false, true]),
            (">=5", [false, true, true]),
        ] {
            let bound = read(text).expect("a bound");
            assert_eq!([4, 5, 6].map(|value| bound.admits(value)), admitted);
        }
    }
}
