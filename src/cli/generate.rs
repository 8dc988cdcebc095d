//! What is made from the definitions of the options: completions, the man page, the table in the README.

use std::collections::HashSet;
use std::io::{self, Write};

use clap::{Arg, Command, ValueEnum};
use clap_complete::{Shell, generate};
use clap_mangen::Man;

use super::{env, spelling};

/// Something that can be made.
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
    /// The README's table of options, in Markdown
    Options,
}

/// Makes one and writes it.
pub(crate) fn write(what: Generated, out: &mut dyn Write) -> io::Result<()> {
    let mut definition = super::definition();
    // Into memory first: clap_complete panics where its writer fails, and stdout may be closed.
    let mut made = Vec::new();
    match what {
        Generated::Bash => completions(Shell::Bash, &mut definition, &mut made),
        Generated::Zsh => zsh(&mut definition, &mut made),
        Generated::Fish => completions(Shell::Fish, &mut definition, &mut made),
        Generated::PowerShell => completions(Shell::PowerShell, &mut definition, &mut made),
        Generated::Elvish => completions(Shell::Elvish, &mut definition, &mut made),
        Generated::Man => man(definition, &mut made)?,
        Generated::Options => options(&definition, &mut made)?,
    }
    out.write_all(&made)
}

fn completions(shell: Shell, definition: &mut Command, made: &mut Vec<u8>) {
    let name = definition.get_name().to_owned();
    generate(shell, definition, name, made);
}

/// clap_complete marks short options for values that are glued on, `-p6379`, which are no options here.
fn zsh(definition: &mut Command, made: &mut Vec<u8>) {
    let mut script = Vec::new();
    completions(Shell::Zsh, definition, &mut script);
    made.extend_from_slice(
        String::from_utf8_lossy(&script)
            .replace("+[", "[")
            .as_bytes(),
    );
}

/// All as clap_mangen has it but the synopsis, where it would list every option, and the environment, which it knows only as
/// running text.
fn man(definition: Command, made: &mut Vec<u8>) -> io::Result<()> {
    let page = Man::new(definition);
    page.render_title(made)?;
    page.render_name_section(made)?;
    writeln!(
        made,
        ".SH SYNOPSIS\n\\fBredsh\\fR [\\fIOPTIONS\\fR] [\\fICOMMAND\\fR [\\fIARGUMENT\\fR...]]"
    )?;
    page.render_description_section(made)?;
    page.render_options_section(made)?;
    writeln!(made, ".SH ENVIRONMENT")?;
    for (name, meaning) in env::VARIABLES {
        writeln!(made, ".TP\n\\fB{name}\\fR\n{}", meaning.replace('-', "\\-"))?;
    }
    page.render_version_section(made)
}

/// A table under each heading, in the order of the help.
fn options(definition: &Command, made: &mut Vec<u8>) -> io::Result<()> {
    let options = || {
        definition
            .get_arguments()
            .filter(|option| !option.is_positional())
    };
    let mut headings: Vec<_> = options().map(Arg::get_help_heading).collect();
    let mut seen = HashSet::new();
    headings.retain(|heading| seen.insert(*heading));
    for heading in headings {
        writeln!(
            made,
            "\n| {} | |\n| --- | --- |",
            heading.unwrap_or("Options")
        )?;
        for option in options().filter(|option| option.get_help_heading() == heading) {
            writeln!(made, "| {} | {} |", spelled(option), cell(option))?;
        }
    }
    Ok(())
}

/// All spellings, and the value's name behind the last.
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

/// The help, so written that it cannot end its cell.
fn cell(option: &Arg) -> String {
    let help = option
        .get_help()
        .map(ToString::to_string)
        .unwrap_or_default();
    help.replace('|', "\\|")
}
