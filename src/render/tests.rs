//! The printer, compared with golden files, and with itself for random replies and cuts.
//!
//! `tests/golden/redis-cli` contains replies (`.resp`) and the output of redis-cli 7.0.15. `tests/golden/redsh`
//! contains replies that redis-cli cannot decode, or that redsh prints differently by design. A reply is tested in each
//! format for which there is a file.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use redsh_engine::resp::{Decoder, Null, Value, encode_value};

use super::*;

const FORMATS: [(Format, &str); 5] = [
    (Format::Standard, "standard"),
    (Format::Raw, "raw"),
    (Format::Csv, "csv"),
    (Format::Json, "json"),
    (Format::QuotedJson, "quoted-json"),
];

fn style(format: Format) -> Style {
    Style {
        format,
        delimiter: b"\n".to_vec(),
        end: b"\n".to_vec(),
        palette: Palette::Plain,
        medium: Medium::Program,
    }
}

pub(super) fn on_terminal(format: Format) -> Style {
    Style {
        medium: Medium::Utf8Terminal,
        ..style(format)
    }
}

/// Returns the output for replies that arrive in pieces of `size` bytes.
fn print(style: &Style, replies: &[u8], size: usize, is_verbatim: bool) -> Vec<u8> {
    let mut out = Vec::new();
    let mut printer = Printer::new(&mut out, style.clone());
    if is_verbatim {
        printer.expect(printer.shown(&[b"LOLWUT".to_vec()]));
    }
    let mut decoder = Decoder::new();
    for mut piece in replies.chunks(size) {
        while !piece.is_empty() {
            let fed = decoder
                .feed(piece, &mut printer)
                .expect("the replies of a test are RESP");
            if fed.complete {
                printer.finish().expect("writing to a vector cannot fail");
            }
            piece = &piece[fed.consumed..];
        }
    }
    printer.flush().expect("writing to a vector cannot fail");
    drop(printer);
    out
}

fn printed(style: &Style, replies: &[u8]) -> String {
    String::from_utf8_lossy(&print(style, replies, usize::MAX, false)).into_owned()
}

fn printed_verbatim(style: &Style, replies: &[u8]) -> String {
    String::from_utf8_lossy(&print(style, replies, usize::MAX, true)).into_owned()
}

/// Returns the files of replies in a folder of golden files.
fn golden(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(folder);
    let entries = fs::read_dir(&folder).expect("the folder of golden files exists");
    let paths = entries.map(|entry| entry.expect("the folder can be read").path());
    let replies: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|it| it == "resp"))
        .collect();
    assert!(!replies.is_empty(), "{} has no replies", folder.display());
    replies
}

