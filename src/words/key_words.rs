//! Finds the keys among the words of a call, which may be half-typed. Pure.

use std::iter;

use redsh_engine::command::{CommandSpec, CommandTable, FindKeys, KeySpec, Keys};

/// The number of words added to a half-typed call: a count of keys precedes the keys.
const MORE_WORDS: usize = 64;

/// Returns the indexes of the keys, in order; the command's name has index 0.
///
/// If the call has no keys yet, or a count announces them, the indexes are those of a longer call.
pub(crate) fn places(spec: &CommandSpec, words: &[&[u8]]) -> Vec<usize> {
    let counts = |rule: &KeySpec| matches!(rule.find, FindKeys::KeyNum { .. });
    let mut places = match spec.keys(words) {
        Keys::At(places) if !spec.keys.iter().any(counts) => places,
        _ => with_more(spec, words, MORE_WORDS),
    };
    places.retain(|place| *place < words.len());
    places.sort_unstable();
    places
}

/// Whether the last word may be a key, for some words after it.
pub(crate) fn may_be_last(spec: &CommandSpec, words: &[&[u8]]) -> bool {
    let last = words.len().checked_sub(1);
    // One word more is the timeout of BLPOP.
    [0, 1, MORE_WORDS].iter().any(|more| {
        let places = with_more(spec, words, *more);
        places.iter().any(|place| Some(*place) == last)
    })
}

/// Returns the keys of a complete call, or none if only the server knows them.
pub(crate) fn of_call<'w>(table: &CommandTable, words: &'w [Vec<u8>]) -> Vec<&'w [u8]> {
    match table.find(words).map(|spec| spec.keys(words)) {
        Some(Keys::At(places)) => places
            .iter()
            .map(|place| words[*place].as_slice())
            .collect(),
        _ => Vec::new(),
    }
}

fn with_more(spec: &CommandSpec, words: &[&[u8]], more: usize) -> Vec<usize> {
    let longer: Vec<_> = words
        .iter()
        .copied()
        .chain(iter::repeat_n(b"1".as_slice(), more))
        .collect();
    match spec.keys(&longer) {
        Keys::At(places) => places,
        Keys::None | Keys::AskServer => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(line: &str) -> (Vec<usize>, bool) {
        let table = CommandTable::builtin();
        let words: Vec<_> = line.split(' ').map(str::as_bytes).collect();
        let spec = table.find(&words).expect("the command is in the table");
        (places(spec, &words), may_be_last(spec, &words))
    }

    #[test]
    fn keys_are_found_in_half_typed_calls() {
        for (line, places, may_be_last) in [
            ("get k", &[1][..], true),
            ("get k x", &[1], false),
            ("mset a 1 b", &[1, 3], true),
            ("mset a 1", &[1], false),
            ("blpop a", &[1], true),
            ("blpop a b", &[1], true),
            ("blpop a b 0", &[1, 2], true),
            ("eval s 3 a b", &[3, 4], true),
            ("eval s 1 a b", &[3], false),
            ("xread streams a", &[2], true),
            ("xread streams a b c d", &[2, 3], true),
            ("zunionstore d 2 a", &[1, 3], true),
            ("memory usage k", &[2], true),
            ("ping x", &[], false),
        ] {
            assert_eq!(found(line), (places.to_vec(), may_be_last), "{line}");
        }
    }
}
