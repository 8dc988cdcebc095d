//! A header line of RESP: the type byte and what follows it up to the end of the line. Pure.

use crate::resp::{Aggregate, Null, Scalar};

/// What a header line announces.
#[derive(Debug, PartialEq)]
pub(super) enum Header<'a> {
    /// The value is in the line.
    Scalar(Scalar<'a>),
    /// A bulk string of so many bytes; streamed if `None`.
    String(Option<u64>),
    /// A verbatim string of so many bytes, the format and its colon not counted.
    Verbatim(u64),
    /// A bulk error of so many bytes.
    BulkError(u64),
    /// So many elements or pairs; streamed if `None`.
    Aggregate(Aggregate, Option<u64>),
    /// `.` The end of a streamed aggregate.
    End,
}

/// Whether a line that begins so is free text, which may be long and may hold a lone line feed.
pub(super) fn is_text(kind: Option<&u8>) -> bool {
    matches!(kind, Some(b'+' | b'-' | b'('))
}

/// Looks at the first byte of a reply or element before its line is complete: what is not RESP may never send a line.
pub(super) fn check_type(bytes: &[u8]) -> Result<(), String> {
    match bytes.first() {
        Some(kind) if !b"+-:$*_#,(!=%~>|.".contains(kind) => Err(unknown_type(bytes)),
        _ => Ok(()),
    }
}

fn unknown_type(bytes: &[u8]) -> String {
    let guess = match bytes {
        [0x15, 0x03, ..] => "; this looks like TLS: is --tls missing?",
        [b'H', b'T', b'T', b'P', ..] => "; this looks like an HTTP server",
        [b'S', b'S', b'H', b'-', ..] => "; this looks like an SSH server",
        _ => "",
    };
    let shown = bytes[..bytes.len().min(16)].escape_ascii();
    format!("expected the type of a reply, found \"{shown}\"{guess}")
}

/// Says what was expected and what stands there instead.
pub(super) fn found(expected: &str, byte: u8) -> String {
    format!("expected {expected}, found \"{}\"", [byte].escape_ascii())
}

/// Reads a header line, given without its end of line.
pub(super) fn parse(line: &[u8]) -> Result<Header<'_>, String> {
    let Some((kind, rest)) = line.split_first() else {
        return Err("expected the type of a reply, found an empty line".to_owned());
    };
    Ok(match kind {
        b'$' | b'*' if rest == b"-1" => Header::Scalar(Scalar::Null(null_form(*kind))),
        b'$' => Header::String(parse_length(rest)?),
        b'*' => Header::Aggregate(Aggregate::Array, parse_length(rest)?),
        b'%' => Header::Aggregate(Aggregate::Map, parse_length(rest)?),
        b'~' => Header::Aggregate(Aggregate::Set, parse_length(rest)?),
        b'>' => Header::Aggregate(Aggregate::Push, parse_length(rest)?),
        b'|' => Header::Aggregate(Aggregate::Attribute, parse_length(rest)?),
        b'=' => Header::Verbatim(parse_verbatim_length(rest)?),
        b'!' => Header::BulkError(parse_counted(rest)?),
        b'.' if rest.is_empty() => Header::End,
        _ => Header::Scalar(parse_scalar(*kind, rest)?),
    })
}

/// Reads the header of a streamed string's chunk: `;` and its length, 0 for the end of the string.
pub(super) fn parse_chunk(line: &[u8]) -> Result<u64, String> {
    match line.split_first() {
        Some((b';', rest)) => parse_counted(rest),
        Some((other, _)) => Err(found("the next chunk of a streamed string", *other)),
        None => Err("expected the next chunk of a streamed string, found an empty line".to_owned()),
    }
}

fn null_form(kind: u8) -> Null {
    if kind == b'$' {
        Null::Bulk
    } else {
        Null::Array
    }
}

fn parse_scalar(kind: u8, rest: &[u8]) -> Result<Scalar<'_>, String> {
    match kind {
        b'+' => Ok(Scalar::Simple(rest)),
        b'-' => Ok(Scalar::Error(rest)),
        b':' => number(rest)
            .map(Scalar::Integer)
            .ok_or_else(|| not_a("an integer", rest)),
        b'_' if rest.is_empty() => Ok(Scalar::Null(Null::Plain)),
        b'#' if rest == b"t" => Ok(Scalar::Boolean(true)),
        b'#' if rest == b"f" => Ok(Scalar::Boolean(false)),
        b',' if number::<f64>(rest).is_some() => Ok(Scalar::Double(rest)),
        b'(' if is_big_number(rest) => Ok(Scalar::BigNumber(rest)),
        b'_' => Err(not_a("nothing behind a null", rest)),
        b'#' => Err(not_a("t or f for a boolean", rest)),
        b',' => Err(not_a("a double", rest)),
        b'(' => Err(not_a("a big number", rest)),
        _ => Err(not_a("the end of a streamed aggregate", rest)),
    }
}

/// A length that may be `?` for "streamed".
fn parse_length(rest: &[u8]) -> Result<Option<u64>, String> {
    if rest == b"?" {
        Ok(None)
    } else {
        parse_counted(rest).map(Some)
    }
}

/// A length: decimal digits, at most `i64::MAX` as the servers count, so that twice of it still fits.
fn parse_counted(rest: &[u8]) -> Result<u64, String> {
    let digits = rest.first().is_some_and(u8::is_ascii_digit);
    let length = number::<i64>(rest).filter(|_| digits);
    length
        .and_then(|length| u64::try_from(length).ok())
        .ok_or_else(|| not_a("a length", rest))
}

fn parse_verbatim_length(rest: &[u8]) -> Result<u64, String> {
    let length = parse_counted(rest)?;
    length
        .checked_sub(4)
        .ok_or_else(|| not_a("a length of at least 4", rest))
}

fn number<N: std::str::FromStr>(text: &[u8]) -> Option<N> {
    std::str::from_utf8(text).ok()?.parse().ok()
}

fn is_big_number(text: &[u8]) -> bool {
    let digits = text
        .strip_prefix(b"-")
        .or(text.strip_prefix(b"+"))
        .unwrap_or(text);
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
}

fn not_a(expected: &str, rest: &[u8]) -> String {
    let shown = rest[..rest.len().min(32)].escape_ascii();
    format!("expected {expected}, found \"{shown}\"")
}
