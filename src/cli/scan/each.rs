//! The command that a scan runs for each key, `--each`.

use std::ffi::OsString;
use std::fmt;
use std::num::NonZeroU64;

use clap::{Args, ValueHint};

use crate::cli::given::Given;
use crate::cli::usage::Usage;
use crate::cli::value::{self, Read};
use crate::input::line;

/// What stands for the key.
const KEY: &[u8] = b"{}";

/// A command for each key.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Each {
    /// Its words. Each `{}` in them is the key, and there is at least one, but none in the first word.
    pub(crate) template: Vec<Vec<u8>>,
    /// Replies are counted, and not printed.
    pub(crate) quiet: bool,
    /// The commands are printed, and not run.
    pub(crate) dry_run: bool,
    /// Commands a second at most.
    pub(crate) rate: Option<NonZeroU64>,
}

impl fmt::Debug for Each {
    /// Not the words: a password may be among them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Each")
            .field("template", &self.template.len())
            .field("quiet", &self.quiet)
            .field("dry_run", &self.dry_run)
            .field("rate", &self.rate)
            .finish()
    }
}

#[derive(Args)]
#[command(next_help_heading = "Keys")]
pub(super) struct EachArgs {
    /// Run a command for each key in place of printing it, with the key, whatever it holds, where {} stands: 'UNLINK {}'
    #[arg(long, value_name = "COMMAND", value_hint = ValueHint::Other, conflicts_with = "null")]
    each: Option<OsString>,

    /// Count the replies to --each, and print none
    #[arg(long, conflicts_with = "dry_run")]
    quiet: bool,

    /// Print the commands that --each would run, and run none
    #[arg(long)]
    dry_run: bool,

    /// Run at most N commands of --each a second
    #[arg(long, value_name = "N", value_parser = Read(value::positive))]
    rate: Option<NonZeroU64>,
}

/// What means nothing without `--each`.
const EACH_ONLY: [(&str, &str); 3] = [
    ("quiet", "--quiet"),
    ("dry_run", "--dry-run"),
    ("rate", "--rate"),
];

impl EachArgs {
    pub(super) fn resolve(self, given: &Given) -> Result<Option<Each>, Usage> {
        let Some(command) = self.each else {
            return match given.first(&EACH_ONLY) {
                Some(option) => Err(Usage::wants_with(option, "--each")),
                None => Ok(None),
            };
        };
        Ok(Some(Each {
            template: template(command.as_encoded_bytes()).map_err(Usage::wrong)?,
            quiet: self.quiet,
            dry_run: self.dry_run,
            rate: self.rate,
        }))
    }
}

/// The words of a command with a place for the key, or what is wrong with it. A command whose name is the key is none: who
/// names a key `FLUSHALL` must not get to run it.
fn template(command: &[u8]) -> Result<Vec<Vec<u8>>, &'static str> {
    let words = line::split(command)
        .map_err(|_| "--each wants a command, and a quote in it is not closed, or not at the end of its word")?;
    let mut with_key = words.iter().map(|word| has_key(word));
    match (with_key.next(), with_key.any(|has_key| has_key)) {
        (Some(true), _) => Err("--each wants a command's name before the first {}: 'UNLINK {}'"),
        (_, false) => Err("--each wants a command with {} where the key is to be: 'UNLINK {}'"),
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
    fn a_template_is_split_by_the_shells_quoting() {
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
    fn a_template_without_a_place_for_the_key_is_none() {
        for (command, part) in [
            ("", "where the key is to be"),
            ("  ", "where the key is to be"),
            ("UNLINK", "where the key is to be"),
            ("UNLINK { }", "where the key is to be"),
            ("{}", "name before"),
            ("{} x", "name before"),
            ("x{} {}", "name before"),
            ("UNLINK '{}", "quote"),
            ("UNLINK '{}'x", "quote"),
        ] {
            let told = template(command.as_bytes()).expect_err("it has no place for the key");
            assert!(told.contains(part), "{command}: {told}");
        }
    }
}
