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

/// Makes one.
pub(super) fn text(what: Generated) -> String {
    let mut made = Vec::new();
    write(what, &mut made).expect("a vector takes everything");
    String::from_utf8_lossy(&made).into_owned()
}

/// Into memory, and not to stdout at once: clap_complete panics where its writer fails.
fn write(what: Generated, made: &mut Vec<u8>) -> io::Result<()> {
    let mut definition = super::definition();
    match what {
        Generated::Bash => made.extend(bash(&mut definition).bytes()),
        Generated::Zsh => made.extend(zsh(&mut definition).bytes()),
        Generated::Fish => made.extend(fish(&mut definition).bytes()),
        Generated::PowerShell => made.extend(script(Shell::PowerShell, &mut definition).bytes()),
        Generated::Elvish => made.extend(script(Shell::Elvish, &mut definition).bytes()),
        Generated::Man => man(definition, made)?,
        Generated::Options => {
            options(&definition, made)?;
            variables(made)?;
        }
    }
    Ok(())
}

fn script(shell: Shell, definition: &mut Command) -> String {
    let name = definition.get_name().to_owned();
    let mut script = Vec::new();
    generate(shell, definition, name, &mut script);
    String::from_utf8_lossy(&script).into_owned()
}

/// The options whose value must be glued on, as in `--sandbox=tls`. clap_complete has it as a word of its own, which would
/// be the command.
fn glued(definition: &Command) -> impl Iterator<Item = String> {
    let options = definition.get_arguments();
    options
        .filter(|option| option.is_require_equals_set())
        .flat_map(spelling::all)
}

/// To bash the equals sign is a word of its own.
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

/// clap_complete marks short options for values that are glued on, too, `-p6379`, which are no options here.
fn zsh(definition: &mut Command) -> String {
    let mut script = script(Shell::Zsh, definition).replace("+[", "[");
    for name in glued(definition) {
        script = script.replace(&format!("{name}=["), &format!("{name}=-["));
    }
    script
}

/// An option that does not require its value has it behind an equals sign alone.
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

fn variables(made: &mut Vec<u8>) -> io::Result<()> {
    writeln!(made, "\n| Environment | |\n| --- | --- |")?;
    for (name, meaning) in env::VARIABLES {
        writeln!(made, "| `{name}` | {meaning} |")?;
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
