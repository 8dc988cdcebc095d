//! Texts generated from the definitions of the options: completions, the man page, the option table of the guide.

use std::collections::HashSet;

use clap::{Arg, Command, ValueEnum};
use clap_complete::{Shell, generate};

use super::{env, man, spelling};

/// A text that `--generate` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Generated {
    /// Completions for bash
    Bash,
    /// Completions for zsh
    Zsh,
    /// Completions for fish
    Fish,
    /// Completions for PowerShell
    #[value(name = "powershell")]
    PowerShell,
    /// Completions for elvish
    Elvish,
    /// The man page
    Man,
    /// The option table of GUIDE.md, in Markdown
    Options,
}

/// Generates a text in memory: clap_complete panics if its writer fails.
pub(super) fn text(kind: Generated) -> String {
    let mut definition = super::definition();
    match kind {
        Generated::Bash => bash(&mut definition),
        Generated::Zsh => zsh(&mut definition),
        Generated::Fish => fish(&mut definition),
        Generated::PowerShell => script(Shell::PowerShell, &mut definition),
        Generated::Elvish => script(Shell::Elvish, &mut definition),
        Generated::Man => man::page(definition),
        Generated::Options => options(&definition) + &variables(),
    }
}

fn script(shell: Shell, definition: &mut Command) -> String {
    let name = definition.get_name().to_owned();
    let mut script = Vec::new();
    generate(shell, definition, name, &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// Returns the options that require `=` before their value, as in `--sandbox=tls`. clap_complete offers the value as a
/// separate word, which would be the command.
fn glued(definition: &Command) -> impl Iterator<Item = String> {
    let options = definition.get_arguments();
    options
        .filter(|option| option.is_require_equals_set())
        .flat_map(spelling::all)
}

/// Generates the completions for bash, which passes the equals sign as a separate word.
fn bash(definition: &mut Command) -> String {
    let mut script = script(Shell::Bash, definition);
    for name in glued(definition) {
        let case = format!("                {name})\n");
        let behind_equals = format!(
            "                {name} | =)
                    if [[ \"${{COMP_WORDS[*]:COMP_CWORD-1:2}}\" == \"{name} =\" ]] ; then
                        cur=\"\"
                    elif [[ \"${{COMP_WORDS[*]:COMP_CWORD-2:2}}\" != \"{name} =\" ]] ; then
                        return 0
                    fi
"
        );
        script = script.replace(&case, &behind_equals);
    }
    script
}

/// Generates the completions for zsh. clap_complete also allows a value glued to a short option, `-p6379`; redsh does not.
fn zsh(definition: &mut Command) -> String {
    let mut script = script(Shell::Zsh, definition).replace("+[", "[");
    for name in glued(definition) {
        script = script.replace(&format!("{name}=["), &format!("{name}=-["));
    }
    script
}

/// Generates the completions for fish. An optional value follows only after an equals sign.
fn fish(definition: &mut Command) -> String {
    let script = script(Shell::Fish, definition);
    let mut lines: Vec<String> = script.lines().map(str::to_owned).collect();
    for name in glued(definition) {
        let option = format!(" -l {} ", name.trim_start_matches('-'));
        for line in lines.iter_mut().filter(|line| line.contains(&option)) {
            *line = line.replace(" -r -f -a ", " -f -a ");
        }
    }
    lines.join("\n") + "\n"
}

/// One table for each heading, in the order of the help.
fn options(definition: &Command) -> String {
    let options = || {
        definition
            .get_arguments()
            .filter(|option| !option.is_positional())
    };
    let mut headings: Vec<_> = options().map(Arg::get_help_heading).collect();
    let mut seen = HashSet::new();
    headings.retain(|heading| seen.insert(*heading));
    let section = |heading: Option<&str>| {
        let rows = options()
            .filter(|option| option.get_help_heading() == heading)
            .map(|option| (spelled(option), description(option)));
        table(heading.unwrap_or("Options"), rows)
    };
    headings.into_iter().map(section).collect()
}

fn variables() -> String {
    let rows = env::VARIABLES.map(|(name, meaning)| (format!("`{name}`"), meaning.to_owned()));
    table("Environment", rows)
}

fn table(heading: &str, rows: impl IntoIterator<Item = (String, String)>) -> String {
    let rows = rows
        .into_iter()
        .map(|(name, text)| format!("| {name} | {} |\n", text.replace('|', "\\|")));
    format!(
        "\n| {heading} | |\n| --- | --- |\n{}",
        rows.collect::<String>()
    )
}

/// All spellings, with the name of the value after the last.
fn spelled(option: &Arg) -> String {
    let mut names: Vec<String> = spelling::all(option).collect();
    if let (Some(last), true) = (names.last_mut(), option.get_action().takes_values()) {
        let value = option.get_value_names().unwrap_or_default().join(" ");
        *last += &if option.is_require_equals_set() {
            format!("[={value}]")
        } else {
            format!(" {value}")
        };
    }
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(" ")
}

/// The help and its details, in one line.
fn description(option: &Arg) -> String {
    let help = option.get_long_help().or(option.get_help());
    let help = help.map(ToString::to_string).unwrap_or_default();
    help.replace("\n\n", ". ")
}
