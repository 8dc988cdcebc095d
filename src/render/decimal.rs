//! Decimal digits without the formatting machinery, which would dominate the time of a reply with a million numbered
//! elements.

/// The digits of the largest `u64`, or of the smallest `i64` with its sign.
const MAX: usize = 20;

pub(super) struct Decimal {
    /// Filled from the end.
    text: [u8; MAX],
    start: usize,
}

impl Decimal {
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.text[self.start..]
    }

    fn push_front(&mut self, byte: u8) {
        self.start -= 1;
        self.text[self.start] = byte;
    }
}

impl From<u64> for Decimal {
    fn from(mut number: u64) -> Self {
        let mut decimal = Decimal {
            text: [0; MAX],
            start: MAX,
        };
        loop {
            decimal.push_front(b'0' + (number % 10) as u8);
            number /= 10;
            if number == 0 {
                return decimal;
            }
        }
    }
}

impl From<i64> for Decimal {
    fn from(number: i64) -> Self {
        let mut decimal = Decimal::from(number.unsigned_abs());
        if number < 0 {
            decimal.push_front(b'-');
        }
        decimal
    }
}

/// Returns the number of digits.
pub(super) fn width(number: u64) -> usize {
    number.checked_ilog10().unwrap_or(0) as usize + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_formatted_as_in_the_standard_library() {
        for number in [0, 1, 9, 10, 99, 100, 12_345, u64::MAX] {
            assert_eq!(
                Decimal::from(number).as_bytes(),
                number.to_string().as_bytes()
            );
            assert_eq!(width(number), number.to_string().len());
        }
        for number in [0, -1, 42, -10, i64::MAX, i64::MIN] {
            assert_eq!(
                Decimal::from(number).as_bytes(),
                number.to_string().as_bytes()
            );
        }
    }
}
