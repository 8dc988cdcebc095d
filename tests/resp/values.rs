//! Random values: everything that can be encoded decodes to itself, counted or streamed, with any cuts.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use redsh_engine::resp::{Decoder, Null, Tree, Value, encode_value};

type Pairs = Vec<(Value, Value)>;

fn any_value() -> impl Strategy<Value = Value> {
    any_leaf().prop_recursive(6, 64, 6, |inner| {
        let attributed = (pairs(inner.clone()), plain(inner.clone()));
        prop_oneof![
            4 => plain(inner),
            1 => attributed.prop_map(|(pairs, value)| Value::Attributed(pairs, Box::new(value))),
        ]
    })
}

/// An aggregate or a leaf, without an attribute of its own: two attributes of one value would be joined.
fn plain(inner: impl Strategy<Value = Value> + Clone + 'static) -> impl Strategy<Value = Value> {
    prop_oneof![
        any_leaf(),
        vec(inner.clone(), 0..6).prop_map(Value::Array),
        vec(inner.clone(), 0..6).prop_map(Value::Set),
        vec(inner.clone(), 0..6).prop_map(Value::Push),
        pairs(inner).prop_map(Value::Map),
    ]
}

fn pairs(inner: impl Strategy<Value = Value> + Clone) -> impl Strategy<Value = Pairs> {
    vec((inner.clone(), inner), 0..4)
}

fn any_leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        any_line().prop_map(Value::Simple),
        any_line().prop_map(Value::Error),
        any_text().prop_map(Value::BulkError),
        any::<i64>().prop_map(Value::Integer),
        select(&[Null::Plain, Null::Bulk, Null::Array]).prop_map(Value::Null),
        any::<bool>().prop_map(Value::Boolean),
        any::<f64>().prop_map(|number| Value::Double(number.to_string().to_lowercase().into())),
        any::<i128>().prop_map(|number| Value::BigNumber(number.to_string().into())),
        any_text().prop_map(Value::Bulk),
        (any::<[u8; 3]>(), any_text()).prop_map(|(format, text)| Value::Verbatim(format, text)),
    ]
}

/// Any bytes, with many special characters of the protocol.
fn any_text() -> impl Strategy<Value = Vec<u8>> {
    let byte = prop_oneof![select(b"\r\n\r\n$*:;0123".as_slice()), any::<u8>()];
    vec(byte, 0..40)
}

/// Any text that neither contains the end of a line nor forms one with the next bytes.
fn any_line() -> impl Strategy<Value = Vec<u8>> {
    any_text().prop_filter("ends the line", |text| {
        !text.windows(2).any(|pair| pair == b"\r\n")
    })
}

/// Decodes one value from bytes that are cut into pieces of these sizes, repeated.
fn decode(bytes: &[u8], sizes: &[usize]) -> Value {
    let (mut decoder, mut tree, mut rest) = (Decoder::new(), Tree::new(), bytes);
    for size in sizes.iter().cycle() {
        let (piece, after) = rest.split_at(rest.len().min(*size));
        let fed = decoder.feed(piece, &mut tree).unwrap();
        assert_eq!(fed.complete, after.is_empty());
        assert_eq!(fed.consumed, piece.len());
        if fed.complete {
            break;
        }
        rest = after;
    }
    tree.take().unwrap()
}

/// Encodes everything that can be streamed as a stream, with strings in chunks of at most `chunk` bytes.
fn stream(value: &Value, chunk: usize, out: &mut Vec<u8>) {
    match value {
        Value::Bulk(text) => stream_string(text, chunk, out),
        Value::Array(items) => stream_items(b'*', items.iter(), chunk, out),
        Value::Set(items) => stream_items(b'~', items.iter(), chunk, out),
        Value::Push(items) => stream_items(b'>', items.iter(), chunk, out),
        Value::Map(pairs) => stream_items(b'%', both(pairs), chunk, out),
        Value::Attributed(pairs, value) => {
            stream_items(b'|', both(pairs), chunk, out);
            stream(value, chunk, out);
        }
        counted => encode_value(counted, out),
    }
}

fn stream_string(text: &[u8], chunk: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(b"$?\r\n");
    for piece in text.chunks(chunk) {
        out.extend_from_slice(format!(";{}\r\n", piece.len()).as_bytes());
        out.extend_from_slice(piece);
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b";0\r\n");
}

fn stream_items<'a>(
    kind: u8,
    items: impl Iterator<Item = &'a Value>,
    chunk: usize,
    out: &mut Vec<u8>,
) {
    out.extend_from_slice(&[kind, b'?', b'\r', b'\n']);
    items.for_each(|item| stream(item, chunk, out));
    out.extend_from_slice(b".\r\n");
}

fn both(pairs: &[(Value, Value)]) -> impl Iterator<Item = &Value> {
    pairs.iter().flat_map(|(key, value)| [key, value])
}

proptest! {
    #[test]
    fn a_value_decodes_to_itself_with_any_cuts(value in any_value(), sizes in vec(1usize..20, 1..8)) {
        let mut encoded = Vec::new();
        encode_value(&value, &mut encoded);
        prop_assert_eq!(decode(&encoded, &sizes), value);
    }

    #[test]
    fn a_streamed_value_equals_a_counted_one(
        value in any_value(),
        chunk in 1usize..10,
        sizes in vec(1usize..20, 1..8),
    ) {
        let mut encoded = Vec::new();
        stream(&value, chunk, &mut encoded);
        prop_assert_eq!(decode(&encoded, &sizes), value);
    }
}
