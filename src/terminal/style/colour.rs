//! A colour that the user chooses.

use std::fmt;

use owo_colors::{AnsiColors, DynColors, OwoColorize, Style};

/// A text colour: one of the sixteen of the terminal's theme, or an exact one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextColour {
    /// An index into [`NAMED`], and whether the colour is bright.
    Named(usize, bool),
    Exact([u8; 3]),
}

/// A name, its colour, and its bright colour.
const NAMED: [(&str, AnsiColors, AnsiColors); 8] = [
    ("black", AnsiColors::Black, AnsiColors::BrightBlack),
    ("red", AnsiColors::Red, AnsiColors::BrightRed),
    ("green", AnsiColors::Green, AnsiColors::BrightGreen),
    ("yellow", AnsiColors::Yellow, AnsiColors::BrightYellow),
    ("blue", AnsiColors::Blue, AnsiColors::BrightBlue),
    ("magenta", AnsiColors::Magenta, AnsiColors::BrightMagenta),
    ("cyan", AnsiColors::Cyan, AnsiColors::BrightCyan),
    ("white", AnsiColors::White, AnsiColors::BrightWhite),
];

const BRIGHT: &str = "bright-";

impl TextColour {
    /// The syntax of [`parse`](Self::parse), for messages.
    pub(crate) const NAMES: &str = "black, red, green, yellow, blue, magenta, cyan or white, with bright- before it or without, or #rrggbb";

    /// Parses a name in any case, or `#rrggbb`.
    pub(crate) fn parse(text: &str) -> Option<TextColour> {
        let text = text.to_ascii_lowercase().replace('_', "-");
        if let Some(digits) = text.strip_prefix('#') {
            return exact(digits).map(TextColour::Exact);
        }
        let bright = text.strip_prefix(BRIGHT);
        let name = bright.unwrap_or(&text);
        let place = NAMED.iter().position(|(named, ..)| *named == name)?;
        Some(TextColour::Named(place, bright.is_some()))
    }

    /// Returns the text in this colour. Its width stays the same.
    pub(crate) fn paint(self, text: &str) -> String {
        text.style(Style::new().color(self.colour())).to_string()
    }

    fn colour(self) -> DynColors {
        match self {
            TextColour::Named(place, false) => DynColors::Ansi(NAMED[place].1),
            TextColour::Named(place, true) => DynColors::Ansi(NAMED[place].2),
            TextColour::Exact([red, green, blue]) => DynColors::Rgb(red, green, blue),
        }
    }
}

/// Parses six hexadecimal digits.
fn exact(digits: &str) -> Option<[u8; 3]> {
    let is_whole = digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    let all = u32::from_str_radix(digits, 16).ok().filter(|_| is_whole)?;
    let [_, rgb @ ..] = all.to_be_bytes();
    Some(rgb)
}

impl fmt::Display for TextColour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            TextColour::Named(place, is_bright) => {
                let bright = if is_bright { BRIGHT } else { "" };
                write!(f, "{bright}{}", NAMED[place].0)
            }
            TextColour::Exact([red, green, blue]) => write!(f, "#{red:02x}{green:02x}{blue:02x}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_a_name_or_hexadecimal_digits() {
        for (text, painted) in [
            ("red", "\x1b[31m> \x1b[0m"),
            ("Bright_Red", "\x1b[91m> \x1b[0m"),
            ("bright-black", "\x1b[90m> \x1b[0m"),
            ("#FF8000", "\x1b[38;2;255;128;0m> \x1b[0m"),
        ] {
            let tint = TextColour::parse(text).expect(text);
            assert_eq!(tint.paint("> "), painted, "{text}");
            assert_eq!(TextColour::parse(&tint.to_string()), Some(tint), "{text}");
        }
    }

    #[test]
    fn other_texts_are_not_colours() {
        for text in [
            "", "mauve", "bright-", "#", "#fff", "#ff80001", "#+f8000", "#é8000",
        ] {
            assert_eq!(TextColour::parse(text), None, "{text}");
        }
    }
}
