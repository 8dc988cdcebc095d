//! A header line: the type byte and the text up to the end of the line.

use super::error::found;
use super::number;
use crate::resp::{Aggregate, Null, Scalar};

#[derive(Debug, PartialEq)]
pub(super) enum Header<'a> {
    /// A value that the line contains.
    Scalar(Scalar<'a>),
    /// A bulk string with its length; streamed if `None`.
    String(Option<u64>),
    /// A verbatim string with its length, without the format and the colon.
    Verbatim(u64),
    /// A bulk error with its length.
    BulkError(u64),
    /// An aggregate with its number of elements or pairs; streamed if `None`.
    Aggregate(Aggregate, Option<u64>),
    /// `.` The end of a streamed aggregate.
    End,
}

/// Checks the type byte before the line is complete, because data that is not RESP may never contain a line end.
/// `expected` names the value in the message.
pub(super) fn check_type(expected: &str, bytes: &[u8]) -> Result<(), String> {
    match bytes.first() {
        Some(b'+' | b'-' | b':' | b'$' | b'*' | b'_' | b'#' | b',' | b'(') => Ok(()),
        Some(b'!' | b'=' | b'%' | b'~' | b'>' | b'|' | b'.') | None => Ok(()),
        Some(_) => Err(found(expected, bytes) + probable_protocol(bytes)),
    }
}

/// Checks the type byte of a chunk of a streamed string.
pub(super) fn check_chunk(bytes: &[u8]) -> Result<(), String> {
    match bytes {
        [b';', ..] | [] => Ok(()),
        _ => Err(found("the next chunk of a streamed string", bytes)),
    }
}

/// Names the protocol that the other end probably speaks.
fn probable_protocol(bytes: &[u8]) -> &'static str {
    match bytes {
        [0x15, 0x03, ..] => " (a TLS server: connect with TLS)",
        [b'H', b'T', b'T', b'P', ..] | [b'<', ..] => " (an HTTP server?)",
        [b'S', b'S', b'H', b'-', ..] => " (an SSH server?)",
        _ => "",
    }
}

/// Parses a header line without its line end. The errors concern the text after the type byte.
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
        [b':', rest @ ..] => {
            let number = number::integer(rest).ok_or_else(|| found("an integer", rest))?;
            Header::Scalar(Scalar::Integer(number))
        }
        b"." => Header::End,
        _ => Header::Scalar(parse_scalar(line)?),
    })
}

/// Parses the header of a chunk: `;` and its length, which is 0 at the end of the string.
pub(super) fn parse_chunk(line: &[u8]) -> Result<u64, String> {
    parse_counted(after_type(line))
}

fn parse_scalar(line: &[u8]) -> Result<Scalar<'_>, String> {
    let rest = after_type(line);
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

/// Parses a length, or `?` for a streamed value.
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

fn after_type(line: &[u8]) -> &[u8] {
    line.get(1..).unwrap_or_default()
}
