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
pub(crate) struct Listing {
    form: Form,
    /// A key has been written.
    has_begun: bool,
}

enum Form {
    /// The bytes, and this one behind them.
    Raw(u8),
    /// Between quotes, in ASCII.
    Quoted,
    /// Between quotes, and characters are shown as they are.
    Screen(Sanitizer),
    Json(JsonString),
}

impl Listing {
    /// In this format; `terminal` is whether the reader is one that must not be driven by what a server stores.
    pub(crate) fn new(format: Format, terminal: bool) -> Self {
        Listing::of(match format {
            Format::Raw => Form::Raw(b'\n'),
            Format::Standard if terminal => Form::Screen(Sanitizer::new(&QUOTED)),
            Format::Standard | Format::Csv => Form::Quoted,
            Format::Json => Form::Json(JsonString::new(terminal)),
            Format::QuotedJson => Form::Json(JsonString::quoted()),
        })
    }

    /// As they are, a NUL byte behind each.
    pub(crate) fn null() -> Self {
        Listing::of(Form::Raw(0))
    }

    fn of(form: Form) -> Self {
        Listing {
            form,
            has_begun: false,
        }
    }

    /// Appends a key.
    pub(crate) fn key(&mut self, key: &[u8], out: &mut Vec<u8>) {
        let has_begun = std::mem::replace(&mut self.has_begun, true);
        // Writing to a Vec cannot fail.
        let _ = self.form.write(key, has_begun, out);
    }

    /// Appends what is behind the last key.
    pub(crate) fn end(&mut self, out: &mut Vec<u8>) {
        if let Form::Json(_) = self.form {
            out.extend_from_slice(if self.has_begun { b"]\n" } else { b"[]\n" });
        }
    }
}

impl Form {
    fn write(&mut self, key: &[u8], has_begun: bool, out: &mut Vec<u8>) -> io::Result<()> {
        match self {
            Form::Raw(end) => {
                out.extend_from_slice(key);
                out.push(*end);
                return Ok(());
            }
            Form::Quoted => {
                out.push(b'"');
                write_escaped(out, key, &QUOTED)?;
            }
            Form::Screen(sanitizer) => {
                out.push(b'"');
                sanitizer.piece(out, key)?;
                sanitizer.finish(out)?;
            }
            Form::Json(string) => {
                out.extend_from_slice(if has_begun { b",\"" } else { b"[\"" });
                string.piece(out, key)?;
                string.finish(out)?;
                out.push(b'"');
                return Ok(());
            }
        }
        out.extend_from_slice(b"\"\n");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(mut listing: Listing, keys: &[&[u8]]) -> String {
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
                listed(Listing::new(format, false), &KEYS),
                expected,
                "{format:?}"
            );
        }
        let nulls = listed(Listing::null(), &KEYS);
        assert_eq!(nulls, r#"a b\x00\"\n\xff\x00\xc3\xa9\x00"#);
    }

    #[test]
    fn a_terminal_is_shown_characters_and_not_driven() {
        let shown = listed(
            Listing::new(Format::Standard, true),
            &["é\x1b[2J".as_bytes()],
        );
        assert_eq!(shown, r#"\"\xc3\xa9\\x1b[2J\"\n"#);
    }

    #[test]
    fn no_key_is_an_empty_array() {
        assert_eq!(listed(Listing::new(Format::Json, false), &[]), r"[]\n");
        assert_eq!(listed(Listing::new(Format::Raw, false), &[]), "");
    }
}
