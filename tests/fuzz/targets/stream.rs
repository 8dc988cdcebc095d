//! Streams of replies and of requests: however they are cut, the result is the same, and memory is in proportion to their
//! bytes.

use redsh_engine::resp::{Decoder, Splitter, Tree, Value, encode_command, encode_value};

use super::decoded;

/// The most memory for each byte of a stream, and for any stream, as in `tests/resp`.
const PER_BYTE: usize = 48;
const ALWAYS: usize = 1 << 20;

/// The sizes of the pieces in which a stream arrives, besides the whole.
const SIZES: [usize; 3] = [1, 2, 7];

pub(crate) fn check_replies(data: &[u8]) {
    let whole = within_bounds(data, || replies(data, data.len()));
    for size in SIZES {
        assert_eq!(replies(data, size), whole, "in pieces of {size}");
    }
    for value in whole.0 {
        let mut encoded = Vec::new();
        encode_value(&value, &mut encoded);
        assert_eq!(decoded(&encoded), Some(value));
    }
}

/// Decodes up to the first fault, which is returned after the values, without the bytes found there: they end with a piece.
fn replies(data: &[u8], size: usize) -> (Vec<Value>, Option<String>) {
    let (mut decoder, mut tree, mut values) = (Decoder::new(), Tree::new(), Vec::new());
    for mut piece in data.chunks(size.max(1)) {
        while !piece.is_empty() {
            match decoder.feed(piece, &mut tree) {
                Err(fault) => return (values, Some(without_found(&fault.to_string()))),
                Ok(fed) => piece = &piece[fed.consumed..],
            }
            values.extend(tree.take());
        }
    }
    (values, None)
}

fn without_found(message: &str) -> String {
    let expected = message.split(", found").next().unwrap_or_default();
    let position = message.rsplit(" at byte ").next().unwrap_or_default();
    format!("{expected} at byte {position}")
}

/// A request: its number, its offset, and its words.
type Request = (u64, u64, Vec<Vec<u8>>);

pub(crate) fn check_requests(data: &[u8]) {
    let whole = within_bounds(data, || requests(data, data.len()));
    for size in SIZES {
        assert_eq!(requests(data, size), whole, "in pieces of {size}");
    }
    for (_, _, words) in whole.0 {
        let mut wire = Vec::new();
        encode_command(&words, &mut wire);
        let (again, fault) = requests(&wire, wire.len());
        assert_eq!((again, fault), (vec![(1, 0, words)], None));
    }
}

/// Splits up to the first fault, which is returned after the requests.
fn requests(data: &[u8], size: usize) -> (Vec<Request>, Option<String>) {
    let (mut splitter, mut found) = (Splitter::new(), Vec::new());
    for piece in data.chunks(size.max(1)).chain([&[][..]]) {
        splitter.space()[..piece.len()].copy_from_slice(piece);
        match piece {
            [] => splitter.end(),
            piece => splitter.filled(piece.len()),
        }
        loop {
            match splitter.next() {
                Err(fault) => return (found, Some(fault.to_string())),
                Ok(None) => break,
                Ok(Some(request)) => {
                    let words = request.words().map(<[u8]>::to_vec);
                    found.push((request.number, request.offset, words.collect()));
                }
            }
        }
    }
    (found, None)
}

/// Checks the memory that the result takes.
fn within_bounds<R: Default>(data: &[u8], run: impl FnOnce() -> R) -> R {
    let mut result = R::default();
    let memory = allocation_counter::measure(|| result = run());
    let bound = (PER_BYTE * data.len() + ALWAYS) as u64;
    assert!(memory.bytes_max <= bound, "{memory:?} > {bound}");
    result
}
