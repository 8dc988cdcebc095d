//! Every file of the corpus, cut and changed in many ways.

use std::fs;
use std::path::Path;

use redsh_engine::resp::{Decoder, Tree, Value, encode_value};

use super::events::{Recorded, events};
use super::hostile;

struct File {
    name: String,
    bytes: Vec<u8>,
}

fn corpus() -> Vec<File> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let mut files: Vec<File> = entries
        .filter(|entry| entry.path().extension().is_some_and(|end| end == "resp"))
        .map(|entry| File {
            name: entry.file_name().into_string().unwrap(),
            bytes: fs::read(entry.path()).unwrap(),
        })
        .collect();
    files.sort_by(|one, other| one.name.cmp(&other.name));
    assert!(files.len() > 30);
    files
}

fn uncut(file: &File) -> Vec<Recorded> {
    events([&file.bytes[..]]).unwrap_or_else(|error| panic!("{}: {error}", file.name))
}

/// The values of a stream of whole replies.
fn values(bytes: &[u8]) -> Vec<Value> {
    let (mut decoder, mut tree, mut rest) = (Decoder::new(), Tree::new(), bytes);
    let mut values = Vec::new();
    while !rest.is_empty() {
        let fed = decoder.feed(rest, &mut tree).unwrap();
        rest = &rest[fed.consumed..];
        values.extend(tree.take());
    }
    values
}

#[test]
fn every_file_consists_of_whole_replies() {
    for file in corpus() {
        assert_eq!(uncut(&file).last(), Some(&Recorded::Reply), "{}", file.name);
    }
}

#[test]
fn counted_replies_encode_to_the_received_bytes() {
    for file in corpus() {
        let mut encoded = Vec::new();
        for value in values(&file.bytes) {
            encode_value(&value, &mut encoded);
        }
        let streamed = file.name.starts_with("streamed");
        assert_eq!(encoded == file.bytes, !streamed, "{}", file.name);
    }
}

#[test]
fn a_cut_at_any_position_changes_nothing() {
    for file in corpus() {
        let whole = uncut(&file);
        for at in 0..file.bytes.len() {
            let (first, second) = file.bytes.split_at(at);
            let cut = events([first, second]).unwrap();
            assert_eq!(cut, whole, "{} cut at {at}", file.name);
        }
    }
}

#[test]
fn decoding_byte_by_byte_gives_the_same_events() {
    for file in corpus() {
        let bytes = events(file.bytes.chunks(1)).unwrap();
        assert_eq!(bytes, uncut(&file), "{}", file.name);
    }
}

#[test]
fn a_stream_that_ends_early_has_the_first_events_and_no_others() {
    for file in corpus() {
        let whole = uncut(&file);
        for end in 0..file.bytes.len() {
            let events = events([&file.bytes[..end]]).unwrap();
            assert!(is_beginning(&events, &whole), "{} to {end}", file.name);
            assert!(events.len() < whole.len(), "{} to {end}", file.name);
        }
    }
}

/// Whether `events` are the first ones of `whole`; the last string may be incomplete.
fn is_beginning(events: &[Recorded], whole: &[Recorded]) -> bool {
    let (before, last) = match events.split_last() {
        Some((Recorded::Bytes(text), before)) => (before, Some(text)),
        _ => (events, None),
    };
    let next = whole.get(before.len());
    whole.starts_with(before)
        && last
            .is_none_or(|text| matches!(next, Some(Recorded::Bytes(all)) if all.starts_with(text)))
}

#[test]
fn a_changed_byte_gives_another_reply_or_an_error_with_any_cuts() {
    for file in corpus() {
        let mut bytes = file.bytes.clone();
        for at in 0..bytes.len() {
            let original = bytes[at];
            for other in changes(file.bytes.len()) {
                bytes[at] = other;
                check_changed(&bytes, at, &file.name);
            }
            bytes[at] = original;
        }
    }
}

/// The replacements for each byte of a file. Small files get every byte; larger ones the bytes with a meaning in the
/// protocol, and the largest a digit, so that the time does not grow with the square of the size.
fn changes(size: usize) -> Vec<u8> {
    match size {
        0..=100 => (0..=u8::MAX).collect(),
        101..=512 => b"\r\n\0-09?$*;.".to_vec(),
        _ => b"9".to_vec(),
    }
}

/// With any cuts, an invalid stream is refused for the same reason at the same byte, and the bytes before it give the
/// same events.
fn check_changed(bytes: &[u8], at: usize, name: &str) {
    let (first, second) = bytes.split_at(at);
    let describe = || format!("{name} with {:?} at {at}", char::from(bytes[at]));
    // The result is compared below.
    let _ = hostile::decode_within_bounds(bytes);
    match (events([bytes]), events([first, second])) {
        (Ok(whole), Ok(cut)) => assert_eq!(whole, cut, "{}", describe()),
        (Err(whole), Err(cut)) => assert_eq!(whole.to_string(), cut.to_string(), "{}", describe()),
        (whole, cut) => panic!("{}: {whole:?}, cut {cut:?}", describe()),
    }
}
