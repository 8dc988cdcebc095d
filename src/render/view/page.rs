//! What a view draws on: lines of text with roles. Whatever is written here is made harmless first, since most of it is a
//! server's words.

use unicode_width::UnicodeWidthStr;

use redsh_engine::resp::Value;

/// A server's bytes as one line of harmless text.
pub(super) use super::super::sanitize::harmless_line as shown;
use super::Screen;
use super::clock::Clock;
use crate::terminal::style::{Paint, Palette, StyleRole};

/// Between a name, its value, and what is said about it.
const GAP: usize = 2;

/// Draws a whole reply; `None` where it is not what the view reads.
pub(super) type Draw = fn(&Value, &mut Page<'_>) -> Option<()>;

/// Lines under way.
pub(super) struct Page<'s> {
    screen: &'s Screen,
    paint: Paint,
    out: Vec<u8>,
}

impl<'s> Page<'s> {
    pub(super) fn new(screen: &'s Screen, palette: Palette) -> Self {
        Page {
            screen,
            paint: Paint::new(palette),
            out: Vec::new(),
        }
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.out
    }

    /// Columns of a line.
    pub(super) fn columns(&self) -> usize {
        self.screen.columns
    }

    pub(super) fn clock(&self) -> &'s Clock {
        &self.screen.clock
    }

    /// Text that is there to be read.
    pub(super) fn text(&mut self, text: &str) {
        self.out
            .extend_from_slice(shown(text.as_bytes()).as_bytes());
    }

    /// Text in a role.
    pub(super) fn painted(&mut self, role: StyleRole, text: &str) {
        // A vector takes everything.
        let _ = self.paint.begin(&mut self.out, role);
        self.text(text);
        let _ = self.paint.end(&mut self.out, role);
    }

    /// Text in a role, if it has one.
    pub(super) fn write(&mut self, role: Option<StyleRole>, text: &str) {
        match role {
            Some(role) => self.painted(role, text),
            None => self.text(text),
        }
    }

    /// So many spaces.
    pub(super) fn space(&mut self, columns: usize) {
        self.out.extend(std::iter::repeat_n(b' ', columns));
    }

    /// Ends a line.
    pub(super) fn end_line(&mut self) {
        self.out.push(b'\n');
    }

    /// A name, filled up to so many columns, and its value, with what is to be said about it. Where the screen has no room
    /// for that, the value stands right behind its name, and nothing is said about it.
    pub(super) fn field(&mut self, columns: usize, name: &str, value: &str, note: Option<&str>) {
        let columns = self.filled(columns.max(width(name)), name, value);
        self.painted(StyleRole::Faint, name);
        if !value.is_empty() {
            self.space(GAP + columns - width(name));
            self.text(value);
        }
        let end = columns + GAP + width(value) + GAP;
        if let Some(note) = note.filter(|note| end + width(note) <= self.columns()) {
            self.space(GAP);
            self.painted(StyleRole::Faint, note);
        }
        self.end_line();
    }

    /// Up to where a name is filled. A value that is longer than the screen all the same stays where the others are.
    fn filled(&self, columns: usize, name: &str, value: &str) -> usize {
        let fits = |columns: usize| columns + GAP + width(value) <= self.columns();
        match fits(width(name)) && !fits(columns) {
            true => width(name),
            false => columns,
        }
    }
}

/// As [`shown`], for a value that is a text or a number.
pub(super) fn shown_value(value: &Value) -> Option<String> {
    match value {
        Value::Integer(number) => Some(number.to_string()),
        Value::Null(_) => Some(String::new()),
        Value::Boolean(truth) => Some(truth.to_string()),
        other if other.as_error().is_some() => None,
        other => other.as_bytes().map(shown),
    }
}

/// Columns that a text takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(columns: usize) -> String {
        let screen = Screen {
            columns,
            ..Screen::default()
        };
        let mut page = Page::new(&screen, Palette::Plain);
        page.field(9, "used_size", "1024", Some("1.00K"));
        page.field(9, "鍵", "一二三", None);
        page.field(9, "id", "0123456789abcdef", None);
        String::from_utf8(page.into_bytes()).expect("a page is text")
    }

    #[test]
    fn a_value_stands_beside_the_others_where_there_is_room() {
        assert_eq!(
            drawn(27),
            "used_size  1024  1.00K\n鍵         一二三\nid         0123456789abcdef\n"
        );
        assert_eq!(
            drawn(21),
            "used_size  1024\n鍵         一二三\nid  0123456789abcdef\n"
        );
        assert_eq!(
            drawn(15),
            "used_size  1024\n鍵  一二三\nid         0123456789abcdef\n"
        );
    }
}
