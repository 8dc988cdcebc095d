use proptest::prelude::*;

use super::*;
use crate::words::grammar::spell::complete_line;
use support::dice::Dice;

const SET_OPTIONS: &str = "[NX|XX] [GET] [EX seconds|PX milliseconds|EXAT unix-time-seconds|\
     PXAT unix-time-milliseconds|KEEPTTL]";

fn assert_hints(table: &[(&str, &str)]) {
    let commands = CommandTable::builtin();
    for (line, expected) in table {
        assert_eq!(hint(&commands, line.as_bytes()), *expected, "{line:?}");
    }
}

#[test]
fn a_hint_can_be_typed_at_the_cursor() {
    assert_hints(&[
        ("set k v ", SET_OPTIONS),
        ("set k v", &format!(" {SET_OPTIONS}")),
        ("set k v\t", SET_OPTIONS),
        ("  get  ", "key"),
        ("get", " key"),
        ("get k ", ""),
    ]);
}

#[test]
fn a_line_that_does_not_fit_has_no_hint() {
    assert_hints(&[
        ("nope ", ""),
        ("get k v ", ""),
        ("set k v bogus ", ""),
        ("set k v nx xx ", ""),
        ("set k v ex soon ", ""),
        ("set k v bogus nx ", ""),
        ("config nope ", ""),
        ("config nope get ", ""),
        ("get \"open", ""),
        ("get 'k'x ", ""),
    ]);
}

#[test]
fn the_rest_of_a_token_is_in_the_case_of_the_word() {
    assert_hints(&[
        ("getex k per", "sist"),
        ("getex k PER", "SIST"),
        ("getex k Per", "sist"),
        ("getex k exa", "t unix-time-seconds"),
        ("getex k ex", " seconds"),
        ("getex k e", " EX|EXAT"),
        ("getex k e ", ""),
        (
            "getex k",
            " [EX seconds|PX milliseconds|EXAT unix-time-seconds|PXAT unix-time-milliseconds|PERSIST]",
        ),
    ]);
}

#[test]
fn subcommands_are_hinted() {
    assert_hints(&[
        ("object ", "ENCODING|FREQ|HELP|IDLETIME|REFCOUNT"),
        ("object", " ENCODING|FREQ|HELP|IDLETIME|REFCOUNT"),
        ("OBJECT F", "REQ key"),
        ("object freq", " key"),
        ("config re", " RESETSTAT|REWRITE"),
        (
            "command ",
            "[COUNT|DOCS|GETKEYS|GETKEYSANDFLAGS|HELP|INFO|LIST]",
        ),
    ]);
}

#[test]
fn a_repeat_count_and_a_node_word_may_precede_the_command() {
    assert_hints(&[
        ("5 get ", "key"),
        ("@all get ", "key"),
        ("5 @slot:3 get ", "key"),
        ("@primaries", ""),
        ("@ get ", ""),
        ("5 ", ""),
        ("5", ""),
        ("0 get ", ""),
    ]);
}

#[test]
fn a_count_determines_the_number_of_keys() {
    assert_hints(&[
        ("eval s 0 ", "[arg [arg ...]]"),
        ("eval s 2 k ", "key [arg [arg ...]]"),
        ("lmpop 1 left ", "LEFT|RIGHT [COUNT count]"),
        (
            "sintercard 18446744073709551615 k ",
            "key [key ...] [LIMIT limit]",
        ),
        (
            "sintercard 99999999999999999999 k ",
            "[key ...] [LIMIT limit]",
        ),
    ]);
}

#[test]
fn an_ambiguous_word_is_a_token_until_that_does_not_fit() {
    let commands = CommandTable::builtin();
    assert!(hint(&commands, b"client kill id ").starts_with("client-id [ID client-id|"));
    assert_hints(&[
        ("client kill 127.0.0.1:6379 ", ""),
        ("client kill id five ", ""),
        (
            "xadd k maxlen 5 ",
            "[LIMIT count] [NOMKSTREAM] *|id field value [field value ...]",
        ),
        ("replicaof no ", "ONE"),
        ("replicaof no 6379", ""),
    ]);
}

#[test]
fn a_line_longer_than_any_screen_has_no_hint() {
    let commands = CommandTable::builtin();
    let line = [b"mget".as_slice(), &b" k".repeat(typed::LONGEST)].concat();
    assert_eq!(hint(&commands, &line), "");
    assert_eq!(hint(&commands, &line[..typed::LONGEST - 2]), " [key ...]");
}

proptest! {
    // Each case covers all commands.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_line_panics(line in proptest::collection::vec(any::<u8>(), 0..80)) {
        hint(&CommandTable::builtin(), &line);
    }

    #[test]
    fn no_arguments_panic(
        command in any::<prop::sample::Index>(),
        words in proptest::collection::vec("[A-Za-z0-9*~=\"'#(-]{0,6}|GET|LIMIT|KEYS|1|-1|\"\"| ", 0..12),
    ) {
        let table = CommandTable::builtin();
        let specs: Vec<_> = table.iter().collect();
        let line = format!("{} {}", command.get(&specs).name.replace('|', " "), words.join(" "));
        hint(&table, line.as_bytes());
    }

    #[test]
    fn a_generated_line_is_complete(seed in any::<u64>()) {
        let (table, mut dice) = (CommandTable::builtin(), Dice(seed));
        for spec in table.iter().filter(|spec| !wants_subcommand(spec)) {
            let (line, arguments) = complete_line(spec, &mut dice);
            let start = Grammar::new(&spec.arguments);
            let end = arguments.iter().fold(start, |grammar, word| grammar.after(word.as_bytes()));
            prop_assert!(end.is_complete(), "{line}");
        }
    }

    #[test]
    fn the_hint_does_not_depend_on_case_or_blanks(seed in any::<u64>()) {
        let (table, mut dice) = (CommandTable::builtin(), Dice(seed));
        for spec in table.iter().filter(|spec| !wants_subcommand(spec)) {
            let (line, _) = complete_line(spec, &mut dice);
            let ended = hint(&table, format!("{line} ").as_bytes());
            let lower = format!("{} \t", line.to_ascii_lowercase());
            let apart = format!(" {}  ", line.replace(' ', "   "));
            prop_assert_eq!(&spaced(&ended), &hint(&table, line.as_bytes()), "{}", line);
            prop_assert_eq!(&ended, &hint(&table, lower.as_bytes()), "{}", line);
            prop_assert_eq!(&ended, &hint(&table, apart.as_bytes()), "{}", line);
        }
    }
}
