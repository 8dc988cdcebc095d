use proptest::prelude::*;

use super::*;
use enumset::EnumSet;

use crate::command::CommandTable;

/// A call, split at spaces (`''` is the empty word), and its keys; `?` if the server must be asked.
const CALLS: &[(&str, &str)] = &[
    ("PING", ""),
    ("GET k", "k"),
    ("get k", "k"),
    ("MGET a b c", "a b c"),
    ("MSET a 1 b 2", "a b"),
    ("DEL a b", "a b"),
    ("CONFIG GET k", ""),
    ("SUBSCRIBE c", ""),
    ("EVAL s 2 a b c", "a b"),
    ("EVAL s 0", ""),
    ("EVALSHA s 1 a", "a"),
    ("EVAL_RO s 1 a x", "a"),
    ("FCALL f 2 a b c", "a b"),
    ("ZUNIONSTORE d 2 a b WEIGHTS 1 2", "d a b"),
    ("ZDIFFSTORE d 1 a", "d a"),
    ("ZUNION 2 a b", "a b"),
    ("SINTERCARD 2 a b LIMIT 1", "a b"),
    ("LMPOP 2 a b LEFT", "a b"),
    ("BLMPOP 0 2 a b LEFT", "a b"),
    ("BZMPOP 0 1 a MIN", "a"),
    ("BLPOP a b 0", "a b"),
    ("XREAD COUNT 2 STREAMS a b 0 0", "a b"),
    ("XREAD streams a 0", "a"),
    ("XREADGROUP GROUP g c COUNT 1 STREAMS a b > >", "a b"),
    ("XREADGROUP GROUP g STREAMS STREAMS a >", "a"),
    ("XINFO STREAM k FULL", "k"),
    ("XGROUP CREATE k g $", "k"),
    ("XGROUP HELP", ""),
    ("OBJECT ENCODING k", "k"),
    ("MEMORY USAGE k SAMPLES 5", "k"),
    ("MEMORY DOCTOR", ""),
    ("BITOP AND d a b", "d a b"),
    ("COPY a b REPLACE", "a b"),
    ("RENAME a b", "a b"),
    ("LMOVE a b LEFT LEFT", "a b"),
    ("PFMERGE d a b", "d a b"),
    ("GEORADIUS k 1 2 3 m", "k"),
    ("GEORADIUS k 1 2 3 m STORE d", "k d"),
    ("GEORADIUS k 1 2 3 m COUNT 3 STOREDIST d", "k d"),
    ("GEORADIUSBYMEMBER k m 3 m STORE d", "k d"),
    ("GEOSEARCHSTORE d k FROMMEMBER m BYRADIUS 1 m", "d k"),
    ("SORT k", "k"),
    ("SORT k BY w_* LIMIT 0 5 GET # DESC ALPHA STORE d", "k d"),
    ("SORT k STORE a STORE b", "k b"),
    ("SORT STORE STORE d", "STORE d"),
    ("SORT k BY STORE GET STORE", "k"),
    ("SORT k LIMIT STORE x STORE y", "k y"),
    ("SORT_RO k BY STORE x", "k"),
    ("MIGRATE h 1 k 0 10", "k"),
    ("MIGRATE h 1 k 0 10 AUTH KEYS", "k"),
    ("MIGRATE h 1 '' 0 10 KEYS a b", "a b"),
    (
        "MIGRATE h 1 '' 0 10 COPY REPLACE AUTH2 KEYS KEYS KEYS a",
        "a",
    ),
    ("MIGRATE h 1 '' 0 10 KEYS KEYS b", "KEYS b"),
    ("SSUBSCRIBE c", ""),
    ("SPUBLISH c m", ""),
    // Calls that the server will refuse.
    ("GET", ""),
    ("MSET", ""),
    ("MSET a", "a"),
    ("MSET a 1 b", "a b"),
    ("RENAME a", "a"),
    ("EVAL s", ""),
    ("EVAL s 3 a b", ""),
    ("EVAL s -1 a", ""),
    ("EVAL s 9223372036854775807 a", ""),
    ("EVAL s -9223372036854775808 a", ""),
    ("EVAL s 99999999999999999999 a", ""),
    ("EVAL s many a", ""),
    ("ZUNIONSTORE d 9 a b", "d"),
    ("ZUNION 0 a", ""),
    ("XREAD STREAMS", ""),
    ("XREAD STREAMS a", ""),
    ("XREAD COUNT 2", ""),
    ("XREADGROUP", ""),
    ("GEORADIUS k 1 2 3 m STORE", "k"),
    ("SORT", ""),
    ("SORT k STORE", "k"),
    ("SORT k STORE STORE d", "k d"),
    ("SORT k LIMIT 1", "k"),
    ("MIGRATE h 1", ""),
    ("MIGRATE h 1 '' 0 10 KEYS", "''"),
    ("OBJECT", ""),
    ("OBJECT ENCODING", ""),
];

