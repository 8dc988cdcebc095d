//! Parsers for the values of options.
//!
//! A parser returns the value, or the end of a sentence that begins with the option's name: `must be a port from 0 to 65535,
//! not 'abc'`. Numbers and lists may have blanks around them, as in the output of `wc` on some systems.

use std::ffi::{OsStr, OsString};
use std::num::{NonZeroU64, NonZeroUsize};
use std::str::FromStr;
use std::time::Duration;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::error::ErrorKind;
use clap::{Arg, Command};
use redsh_engine::client::MOST_IN_FLIGHT;
use redsh_engine::cluster::NatMap;
use redsh_engine::net::Secret;

use super::percentile::PercentileList;
use super::spelling;
use super::stat_columns::{StatColumn, StatColumnList};
use super::uri::{SentinelHosts, Uri};

/// Adapts a parser to clap.
#[derive(Clone, Copy)]
pub(super) struct Read<T>(pub(super) fn(&OsStr) -> Result<T, String>);

impl<T: Clone + Send + Sync + 'static> TypedValueParser for Read<T> {
    type Value = T;

    fn parse_ref(
        &self,
        _: &Command,
        option: Option<&Arg>,
        value: &OsStr,
    ) -> Result<T, clap::Error> {
        self.0(value).map_err(|message| {
            let option = option.map(spelling::first).unwrap_or_default();
            clap::Error::raw(ErrorKind::ValueValidation, format!("{option} {message}"))
        })
    }
}

/// Parses the value of a YES/NO option.
pub(super) fn yes_no() -> impl TypedValueParser<Value = bool> {
    let values = [("yes", "y"), ("no", "n")];
    let values = values.map(|(name, alias)| PossibleValue::new(name).alias(alias));
    PossibleValuesParser::new(values).map(|value| value.to_ascii_lowercase().starts_with('y'))
}

/// The number of times that a command runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// This many times; 0 does not run it.
    Times(u64),
    /// Until the user interrupts it.
    Forever,
}

/// Parses a TCP port. Leading zeros are allowed.
pub(super) fn port(value: &OsStr) -> Result<u16, String> {
    parsed(value, "a port from 0 to 65535")
}

/// Parses a database number.
pub(super) fn database(value: &OsStr) -> Result<u32, String> {
    parsed(value, "a database number")
}

/// Parses a repeat count; a negative number means forever.
pub(super) fn repeat(value: &OsStr) -> Result<Repeat, String> {
    let times: i64 = parsed(value, "a whole number, or -1 for forever")?;
    Ok(u64::try_from(times).map_or(Repeat::Forever, Repeat::Times))
}

/// Parses a number of commands in flight.
pub(super) fn window(value: &OsStr) -> Result<NonZeroUsize, String> {
    let expected = format!("a number from 1 to {MOST_IN_FLIGHT}");
    let commands: NonZeroUsize = parsed(value, &expected)?;
    match commands.get() <= MOST_IN_FLIGHT {
        true => Ok(commands),
        false => Err(not(&expected, value)),
    }
}

/// About thirty years. Adding more to the current time could overflow.
const MOST_SECONDS: f64 = 1e9;

/// Parses seconds with decimals: `.5`, `1e-3`.
pub(super) fn seconds(value: &OsStr) -> Result<Duration, String> {
    let seconds = parsed(value, "a number of seconds")?;
    if seconds > MOST_SECONDS {
        return Err(not(&format!("at most {MOST_SECONDS} seconds"), value));
    }
    Duration::try_from_secs_f64(seconds).map_err(|_| not("a number of seconds", value))
}

