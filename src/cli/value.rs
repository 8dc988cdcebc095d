//! The values of options: how each kind is read, and what is said about one that cannot be.
//!
//! A reader gives the value or the end of a sentence that begins with the option's name: `wants a port from 0 to 65535, not
//! 'abc'`. Numbers may stand between blanks, as the output of `wc` does on some systems.

use std::ffi::OsStr;
use std::num::NonZeroU64;
use std::str::FromStr;
use std::time::Duration;

use clap::builder::TypedValueParser;
use clap::error::ErrorKind;
use clap::{Arg, Command, ValueEnum};
use redsh_engine::cluster::NatMap;
use redsh_engine::net::Secret;

use super::host::SentinelHosts;
use super::spelling;
use super::uri::Uri;

/// A reader as clap wants it.
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
        self.0(value).map_err(|wanted| {
            let option = option.map(spelling::first).unwrap_or_default();
            clap::Error::raw(ErrorKind::ValueValidation, format!("{option} {wanted}"))
        })
    }
}

/// Yes or no, in any case of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum YesNo {
    #[value(alias = "y")]
    Yes,
    #[value(alias = "n")]
    No,
}

impl YesNo {
    pub(super) fn is_yes(self) -> bool {
        self == YesNo::Yes
    }
}

/// How often a command runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// So many times; 0 is not at all.
    Times(u64),
    /// Until it is interrupted.
    Forever,
}

/// A TCP port. `06379` is one.
pub(super) fn port(value: &OsStr) -> Result<u16, String> {
    number(value).ok_or_else(|| not("a port from 0 to 65535", value))
}

/// The number of a database.
pub(super) fn database(value: &OsStr) -> Result<u32, String> {
    number(value).ok_or_else(|| not("the number of a database", value))
}

/// How often to run a command; any negative number is for ever.
pub(super) fn repeat(value: &OsStr) -> Result<Repeat, String> {
    let times: i64 = number(value).ok_or_else(|| not("a whole number, -1 for ever", value))?;
    Ok(u64::try_from(times).map_or(Repeat::Forever, Repeat::Times))
}

/// Some thirty years: what is added to a clock must not be more than a clock can show.
const MOST_SECONDS: f64 = 1e9;

/// Seconds, with decimals: `.5`, `1e-3`.
pub(super) fn seconds(value: &OsStr) -> Result<Duration, String> {
    let seconds = number(value).ok_or_else(|| not("a number of seconds", value))?;
    if seconds > MOST_SECONDS {
        return Err(not(&format!("at most {MOST_SECONDS} seconds"), value));
    }
    Duration::try_from_secs_f64(seconds).map_err(|_| not("a number of seconds", value))
}

/// Whole seconds to wait; a number below 0 is 0, as redis-cli takes it.
pub(super) fn patience(value: &OsStr) -> Result<Duration, String> {
    let seconds: i64 =
        number(value).ok_or_else(|| not("a whole number of seconds, 0 for ever", value))?;
    if seconds as f64 > MOST_SECONDS {
        return Err(not(&format!("at most {MOST_SECONDS} seconds"), value));
    }
    Ok(Duration::from_secs(u64::try_from(seconds).unwrap_or(0)))
}

/// How many of something, none included.
pub(super) fn count(value: &OsStr) -> Result<u64, String> {
    number(value).ok_or_else(|| not("a whole number", value))
}

/// How many of something, at least one.
pub(super) fn positive(value: &OsStr) -> Result<NonZeroU64, String> {
    number(value).ok_or_else(|| not("a whole number from 1 on", value))
}

/// A name of any kind.
pub(super) fn text(value: &OsStr) -> Result<String, String> {
    value
        .to_str()
        .map(str::to_owned)
        .ok_or_else(|| not("text in UTF-8", value))
}

/// A password, which no message may show.
pub(super) fn secret(value: &OsStr) -> Result<Secret, String> {
    value
        .to_str()
        .map(Secret::new)
        .ok_or_else(|| "wants text in UTF-8".to_owned())
}

/// A URI, which no message may show either: it can hold a password.
pub(super) fn uri(value: &OsStr) -> Result<Uri, String> {
    let text = value.to_str().ok_or("wants text in UTF-8")?;
    text.parse()
        .map_err(|error| format!("wants a URI, and {error}"))
}

/// One or more sentinels.
pub(super) fn sentinels(value: &OsStr) -> Result<SentinelHosts, String> {
    let list = value.to_str().and_then(|text| text.parse().ok());
    list.ok_or_else(|| not("HOST or HOST:PORT, with commas between several", value))
}

/// Addresses that are announced, and those that they are reached by.
pub(super) fn natmap(value: &OsStr) -> Result<NatMap, String> {
    let map = value.to_str().and_then(|text| text.parse().ok());
    map.ok_or_else(|| not("FROM=TO, with commas between several", value))
}

fn number<T: FromStr>(value: &OsStr) -> Option<T> {
    value.to_str()?.trim_ascii().parse().ok()
}

/// The sentence about a value that is not what was wanted.
pub(super) fn not(wanted: &str, value: &OsStr) -> String {
    format!("wants {wanted}, not '{}'", value.display())
}
