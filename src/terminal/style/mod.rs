//! Colours of the standard format, and of the line that is being typed. The only place that knows what a colour is for a terminal.

mod tint;

use std::io::{self, Write};

use owo_colors::{OwoColorize, Style as Colour};

pub(crate) use self::tint::Tint;

/// Whether there is colour at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Palette {
    /// No escape sequence, ever.
    Plain,
    /// Sixteen-colour sequences, so that the user's own theme decides.
    Colour,
}

/// What a part of a reply is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StyleRole {
    /// Numbers of elements, names of types, what is empty or nothing: there to be overlooked.
    Faint,
    /// A string.
    Text,
    /// An integer, double, big number or boolean.
    Number,
    /// An error.
    Error,
    /// What stands above others, in a view.
    Heading,
}

/// What a part of a line is that is being typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    /// The name of a command that can be run.
    Name,
    /// A further word of such a name.
    SecondName,
    /// A word of a command's name, but what that needs is not there yet.
    HalfName,
    /// A word of the grammar.
    Token,
    /// A key.
    Key,
    /// A number.
    Number,
    /// A string in quotes.
    Text,
    /// One whose quote is open.
    Open,
    /// What cannot be right.
    Wrong,
    /// What is not read.
    Faint,
}

impl Palette {
    /// Appends the text in its colour.
    pub(crate) fn paint(self, ink: Ink, text: &str, out: &mut String) {
        match self {
            Palette::Plain => out.push_str(text),
            Palette::Colour => out.push_str(&text.style(ink.colour()).to_string()),
        }
    }
}

impl Ink {
    /// Values as they are in replies. What is wrong differs in more than its colour.
    fn colour(self) -> Colour {
        let colour = Colour::new();
        match self {
            Ink::Name => colour.green().bold(),
            Ink::SecondName => colour.bright_green(),
            Ink::HalfName | Ink::Open => colour.yellow(),
            Ink::Token => colour.magenta(),
            Ink::Key => colour.bright_blue(),
            Ink::Number => colour.cyan(),
            Ink::Text => colour.green(),
            Ink::Wrong => colour.red().underline(),
            Ink::Faint => colour.dimmed(),
        }
    }
}

/// A palette, ready to write with.
pub(crate) struct Paint(Option<Box<Colours>>);

/// The sequences of each role, made once.
struct Colours {
    faint: Sequences,
    text: Sequences,
    number: Sequences,
    error: Sequences,
    heading: Sequences,
}

/// What goes before and after.
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

    /// Writes what stands before a part; nothing where there is no colour.
    pub(crate) fn begin<W: Write>(&self, out: &mut W, role: StyleRole) -> io::Result<()> {
        match &self.0 {
            Some(colours) => out.write_all(&colours.sequences(role).on),
            None => Ok(()),
        }
    }

    /// Writes what stands after it.
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
            .expect("a vector takes everything");
        out.push(b'x');
        paint
            .end(&mut out, role)
            .expect("a vector takes everything");
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
