//! A text with the colours of its parts.

use super::escape_filter::EscapeFilter;
use super::{Kind, Span};
use crate::render::{Palette, SyntaxRole};
use crate::repl::editor::secret;

/// The text in colour, and its secrets masked, with colour or without, as is what would drive the terminal. It takes as many
/// columns as before.
///
/// `spans` are those of [`highlight`](super::highlight) for this text.
pub(crate) fn paint(text: &str, spans: &[Span], palette: Palette) -> String {
    let (mut out, mut at) = (String::with_capacity(text.len() * 2), 0);
    let mut veil = EscapeFilter::default();
    for Span { range, kind } in spans {
        out.push_str(&veil.over(&text[at..range.start]));
        let part = veil.over(&text[range.clone()]);
        match kind {
            Kind::Secret => out.push_str(&secret::mask(&part)),
            kind => palette.paint(ink(*kind), &part, &mut out),
        }
        at = range.end;
    }
    out.push_str(&veil.over(&text[at..]));
    out
}

fn ink(kind: Kind) -> SyntaxRole {
    match kind {
        Kind::Command | Kind::Shell => SyntaxRole::Name,
        Kind::Subcommand => SyntaxRole::SecondName,
        Kind::Unfinished => SyntaxRole::HalfName,
        Kind::Token | Kind::Node => SyntaxRole::Token,
        Kind::Key => SyntaxRole::Key,
        Kind::Number | Kind::Repeat => SyntaxRole::Number,
        Kind::Text => SyntaxRole::Text,
        Kind::OpenQuote => SyntaxRole::Open,
        Kind::Unknown | Kind::Wrong => SyntaxRole::Wrong,
        Kind::Secret | Kind::Pipe | Kind::Comment => SyntaxRole::Faint,
    }
}

#[cfg(test)]
mod tests {
    use redsh_engine::command::CommandTable;

    use super::*;
    use crate::repl::editor::highlight::highlight;

    fn painted(text: &str, palette: Palette) -> String {
        paint(text, &highlight(&CommandTable::builtin(), text), palette)
    }

    #[test]
    fn only_what_is_something_has_a_colour() {
        assert_eq!(
            painted("get k | cat", Palette::Colour),
            "\x1b[32;1mget\x1b[0m \x1b[94mk\x1b[0m \x1b[2m| cat\x1b[0m"
        );
        assert_eq!(
            painted("config get", Palette::Colour),
            "\x1b[33mconfig\x1b[0m \x1b[33mget\x1b[0m"
        );
        assert_eq!(
            painted("config get *", Palette::Colour),
            "\x1b[32;1mconfig\x1b[0m \x1b[92mget\x1b[0m *"
        );
        assert_eq!(
            painted("publish c m", Palette::Colour),
            "\x1b[32;1mpublish\x1b[0m c m"
        );
    }

    #[test]
    fn what_would_drive_the_terminal_is_not_shown_within_a_part_or_between() {
        assert_eq!(
            painted("get \x1b[31mk\x07 \x1b[2J", Palette::Colour),
            "\x1b[33mget\x1b[0m \x1b[94mk␇\x1b[0m \x1b[31;4m\x1b[0m"
        );
    }

    #[test]
    fn secrets_are_masked_without_colour_too() {
        assert_eq!(painted("auth pw é", Palette::Plain), "auth ** *");
        assert_eq!(painted("get \"é\" # b", Palette::Plain), "get \"é\" # b");
    }
}
