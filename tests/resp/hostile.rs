//! Replies made to exhaust a client: they are refused, or cost memory in proportion to the received bytes.

use redsh_engine::resp::{DecodeError, Decoder, MAX_DEPTH, Tree, Value, encode_value};

/// The most memory for each byte of a stream that becomes values: a 32-byte value for 3 bytes of `_\r\n`, in a vector
/// that doubles, while it is copied to one of pairs.
const PER_BYTE: usize = 48;

/// The most memory for any stream: buffers of a limited size at every level of depth.
const ALWAYS: usize = 1 << 20;

/// Feeds a stream in pieces of a socket's size, and drops the values.
fn decode(bytes: &[u8]) -> Result<(), DecodeError> {
    let (mut decoder, mut tree) = (Decoder::new(), Tree::new());
    for mut piece in bytes.chunks(16 * 1024) {
        while !piece.is_empty() {
            let fed = decoder.feed(piece, &mut tree)?;
            piece = &piece[fed.consumed..];
            drop(tree.take());
        }
    }
    Ok(())
}

/// Decodes, and checks the memory that it took.
pub(crate) fn decode_within_bounds(bytes: &[u8]) -> Result<(), DecodeError> {
    let mut result = Ok(());
    let memory = allocation_counter::measure(|| result = decode(bytes));
    let bound = (PER_BYTE * bytes.len() + ALWAYS) as u64;
    let begin = bytes[..bytes.len().min(32)].escape_ascii();
    assert!(
        memory.bytes_max <= bound,
        "{begin}: {} > {bound}",
        memory.bytes_max
    );
    result
}

fn refusal(bytes: &[u8]) -> String {
    decode_within_bounds(bytes).unwrap_err().to_string()
}

#[test]
fn a_depth_of_a_million_is_refused() {
    for opening in [
        "*1\r\n",
        "%1\r\n",
        "~1\r\n",
        ">1\r\n",
        "|1\r\n",
        "*?\r\n",
        "*2\r\n|1\r\n",
        "*64\r\n",
    ] {
        let message = refusal(&opening.as_bytes().repeat(1_000_000));
        assert!(message.contains("at most 1024 nested"), "{message}");
    }
}

#[test]
fn the_deepest_value_can_be_compared_copied_encoded_and_dropped() {
    let level = b"|1\r\n_\r\n_\r\n*1\r\n";
    let mut bytes = level.repeat(MAX_DEPTH - 1);
    bytes.extend_from_slice(b"_\r\n");
    let (mut decoder, mut tree) = (Decoder::new(), Tree::new());
    assert!(decoder.feed(&bytes, &mut tree).unwrap().complete);
    let value = tree.take().unwrap();
    let copy = value.clone();
    assert_eq!(copy, value);
    let mut encoded = Vec::new();
    encode_value(&copy, &mut encoded);
    assert_eq!(encoded, bytes);
}

#[test]
fn any_number_of_attributes_of_one_value_is_harmless() {
    let mut bytes = b"|0\r\n".repeat(100_000);
    bytes.extend(b"|1\r\n_\r\n_\r\n".repeat(100_000));
    bytes.extend_from_slice(b":1\r\n");
    decode_within_bounds(&bytes).unwrap();
    let (mut decoder, mut tree) = (Decoder::new(), Tree::new());
    decoder.feed(&bytes, &mut tree).unwrap();
    let Some(Value::Attributed(pairs, value)) = tree.take() else {
        panic!("not an attributed value");
    };
    assert_eq!((pairs.len(), *value), (100_000, Value::Integer(1)));
}

#[test]
fn a_length_beyond_the_limit_is_refused() {
    for kind in "$*%~>|!=".chars() {
        for length in [
            "9223372036854775808",
            "18446744073709551615",
            "18446744073709551616",
            "-2",
            "-9223372036854775808",
            "1e9",
            "0x10",
            " 1",
            "",
        ] {
            let message = refusal(format!("{kind}{length}\r\n").as_bytes());
            assert!(message.starts_with("expected a length, found"), "{message}");
        }
    }
}

#[test]
fn an_announced_length_takes_no_memory_before_its_bytes_arrive() {
    for kind in "$*%~>|!=".chars() {
        for length in [i64::MAX, 1 << 62, 1 << 40, 1 << 32] {
            for behind in ["", ":1\r\n", "txt:abc"] {
                let reply = format!("{kind}{length}\r\n{behind}");
                decode_within_bounds(reply.as_bytes()).ok();
            }
        }
    }
}

#[test]
fn announced_lengths_at_every_level_take_no_memory() {
    for kind in "*%~>|".chars() {
        let reply = format!("{kind}9223372036854775807\r\n").repeat(MAX_DEPTH);
        decode_within_bounds(reply.as_bytes()).unwrap();
    }
}

#[test]
fn many_small_values_take_memory_in_proportion() {
    for small in [
        "_\r\n",
        ":1\r\n",
        "+\r\n",
        "*0\r\n",
        "%0\r\n",
        "$0\r\n\r\n",
        "$1\r\nx\r\n",
        "|0\r\n_\r\n",
        "*1\r\n_\r\n",
        "*1\r\n*1\r\n_\r\n",
        "$?\r\n;0\r\n",
        "*?\r\n.\r\n",
        "|1\r\n_\r\n_\r\n_\r\n",
    ] {
        for opening in [
            "*20000\r\n",
            "%10000\r\n",
            "*?\r\n",
            "%?\r\n",
            "|10000\r\n",
            "",
        ] {
            let reply = [opening, &small.repeat(20_000)].concat();
            decode_within_bounds(reply.as_bytes()).unwrap();
        }
    }
}

#[test]
fn a_long_text_takes_memory_in_proportion() {
    let text = "x".repeat(4_000_000);
    for reply in [
        format!("+{text}\r\n"),
        format!("-{text}"),
        format!("${}\r\n{text}\r\n", text.len()),
        format!("!{}\r\n{text}\r\n", text.len()),
    ] {
        decode_within_bounds(reply.as_bytes()).unwrap();
    }
    for reply in [
        format!(":{text}"),
        format!("${text}"),
        format!("HTTP {text}"),
        text,
    ] {
        decode_within_bounds(reply.as_bytes()).unwrap_err();
    }
}
