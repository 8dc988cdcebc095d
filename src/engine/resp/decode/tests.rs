//! Small replies, and errors with their position. The integration tests decode files of replies.

use super::*;
use std::io;

use crate::resp::{Event, EventSink, Null, Tree, Value};

/// Decodes exactly one reply.
fn decode(bytes: &[u8]) -> Value {
    let (mut decoder, mut tree) = (Decoder::new(), Tree::new());
    let fed = decoder.feed(bytes, &mut tree).unwrap();
    let whole = Fed {
        consumed: bytes.len(),
        complete: true,
    };
    assert_eq!(fed, whole, "{}", bytes.escape_ascii());
    tree.take().unwrap()
}

/// Returns the error message for the bytes.
fn refusal(bytes: &[u8]) -> String {
    match Decoder::new().feed(bytes, &mut Tree::new()) {
        Ok(fed) => format!("{fed:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_null_keeps_its_form() {
    assert_eq!(decode(b"_\r\n"), Value::Null(Null::Plain));
    assert_eq!(decode(b"$-1\r\n"), Value::Null(Null::Bulk));
    assert_eq!(decode(b"*-1\r\n"), Value::Null(Null::Array));
}

#[test]
fn a_double_keeps_its_text() {
    for text in ["3.00", "inf", "-inf", "nan", "-nan", "nan(0x8)"] {
        let value = decode(format!(",{text}\r\n").as_bytes());
        assert_eq!(value, Value::Double(text.into()));
    }
}

#[test]
fn a_simple_string_may_contain_a_lone_line_feed_or_carriage_return() {
    assert_eq!(decode(b"+a\nb\rc\r\n"), Value::Simple(b"a\nb\rc".into()));
    assert_eq!(decode(b"+\r\r\n"), Value::Simple(b"\r".into()));
}

#[test]
fn a_long_double_of_five_thousand_digits_is_a_double() {
    let line = [b",", &b"9".repeat(5000)[..], b"\r\n"].concat();
    assert!(matches!(decode(&line), Value::Double(text) if text.len() == 5000));
}

#[test]
fn attributes_of_one_value_are_merged() {
    let pair = |key: &str| (Value::Simple(key.into()), Value::Integer(1));
    assert_eq!(
        decode(b"|1\r\n+a\r\n:1\r\n|0\r\n|1\r\n+b\r\n:1\r\n_\r\n"),
        Value::Attributed(
            vec![pair("a"), pair("b")],
            Box::new(Value::Null(Null::Plain))
        )
    );
}

#[test]
fn feeding_stops_at_the_end_of_a_reply() {
    let (mut decoder, mut tree) = (Decoder::new(), Tree::new());
    let bytes = b"+OK\r\n$2\r\nhi\r\n*1";
    let fed = decoder.feed(bytes, &mut tree).unwrap();
    assert_eq!((fed.consumed, fed.complete), (5, true));
    let fed = decoder.feed(&bytes[5..], &mut tree).unwrap();
    assert_eq!((fed.consumed, fed.complete), (8, true));
    assert!(decoder.is_between_replies());
    let fed = decoder.feed(&bytes[13..], &mut tree).unwrap();
    assert_eq!((fed.consumed, fed.complete), (2, false));
    assert!(!decoder.is_between_replies());
}

#[test]
fn an_attribute_alone_is_not_a_reply() {
    let mut decoder = Decoder::new();
    let fed = decoder.feed(b"|0\r\n", &mut Tree::new()).unwrap();
    assert!(!fed.complete);
    assert!(!decoder.is_between_replies());
}

#[test]
fn an_error_names_the_expected_and_the_found_bytes_and_their_position() {
    for (bytes, message) in [
        (
            &b"hello\r\n"[..],
            r#"expected a reply, found "hello" at byte 0"#,
        ),
        (b"\r\n", r#"expected a reply, found "\r\n" at byte 0"#),
        (b"*2\r\n:1\r\nx", r#"expected a value, found "x" at byte 8"#),
        (b";3\r\n", r#"expected a reply, found ";3" at byte 0"#),
        // Lengths and numbers.
        (b"$\r\n", "expected a length, found nothing at byte 1"),
        (b"$3x\r\n", r#"expected a length, found "3x" at byte 1"#),
        (b"$-2\r\n", r#"expected a length, found "-2" at byte 1"#),
        (b"*-0\r\n", r#"expected a length, found "-0" at byte 1"#),
        (b"*+1\r\n", r#"expected a length, found "+1" at byte 1"#),
        (b"%-1\r\n", r#"expected a length, found "-1" at byte 1"#),
        (b"!?\r\n", r#"expected a length, found "?" at byte 1"#),
        (
            b"*9223372036854775808\r\n",
            r#"expected a length, found "9223372036854775808" at byte 1"#,
        ),
        (
            b"$18446744073709551616\r\n",
            r#"expected a length, found "18446744073709551616" at byte 1"#,
        ),
        (
            b"=3\r\n",
            r#"expected a length of at least 4, found "3" at byte 1"#,
        ),
        (b":1.5\r\n", r#"expected an integer, found "1.5" at byte 1"#),
        (
            b":9223372036854775808\r\n",
            r#"expected an integer, found "9223372036854775808" at byte 1"#,
        ),
        (b",1,5\r\n", r#"expected a double, found "1,5" at byte 1"#),
        (
            b"(1.5\r\n",
            r#"expected a big number, found "1.5" at byte 1"#,
        ),
        (
            b"#x\r\n",
            r#"expected t or f for a boolean, found "x" at byte 1"#,
        ),
        (
            b"_x\r\n",
            r#"expected the end of the line, found "x" at byte 1"#,
        ),
        (
            b".x\r\n",
            r#"expected the end of the line, found "x" at byte 1"#,
        ),
        // Ends of lines and of strings.
        (
            b":1\n",
            r#"expected "\r\n" at the end of a line, found "\n" at byte 2"#,
        ),
        (
            b"$3\r\nabcd",
            r#"expected "\r\n" after the string, found "d" at byte 7"#,
        ),
        (
            b"$3\r\nabc\rd",
            r#"expected "\n" after the string and "\r", found "d" at byte 8"#,
        ),
        (
            b"!1\r\nE\n",
            r#"expected "\r\n" after the string, found "\n" at byte 5"#,
        ),
        (
            b"=6\r\ntxtxab",
            r#"expected a colon after the format of a verbatim string, found "x" at byte 7"#,
        ),
        // Streamed values.
        (
            b"$?\r\n$1\r\n",
            r#"expected the next chunk of a streamed string, found "$1" at byte 4"#,
        ),
        (b"$?\r\n;x\r\n", r#"expected a length, found "x" at byte 5"#),
        (
            b"$?\r\n;1\r\nab",
            r#"expected "\r\n" after the string, found "b" at byte 9"#,
        ),
        (
            b".\r\n",
            "expected a value, found the end of a streamed aggregate at byte 0",
        ),
        (
            b"*1\r\n.\r\n",
            "expected a value, found the end of a streamed aggregate at byte 4",
        ),
        (
            b"%?\r\n+k\r\n.\r\n",
            "expected the value of a key, found the end of a streamed aggregate at byte 8",
        ),
        (
            b"*?\r\n|0\r\n.\r\n",
            "expected the value that an attribute belongs to, found the end of a streamed aggregate at byte 8",
        ),
    ] {
        assert_eq!(refusal(bytes), message, "{}", bytes.escape_ascii());
    }
}

#[test]
fn other_protocols_are_recognized() {
    for (bytes, message) in [
        (
            &b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"[..],
            r#"expected a reply, found "HTTP/1.1 400 Bad Request" (an HTTP server?) at byte 0"#,
        ),
        (
            b"<!DOCTYPE HTML>\n<html>",
            r#"expected a reply, found "<!DOCTYPE HTML>" (an HTTP server?) at byte 0"#,
        ),
        (
            b"SSH-2.0-OpenSSH_9.2p1\r\n",
            r#"expected a reply, found "SSH-2.0-OpenSSH_9.2p1" (an SSH server?) at byte 0"#,
        ),
        (
            b"\x15\x03\x03\x00\x02\x02\x46",
            r#"expected a reply, found "\x15\x03\x03\x00\x02\x02F" (a TLS server: connect with TLS) at byte 0"#,
        ),
    ] {
        assert_eq!(refusal(bytes), message);
    }
}

#[test]
fn the_length_of_a_number_line_is_limited() {
    let longest = line::MAX_NUMBER_LINE;
    let message = format!(
        "expected the end of a line of at most {longest} bytes at byte {}",
        longest - 1
    );
    let line = [b"$", &b"1".repeat(longest)[..], b"\r\n"].concat();
    assert_eq!(refusal(&line), message);
    assert_eq!(refusal(&line[..longest]), message);
    let mut decoder = Decoder::new();
    let refused = line
        .iter()
        .find_map(|byte| decoder.feed(&[*byte], &mut Tree::new()).err());
    assert_eq!(refused.unwrap().to_string(), message);
}

#[test]
fn an_offset_counts_from_the_first_byte_of_the_stream() {
    let mut decoder = Decoder::new();
    decoder.feed(b"+OK\r\n", &mut Tree::new()).unwrap();
    decoder.feed(b":1", &mut Tree::new()).unwrap();
    let refused = decoder.feed(b"2x\r\n", &mut Tree::new()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        r#"expected an integer, found "12x" at byte 6"#
    );
}

#[test]
fn nesting_is_limited() {
    let deepest = [&b"*1\r\n".repeat(MAX_DEPTH - 1)[..], b"*0\r\n"].concat();
    decode(&deepest);
    let message = "expected at most 1024 nested aggregates, found another at byte 4096";
    assert_eq!(refusal(&b"*1\r\n".repeat(1_000_000)), message);
    assert_eq!(refusal(&b"%1\r\n".repeat(1_000_000)), message);
    assert_eq!(refusal(&b"|1\r\n".repeat(1_000_000)), message);
}

#[test]
fn a_failing_sink_stops_the_decoder_with_its_error() {
    struct Full;
    impl EventSink for Full {
        fn event(&mut self, event: Event<'_>) -> io::Result<()> {
            match event {
                Event::Scalar(_) => Err(io::ErrorKind::StorageFull.into()),
                Event::Begin(..) => Err(io::ErrorKind::BrokenPipe.into()),
                _ => Ok(()),
            }
        }
    }
    let mut decoder = Decoder::new();
    for (bytes, kind) in [
        (&b"*0\r\n"[..], io::ErrorKind::BrokenPipe),
        (b":1\r\n", io::ErrorKind::StorageFull),
        (b"!9\r\nERR wrong\r\n", io::ErrorKind::StorageFull),
    ] {
        let refused = decoder.feed(bytes, &mut Full).unwrap_err();
        assert!(matches!(refused, DecodeError::Sink(error) if error.kind() == kind));
    }
}
