//! The man page: the sections of clap_mangen about the options, and sections about the shell, its files and its end.

use std::io::{self, Write};

use clap::Command;
use clap_mangen::Man;

use super::env;
use crate::words::shell_commands::WORDS;

/// The files of a user, each with its use.
const FILES: [(&str, &str); 4] = [
    (
        "~/.config/redsh/config.toml",
        "Preferences of the prompt, and profiles: named servers for --profile and :use. $XDG_CONFIG_HOME replaces ~/.config.",
    ),
    (
        "~/.redisclirc",
        "Lines with :set for the prompt, as redis-cli reads them.",
    ),
    (
        "~/.rediscli_history",
        "The lines that were typed, without passwords. redis-cli reads and writes it too.",
    ),
    (
        "~/.cache/redsh",
        "Descriptions of commands, one file for each version of a server. $XDG_CACHE_HOME replaces ~/.cache.",
    ),
];

const STATUSES: [(&str, &str); 3] = [
    (
        "0",
        "Success. Without -e, an error reply to a command changes nothing.",
    ),
    (
        "1",
        "A usage error, no connection, a lost command, a refused command in a bulk load, or with -e an error reply.",
    ),
    (
        "128+N",
        "The signal N ended redsh, after a summary of what was done: 130 after Ctrl-C in a scan or a load.",
    ),
];

const SHELL: &str = "Without a command and with a terminal as its input, redsh is a shell. TAB completes commands, their \
arguments and keys; hints show the arguments that follow; Up and Ctrl-R recall lines. A line may end with | and a program, \
which reads the reply. Ctrl-C cancels a command and keeps the connection where the server can release it.";

const CONFIGURATION: &str = "In config.toml, the table shell has preferences, as :set lists them, and each table profiles.NAME \
a server: the keys uri, host, port, socket, user, password_command, db, tls and others stand for the options of these names.";

/// Returns the page in roff.
pub(super) fn page(definition: Command) -> String {
    let mut page = Vec::new();
    write(&Man::new(definition), &mut page).expect("writing to memory succeeds");
    String::from_utf8_lossy(&page).into_owned()
}

/// Replaces two sections of clap_mangen: its synopsis lists every option, and its environment section is one paragraph.
fn write(page: &Man, made: &mut Vec<u8>) -> io::Result<()> {
    page.render_title(made)?;
    page.render_name_section(made)?;
    writeln!(
        made,
        ".SH SYNOPSIS\n\\fBredsh\\fR [\\fIOPTIONS\\fR] [\\fICOMMAND\\fR [\\fIARGUMENT\\fR...]]"
    )?;
    page.render_description_section(made)?;
    page.render_options_section(made)?;
    writeln!(made, ".SH SHELL\n{}", escaped(SHELL))?;
    writeln!(made, ".SH SHELL COMMANDS")?;
    for word in &WORDS {
        let call = format!("{} {}", word.name, word.arguments);
        item(made, call.trim_end(), word.help)?;
    }
    writeln!(made, ".SH CONFIGURATION\n{}", escaped(CONFIGURATION))?;
    list(made, "FILES", &FILES)?;
    list(made, "ENVIRONMENT", &env::VARIABLES)?;
    list(made, "EXIT STATUS", &STATUSES)?;
    page.render_version_section(made)
}

fn list(made: &mut Vec<u8>, heading: &str, items: &[(&str, &str)]) -> io::Result<()> {
    writeln!(made, ".SH {heading}")?;
    items
        .iter()
        .try_for_each(|(name, meaning)| item(made, name, meaning))
}

fn item(made: &mut Vec<u8>, name: &str, meaning: &str) -> io::Result<()> {
    writeln!(made, ".TP\n\\fB{}\\fR\n{}", escaped(name), escaped(meaning))
}

/// A hyphen stays one in the terminal, and can be copied.
fn escaped(text: &str) -> String {
    text.replace('-', "\\-")
}