fn assert_golden(folder: &str) {
    for path in golden(folder) {
        let replies = fs::read(&path).expect("the golden files can be read");
        for (format, extension) in FORMATS {
            let Ok(expected) = fs::read(path.with_extension(extension)) else {
                continue;
            };
            for size in [usize::MAX, 7, 2, 1] {
                let got = print(&style(format), &replies, size, false);
                assert_eq!(
                    got.escape_ascii().to_string(),
                    expected.escape_ascii().to_string(),
                    "{} as {extension}, in pieces of {size}",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn replies_are_printed_as_by_redis_cli() {
    assert_golden("redis-cli");
}

#[test]
fn replies_that_redis_cli_cannot_print_are_printed_as_documented() {
    assert_golden("redsh");
}

#[test]
fn delimiters_apply_only_to_raw_replies() {
    let with = |format| Style {
        delimiter: b"<d>".to_vec(),
        end: b"<D>".to_vec(),
        ..style(format)
    };
    let reply = b"%2\r\n+a\r\n*2\r\n:1\r\n-ERR x\r\n+b\r\n+c\r\n";
    assert_eq!(printed(&with(Format::Raw), reply), "a 1<d>ERR x\n<d>b c<D>");
    for format in [Format::Standard, Format::Csv, Format::Json] {
        assert_eq!(
            printed(&with(format), reply),
            printed(&style(format), reply),
            "{format:?}"
        );
    }
}

#[test]
fn a_verbatim_reply_is_its_text_in_every_format() {
    for (format, _) in FORMATS {
        assert_eq!(
            printed_verbatim(&style(format), b"$5\r\na:\x1b\r\n\r\n"),
            "a:\x1b\r\n",
            "{format:?}"
        );
        assert_eq!(
            printed_verbatim(&style(format), b"-ERR x\r\n"),
            "ERR x\n",
            "{format:?}"
        );
        assert_eq!(
            printed_verbatim(&style(format), b"*2\r\n:1\r\n:2\r\n"),
            "1\n2",
            "{format:?}"
        );
    }
}

#[test]
fn only_the_next_reply_is_verbatim() {
    let replies = b">2\r\n$1\r\na\r\n:1\r\n$1\r\nb\r\n$1\r\nc\r\n";
    assert_eq!(
        printed_verbatim(&style(Format::Standard), replies),
        "1) \"a\"\n2) (integer) 1\nb\"c\"\n"
    );
}

#[test]
fn an_incomplete_reply_does_not_affect_the_next() {
    let broken: &[u8] = b"%2\r\n+k\r\n%1\r\n*2\r\n|2\r\n$9\r\nab\xe2";
    for (format, extension) in FORMATS {
        let mut out = Vec::new();
        let mut printer = Printer::new(&mut out, style(format));
        Decoder::new()
            .feed(broken, &mut printer)
            .expect("the input is RESP");
        printer.finish().expect("writing to a vector cannot fail");
        printer
            .text(b"--\n")
            .expect("writing to a vector cannot fail");
        Decoder::new()
            .feed(b"*1\r\n$1\r\nx\r\n", &mut printer)
            .expect("the input is RESP");
        printer.finish().expect("writing to a vector cannot fail");
        drop(printer);
        let expected = printed(&style(format), b"*1\r\n$1\r\nx\r\n");
        let out = String::from_utf8_lossy(&out).into_owned();
        assert_eq!(
            out.rsplit("--\n").next(),
            Some(expected.as_str()),
            "{extension}"
        );
    }
}

#[test]
fn a_large_key_is_not_kept_in_memory() {
    let key = "k".repeat(100_000);
    let reply = format!(
        "%1\r\n+k\r\n%1\r\n${}\r\n{key}\r\n*2\r\n:1\r\n:2\r\n",
        key.len()
    );
    assert_eq!(
        printed(&style(Format::Standard), reply.as_bytes()),
        format!("1# k => \n   1# \"{key}\" => \n      1) (integer) 1\n      2) (integer) 2\n")
    );
}

#[test]
fn on_a_terminal_the_standard_format_escapes_only_control_characters() {
    let shown = |reply: &str| printed(&on_terminal(Format::Standard), reply.as_bytes());
    assert_eq!(shown("$8\r\né\x1b[€\"\r\n"), "\"é\\x1b[€\\\"\"\n");
    assert_eq!(shown("+é\x1b[31m\"\r\n"), "é\\x1b[31m\"\n");
    assert_eq!(shown("-ERR \u{9b}2J\r\n"), "(error) ERR \\xc2\\x9b2J\n");
    assert_eq!(
        shown("=13\r\ntxt:a\tb\r\n\x1b[1m\r\n"),
        "a\tb\r\n\\x1b[1m\n"
    );
}

#[test]
fn on_a_terminal_a_verbatim_reply_is_escaped_too() {
    let info = b"$12\r\nname:\x1b[2J\r\nb\r\n";
    assert_eq!(
        printed_verbatim(&on_terminal(Format::Standard), info),
        "name:\\x1b[2J\r\nb"
    );
    assert_eq!(
        printed_verbatim(&on_terminal(Format::Csv), info),
        "name:\\x1b[2J\r\nb"
    );
    assert_eq!(
        printed_verbatim(&on_terminal(Format::Raw), info),
        "name:\x1b[2J\r\nb"
    );
}

#[test]
fn each_part_of_a_reply_has_its_colour() {
    let style = Style {
        palette: Palette::Colour,
        ..style(Format::Standard)
    };
    assert_eq!(
        printed(&style, b"*3\r\n$1\r\na\r\n:1\r\n-ERR x\r\n"),
        "\x1b[2m1) \x1b[0m\x1b[32m\"a\"\x1b[0m\n\
         \x1b[2m2) \x1b[0m\x1b[2m(integer) \x1b[0m\x1b[36m1\x1b[0m\n\
         \x1b[2m3) \x1b[0m\x1b[31m(error) ERR x\x1b[0m\n"
    );
}

/// Strings with escaped characters, and characters of several bytes.
fn text() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..12),
        "[a-c\"\\\\\r\n\u{1b}\u{80}-\u{9f}é€𝄞\u{202e}]{0,8}".prop_map(String::into_bytes),
    ]
}

/// The text of a simple string or error.
fn line() -> impl Strategy<Value = Vec<u8>> {
    text().prop_map(|text| {
        text.into_iter()
            .filter(|byte| !b"\r\n".contains(byte))
            .collect()
    })
}

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        text().prop_map(Value::Bulk),
        text().prop_map(|text| Value::Verbatim(*b"txt", text)),
        line().prop_map(Value::Simple),
        line().prop_map(Value::Error),
        text().prop_map(Value::BulkError),
        any::<i64>().prop_map(Value::Integer),
        any::<bool>().prop_map(Value::Boolean),
        Just(Value::Null(Null::Plain)),
        Just(Value::Double(b"-inf".to_vec())),
    ]
}

