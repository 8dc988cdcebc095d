use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

fn split_or_text(line: &[u8]) -> Result<Vec<Vec<u8>>, String> {
    split(line).map_err(|error| error.to_string())
}

/// Lines, and the arguments that redis-cli 7.0.15 sends.
#[test]
fn a_line_is_split_as_redis_cli_splits_it() {
    let table: &[(&[u8], &[&[u8]])] = &[
        (b"", &[]),
        (b" \t\x0b\x0c\r", &[]),
        (b"PING", &[b"PING"]),
        (b"  SET k\tv \r", &[b"SET", b"k", b"v"]),
        (b"x a\rb\nc", &[b"x", b"a", b"b", b"c"]),
        (b"x a\x0bb\x0cc", &[b"x", b"a\x0bb\x0cc"]),
        (b"\x0bx \x0c\x0by", &[b"x", b"y"]),
        (b"x\x0b\x0b", &[b"x\x0b\x0b"]),
        (b"x \"a\"\x0bb", &[b"x", b"a", b"b"]),
        (
            br#"x "\x00\n\r\t\b\a\\\"""#,
            &[b"x", b"\x00\n\r\t\x08\x07\\\""],
        ),
        (
            br#"x "\q\xzz\x1" "\X41" "\x4G" "\xaB" "\xAb""#,
            &[b"x", b"qxzzx1", b"X41", b"x4G", b"\xab", b"\xab"],
        ),
        (
            br"x 'it\'s' 'a\nb' '\x41' '\\a'",
            &[b"x", b"it's", br"a\nb", br"\x41", br"\\a"],
        ),
        (br"x a\nb a\ b", &[b"x", br"a\nb", br"a\", b"b"]),
        (b"x \"\" ''", &[b"x", b"", b""]),
        (b"\"\"", &[b""]),
        (b"x a\"b\" a'b' a\"b c\"", &[b"x", b"ab", b"ab", b"ab c"]),
        (b"x \"'\" '\"'", &[b"x", b"'", b"\""]),
        (
            b"x \xc3\xa9 \"\xff\" \xa0 y\x85z",
            &[b"x", b"\xc3\xa9", b"\xff", b"\xa0", b"y\x85z"],
        ),
        (b"# x #y", &[b"#", b"x", b"#y"]),
        (b"x a\0b c", &[b"x", b"a"]),
        (b"\0x", &[]),
        (b"x \"a\"\0b", &[b"x", b"a"]),
        (b"x \"a\nb\"", &[b"x", b"a\nb"]),
    ];
    for (line, arguments) in table {
        let arguments: Vec<_> = arguments.iter().map(|argument| argument.to_vec()).collect();
        assert_eq!(
            split_or_text(line),
            Ok(arguments),
            "{}",
            line.escape_ascii()
        );
    }
}

#[test]
fn a_quote_must_end_its_argument() {
    let table: &[&[u8]] = &[
        b"x \"abc",
        b"x 'abc",
        b"x abc\"",
        b"x \"abc'",
        b"x \"",
        b"x \"a\"b",
        b"x 'a'b",
        b"x 'a'\"b\"",
        b"x a\"b\"c",
        b"x \"a\"\"b\"",
        b"x \"\\",
        b"x \"a\\\"",
        b"x \"\\x4",
        b"x 'a\\'",
        b"x '\\",
        b"x \"a\0b\"",
    ];
    for line in table {
        assert_eq!(
            split_or_text(line),
            Err("Invalid argument(s)".to_owned()),
            "{}",
            line.escape_ascii()
        );
    }
}

#[test]
fn unquote_takes_exactly_one_argument() {
    for (argument, value) in [
        ("x", "x"),
        (r#""\x41b""#, "Ab"),
        (" \"a\"\t", "a"),
        ("'a'", "a"),
        ("a\"b\"", "ab"),
        ("\"\"", ""),
        (r"a\n", r"a\n"),
    ] {
        assert_eq!(unquote(argument.as_bytes()), Ok(value.into()), "{argument}");
    }
    for argument in ["", " ", "a b", "'a' 'b'", "\"a", "a'", "\"a\"b"] {
        assert_eq!(
            unquote(argument.as_bytes()),
            Err(LineError::Quotes),
            "{argument}"
        );
    }
}

fn repeated(line: &str) -> Result<(u64, String), LineError> {
    let arguments = split(line.as_bytes())?;
    let (times, command) = repeat(&arguments)?;
    Ok((
        times,
        command
            .iter()
            .map(|word| format!("<{}>", word.escape_ascii()))
            .collect(),
    ))
}

#[test]
fn a_number_before_a_command_repeats_it() {
    for (line, times, command) in [
        ("5 INCR x", 5, "<INCR><x>"),
        ("+5 ping", 5, "<ping>"),
        ("05 ping", 5, "<ping>"),
        ("\"5\" ping", 5, "<ping>"),
        ("\"\\t 5\" ping", 5, "<ping>"),
        ("\"\\x0b5\" ping", 5, "<ping>"),
        ("\"5\\x00b\" ping", 5, "<ping>"),
        ("2 3 ping", 2, "<3><ping>"),
        ("2 \"\"", 2, "<>"),
        ("9223372036854775807 ping", i64::MAX as u64, "<ping>"),
    ] {
        assert_eq!(repeated(line), Ok((times, command.to_owned())), "{line}");
    }
}

#[test]
fn a_number_alone_is_a_command() {
    for (line, command) in [
        ("5", "<5>"),
        ("0", "<0>"),
        ("-1", "<-1>"),
        ("5x ping", "<5x><ping>"),
        ("5.5 ping", "<5.5><ping>"),
        ("0x2 ping", "<0x2><ping>"),
        ("- ping", "<-><ping>"),
        ("+-2 ping", "<+-2><ping>"),
        ("\"2 \" ping", "<2 ><ping>"),
        ("\"- 2\" ping", "<- 2><ping>"),
        ("\" \" ping", "< ><ping>"),
        ("\"\"", "<>"),
        ("", ""),
    ] {
        assert_eq!(repeated(line), Ok((1, command.to_owned())), "{line}");
    }
}

#[test]
fn a_number_that_cannot_repeat_is_an_error() {
    for line in [
        "0 ping",
        "-0 ping",
        "-1 ping",
        "9223372036854775808 ping",
        "99999999999999999999 ping",
        "-9223372036854775809 ping",
        "\"\" ping",
        "\"\\x00\" ping",
    ] {
        let error = repeated(line).map_err(|error| error.to_string());
        assert_eq!(
            error,
            Err("Invalid redis-cli repeat command option value.".to_owned()),
            "{line}"
        );
    }
}

/// Quotes an argument in a style.
fn quoted(argument: &[u8], style: u8) -> Vec<u8> {
    let plain = !argument.is_empty()
        && argument
            .iter()
            .all(|byte| !byte.is_ascii() || byte.is_ascii_alphanumeric());
    match style % 3 {
        0 if plain => argument.to_vec(),
        1 if !argument
            .iter()
            .any(|byte| matches!(byte, 0 | b'\'' | b'\\')) =>
        {
            [b"'", argument, b"'"].concat()
        }
        _ => {
            let bytes = argument.iter().flat_map(|byte| match byte {
                b'"' | b'\\' => vec![b'\\', *byte],
                0x20..0x7f => vec![*byte],
                _ => format!("\\x{byte:02x}").into_bytes(),
            });
            [b"\"".to_vec(), bytes.collect(), b"\"".to_vec()].concat()
        }
    }
}

proptest! {
    #[test]
    fn quoted_arguments_split_into_themselves(arguments in vec((vec(any::<u8>(), 0..20), any::<u8>()), 0..8)) {
        let quoted: Vec<_> = arguments.iter().map(|(argument, style)| quoted(argument, *style)).collect();
        let arguments: Vec<_> = arguments.into_iter().map(|(argument, _)| argument).collect();
        prop_assert_eq!(split(&quoted.join(&b' ')), Ok(arguments));
    }

    #[test]
    fn no_line_panics(line in vec(prop_oneof![any::<u8>(), proptest::sample::select(b"\"'\\x 05-\0\n".to_vec())], 0..40)) {
        if let Ok(arguments) = split(&line) {
            let _ = repeat(&arguments);
        }
        let _ = unquote(&line);
    }
}
