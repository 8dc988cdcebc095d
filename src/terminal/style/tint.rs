//! A colour that the user names.

use std::fmt;

use owo_colors::{AnsiColors, DynColors, OwoColorize, Style};

/// A colour of text: one of the sixteen that the terminal's theme has, or an exact one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tint(Hue);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Hue {
    /// A place in [`NAMED`], and whether it is the bright one.
    Named(usize, bool),
    Exact([u8; 3]),
}

/// A name, its colour, and the bright one of the two.
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

impl Tint {
    /// What [`parse`](Self::parse) takes, for people.
    pub(crate) const NAMES: &str = "black, red, green, yellow, blue, magenta, cyan or white, with bright- before it or without, or #rrggbb";

    /// A name, in letters of any case, or `#rrggbb`; `None` for anything else.
    pub(crate) fn parse(text: &str) -> Option<Tint> {
        let text = text.to_ascii_lowercase().replace('_', "-");
        if let Some(digits) = text.strip_prefix('#') {
            return exact(digits).map(|rgb| Tint(Hue::Exact(rgb)));
        }
        let bright = text.strip_prefix(BRIGHT);
        let name = bright.unwrap_or(&text);
        let place = NAMED.iter().position(|(named, ..)| *named == name)?;
        Some(Tint(Hue::Named(place, bright.is_some())))
    }

    /// The text in this colour. It takes as many columns as before.
    pub(crate) fn paint(self, text: &str) -> String {
        text.style(Style::new().color(self.colour())).to_string()
    }

    fn colour(self) -> DynColors {
        match self.0 {
            Hue::Named(place, false) => DynColors::Ansi(NAMED[place].1),
            Hue::Named(place, true) => DynColors::Ansi(NAMED[place].2),
            Hue::Exact([red, green, blue]) => DynColors::Rgb(red, green, blue),
        }
    }
}

/// Six hexadecimal digits, two for each part.
fn exact(digits: &str) -> Option<[u8; 3]> {
    let is_whole = digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    let all = u32::from_str_radix(digits, 16).ok().filter(|_| is_whole)?;
    let [_, rgb @ ..] = all.to_be_bytes();
    Some(rgb)
}

impl fmt::Display for Tint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Hue::Named(place, is_bright) => {
                let bright = if is_bright { BRIGHT } else { "" };
                write!(f, "{bright}{}", NAMED[place].0)
            }
            Hue::Exact([red, green, blue]) => write!(f, "#{red:02x}{green:02x}{blue:02x}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_has_a_name_or_digits() {
        for (text, painted) in [
            ("red", "\x1b[31m> \x1b[0m"),
            ("Bright_Red", "\x1b[91m> \x1b[0m"),
            ("bright-black", "\x1b[90m> \x1b[0m"),
            ("#FF8000", "\x1b[38;2;255;128;0m> \x1b[0m"),
        ] {
            let tint = Tint::parse(text).expect(text);
            assert_eq!(tint.paint("> "), painted, "{text}");
            assert_eq!(Tint::parse(&tint.to_string()), Some(tint), "{text}");
        }
    }

    #[test]
    fn what_is_no_colour_is_none() {
        for text in [
            "", "mauve", "bright-", "#", "#fff", "#ff80001", "#+f8000", "#é8000",
        ] {
            assert_eq!(Tint::parse(text), None, "{text}");
        }
    }
}