pub(super) fn value() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(5, 40, 4, |inner| {
        let items = proptest::collection::vec(inner.clone(), 0..4);
        let pairs = proptest::collection::vec((inner.clone(), inner.clone()), 0..3);
        prop_oneof![
            items.clone().prop_map(Value::Array),
            items.prop_map(Value::Set),
            pairs.clone().prop_map(Value::Map),
            (pairs, inner).prop_map(|(pairs, value)| Value::Attributed(pairs, Box::new(value))),
        ]
    })
}

/// Several replies.
pub(super) fn replies() -> impl Strategy<Value = Vec<u8>> {
    let push = proptest::collection::vec(
        prop_oneof![Just(Value::Bulk(b"invalidate".to_vec())), value()],
        0..3,
    );
    let reply = prop_oneof![4 => value(), 1 => push.prop_map(Value::Push)];
    proptest::collection::vec(reply, 1..4).prop_map(|values| {
        let mut bytes = Vec::new();
        values
            .iter()
            .for_each(|value| encode_value(value, &mut bytes));
        bytes
    })
}

proptest! {
    #[test]
    fn the_output_does_not_depend_on_the_cuts(replies in replies(), size in 1_usize..20) {
        for (format, _) in FORMATS {
            for style in [style(format), on_terminal(format)] {
                let whole = print(&style, &replies, usize::MAX, false);
                prop_assert_eq!(print(&style, &replies, size, false), whole);
            }
        }
    }

    #[test]
    fn no_reply_controls_a_terminal(replies in replies()) {
        for (format, _) in FORMATS.into_iter().filter(|&(format, _)| format != Format::Raw) {
            for is_verbatim in [false, true] {
                let shown = print(&on_terminal(format), &replies, usize::MAX, is_verbatim);
                let shown = String::from_utf8(shown);
                prop_assert!(shown.is_ok(), "only characters are shown");
                let shown = shown.unwrap_or_default().replace("\r\n", "\n");
                prop_assert!(!shown.contains(|it| sanitize::is_hidden(it) && !"\n\t".contains(it)), "{:?}", shown);
            }
        }
    }
}