fn words(call: &str) -> Vec<&str> {
    call.split(' ')
        .map(|word| if word == "''" { "" } else { word })
        .collect()
}

fn found(args: &[&str], keys: &Keys) -> String {
    let word = |at: &usize| {
        if args[*at].is_empty() {
            "''"
        } else {
            args[*at]
        }
    };
    match keys {
        Keys::None => String::new(),
        Keys::At(positions) => positions.iter().map(word).collect::<Vec<_>>().join(" "),
        Keys::AskServer => "?".to_owned(),
    }
}

#[test]
fn keys_are_found_in_every_kind_of_call() {
    let table = CommandTable::builtin();
    for (call, expected) in CALLS {
        let args = words(call);
        let spec = table.find(&args).expect(call);
        assert_eq!(found(&args, &spec.keys(&args)), *expected, "{call}");
    }
}

#[test]
fn sharded_channels_determine_the_slot_but_are_not_keys() {
    let table = CommandTable::builtin();
    for (call, channels) in [
        ("SSUBSCRIBE a b", "a b"),
        ("SPUBLISH a b", "a"),
        ("SUNSUBSCRIBE", ""),
        ("SET k v", "k"),
    ] {
        let args = words(call);
        let spec = table.find(&args).unwrap();
        assert_eq!(found(&args, &spec.slot_words(&args)), channels, "{call}");
    }
}

#[test]
fn no_built_in_command_needs_command_getkeys() {
    let table = CommandTable::builtin();
    for spec in table.iter() {
        let args: Vec<_> = spec.name.split('|').chain(["1"; 9]).collect();
        assert_ne!(spec.slot_words(&args), Keys::AskServer, "{}", spec.name);
    }
}

fn any_begin() -> impl Strategy<Value = BeginSearch> {
    prop_oneof![
        any::<i64>().prop_map(BeginSearch::Index),
        (-3..6i64).prop_map(BeginSearch::Index),
        (any::<i64>(), "[ab]").prop_map(|(start_from, keyword)| BeginSearch::Keyword {
            keyword,
            start_from
        }),
        (-6..6i64, "[ab]").prop_map(|(start_from, keyword)| BeginSearch::Keyword {
            keyword,
            start_from
        }),
        Just(BeginSearch::Unknown),
    ]
}

fn any_find() -> impl Strategy<Value = FindKeys> {
    let number = || prop_oneof![any::<i64>(), -3..4i64];
    prop_oneof![
        (number(), number(), number()).prop_map(|(last_key, step, limit)| FindKeys::Range {
            last_key,
            step,
            limit
        }),
        (number(), number(), number()).prop_map(|(key_num, first_key, step)| FindKeys::KeyNum {
            key_num,
            first_key,
            step
        }),
        Just(FindKeys::Unknown),
    ]
}

proptest! {
    #[test]
    fn any_rule_finds_only_positions_within_the_words(
        begin in any_begin(),
        find in any_find(),
        args in prop::collection::vec("[ab]|-?[0-9]{1,19}", 0..8),
    ) {
        let keys = vec![KeySpec { begin, find, flags: EnumSet::empty() }];
        let spec = CommandSpec { name: "x".to_owned(), keys, ..CommandSpec::default() };
        if let Keys::At(positions) = spec.keys(&args) {
            prop_assert!(positions.iter().all(|position| (1..args.len()).contains(position)));
        }
    }
}
