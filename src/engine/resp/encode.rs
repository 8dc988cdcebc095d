//! Encoding of commands and values as RESP.

use std::io;

use super::{Aggregate, Decoder, Event, EventSink, Null, Scalar, StringKind, Tree, Value};

/// Appends a command to `out` as an array of bulk strings, the only form that can carry binary arguments.
pub fn encode_command<A: AsRef<[u8]>>(arguments: &[A], out: &mut Vec<u8>) {
    append_header(b'*', arguments.len(), out);
    for argument in arguments {
        append_string(b'$', argument.as_ref(), out);
    }
}

/// Returns the words of a command that [`encode_command`] encoded. Anything else has no words.
pub fn command_words(wire: &[u8]) -> Vec<Vec<u8>> {
    let mut tree = Tree::new();
    let _ = Decoder::new().feed(wire, &mut tree);
    let value = tree.take();
    let items = value.as_ref().and_then(Value::as_slice).unwrap_or_default();
    items
        .iter()
        .filter_map(|item| item.as_bytes().map(<[u8]>::to_vec))
        .collect()
}

/// Appends a value to `out`, in the form in which it arrived. Streamed strings and aggregates get a length.
pub fn encode_value(value: &Value, out: &mut Vec<u8>) {
    // The encoder never fails.
    let _ = value.replay(&mut Encoder(out));
}

struct Encoder<'o>(&'o mut Vec<u8>);

impl EventSink for Encoder<'_> {
    fn event(&mut self, event: Event<'_>) -> io::Result<()> {
        let count = |len: Option<u64>| len.unwrap_or(0) as usize;
        match event {
            Event::Scalar(scalar) => self.scalar(scalar),
            Event::BeginString(StringKind::Bulk, len) => append_header(b'$', count(len), self.0),
            Event::BeginString(StringKind::Verbatim([a, b, c]), len) => {
                append_header(b'=', count(len) + 4, self.0);
                self.0.extend_from_slice(&[a, b, c, b':']);
            }
            Event::Bytes(bytes) => self.0.extend_from_slice(bytes),
            Event::EndString => self.0.extend_from_slice(b"\r\n"),
            Event::Begin(kind, len) => append_header(type_byte(kind), count(len), self.0),
            Event::End | Event::Wait => {}
        }
        Ok(())
    }
}

impl Encoder<'_> {
    fn scalar(&mut self, scalar: Scalar<'_>) {
        match scalar {
            Scalar::Simple(text) => self.line(b'+', text),
            Scalar::Error(text) => self.line(b'-', text),
            Scalar::BulkError(text) => append_string(b'!', text, self.0),
            Scalar::Integer(number) => self.line(b':', number.to_string().as_bytes()),
            Scalar::Null(Null::Plain) => self.line(b'_', b""),
            Scalar::Null(Null::Bulk) => self.line(b'$', b"-1"),
            Scalar::Null(Null::Array) => self.line(b'*', b"-1"),
            Scalar::Boolean(truth) => self.line(b'#', if truth { b"t" } else { b"f" }),
            Scalar::Double(text) => self.line(b',', text),
            Scalar::BigNumber(text) => self.line(b'(', text),
        }
    }

    fn line(&mut self, kind: u8, text: &[u8]) {
        self.0.push(kind);
        self.0.extend_from_slice(text);
        self.0.extend_from_slice(b"\r\n");
    }
}

fn type_byte(kind: Aggregate) -> u8 {
    match kind {
        Aggregate::Array => b'*',
        Aggregate::Map => b'%',
        Aggregate::Set => b'~',
        Aggregate::Push => b'>',
        Aggregate::Attribute => b'|',
    }
}

/// Appends a type byte and a number as a line. The digits are written by hand because the formatting of the standard
/// library would take longer than the rest of a command. Most numbers have one digit.
pub(super) fn append_header(kind: u8, number: usize, out: &mut Vec<u8>) {
    if number < 10 {
        out.extend_from_slice(&[kind, b'0' + number as u8, b'\r', b'\n']);
        return;
    }
    let mut digits = [0; 20];
    let mut start = digits.len();
    let mut rest = number;
    while rest > 0 {
        start -= 1;
        digits[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    out.push(kind);
    out.extend_from_slice(&digits[start..]);
    out.extend_from_slice(b"\r\n");
}

/// Appends a string with its type byte and its length.
pub(super) fn append_string(kind: u8, text: &[u8], out: &mut Vec<u8>) {
    append_header(kind, text.len(), out);
    out.extend_from_slice(text);
    out.extend_from_slice(b"\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_an_array_of_bulk_strings() {
        let mut out = Vec::new();
        encode_command(&[&b"SET"[..], b"k\r\n", b""], &mut out);
        assert_eq!(out, b"*3\r\n$3\r\nSET\r\n$3\r\nk\r\n\r\n$0\r\n\r\n");
        assert_eq!(command_words(&out), [&b"SET"[..], b"k\r\n", b""]);
    }

    #[test]
    fn a_header_has_every_digit_of_its_number() {
        for number in [0, 7, 10, 99, 100, 65_536, usize::MAX] {
            let mut out = Vec::new();
            append_header(b'$', number, &mut out);
            assert_eq!(out, format!("${number}\r\n").as_bytes());
        }
    }
}
