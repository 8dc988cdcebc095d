//! The way out: commands, and for peers and tests any value, as RESP.

use super::{Decoder, Null, Tree, Value};

/// Appends a command to `out`, as an array of bulk strings: the only form in which servers take binary arguments.
pub fn encode_command<A: AsRef<[u8]>>(arguments: &[A], out: &mut Vec<u8>) {
    append_header(b'*', arguments.len(), out);
    for argument in arguments {
        append_string(b'$', argument.as_ref(), out);
    }
}

/// The words of a command in the form that [`encode_command`] gives it; none where it is not one.
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

/// Appends a value to `out`, in the form that it came in; what was streamed is counted now.
pub fn encode_value(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Simple(text) => line(b'+', text, out),
        Value::Error(text) => line(b'-', text, out),
        Value::BulkError(text) => append_string(b'!', text, out),
        Value::Integer(number) => line(b':', number.to_string().as_bytes(), out),
        Value::Null(Null::Plain) => out.extend_from_slice(b"_\r\n"),
        Value::Null(Null::Bulk) => out.extend_from_slice(b"$-1\r\n"),
        Value::Null(Null::Array) => out.extend_from_slice(b"*-1\r\n"),
        Value::Boolean(truth) => line(b'#', if *truth { b"t" } else { b"f" }, out),
        Value::Double(text) => line(b',', text, out),
        Value::BigNumber(text) => line(b'(', text, out),
        Value::Bulk(text) => append_string(b'$', text, out),
        Value::Verbatim(format, text) => verbatim(*format, text, out),
        Value::Array(items) => aggregate(b'*', items, out),
        Value::Set(items) => aggregate(b'~', items, out),
        Value::Push(items) => aggregate(b'>', items, out),
        Value::Map(pairs) => paired(b'%', pairs, out),
        Value::Attributed(pairs, value) => {
            paired(b'|', pairs, out);
            encode_value(value, out);
        }
    }
}

/// Appends a type byte and a number, as a line. By hand: the standard library's formatting takes longer than all the rest
/// of a command.
pub(super) fn append_header(kind: u8, number: usize, out: &mut Vec<u8>) {
    let mut digits = [0; 20];
    let mut start = digits.len();
    let mut rest = number;
    while start == digits.len() || rest > 0 {
        start -= 1;
        digits[start] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    out.push(kind);
    out.extend_from_slice(&digits[start..]);
    out.extend_from_slice(b"\r\n");
}

/// Appends a string of this type, with its length.
pub(super) fn append_string(kind: u8, text: &[u8], out: &mut Vec<u8>) {
    append_header(kind, text.len(), out);
    out.extend_from_slice(text);
    out.extend_from_slice(b"\r\n");
}

fn line(kind: u8, text: &[u8], out: &mut Vec<u8>) {
    out.push(kind);
    out.extend_from_slice(text);
    out.extend_from_slice(b"\r\n");
}

fn verbatim(format: [u8; 3], text: &[u8], out: &mut Vec<u8>) {
    append_header(b'=', text.len() + 4, out);
    out.extend_from_slice(&format);
    out.push(b':');
    out.extend_from_slice(text);
    out.extend_from_slice(b"\r\n");
}

fn aggregate(kind: u8, items: &[Value], out: &mut Vec<u8>) {
    append_header(kind, items.len(), out);
    for item in items {
        encode_value(item, out);
    }
}

fn paired(kind: u8, pairs: &[(Value, Value)], out: &mut Vec<u8>) {
    append_header(kind, pairs.len(), out);
    for (key, value) in pairs {
        encode_value(key, out);
        encode_value(value, out);
    }
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
    fn a_header_has_all_the_digits_of_its_number() {
        for number in [0, 7, 10, 99, 100, 65_536, usize::MAX] {
            let mut out = Vec::new();
            append_header(b'$', number, &mut out);
            assert_eq!(out, format!("${number}\r\n").as_bytes());
        }
    }
}
