use proptest::prelude::*;

use super::*;
use crate::words::grammar::spell::complete_line;
use support::dice::Dice;

/// Returns a letter for the kind of each byte of a text.
fn marks(table: &CommandTable, text: &str) -> String {
    let mut marks = vec![b' '; text.len()];
    for HighlightSpan { range, role } in highlight(table, text) {
        marks[range].fill(letter(role));
    }
    String::from_utf8(marks).expect("letters are ASCII")
}

fn letter(role: SyntaxRole) -> u8 {
    match role {
        SyntaxRole::Command => b'C',
        SyntaxRole::Subcommand => b'c',
        SyntaxRole::Unfinished => b'u',
        SyntaxRole::Unknown => b'?',
        SyntaxRole::Shell => b'S',
        SyntaxRole::Repeat => b'R',
        SyntaxRole::Node => b'@',
        SyntaxRole::Token => b'T',
        SyntaxRole::Key => b'k',
        SyntaxRole::Number => b'n',
        SyntaxRole::Text => b'"',
        SyntaxRole::OpenQuote => b'o',
        SyntaxRole::Wrong => b'!',
        SyntaxRole::Secret => b'*',
        SyntaxRole::Pipe => b'|',
        SyntaxRole::Comment => b'#',
    }
}

fn assert_marks(lines: &[(&str, &str)]) {
    let table = CommandTable::builtin();
    for (line, expected) in lines {
        let marks = marks(&table, line);
        assert_eq!(marks.trim_end(), *expected, "{line:?}");
    }
}

#[test]
fn a_name_shows_whether_its_line_is_complete() {
    assert_marks(&[
        ("get k", "CCC k"),
        ("get ", "uuu"),
        ("SET k", "uuu k"),
        ("SET k v", "CCC k"),
        ("config get x", "CCCCCC ccc"),
        ("config get", "uuuuuu uuu"),
        ("config", "uuuuuu"),
        ("command", "CCCCCCC"),
        ("set k v ex", "uuu k   TT"),
        ("mset a 1 b", "uuuu k   k"),
        ("ping", "CCCC"),
        ("\"get\" k", "CCCCC k"),
    ]);
}

#[test]
fn a_half_typed_word_is_not_wrong() {
    assert_marks(&[
        ("", ""),
        ("g", ""),
        ("ge", ""),
        (":pe", ""),
        ("config ge", "uuuuuu"),
        ("set k v n", "uuu k"),
        ("set k v ex -", "uuu k   TT"),
        ("set k v ex -1", "CCC k   TT nn"),
        ("zadd k +", "uuuu k"),
        ("zadd k +i", "uuuu k"),
        ("@prim", "@@@@@"),
        ("5", "R"),
        ("0", "R"),
    ]);
}

#[test]
fn a_word_that_does_not_fit_is_wrong() {
    assert_marks(&[
        ("nope", "????"),
        ("ge k", "??"),
        ("ge ", "??"),
        (":nope k", "?????"),
        ("config nope ", "uuuuuu !!!!"),
        ("config x", "uuuuuu !"),
        ("get k v w", "uuu k ! !"),
        ("dbsize x", "uuuuuu !"),
        ("set k v bogus nx", "uuu k   !!!!!"),
        ("set k v n ", "uuu k   !"),
        ("set k v nx xx", "uuu k   TT !!"),
        ("expire k soon", "uuuuuu k !!!!"),
        ("expire k - ", "uuuuuu k !"),
        ("0 ping", "! CCCC"),
        ("@prim ping", "!!!!! CCCC"),
    ]);
}

#[test]
fn words_are_classified_by_the_grammar() {
    assert_marks(&[
        ("set k v nx EX 10", "CCC k   TT TT nn"),
        ("mset a 1 b 2", "CCCC k   k"),
        ("eval s 2 a b c", "CCCC   n k k"),
        ("eval s 2 a", "uuuu   n k"),
        ("blpop a b 0", "CCCCC k k n"),
        ("xread count 2 streams a b 0 0", "CCCCC TTTTT n TTTTTTT k k"),
        ("zadd k 1.5 m", "CCCC k nnn"),
        (
            "sort k by w limit 0 5 store d",
            "CCCC k TT   TTTTT n n TTTTT k",
        ),
        ("object encoding k", "CCCCCC cccccccc k"),
        ("client kill id 7", "CCCCCC cccc TT n"),
        ("memory usage k samples 5", "CCCCCC ccccc k TTTTTTT n"),
        ("subscribe c", "CCCCCCCCC"),
    ]);
}