/// Parses whole seconds; a negative number counts as 0, as in redis-cli.
pub(super) fn patience(value: &OsStr) -> Result<Duration, String> {
    let seconds: i64 = parsed(value, "a whole number of seconds, or 0 to wait forever")?;
    if seconds as f64 > MOST_SECONDS {
        return Err(not(&format!("at most {MOST_SECONDS} seconds"), value));
    }
    Ok(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}

/// Parses a whole number.
pub(super) fn count(value: &OsStr) -> Result<u64, String> {
    parsed(value, "a whole number")
}

/// Parses a whole number of at least 1.
pub(super) fn positive(value: &OsStr) -> Result<NonZeroU64, String> {
    parsed(value, "a whole number of at least 1")
}

/// Parses the length of a list; 0 is no limit.
pub(super) fn top(value: &OsStr) -> Result<usize, String> {
    parsed(value, "a whole number, or 0 for all")
}

/// The most keys that `--hotkeys` keeps in memory and in order.
const MOST_HOT_KEYS: usize = 10_000;

/// Parses a text between the parts of a name.
pub(super) fn separator(value: &OsStr) -> Result<OsString, String> {
    match value.is_empty() {
        true => Err("must not be empty".to_owned()),
        false => Ok(value.to_owned()),
    }
}

/// The most prefixes that `--prefixes` keeps in memory.
const MOST_PREFIXES: usize = 100_000_000;

/// Parses a number of prefixes to keep.
pub(super) fn prefixes(value: &OsStr) -> Result<usize, String> {
    let expected = format!("a number from 1 to {MOST_PREFIXES}");
    let prefixes: usize = parsed(value, &expected)?;
    match (1..=MOST_PREFIXES).contains(&prefixes) {
        true => Ok(prefixes),
        false => Err(not(&expected, value)),
    }
}

/// Parses a number of segments.
pub(super) fn depth(value: &OsStr) -> Result<usize, String> {
    let depth: NonZeroUsize = parsed(value, "a whole number of at least 1")?;
    Ok(depth.get())
}

/// Parses a number of keys to find.
pub(super) fn hot_keys(value: &OsStr) -> Result<usize, String> {
    let expected = format!("a number from 1 to {MOST_HOT_KEYS}");
    let keys: usize = parsed(value, &expected)?;
    match (1..=MOST_HOT_KEYS).contains(&keys) {
        true => Ok(keys),
        false => Err(not(&expected, value)),
    }
}

/// Parses a list of percentiles.
pub(super) fn percentiles(value: &OsStr) -> Result<PercentileList, String> {
    parsed(value, "numbers from 0 to 100, separated by commas")
}

/// Parses a list of columns.
pub(super) fn stat_columns(value: &OsStr) -> Result<StatColumnList, String> {
    let expected = format!("columns, separated by commas: {}", StatColumn::names());
    parsed(value, &expected)
}

/// Parses text in UTF-8.
pub(super) fn text(value: &OsStr) -> Result<String, String> {
    value
        .to_str()
        .map(str::to_owned)
        .ok_or_else(|| not("valid UTF-8", value))
}

/// Parses a password. The message does not show the value.
pub(super) fn secret(value: &OsStr) -> Result<Secret, String> {
    value
        .to_str()
        .map(Secret::new)
        .ok_or_else(|| "must be valid UTF-8".to_owned())
}

/// Parses a URI. A carriage return at its end, from a file with DOS line ends, is ignored. The message does not show the
/// value, which may contain a password.
pub(super) fn uri(value: &OsStr) -> Result<Uri, String> {
    let text = value.to_str().ok_or("must be valid UTF-8")?;
    let text = text.strip_suffix('\r').unwrap_or(text);
    text.parse()
        .map_err(|error| format!("is not a valid URI: {error}"))
}

/// Parses a list of sentinels.
pub(super) fn sentinels(value: &OsStr) -> Result<SentinelHosts, String> {
    parsed(value, "HOST or HOST:PORT, separated by commas")
}

/// Parses a map from announced to reachable addresses.
pub(super) fn natmap(value: &OsStr) -> Result<NatMap, String> {
    parsed(value, "FROM=TO, separated by commas")
}

fn parsed<T: FromStr>(value: &OsStr, expected: &str) -> Result<T, String> {
    let text = value.to_str().map(str::trim_ascii);
    let parsed = text.and_then(|text| text.parse().ok());
    parsed.ok_or_else(|| not(expected, value))
}

/// The message about a value that is not as expected.
pub(super) fn not(expected: &str, value: &OsStr) -> String {
    format!("must be {expected}, not '{}'", value.display())
}
