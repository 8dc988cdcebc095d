//! Which keys a scan lets through, by what the server says of each.

use std::ffi::OsStr;
use std::time::Duration;

use clap::{Args, ValueHint};

use super::bound::Bound;
use super::{duration, size};
use crate::cli::value::{Read, not};

/// All that are given have to let a key through.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Args)]
#[command(next_help_heading = "Keys")]
pub(crate) struct Filters {
    /// Only keys with so much time left to live, '<60s' or '>=1d', or with none set: none
    #[arg(long, value_name = "BOUND", value_hint = ValueHint::Other, value_parser = Read(ttl))]
    pub(crate) ttl: Option<TtlFilter>,

    /// Only keys that were last used so long ago: '>1h'; a server that evicts by frequency does not know
    #[arg(long, value_name = "BOUND", value_hint = ValueHint::Other, value_parser = Read(idle))]
    pub(crate) idle: Option<Bound<Duration>>,

    /// Only keys that take so many bytes of the server's memory: '>1MB'
    #[arg(long, value_name = "BOUND", value_hint = ValueHint::Other, value_parser = Read(size))]
    pub(crate) size: Option<Bound<u64>>,
}

/// Which keys are let through by the time that they have left to live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TtlFilter {
    /// Those that live for ever.
    Endless,
    /// Those that end, within this bound.
    Within(Bound<Duration>),
}

impl TtlFilter {
    /// Whether a key that has this time left is let through; `None` is one that lives for ever.
    pub(crate) fn admits(self, left: Option<Duration>) -> bool {
        match (self, left) {
            (TtlFilter::Endless, left) => left.is_none(),
            (TtlFilter::Within(bound), Some(left)) => bound.admits(left),
            (TtlFilter::Within(_), None) => false,
        }
    }
}

fn ttl(value: &OsStr) -> Result<TtlFilter, String> {
    if value == "none" {
        return Ok(TtlFilter::Endless);
    }
    let bound = Bound::read(value, duration::read).map(TtlFilter::Within);
    bound.ok_or_else(|| {
        not(
            "none, or a bound such as '<60s' or '>=1d' (ms, s, m, h, d, w)",
            value,
        )
    })
}

fn idle(value: &OsStr) -> Result<Bound<Duration>, String> {
    Bound::read(value, duration::read)
        .ok_or_else(|| not("a bound such as '>1h' (ms, s, m, h, d, w)", value))
}

fn size(value: &OsStr) -> Result<Bound<u64>, String> {
    Bound::read(value, size::read)
        .ok_or_else(|| not("a bound such as '>1MB' (B, KB, MB, GB, TB)", value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_never_ends_is_within_no_bound() {
        let day = Duration::from_secs(86_400);
        let table = [
            ("none", None, true),
            ("none", Some(day), false),
            (">1h", None, false),
            ("<1h", None, false),
            (">1h", Some(day), true),
            ("<1h", Some(day), false),
        ];
        for (filter, left, admitted) in table {
            let filter = ttl(OsStr::new(filter)).expect("it is one");
            assert_eq!(filter.admits(left), admitted, "{filter:?} {left:?}");
        }
    }

    #[test]
    fn what_is_no_bound_is_told_with_what_was_wanted() {
        let wanted = "wants none, or a bound such as '<60s' or '>=1d' (ms, s, m, h, d, w), not";
        for value in ["60s", "None", "", "<1y"] {
            assert_eq!(ttl(OsStr::new(value)), Err(format!("{wanted} '{value}'")));
        }
        assert!(idle(OsStr::new("none")).is_err_and(|told| told.starts_with("wants a bound")));
        assert!(size(OsStr::new(">1h")).is_err_and(|told| told.starts_with("wants a bound")));
    }
}
