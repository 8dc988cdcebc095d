//! What a view says of a reply that is shown value by value while it arrives: the shape that it should have, and what is
//! made of each part. A part that has another shape is shown as it is.

use std::time::Duration;

use super::super::span::HumanDuration;
use super::clock::Clock;
use super::figure;

/// What a value should be.
#[derive(Debug)]
pub(super) enum Shape {
    /// Anything: it is shown as it is.
    Plain,
    /// A number, or a text that begins with one: what it means stands beside it.
    Noted(Note),
    /// A number that RESP2 sends as a string: it is shown as a number.
    Score,
    /// A list of values that all have one shape.
    Each(&'static Shape),
    /// A list of exactly these.
    Items(&'static [Shape]),
    /// A list of exactly these, shown one below the other without numbers.
    Block(&'static [Shape]),
    /// Names and values, in a flat list where that is RESP2. The values of some names have a shape; a `*` at the end of a
    /// name stands for any end.
    Fields(&'static [(&'static str, Shape)]),
    /// Pairs whose second values have one shape: a map, a flat list, or a list of lists of two.
    Pairs(&'static Shape),
}

/// What a number means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Note {
    /// Seconds since 1970.
    Seconds,
    /// Milliseconds since 1970.
    Millis,
    /// A stream's id: milliseconds since 1970, a dash, a count.
    Id,
    /// A length of time in seconds.
    Span,
    /// A length of time in milliseconds.
    SpanMillis,
    /// A size.
    Bytes,
}

impl Shape {
    /// The shape that a field's value should have.
    pub(super) fn of_field(
        fields: &'static [(&'static str, Shape)],
        name: &[u8],
    ) -> &'static Shape {
        let is_meant = |row: &&(&str, Shape)| match row.0.strip_suffix('*') {
            Some(start) => name.starts_with(start.as_bytes()),
            None => name == row.0.as_bytes(),
        };
        fields
            .iter()
            .find(is_meant)
            .map_or(&Shape::Plain, |(_, shape)| shape)
    }
}

impl Note {
    /// What is to stand beside such a text; `None` where it says nothing more than the text itself.
    pub(super) fn text(self, value: &str, clock: &Clock) -> Option<String> {
        match self {
            Note::Seconds => clock.seconds(value.parse().ok()?),
            Note::Millis => clock.millis(value.parse().ok()?),
            Note::Id => clock.millis(value.split_once('-')?.0.parse().ok()?),
            Note::Span => span(Duration::from_secs(whole(value)?)),
            Note::SpanMillis => span(Duration::from_millis(whole(value)?)),
            Note::Bytes => figure::bytes(value.parse().ok()?),
        }
    }
}

/// A number without its decimals.
fn whole(value: &str) -> Option<u64> {
    value.split('.').next()?.parse().ok()
}

/// Less than a minute is best read in seconds.
fn span(time: Duration) -> Option<String> {
    (time.as_secs() >= 60).then(|| HumanDuration(time).to_string())
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    #[test]
    fn a_number_is_explained_where_that_helps() {
        let table = [
            (Note::Seconds, "1700000000", Some("2023-11-14 22:13:20")),
            (
                Note::Millis,
                "1700000000001",
                Some("2023-11-14 22:13:20.001"),
            ),
            (Note::Id, "1700000000001-7", Some("2023-11-14 22:13:20.001")),
            (Note::Id, "1-1", None),
            (Note::Id, "0", None),
            (Note::Span, "59", None),
            (Note::Span, "61.5", Some("1m1s")),
            (Note::Span, "-1", None),
            (Note::SpanMillis, "61999", Some("1m1s")),
            (Note::Bytes, "2048", Some("2.00K")),
            (Note::Bytes, "12", None),
            (Note::Seconds, "soon", None),
        ];
        for (note, value, expected) in table {
            let clock = Clock::In(TimeZone::UTC);
            assert_eq!(note.text(value, &clock).as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn a_field_is_known_by_its_name_or_by_how_that_begins() {
        static FIELDS: [(&str, Shape); 2] = [("db.*", Shape::Score), ("idle", Shape::Score)];
        let known = |name: &str| matches!(Shape::of_field(&FIELDS, name.as_bytes()), Shape::Score);
        assert!(known("idle") && known("db.12"));
        assert!(!known("idle-time") && !known("db"));
    }
}
