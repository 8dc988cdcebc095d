//! The expected shape of a reply, and the presentation of each value in it. A value of another shape is shown as usual.

use std::time::Duration;

use super::super::human_duration::HumanDuration;
use super::clock::Clock;
use super::figure;

#[derive(Debug)]
pub(in crate::render) enum Shape {
    /// Any value, shown as usual.
    Plain,
    /// A number, or a text that begins with one, with a note.
    Noted(Note),
    /// A number that RESP2 sends as a string, shown as a number.
    Score,
    /// A list of values of one shape.
    Each(&'static Shape),
    /// A list of these values.
    Items(&'static [Shape]),
    /// A list of these values, shown below each other without numbers.
    Block(&'static [Shape]),
    /// Names and values, in RESP2 as a flat list. Some values have a shape. A `*` at the end of a name matches any
    /// rest.
    Fields(&'static [(&'static str, Shape)]),
    /// Pairs whose values have one shape: a map, a flat list, or a list of lists of two.
    Pairs(&'static Shape),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::render) enum Note {
    /// A Unix time in seconds.
    Seconds,
    /// A Unix time in milliseconds.
    Millis,
    /// A stream id: a Unix time in milliseconds, a dash, and a counter.
    Id,
    /// A duration in seconds.
    Span,
    /// A duration in milliseconds.
    SpanMillis,
    Bytes,
}

impl Shape {
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
    /// Returns the note about a value, or `None` if it would add nothing.
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

/// Parses a number without its decimals.
fn whole(value: &str) -> Option<u64> {
    value.split('.').next()?.parse().ok()
}

/// Formats a duration of a minute or more.
fn span(time: Duration) -> Option<String> {
    (time.as_secs() >= 60).then(|| HumanDuration(time).to_string())
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;

    use super::*;

    #[test]
    fn a_number_has_a_note_if_it_is_useful() {
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
    fn a_field_matches_by_its_name_or_prefix() {
        static FIELDS: [(&str, Shape); 2] = [("db.*", Shape::Score), ("idle", Shape::Score)];
        let known = |name: &str| matches!(Shape::of_field(&FIELDS, name.as_bytes()), Shape::Score);
        assert!(known("idle") && known("db.12"));
        assert!(!known("idle-time") && !known("db"));
    }
}
