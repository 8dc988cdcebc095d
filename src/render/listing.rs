//! The keys that a scan prints.
//!
//! In raw and standard each key is a line, as in redis-cli. In csv the keys are a column. In JSON they are an array on
//! one line, which stays open until the end.

use std::io::{self, Write};

use super::escaper::write_quoted;
use super::json_string::{JsonForm, JsonString};
use super::{Format, Medium};

pub(crate) struct KeyListing {
    form: KeyForm,
    has_begun: bool,
}

enum KeyForm {
    /// The bytes of each key, and this terminator after them.
    Raw(&'static [u8]),
    /// Each key in quotes on a line, with or without printable UTF-8.
    Quoted(bool),
    Json(JsonString),
}

impl KeyListing {
    pub(crate) fn new(format: Format, medium: Medium) -> Self {
        KeyListing::of(match format {
            Format::Raw => KeyForm::Raw(b"\n"),
            Format::Standard => KeyForm::Quoted(medium.shows_utf8()),
            Format::Csv => KeyForm::Quoted(false),
            Format::Json => {
                KeyForm::Json(JsonString::new(JsonForm::unquoted(medium.is_terminal())))
            }
            Format::QuotedJson => KeyForm::Json(JsonString::new(JsonForm::Quoted)),
        })
    }

    /// Creates a listing of raw keys, each followed by a NUL byte.
    pub(crate) fn null() -> Self {
        KeyListing::of(KeyForm::Raw(b"\0"))
    }

    fn of(form: KeyForm) -> Self {
        KeyListing {
            form,
            has_begun: false,
        }
    }

    pub(crate) fn key(&mut self, key: &[u8], out: &mut Vec<u8>) {
        self.entry("", key, "", out);
    }

    /// Appends a key with text before and after it, which is not escaped.
    pub(crate) fn entry(&mut self, before: &str, key: &[u8], after: &str, out: &mut Vec<u8>) {
        let has_begun = std::mem::replace(&mut self.has_begun, true);
        out.extend_from_slice(self.form.separator(has_begun));
        out.extend_from_slice(before.as_bytes());
        // Writing to a vector never fails.
        let _ = self.form.write(key, out);
        out.extend_from_slice(after.as_bytes());
        out.extend_from_slice(self.form.terminator());
    }

    /// Appends the text after the last key.
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
            KeyForm::Raw(terminator) => terminator,
            KeyForm::Quoted(_) => b"\n",
            KeyForm::Json(_) => b"",
        }
    }

    fn write(&mut self, key: &[u8], out: &mut Vec<u8>) -> io::Result<()> {
        match self {
            KeyForm::Raw(_) => out.write_all(key),
            KeyForm::Quoted(utf8) => write_quoted(out, key, *utf8),
            KeyForm::Json(string) => string.write_whole(out, key),
        }
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
                listed(KeyListing::new(format, Medium::Program), &KEYS),
                expected,
                "{format:?}"
            );
        }
        let nulls = listed(KeyListing::null(), &KEYS);
        assert_eq!(nulls, r#"a b\x00\"\n\xff\x00\xc3\xa9\x00"#);
    }

    #[test]
    fn an_entry_contains_the_text_before_and_after_its_key() {
        let entries = |mut listing: KeyListing| {
            let mut out = Vec::new();
            for key in ["a", "b"] {
                listing.entry("<", key.as_bytes(), ">", &mut out);
            }
            listing.end(&mut out);
            String::from_utf8(out).expect("the output is UTF-8")
        };
        assert_eq!(
            entries(KeyListing::new(Format::Raw, Medium::Program)),
            "<a>\n<b>\n"
        );
        assert_eq!(
            entries(KeyListing::new(Format::Csv, Medium::Program)),
            "<\"a\">\n<\"b\">\n"
        );
        assert_eq!(
            entries(KeyListing::new(Format::Json, Medium::Program)),
            "[<\"a\">,<\"b\">]\n"
        );
        assert_eq!(entries(KeyListing::null()), "<a>\0<b>\0");
    }

    #[test]
    fn keys_are_escaped_for_a_terminal() {
        let shown = listed(
            KeyListing::new(Format::Standard, Medium::Utf8Terminal),
            &["é\x1b[2J".as_bytes()],
        );
        assert_eq!(shown, r#"\"\xc3\xa9\\x1b[2J\"\n"#);
    }

    #[test]
    fn no_keys_are_an_empty_array() {
        assert_eq!(
            listed(KeyListing::new(Format::Json, Medium::Program), &[]),
            r"[]\n"
        );
        assert_eq!(
            listed(KeyListing::new(Format::Raw, Medium::Program), &[]),
            ""
        );
    }
}