#[test]
fn quotes_are_classified() {
    assert_marks(&[
        ("set k 'a b'", "CCC k \"\"\"\"\""),
        ("set 'k 1' v", "CCC kkkkk"),
        ("set k \"a b", "uuu k oooo"),
        ("get \"k", "uuu oo"),
        ("\"get", "oooo"),
        ("set k 'a'b c", "uuu k \"\"\"!!!"),
        ("set k it's", "uuu k oooo"),
    ]);
}

#[test]
fn prefixes_pipes_and_comments_are_classified() {
    assert_marks(&[
        ("5 get k", "R CCC k"),
        ("5 @all ping", "R @@@@ CCCC"),
        ("@10.0.0.7:7001 get k", "@@@@@@@@@@@@@@ CCC k"),
        ("get k | jq .a", "CCC k |||||||"),
        ("get k |", "uuu k !"),
        (":peek k", "SSSSS k"),
        (":time 5 get k", "SSSSS n CCC k"),
        (":watch 0.5 @all ping", "SSSSSS nnn @@@@ CCCC"),
        (":time :time get k", "SSSSS"),
        ("help set", "SSSS"),
        ("# get k", "#######"),
        ("redis> get k", "#######CCC k"),
        ("get a\n# b\nget c", "CCC k ### CCC k"),
    ]);
}

#[test]
fn secrets_take_precedence() {
    assert_marks(&[
        ("auth pw", "CCCC **"),
        ("auth 'p w' x y", "uuuu ***** * *"),
        ("auth 'p w", "uuuu ****"),
        ("acl setuser bob >pw on", "CCC ccccccc      **"),
        ("migrate h 1 k 0 5 auth pw", "CCCCCCC   n k n n TTTT **"),
    ]);
}

#[test]
fn without_a_grammar_only_the_number_of_words_can_be_wrong() {
    let mut table = CommandTable::default();
    let info = redsh_engine::resp::Value::Array(vec![command("get", 2), command("m.set", -3)]);
    table.learn(&info);
    for (line, expected) in [
        ("get k", "CCC k"),
        ("get k v", "uuu k !"),
        ("m.set k", "uuuuu k"),
        ("m.set k v w x", "CCCCC k"),
        ("set k v", "???"),
    ] {
        assert_eq!(marks(&table, line).trim_end(), expected, "{line}");
    }
}

/// A row of the reply to COMMAND before Redis 7.0.
fn command(name: &str, arity: i64) -> redsh_engine::resp::Value {
    use redsh_engine::resp::Value;
    Value::Array(vec![
        Value::Bulk(name.into()),
        Value::Integer(arity),
        Value::Array(vec![]),
        Value::Integer(1),
        Value::Integer(1),
        Value::Integer(1),
    ])
}

#[test]
fn in_a_long_text_only_secrets_are_classified() {
    let table = CommandTable::builtin();
    let text = format!("get k\nauth pw\n# {}", "x".repeat(typed::LONGEST));
    let spans = highlight(&table, &text);
    assert_eq!(
        spans,
        [HighlightSpan {
            range: 11..13,
            role: SyntaxRole::Secret
        }]
    );
}

proptest! {
    // Each case covers all commands.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_complete_line_has_nothing_wrong(seed in any::<u64>()) {
        let (table, mut dice) = (CommandTable::builtin(), Dice(seed));
        let is_sent = |spec: &&CommandSpec| {
            !spec.has_subcommands && shell_commands::named(spec.name.as_bytes()).is_none()
        };
        for spec in table.iter().filter(is_sent) {
            let (line, _) = complete_line(spec, &mut dice);
            // COMMAND GETKEYS requires more words than its grammar tells.
            let expected = if spec.accepts(line.split(' ').count()) {
                SyntaxRole::Command
            } else {
                SyntaxRole::Unfinished
            };
            let spans = highlight(&table, &line);
            prop_assert!(spans.iter().all(|span| span.role != SyntaxRole::Wrong), "{line}");
            prop_assert_eq!(spans[0].role, expected, "{}", line);
        }
    }
}

proptest! {
    #[test]
    fn spans_are_in_order_and_at_character_boundaries(
        text in "(5 |@all |:time )?(auth|set|eval s 1|config set|x|zadd)[ >é日\"'\\\\a1\n|#\0-]{0,24}"
    ) {
        let table = CommandTable::builtin();
        let mut end = 0;
        for HighlightSpan { range, .. } in highlight(&table, &text) {
            prop_assert!(end <= range.start && range.start < range.end && range.end <= text.len());
            prop_assert!(text.is_char_boundary(range.start) && text.is_char_boundary(range.end));
            end = range.end;
        }
    }
}
