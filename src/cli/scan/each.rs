//! Options of `--each`, which runs a command for each key of a scan.

use std::ffi::OsString;
use std::fmt;
use std::num::NonZeroU64;

use clap::{Args, ValueHint};

use crate::cli::given::GivenOptions;
use crate::cli::usage::Usage;
use crate::cli::value::{self, Read};
use crate::input::line;

/// The placeholder for the key.
const KEY: &[u8] = b"{}";

/// A command to run for each key.
#[derive(Clone, Default, PartialEq, Eq, Args)]
#[command(next_help_heading = "Keys")]
pub(crate) struct Each {
    /// Its words. At least one contains the placeholder `{}`, but not the first.
    #[arg(skip)]
    pub(crate) template: Vec<Vec<u8>>,

    /// Count the replies to --each, print none
    #[arg(long, conflicts_with = "dry_run")]
    pub(crate) quiet: bool,

    /// Print the commands of --each, run none
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Run at most N commands of --each per second
    #[arg(long, value_name = "N", value_parser = Read(value::positive))]
    pub(crate) rate: Option<NonZeroU64>,
}

impl fmt::Debug for Each {
    /// Omits the words, which may contain a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Each")
            .field("template", &self.template.len())
            .field("quiet", &self.quiet)
            .field("dry_run", &self.dry_run)
            .field("rate", &self.rate)
            .finish()
    }
}

#[derive(Default, Args)]
#[command(next_help_heading = "Keys")]
pub(super) struct EachArgs {
    /// Run COMMAND for each key, which replaces {}
    ///
    /// For example 'UNLINK {}'. A key stays within its argument, whatever bytes it holds.
    #[arg(long, value_name = "COMMAND", value_hint = ValueHint::Other, conflicts_with = "null")]
    each: Option<OsString>,

    #[command(flatten)]
    run: Each,
}

/// Options that require `--each`.
const EACH_ONLY: [&str; 3] = ["quiet", "dry_run", "rate"];

impl EachArgs {
    pub(super) fn resolve(self, given: &GivenOptions) -> Result<Option<Each>, Usage> {
        let Some(command) = self.each else {
            return given.refuse(&EACH_ONLY, "--each").map(|()| None);
        };
        Ok(Some(Each {
            template: template(command.as_encoded_bytes()).map_err(Usage::wrong)?,
            ..self.run
        }))
    }
}

/// Splits a command that contains the placeholder, or returns an error message. The name of the command must come before the
/// placeholder: a key that is named `FLUSHALL` must not become the command.
fn template(command: &[u8]) -> Result<Vec<Vec<u8>>, &'static str> {
    let words = line::split(command)
        .map_err(|_| "--each requires a valid command: a quote is not closed, or text follows a closing quote")?;
    let mut with_key = words.iter().map(|word| has_key(word));
    match (with_key.next(), with_key.any(|has_key| has_key)) {
        (Some(true), _) => Err("--each requires a command name before the first {}: 'UNLINK {}'"),
        (_, false) => Err("--each requires {} in the place of the key: 'UNLINK {}'"),
        (_, true) => Ok(words),
    }
}

fn has_key(word: &[u8]) -> bool {
    word.windows(KEY.len()).any(|part| part == KEY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_split_by_the_rules_of_a_script() {
        let table: [(&str, &[&str]); 4] = [
            ("UNLINK {}", &["UNLINK", "{}"]),
            ("  set copy:{} '{} {}' ", &["set", "copy:{}", "{} {}"]),
            (r#"APPEND {} "a\n""#, &["APPEND", "{}", "a\n"]),
            ("@primaries TOUCH {{}}x", &["@primaries", "TOUCH", "{{}}x"]),
        ];
        for (command, words) in table {
            let words = words.iter().map(|word| word.as_bytes().to_vec()).collect();
            assert_eq!(template(command.as_bytes()), Ok(words), "{command}");
        }
    }

    #[test]
    fn a_template_without_a_placeholder_after_its_name_is_refused() {
        for (command, part) in [
            ("", "in the place of the key"),
            ("  ", "in the place of the key"),
            ("UNLINK", "in the place of the key"),
            ("UNLINK { }", "in the place of the key"),
            ("{}", "name before"),
            ("{} x", "name before"),
            ("x{} {}", "name before"),
            ("UNLINK '{}", "quote"),
            ("UNLINK '{}'x", "quote"),
        ] {
            let error = template(command.as_bytes()).expect_err("no placeholder");
            assert!(error.contains(part), "{command}: {error}");
        }
    }
}
