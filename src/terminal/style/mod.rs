//! Colours of replies and of the input line. Only this module writes colour sequences.

mod colour;

use std::io::{self, Write};

use owo_colors::{OwoColorize, Style as Colour};

pub(crate) use self::colour::TextColour;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Palette {
    Plain,
    /// The sixteen colours of the terminal's theme.
    Colour,
}

/// The role of a text within a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StyleRole {
    /// Element numbers, type names, null, and empty aggregates.
    Faint,
    Text,
    /// An integer, double, big number or boolean.
    Number,
    Error,
    Heading,
}

/// The role of a part of the input line, or of a help text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SyntaxRole {
    /// The name of a complete command.
    Command,
    /// The second word of a name: GET in CONFIG GET.
    Subcommand,
    /// The name of a command whose arguments are incomplete or do not fit.
    Unfinished,
    /// The name of no command.
    Unknown,
    /// The name of one of the shell's own commands.
    Shell,
    /// A repeat count.
    Repeat,
    /// A node word.
    Node,
    /// A token of the grammar, such as `EX`.
    Token,
    Key,
    /// A number in the grammar.
    Number,
    /// A quoted value.
    Text,
    /// A value with an open quote.
    OpenQuote,
    /// A word that does not fit, or is one too many.
    Wrong,
    Secret,
    /// The `|` and the line for the system's shell.
    Pipe,
    /// A comment, or a pasted prompt.
    Comment,
}

impl Palette {
    /// Appends a text in the colour of its role.
    pub(crate) fn paint(self, ink: SyntaxRole, text: &str, out: &mut String) {
        match self {
            Palette::Plain => out.push_str(text),
            Palette::Colour => out.push_str(&text.style(ink.colour()).to_string()),
        }
    }

    /// Writes the sequence before a text of a reply.
    pub(crate) fn begin<W: Write>(self, out: &mut W, role: StyleRole) -> io::Result<()> {
        match self {
            Palette::Plain => Ok(()),
            Palette::Colour => out.write_all(role.sequence()),
        }
    }

    /// Writes the sequence after a text of a reply.
    pub(crate) fn end<W: Write>(self, out: &mut W) -> io::Result<()> {
        match self {
            Palette::Plain => Ok(()),
            Palette::Colour => out.write_all(b"\x1b[0m"),
        }
    }
}

impl SyntaxRole {
    /// Values have the colours of replies. An error is also underlined.
    fn colour(self) -> Colour {
        let colour = Colour::new();
        match self {
            SyntaxRole::Command | SyntaxRole::Shell => colour.green().bold(),
            SyntaxRole::Subcommand => colour.bright_green(),
            SyntaxRole::Unfinished | SyntaxRole::OpenQuote => colour.yellow(),
            SyntaxRole::Token | SyntaxRole::Node => colour.magenta(),
            SyntaxRole::Key => colour.bright_blue(),
            SyntaxRole::Number | SyntaxRole::Repeat => colour.cyan(),
            SyntaxRole::Text => colour.green(),
            SyntaxRole::Wrong | SyntaxRole::Unknown => colour.red().underline(),
            SyntaxRole::Secret | SyntaxRole::Pipe | SyntaxRole::Comment => colour.dimmed(),
        }
    }
}

impl StyleRole {
    /// Returns the sequence that switches the colour on.
    fn sequence(self) -> &'static [u8] {
        match self {
            StyleRole::Faint => b"\x1b[2m",
            StyleRole::Text => b"\x1b[32m",
            StyleRole::Number => b"\x1b[36m",
            StyleRole::Error => b"\x1b[31m",
            StyleRole::Heading => b"\x1b[1m",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn painted(palette: Palette, role: StyleRole) -> String {
        let mut out = Vec::new();
        palette
            .begin(&mut out, role)
            .expect("writing to a vector cannot fail");
        out.push(b'x');
        palette
            .end(&mut out)
            .expect("writing to a vector cannot fail");
        String::from_utf8(out).expect("sequences are ASCII")
    }

    #[test]
    fn a_plain_palette_has_no_sequences() {
        for role in [
            StyleRole::Faint,
            StyleRole::Text,
            StyleRole::Number,
            StyleRole::Error,
        ] {
            assert_eq!(painted(Palette::Plain, role), "x");
        }
    }

    #[test]
    fn each_colour_is_switched_off_again() {
        assert_eq!(
            painted(Palette::Colour, StyleRole::Error),
            "\x1b[31mx\x1b[0m"
        );
        assert_eq!(
            painted(Palette::Colour, StyleRole::Faint),
            "\x1b[2mx\x1b[0m"
        );
    }
}
