//! Colours of the standard format. The only place that knows what a colour is for a terminal.

use owo_colors::Style as Colour;

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
pub(super) enum Role {
    /// Numbers of elements, names of types, what is empty or nothing: there to be overlooked.
    Faint,
    /// A string.
    Text,
    /// An integer, double, big number or boolean.
    Number,
    /// An error.
    Error,
}

/// The sequences of a palette, made once.
pub(super) struct Paint {
    faint: Sequences,
    text: Sequences,
    number: Sequences,
    error: Sequences,
}

/// What goes before and after.
#[derive(Default)]
struct Sequences {
    on: Vec<u8>,
    off: Vec<u8>,
}

impl Paint {
    pub(super) fn new(palette: Palette) -> Self {
        let sequences = |colour: Colour| match palette {
            Palette::Plain => Sequences::default(),
            Palette::Colour => Sequences {
                on: colour.prefix_formatter().to_string().into_bytes(),
                off: colour.suffix_formatter().to_string().into_bytes(),
            },
        };
        Paint {
            faint: sequences(Colour::new().dimmed()),
            text: sequences(Colour::new().green()),
            number: sequences(Colour::new().cyan()),
            error: sequences(Colour::new().red()),
        }
    }

    /// What is written before a part; nothing where there is no colour.
    pub(super) fn on(&self, role: Role) -> &[u8] {
        &self.sequences(role).on
    }

    /// What is written after it.
    pub(super) fn off(&self, role: Role) -> &[u8] {
        &self.sequences(role).off
    }

    fn sequences(&self, role: Role) -> &Sequences {
        match role {
            Role::Faint => &self.faint,
            Role::Text => &self.text,
            Role::Number => &self.number,
            Role::Error => &self.error,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLES: [Role; 4] = [Role::Faint, Role::Text, Role::Number, Role::Error];

    #[test]
    fn a_plain_palette_has_no_sequences() {
        let paint = Paint::new(Palette::Plain);
        assert!(
            ROLES
                .iter()
                .all(|&role| paint.on(role).is_empty() && paint.off(role).is_empty())
        );
    }

    #[test]
    fn each_colour_is_switched_off_again() {
        let paint = Paint::new(Palette::Colour);
        for role in ROLES {
            assert!(paint.on(role).starts_with(b"\x1b["), "{role:?}");
            assert_eq!(paint.off(role), b"\x1b[0m", "{role:?}");
        }
    }
}
