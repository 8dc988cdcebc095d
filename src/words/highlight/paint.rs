//! Colours a text by its spans.

use super::HighlightSpan;
use super::escape_filter::EscapeFilter;
use crate::render::{Palette, SyntaxRole};
use crate::words::secrets;

/// Colours a text by the spans of [`highlight`](super::highlight), masks its secrets, and replaces control characters. The
/// width stays the same.
pub(crate) fn paint(text: &str, spans: &[HighlightSpan], palette: Palette) -> String {
    let (mut out, mut at) = (String::with_capacity(text.len() * 2), 0);
    let mut filter = EscapeFilter::default();
    for HighlightSpan { range, role } in spans {
        out.push_str(&filter.filter(&text[at..range.start]));
        let part = filter.filter(&text[range.clone()]);
        match role {
            SyntaxRole::Secret => out.push_str(&secrets::mask(&part)),
            role => palette.paint(*role, &part, &mut out),
        }
        at = range.end;
    }
    out.push_str(&filter.filter(&text[at..]));
    out
}

#[cfg(test)]
mod tests {
    use redsh_engine::command::CommandTable;

    use super::*;
    use crate::words::highlight::highlight;

    fn painted(text: &str, palette: Palette) -> String {
        paint(text, &highlight(&CommandTable::builtin(), text), palette)
    }

    #[test]
    fn only_classified_words_have_a_colour() {
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
    fn control_characters_are_replaced_inside_and_between_spans() {
        assert_eq!(
            painted("get \x1b[31mk\x07 \x1b[2J", Palette::Colour),
            "\x1b[33mget\x1b[0m \x1b[94mk␇\x1b[0m \x1b[31;4m\x1b[0m"
        );
    }

    #[test]
    fn secrets_are_masked_without_colours_too() {
        assert_eq!(painted("auth pw é", Palette::Plain), "auth ** *");
        assert_eq!(painted("get \"é\" # b", Palette::Plain), "get \"é\" # b");
    }
}
