//! Names of keys, one after another: what a scan prints.
//!
//! Raw and typed ones stand on a line each, as redis-cli has them: as they are, or between quotes. As CSV they are a column, and
//! as JSON an array in one line, which is begun with the first key and closed at the end.

use std::io;

use super::Format;
use super::json::string::JsonString;
use super::quote::{QUOTED, write_escaped};
use super::sanitize::Sanitizer;

/// How the keys of a scan are written.
pub(crate) struct KeyListing {
    form: KeyForm,
    /// A key has been written.
    has_begun: bool,
}

enum KeyForm {
    /// The bytes.
    Raw,
    /// The bytes, with a NUL byte behind them in place of a line end.
    Null,
    /// Between quotes, in ASCII.
    Quoted,
    /// Between quotes, and characters are shown as they are.
    Screen(Sanitizer),
    Json(JsonString),
}

impl KeyListing {
    /// In this format; `terminal` is whether the reader is one that must not be driven by what a server stores.
    pub(crate) fn new(format: Format, terminal: bool) -> Self {
        KeyListing::of(match format {
            Format::Raw => KeyForm::Raw,
            Format::Standard if terminal => KeyForm::Screen(Sanitizer::new(&QUOTED)),
            Format::Standard | Format::Csv => KeyForm::Quoted,
            Format::Json => KeyForm::Json(JsonString::new(terminal)),
            Format::QuotedJson => KeyForm::Json(JsonString::quoted()),
        })
    }

    /// As they are, a NUL byte behind each.
    pub(crate) fn null() -> Self {
        KeyListing::of(KeyForm::Null)
    }

    fn of(form: KeyForm) -> Self {
        KeyListing {
            form,
            has_begun: false,
        }
    }

    /// Appends a key.
    pub(crate) fn key(&mut self, key: &[u8], out: &mut Vec<u8>) {
        self.entry("", key, "", out);
    }

    /// Appends a key with what stands before and behind it, as it is.
    pub(crate) fn entry(&mut self, before: &str, key: &[u8], behind: &str, out: &mut Vec<u8>) {
        let has_begun = std::mem::replace(&mut self.has_begun, true);
        out.extend_from_slice(self.form.separator(has_begun));
        out.extend_from_slice(before.as_bytes());
        // Writing to a Vec cannot fail.
        let _ = self.form.write(key, out);
        out.extend_from_slice(behind.as_bytes());
        out.extend_from_slice(self.form.terminator());
    }

    /// Appends what is behind the last key.
    pub(crate) fn end(&mut self, out: &mut Vec<u8>) {
        if let KeyForm::Json(_) = self.form {
            out.extend_from_slice(if self.has_begun { b"]\n" } else { b"[]\n" });
        }
    }
}

impl KeyForm {
    fn separator(&self, has_begun: bool) -> &'static [u8] {
        match self {
            KeyForm::Json(_) if has_begun => b",",
            KeyForm::Json(_) => b"[",
            _ => b"",
        }
    }

    fn terminator(&self) -> &'static [u8] {
        match self {
            KeyForm::Raw | KeyForm::Quoted | KeyForm::Screen(_) => b"\n",
            KeyForm::Null => b"\0",
            KeyForm::Json(_) => b"",
        }
    }

    fn write(&mut self, key: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
        let quote: &[u8] = match self {
            KeyForm::Raw | KeyForm::Null => b"",
            KeyForm::Quoted | KeyForm::Screen(_) | KeyForm::Json(_) => b"\"",
        };
        out.extend_from_slice(quote);
        match self {
            KeyForm::Raw | KeyForm::Null => out.extend_from_slice(key),
            KeyForm::Quoted => write_escaped(out, key, &QUOTED)?,
            KeyForm::Screen(sanitizer) => {
                sanitizer.piece(out, key)?;
                sanitizer.finish(out)?;
            }
            KeyForm::Json(string) => {
                string.piece(out, key)?;
                string.finish(out)?;
            }
        }
        out.extend_from_slice(quote);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(mut listing: KeyListing, keys: &[&[u8]]) -> String {
        let mut out = Vec::new();
        keys.iter().for_each(|key| listing.key(key, &mut out));
        listing.end(&mut out);
        out.escape_ascii().to_string()
    }

    const KEYS: [&[u8]; 3] = [b"a b", b"\"\n\xff", "é".as_bytes()];

    #[test]
    fn keys_are_written_in_each_format() {
        let cases = [
            (Format::Raw, r#"a b\n\"\n\xff\n\xc3\xa9\n"#),
            (
                Format::Standard,
                r#"\"a b\"\n\"\\\"\\n\\xff\"\n\"\\xc3\\xa9\"\n"#,
            ),
            (
                Format::Csv,
                r#"\"a b\"\n\"\\\"\\n\\xff\"\n\"\\xc3\\xa9\"\n"#,
            ),
            (
                Format::Json,
                r#"[\"a b\",\"\\\"\\n\xef\xbf\xbd\",\"\xc3\xa9\"]\n"#,
            ),
            (
                Format::QuotedJson,
                r#"[\"a b\",\"\\\\\\\"\\\\n\\\\xff\",\"\\\\xc3\\\\xa9\"]\n"#,
            ),
        ];
        for (format, expected) in cases {
            assert_eq!(
                listed(KeyListing::new(format, false), &KEYS),
                expected,
                "{format:?}"
            );
        }
        let nulls = listed(KeyListing::null(), &KEYS);
        assert_eq!(nulls, r#"a b\x00\"\n\xff\x00\xc3\xa9\x00"#);
    }

    #[test]
    fn what_is_beside_a_key_is_part_of_its_entry() {
        let entries = |mut listing: KeyListing| {
            let mut out = Vec::new();
            for key in ["a", "b"] {
                listing.entry("<", key.as_bytes(), ">", &mut out);
            }
            listing.end(&mut out);
            String::from_utf8(out).expect("it is text")
        };
        assert_eq!(entries(KeyListing::new(Format::Raw, false)), "<a>\n<b>\n");
        assert_eq!(
            entries(KeyListing::new(Format::Csv, false)),
            "<\"a\">\n<\"b\">\n"
        );
        assert_eq!(
            entries(KeyListing::new(Format::Json, false)),
            "[<\"a\">,<\"b\">]\n"
        );
        assert_eq!(entries(KeyListing::null()), "<a>\0<b>\0");
    }

    #[test]
    fn a_terminal_is_shown_characters_and_not_driven() {
        let shown = listed(
            KeyListing::new(Format::Standard, true),
            &["é\x1b[2J".as_bytes()],
        );
        assert_eq!(shown, r#"\"\xc3\xa9\\x1b[2J\"\n"#);
    }

    #[test]
    fn no_key_is_an_empty_array() {
        assert_eq!(listed(KeyListing::new(Format::Json, false), &[]), r"[]\n");
        assert_eq!(listed(KeyListing::new(Format::Raw, false), &[]), "");
    }
}
