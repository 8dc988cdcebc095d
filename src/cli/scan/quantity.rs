//! Numbers with a unit, such as `1.5h` and `64KB`.

/// Parses a quantity and returns it in the smallest unit. `units` maps names to factors; `bare` is the factor for a number
/// without a unit. Fractions of the smallest unit are dropped. Returns `None` for a syntax error or an overflow.
pub(super) fn read(text: &str, units: &[(&str, u64)], bare: u64) -> Option<u64> {
    let end = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.');
    let (number, unit) = text.split_at(end.unwrap_or(text.len()));
    let scale = match unit.trim_ascii_start() {
        "" => Some(bare),
        unit => units
            .iter()
            .find_map(|&(name, scale)| (name == unit).then_some(scale)),
    }?;
    scaled(number, scale)
}

/// Multiplies in integers, so that exact decimal fractions stay exact.
fn scaled(number: &str, scale: u64) -> Option<u64> {
    let (whole, fraction) = match number.split_once('.') {
        Some((_, "")) => return None,
        Some((whole, fraction)) => (whole, fraction),
        None => (number, "0"),
    };
    let whole: u64 = if whole.is_empty() && number.starts_with('.') {
        0
    } else {
        whole.parse().ok()?
    };
    let parts = 10_u128.checked_pow(u32::try_from(fraction.len()).ok()?)?;
    let fraction: u64 = fraction.parse().ok()?;
    let fraction = u128::from(fraction) * u128::from(scale) / parts;
    whole
        .checked_mul(scale)?
        .checked_add(u64::try_from(fraction).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_scaled_by_its_unit() {
        let table = [
            ("7", Some(70)),
            ("0", Some(0)),
            ("007", Some(70)),
            ("7a", Some(7)),
            ("7 a", Some(7)),
            ("7ab", Some(7_000)),
            ("1.5ab", Some(1_500)),
            (".5ab", Some(500)),
            ("1.0009ab", Some(1_000)),
            ("18446744073709551615a", Some(u64::MAX)),
            ("18446744073709551616a", None),
            ("18446744073709551615", None),
            ("1.99999999999999999999999999999999999999999a", None),
            ("", None),
            ("a", None),
            (".", None),
            (".a", None),
            ("1.", None),
            ("1.2.3", None),
            ("-1", None),
            ("+1", None),
            ("1e3", None),
            ("7b", None),
            ("7A", None),
            ("7a7", None),
            ("\u{661}", None),
        ];
        for (text, expected) in table {
            assert_eq!(
                read(text, &[("a", 1), ("ab", 1_000)], 10),
                expected,
                "{text}"
            );
        }
    }
}
