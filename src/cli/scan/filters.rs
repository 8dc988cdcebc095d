//! Options that filter the keys of a scan by facts that the server reports.

use std::ffi::OsStr;
use std::time::Duration;

use clap::{Args, ValueHint};

use super::bound::Bound;
use super::quantity;
use crate::cli::value::{Read, not};

/// Conditions on a key, all of which must hold.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Args)]
#[command(next_help_heading = "Keys")]
pub(crate) struct Filters {
    /// List keys by TTL: '<60s', '>=1d', none
    ///
    /// none lists keys without a TTL. Units: ms, s, m, h, d, w.
    #[arg(long, value_name = "BOUND", value_hint = ValueHint::Other, value_parser = Read(ttl))]
    pub(crate) ttl: Option<TtlFilter>,

    /// List keys by idle time: '>1h'
    ///
    /// Not available if the server evicts by frequency (LFU). Units: ms, s, m, h, d, w.
    #[arg(long, value_name = "BOUND", value_hint = ValueHint::Other, value_parser = Read(idle))]
    pub(crate) idle: Option<Bound<Duration>>,

    /// List keys by memory usage: '>1MB'
    ///
    /// Units: B, KB, MB, GB, TB.
    #[arg(long, value_name = "BOUND", value_hint = ValueHint::Other, value_parser = Read(size))]
    pub(crate) size: Option<Bound<u64>>,
}

/// A condition on the TTL of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TtlFilter {
    /// The key has no TTL.
    Endless,
    /// The key has a TTL within the bound.
    Within(Bound<Duration>),
}

impl TtlFilter {
    /// Whether a key with this TTL meets the condition; `None` is a key without a TTL.
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
    let bound = Bound::read(value, quantity::duration).map(TtlFilter::Within);
    bound.ok_or_else(|| {
        not(
            "none, or a bound such as '<60s' or '>=1d' (ms, s, m, h, d, w)",
            value,
        )
    })
}

fn idle(value: &OsStr) -> Result<Bound<Duration>, String> {
    Bound::read(value, quantity::duration)
        .ok_or_else(|| not("a bound such as '>1h' (ms, s, m, h, d, w)", value))
}

fn size(value: &OsStr) -> Result<Bound<u64>, String> {
    Bound::read(value, quantity::size)
        .ok_or_else(|| not("a bound such as '>1MB' (B, KB, MB, GB, TB)", value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_without_a_ttl_is_within_no_bound() {
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
            let filter = ttl(OsStr::new(filter)).expect("a filter");
            assert_eq!(filter.admits(left), admitted, "{filter:?} {left:?}");
        }
    }

    #[test]
    fn an_invalid_bound_is_reported_with_the_expected_form() {
        let expected = "must be none, or a bound such as '<60s' or '>=1d' (ms, s, m, h, d, w), not";
        for value in ["60s", "None", "", "<1y"] {
            assert_eq!(ttl(OsStr::new(value)), Err(format!("{expected} '{value}'")));
        }
        assert!(idle(OsStr::new("none")).is_err_and(|error| error.starts_with("must be a bound")));
        assert!(size(OsStr::new(">1h")).is_err_and(|error| error.starts_with("must be a bound")));
    }
}
