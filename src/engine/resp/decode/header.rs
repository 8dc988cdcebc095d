//! A header line of RESP: the type byte and what follows it up to the end of the line. Pure.

use super::error::found;
use super::number;
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

/// Looks at the first bytes of what is to be a value, before its line is complete: what is not RESP may never send the
/// end of a line. `expected` is what the message calls the value.
pub(super) fn check_type(expected: &str, bytes: &[u8]) -> Result<(), String> {
    match bytes.first() {
        Some(b'+' | b'-' | b':' | b'$' | b'*' | b'_' | b'#' | b',' | b'(') => Ok(()),
        Some(b'!' | b'=' | b'%' | b'~' | b'>' | b'|' | b'.') | None => Ok(()),
        Some(_) => Err(found(expected, bytes) + guess(bytes)),
    }
}

/// As [`check_type`], where only a chunk of a streamed string may follow.
pub(super) fn check_chunk(bytes: &[u8]) -> Result<(), String> {
    match bytes {
        [b';', ..] | [] => Ok(()),
        _ => Err(found("the next chunk of a streamed string", bytes)),
    }
}

/// What else may be listening, for the most frequent mistakes.
fn guess(bytes: &[u8]) -> &'static str {
    match bytes {
        [0x15, 0x03, ..] => " (a TLS server: connect with TLS)",
        [b'H', b'T', b'T', b'P', ..] | [b'<', ..] => " (an HTTP server?)",
        [b'S', b'S', b'H', b'-', ..] => " (an SSH server?)",
        _ => "",
    }
}

/// Reads a header line that begins with a type and is given without its end. Where it cannot be read, what stands
/// behind the type is at fault.
pub(super) fn parse(line: &[u8]) -> Result<Header<'_>, String> {
    Ok(match line {
        b"$-1" => Header::Scalar(Scalar::Null(Null::Bulk)),
        b"*-1" => Header::Scalar(Scalar::Null(Null::Array)),
        [b'$', rest @ ..] => Header::String(parse_length(rest)?),
        [b'*', rest @ ..] => Header::Aggregate(Aggregate::Array, parse_length(rest)?),
        [b'%', rest @ ..] => Header::Aggregate(Aggregate::Map, parse_length(rest)?),
        [b'~', rest @ ..] => Header::Aggregate(Aggregate::Set, parse_length(rest)?),
        [b'>', rest @ ..] => Header::Aggregate(Aggregate::Push, parse_length(rest)?),
        [b'|', rest @ ..] => Header::Aggregate(Aggregate::Attribute, parse_length(rest)?),
        [b'!', rest @ ..] => Header::BulkError(parse_counted(rest)?),
        [b'=', rest @ ..] => Header::Verbatim(parse_verbatim_length(rest)?),
        [b':', rest @ ..] => Header::Scalar(Scalar::Integer(parse_integer(rest)?)),
        b"." => Header::End,
        _ => Header::Scalar(parse_scalar(line)?),
    })
}

/// Reads the header of a streamed string's chunk: `;` and its length, 0 for the end of the string.
pub(super) fn parse_chunk(line: &[u8]) -> Result<u64, String> {
    parse_counted(behind_type(line))
}

fn parse_scalar(line: &[u8]) -> Result<Scalar<'_>, String> {
    let rest = behind_type(line);
    let expected = match line {
        [b'+', ..] => return Ok(Scalar::Simple(rest)),
        [b'-', ..] => return Ok(Scalar::Error(rest)),
        b"_" => return Ok(Scalar::Null(Null::Plain)),
        b"#t" => return Ok(Scalar::Boolean(true)),
        b"#f" => return Ok(Scalar::Boolean(false)),
        [b',', ..] if number::is_double(rest) => return Ok(Scalar::Double(rest)),
        [b'(', ..] if number::is_big(rest) => return Ok(Scalar::BigNumber(rest)),
        [b'#', ..] => "t or f for a boolean",
        [b',', ..] => "a double",
        [b'(', ..] => "a big number",
        _ => "the end of the line",
    };
    Err(found(expected, rest))
}

fn parse_integer(rest: &[u8]) -> Result<i64, String> {
    number::integer(rest).ok_or_else(|| found("an integer", rest))
}

/// A length that may be `?` for "streamed".
fn parse_length(rest: &[u8]) -> Result<Option<u64>, String> {
    match rest {
        b"?" => Ok(None),
        _ => parse_counted(rest).map(Some),
    }
}

fn parse_counted(rest: &[u8]) -> Result<u64, String> {
    number::length(rest).ok_or_else(|| found("a length", rest))
}

fn parse_verbatim_length(rest: &[u8]) -> Result<u64, String> {
    let length = parse_counted(rest)?;
    length
        .checked_sub(4)
        .ok_or_else(|| found("a length of at least 4", rest))
}

fn behind_type(line: &[u8]) -> &[u8] {
    line.get(1..).unwrap_or_default()
}
