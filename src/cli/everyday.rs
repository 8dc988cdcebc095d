//! A parser for command lines that have only everyday options. It saves the cost of clap.
//!
//! clap first builds the definition of all options: half of the instructions of `redsh PING`. Any other option, and any
//! invalid value, leaves the whole command line to clap, so that both parsers give the same result. The tests of the
//! command line compare them.

use std::ffi::{OsStr, OsString};

use super::CommandLine;
use super::value;

/// A parsed command line, and the place of each option's last occurrence, by the name of its field.
#[derive(Default)]
pub(super) struct Everyday {
    pub(super) options: CommandLine,
    pub(super) places: Vec<(&'static str, usize)>,
}

/// Parses the arguments; `None` leaves them to clap.
pub(super) fn parse(args: &[OsString]) -> Option<Everyday> {
    let mut everyday = Everyday::default();
    let mut place = 0;
    while let Some(word) = args.get(place) {
        if !word.as_encoded_bytes().starts_with(b"-") {
            break;
        }
        let word = word.to_str()?;
        place += 1;
        if everyday.set_flag(word, place) {
            continue;
        }
        everyday.set_value(word, args.get(place)?, place)?;
        place += 1;
    }
    let is_contradiction = everyday.options.output.has_both_protocols();
    everyday.options.run.set_words(&args[place..]);
    (!is_contradiction).then_some(everyday)
}

impl Everyday {
    /// Sets a flag. False for any other word.
    fn set_flag(&mut self, word: &str, place: usize) -> bool {
        let CommandLine {
            connect,
            input,
            output,
            ..
        } = &mut self.options;
        let (field, flag) = match word {
            "-c" => ("cluster", &mut connect.cluster.cluster),
            "--tls" => ("tls", &mut connect.tls.tls),
            "--no-auth-warning" => ("no_auth_warning", &mut connect.login.no_auth_warning),
            "-x" => ("stdin_last", &mut input.stdin_last),
            "-e" => ("errors_count", &mut output.output.errors_count),
            "-2" => ("resp2", &mut output.output.resp2),
            "-3" => ("resp3", &mut output.output.resp3),
            "--raw" => ("raw", &mut output.raw),
            "--no-raw" => ("no_raw", &mut output.no_raw),
            "--csv" => ("csv", &mut output.csv),
            "--json" => ("json", &mut output.json),
            _ => return false,
        };
        *flag = true;
        self.note(field, place);
        true
    }

    /// Sets an option with a value; `None` if it is another option, or the value is not valid.
    fn set_value(&mut self, word: &str, value: &OsStr, place: usize) -> Option<()> {
        let CommandLine { connect, input, .. } = &mut self.options;
        let field = match word {
            "-h" => set(&mut connect.address.host, "host", value::text(value)),
            "-p" => set(&mut connect.address.port, "port", value::port(value)),
            "-s" if !value.is_empty() => {
                set(&mut connect.address.socket, "socket", Ok(value.into()))
            }
            "-u" => set(&mut connect.uri, "uri", value::uri(value)),
            "-t" => set(&mut connect.timeout, "timeout", value::seconds(value)),
            "-a" | "--pass" => set(
                &mut connect.login.password,
                "password",
                value::secret(value),
            ),
            "--user" => set(&mut connect.login.user, "user", value::text(value)),
            "-n" => set(&mut connect.login.db, "db", value::database(value)),
            "-r" => value::repeat(value).ok().map(|repeat| {
                input.pace.repeat = repeat;
                "repeat"
            }),
            "-i" => value::seconds(value).ok().map(|interval| {
                input.pace.interval = interval;
                "interval"
            }),
            _ => None,
        };
        self.note(field?, place);
        Some(())
    }

    fn note(&mut self, field: &'static str, place: usize) {
        self.places.retain(|(noted, _)| *noted != field);
        self.places.push((field, place));
    }
}

/// Sets a field to a valid value, and returns its name.
fn set<T>(
    field: &mut Option<T>,
    name: &'static str,
    value: Result<T, String>,
) -> Option<&'static str> {
    *field = Some(value.ok()?);
    Some(name)
}
