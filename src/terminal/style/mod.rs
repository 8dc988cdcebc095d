//! Colours of replies and of the input line. Only this module writes colour sequences.

mod colour;

use std::io::{self, Write};

use owo_colors::{OwoColorize, Style as Colour};

pub(crate) use self::colour::TextColour;

/// Whether output is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Palette {
    /// No escape sequences.
    Plain,
    /// The sixteen colours of the terminal's theme.
    Colour,
}

/// The role of a text within a reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StyleRole {
    /// Element numbers, type names, null, and empty aggregates.
    Faint,
    /// A string.
    Text,
    /// An integer, double, big number or boolean.
    Number,
    /// An error.
    Error,
    /// A heading in a view.
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

/// The colour sequences of a palette.
pub(crate) struct Paint(Option<Box<Colours>>);

/// The sequences of each role.
struct Colours {
    faint: Sequences,
    text: Sequences,
    number: Sequences,
    error: Sequences,
    heading: Sequences,
}

/// The sequences before and after a text.
struct Sequences {
    on: Vec<u8>,
    off: Vec<u8>,
}

impl Paint {
    pub(crate) fn new(palette: Palette) -> Self {
        match palette {
            Palette::Plain => Paint(None),
            Palette::Colour => Paint(Some(Box::new(Colours::new()))),
        }
    }

    /// Writes the sequence before a text, if the palette has colours.
    pub(crate) fn begin<W: Write>(&self, out: &mut W, role: StyleRole) -> io::Result<()> {
        match &self.0 {
            Some(colours) => out.write_all(&colours.sequences(role).on),
            None => Ok(()),
        }
    }

    /// Writes the sequence after a text.
    pub(crate) fn end<W: Write>(&self, out: &mut W, role: StyleRole) -> io::Result<()> {
        match &self.0 {
            Some(colours) => out.write_all(&colours.sequences(role).off),
            None => Ok(()),
        }
    }
}

impl Colours {
    fn new() -> Self {
        Colours {
            faint: Sequences::of(Colour::new().dimmed()),
            text: Sequences::of(Colour::new().green()),
            number: Sequences::of(Colour::new().cyan()),
            error: Sequences::of(Colour::new().red()),
            heading: Sequences::of(Colour::new().bold()),
        }
    }

    fn sequences(&self, role: StyleRole) -> &Sequences {
        match role {
            StyleRole::Faint => &self.faint,
            StyleRole::Text => &self.text,
            StyleRole::Number => &self.number,
            StyleRole::Error => &self.error,
            StyleRole::Heading => &self.heading,
        }
    }
}

impl Sequences {
    fn of(colour: Colour) -> Self {
        Sequences {
            on: colour.prefix_formatter().to_string().into_bytes(),
            off: colour.suffix_formatter().to_string().into_bytes(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn painted(palette: Palette, role: StyleRole) -> String {
        let paint = Paint::new(palette);
        let mut out = Vec::new();
        paint
            .begin(&mut out, role)
            .expect("writing to a vector cannot fail");
        out.push(b'x');
        paint
            .end(&mut out, role)
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
