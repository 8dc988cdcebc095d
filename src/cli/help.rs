//! The short help: examples, and the options that most runs use. `--help all` prints all options.

use std::ffi::OsString;

use clap::{Arg, Command};

use super::spelling;

/// The examples: a command line, and its effect.
const EXAMPLES: [(&str, &str); 10] = [
    ("redsh -h HOST -p 6379", "start the prompt"),
    ("redsh GET user:1", "run one command"),
    (
        "redsh -u rediss://ada:secret@HOST/2 PING",
        "the same, over TLS",
    ),
    (
        "redsh -e < script.txt",
        "run a script, and check for errors",
    ),
    (
        "redsh --json HGETALL user:1 | jq .",
        "print JSON for a program",
    ),
    ("redsh -c -h NODE < script.txt", "run a script on a cluster"),
    ("redsh -c @primaries DBSIZE", "ask several nodes"),
    ("redsh --pipe < commands.txt", "load commands in bulk"),
    (
        "redsh --scan --pattern 'user:*' --long",
        "list keys, with facts",
    ),
    ("redsh --sandbox", "try it on a temporary server"),
];

/// The options, in the order of the help.
const COMMON: [&str; 24] = [
    "-h",
    "-p",
    "-u",
    "--profile",
    "-a",
    "--user",
    "-n",
    "--tls",
    "--cacert",
    "-c",
    "--read-only",
    "-r",
    "-i",
    "-x",
    "-e",
    "--raw",
    "--csv",
    "--json",
    "--eval",
    "--pipe",
    "--scan",
    "--pattern",
    "--each",
    "--version",
];

/// Whether these arguments, split for clap, are `--help all`.
pub(super) fn wants_all(args: &[OsString]) -> bool {
    matches!(args, [.., help, end, all] if help == "--help" && end == "--" && all == "all")
}

/// Returns the short help.
pub(super) fn short(definition: &Command) -> String {
    let about = definition.get_about().map(ToString::to_string);
    let examples = EXAMPLES.map(|(line, effect)| (line.to_owned(), effect.to_owned()));
    let options = COMMON.map(|name| row(option(definition, name)));
    format!(
        "{}\n\nUsage: redsh [OPTIONS] [COMMAND [ARGUMENT]...]\n\nExamples:\n{}\nOptions that most runs use:\n{}\n\
         All {} options: redsh --help all. At the prompt: help.\n",
        about.unwrap_or_default(),
        table(&examples),
        table(&options),
        definition.get_arguments().count() - 1,
    )
}

fn option<'a>(definition: &'a Command, name: &str) -> &'a Arg {
    let mut options = definition.get_arguments();
    let option = options.find(|option| spelling::all(option).any(|spelling| spelling == name));
    option.expect("a test finds each of the options")
}

/// Returns the spellings of an option, with the name of its value, and its help.
fn row(option: &Arg) -> (String, String) {
    let mut names = spelling::all(option).collect::<Vec<_>>().join(", ");
    if option.get_action().takes_values() {
        for value in option.get_value_names().unwrap_or_default() {
            names += &format!(" {value}");
        }
    }
    let help = option.get_help().map(ToString::to_string);
    (names, help.unwrap_or_default())
}

fn table(rows: &[(String, String)]) -> String {
    let width = rows.iter().map(|(name, _)| name.len()).max();
    let width = width.unwrap_or_default();
    let lines = rows
        .iter()
        .map(|(name, text)| format!("  {name:<width$}  {text}\n"));
    lines.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_short_help_fits_a_screen_of_80_columns() {
        let text = short(&super::super::definition());
        let longest = text.lines().map(|line| line.chars().count()).max();
        assert!(longest <= Some(80), "{text}");
        assert!(text.lines().count() <= 48, "{text}");
        assert!(text.contains("  -p PORT "), "{text}");
    }
}
