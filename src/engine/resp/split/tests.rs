use proptest::collection::vec;
use proptest::prelude::*;

use super::line::MAX_LINE;
use super::*;
use crate::resp::encode_command;

/// A command: its number, its position, and its words.
type Command = (u64, u64, Vec<Vec<u8>>);

/// Returns the commands of a stream that arrives in pieces, the error at its end, and the rest.
fn split<'a>(
    pieces: impl IntoIterator<Item = &'a [u8]>,
) -> (Vec<Command>, Result<(), SplitError>, Vec<u8>) {
    let (mut splitter, mut commands) = (Splitter::new(), Vec::new());
    let mut result = Ok(());
    for mut piece in pieces {
        while !piece.is_empty() {
            let space = splitter.space();
            let count = space.len().min(piece.len());
            space[..count].copy_from_slice(&piece[..count]);
            piece = &piece[count..];
            splitter.filled(count);
            result = result.and_then(|()| take(&mut splitter, &mut commands));
        }
    }
    splitter.end();
    let result = result.and_then(|()| take(&mut splitter, &mut commands));
    (commands, result, splitter.rest().to_vec())
}

fn take(splitter: &mut Splitter, commands: &mut Vec<Command>) -> Result<(), SplitError> {
    while let Some(request) = splitter.next()? {
        let words: Vec<_> = request.words().map(<[u8]>::to_vec).collect();
        let mut wire = Vec::new();
        encode_command(&words, &mut wire);
        assert_eq!(
            request.wire.escape_ascii().to_string(),
            wire.escape_ascii().to_string()
        );
        commands.push((request.number, request.offset, words));
    }
    Ok(())
}

fn shown(commands: &[Command]) -> String {
    let shown = commands.iter().map(|(number, offset, words)| {
        let words: Vec<_> = words
            .iter()
            .map(|word| word.escape_ascii().to_string())
            .collect();
        format!("{number}@{offset}:{}", words.join(","))
    });
    shown.collect::<Vec<_>>().join(" ")
}

/// Returns the commands, the error and the rest of a stream. They do not depend on the cuts.
fn read(stream: &[u8]) -> (String, String, Vec<u8>) {
    let described = |(commands, result, rest): (Vec<Command>, Result<(), SplitError>, Vec<u8>)| {
        let error = result.err().map(|error| error.to_string());
        (shown(&commands), error.unwrap_or_default(), rest)
    };
    let whole = described(split([stream]));
    let shown = stream.escape_ascii();
    for at in 0..=stream.len().min(300) {
        let (first, second) = stream.split_at(at);
        assert_eq!(
            described(split([first, second])),
            whole,
            "{shown} cut at {at}"
        );
    }
    assert_eq!(
        described(split(stream.chunks(1))),
        whole,
        "{shown} byte by byte"
    );
    whole
}

#[test]
fn every_form_of_a_command_is_accepted() {
    for (stream, commands) in [
        ("", ""),
        ("*1\r\n$4\r\nPING\r\n", "1@0:PING"),
        ("*2\r\n$3\r\nGET\r\n$0\r\n\r\n", "1@0:GET,"),
        ("*2\r\n$3\r\nGET\r\n$4\r\n\r\n$1\r\n", "1@0:GET,\\r\\n$1"),
        ("*1\r\n$0\r\n\r\n", "1@0:"),
        (
            "*1\r\n$4\r\nPING\r\n*1\r\n$4\r\nQUIT\r\n",
            "1@0:PING 2@14:QUIT",
        ),
        ("PING\r\n", "1@0:PING"),
        ("PING\n", "1@0:PING"),
        ("PING", "1@0:PING"),
        ("PING\r", "1@0:PING"),
        (" SET  k 'a b'\r\nGET k\n", "1@0:SET,k,a b 2@15:GET,k"),
        (r#"ECHO "\x00\n""#, "1@0:ECHO,\\x00\\n"),
        (
            "GET k\n*1\r\n$4\r\nPING\r\nGET k\n",
            "1@0:GET,k 2@6:PING 3@20:GET,k",
        ),
        ("\r\n\n  \r\nPING\r\n\r\n", "1@7:PING"),
        ("*0\r\n*-1\r\n*-7\r\nPING\r\n*0\r\n", "1@14:PING"),
        (
            "#TS:1700000000\r\nPING\n#\n# x\r\n*1\r\n$4\r\nPING\r\n#end",
            "1@16:PING 2@28:PING",
        ),
        (" *1\n", "1@0:*1"),
        ("_config get x\n", "1@0:_config,get,x"),
        ("=x\n(x\n", "1@0:=x 2@3:(x"),
        ("FILE a seq 1 type b\n", "1@0:FILE,a,seq,1,type,b"),
    ] {
        assert_eq!(
            read(stream.as_bytes()),
            (commands.to_owned(), String::new(), Vec::new()),
            "{stream:?}"
        );
    }
}

#[test]
fn an_error_names_the_invalid_bytes_and_their_position() {
    let lone_feed =
        r#"a line ends in "\n" instead of "\r\n": convert the input, for instance with unix2dos"#;
    let reply = "which is a reply: either the number of arguments before it is too small, or the input is a recording of replies";
    for (stream, error) in [
        (
            "*\r\n",
            r#"expected the number of arguments after "*", got "\r" (byte 15)"#,
        ),
        (
            "*x\r\n",
            r#"expected the number of arguments after "*", got "x" (byte 15)"#,
        ),
        (
            "*01\r\n",
            r#"expected the number of arguments after "*", got "01" (byte 15)"#,
        ),
        (
            "*3 \r\n",
            r#"expected the number of arguments after "*", got "3 " (byte 15)"#,
        ),
        (
            "*-0\r\n",
            r#"expected the number of arguments after "*", got "-0\r" (byte 15)"#,
        ),
        ("*1\n$4\nPING\n", &format!("{lone_feed} (byte 16)")),
        (
            "*1\rx",
            r#"expected "\n" after "\r" at the end of a line, got "x" (byte 17)"#,
        ),
        (
            "*2147483648\r\n",
            "2147483648 arguments are too many: servers accept at most 2147483647 (byte 15)",
        ),
        (
            "*99999999999999999999\r\n",
            "9999999999999999999… arguments are too many: servers accept at most 2147483647 (byte 15)",
        ),
        (
            "*1\r\n:4\r\n",
            r#"expected "$" before argument 1 of 1, got ":" (byte 18)"#,
        ),
        (
            "*2\r\n$3\r\nGET\r\nfoo\r\n",
            r#"expected "$" before argument 2 of 2, got "f" (byte 27)"#,
        ),
        (
            "*3\r\n$3\r\nGET\r\n$1\r\nk\r\n*1\r\n",
            r#"expected "$" before argument 3 of 3, got "*" (byte 34)"#,
        ),
        (
            "*1\r\n$\r\n",
            r#"expected the length of argument 1 of 1 after "$", got "\r" (byte 19)"#,
        ),
        (
            "*1\r\n$4x\r\n",
            r#"expected the length of argument 1 of 1 after "$", got "4x" (byte 19)"#,
        ),
        (
            "*1\r\n$+4\r\n",
            r#"expected the length of argument 1 of 1 after "$", got "+" (byte 19)"#,
        ),
        ("*1\r\n$4\nPING\n", &format!("{lone_feed} (byte 20)")),
        (
            "*1\r\n$-1\r\n",
            "argument 1 of 1 has a length of -1: an argument cannot be null, only empty (byte 19)",
        ),
        (
            "*1\r\n$4294967297\r\n",
            "argument 1 of 1 has a length of 4294967297 bytes: the maximum is 4294967296 (byte 19)",
        ),
        (
            "*1\r\n$9999999999999999999\r\n",
            "argument 1 of 1 has a length of 9999999999999999999… bytes: the maximum is 4294967296 (byte 19)",
        ),
        (
            "*1\r\n$3\r\nPING\r\n",
            r#"expected "\r\n" after the 3 bytes of argument 1 of 1, got "G": its length is wrong (byte 25)"#,
        ),
        (
            "*1\r\n$5\r\nPING\r\n*1\r\n",
            r#"expected "\r\n" after the 5 bytes of argument 1 of 1, got "\n": its length is wrong (byte 27)"#,
        ),
        (
            "*1\r\n$4\r\nPING\rx",
            r#"expected "\r\n" after the 4 bytes of argument 1 of 1, got "\rx": its length is wrong (byte 26)"#,
        ),
        ("*", "the input ends in the number of arguments (byte 15)"),
        (
            "*2\r",
            "the input ends in the number of arguments (byte 17)",
        ),
        ("*2\r\n", "the input ends before argument 1 of 2 (byte 18)"),
        (
            "*2\r\n$",
            "the input ends in the length of argument 1 of 2 (byte 19)",
        ),
        (
            "*2\r\n$3\r\n",
            "the input ends in argument 1 of 2, after 0 of its 3 bytes (byte 22)",
        ),
        (
            "*2\r\n$3\r\nGE",
            "the input ends in argument 1 of 2, after 2 of its 3 bytes (byte 24)",
        ),
        (
            "*2\r\n$3\r\nGET",
            r#"the input ends before the "\r\n" after argument 1 of 2 (byte 25)"#,
        ),
        (
            "*2\r\n$3\r\nGET\r",
            r#"the input ends before the "\r\n" after argument 1 of 2 (byte 26)"#,
        ),
        (
            "*2\r\n$3\r\nGET\r\n",
            "the input ends before argument 2 of 2 (byte 27)",
        ),
        (
            "+OK\r\n",
            &format!(r#"expected a command, got "+OK", {reply}"#),
        ),
        (
            "-ERR x\r\n",
            &format!(r#"expected a command, got "-ERR x", {reply}"#),
        ),
        (
            "$3\r\nfoo\r\n",
            &format!(r#"expected a command, got "$3", {reply}"#),
        ),
        (
            ":-1\r\n",
            &format!(r#"expected a command, got ":-1", {reply}"#),
        ),
        ("_\r\n", &format!(r#"expected a command, got "_", {reply}"#)),
        (
            "%1\r\n",
            &format!(r#"expected a command, got "%1", {reply}"#),
        ),
        (
            "SET a\0b\r\n",
            r#"a NUL byte in an inline command: write it as "\x00" in double quotes, or encode the command as RESP (byte 19)"#,
        ),
        (
            "SET a \"b\r\n",
            "unbalanced quotes: a quote is not closed, or no blank follows a closing quote",
        ),
        (
            "SET a 'b'c\r\n",
            "unbalanced quotes: a quote is not closed, or no blank follows a closing quote",
        ),
        (
            "SET a 'b",
            "unbalanced quotes: a quote is not closed, or no blank follows a closing quote",
        ),
    ] {
        let stream = ["*1\r\n$4\r\nPING\r\n", stream].concat();
        let error = format!("command 2 at byte 14: {error}");
        let rest = stream.as_bytes()[14..].to_vec();
        assert_eq!(
            read(stream.as_bytes()),
            ("1@0:PING".to_owned(), error, rest),
            "{stream:?}"
        );
    }
}

#[test]
fn other_formats_are_recognized() {
    for (beginning, name) in [
        (&b"REDIS0009\xfa\x09redis-ver"[..], "an RDB file"),
        (b"VALKEY080\xfa", "an RDB file"),
        (
            b"file appendonly.aof.1.base.rdb seq 1 type b\nfile",
            "the manifest of an append-only file",
        ),
        (b"\x1f\x8b\x08\0\0", "compressed with gzip"),
        (b"\x28\xb5\x2f\xfd\x04", "compressed with zstd"),
        (b"\xfd7zXZ\0\0", "compressed with xz"),
        (b"BZh91AY", "compressed with bzip2"),
        (b"\x04\x22\x4d\x18", "compressed with lz4"),
        (b"PK\x03\x04", "compressed with zip"),
        (b"\xef\xbb\xbfPING\r\n", "UTF-8 byte order mark"),
        (b"\xff\xfeP\0I\0", "UTF-16"),
        (b"\xfe\xff\0P", "UTF-16"),
    ] {
        let (commands, error, rest) = read(beginning);
        assert!(
            error.starts_with("the input ") && error.contains(name),
            "{error}"
        );
        assert_eq!((commands, rest), (String::new(), beginning.to_vec()));
    }
    assert_eq!(read(b"PING\nREDIS0009\n").0, "1@0:PING 2@5:REDIS0009");
}

#[test]
fn later_calls_return_the_same_error() {
    let mut splitter = Splitter::new();
    let bad = b"PING\n*1\r\n$x";
    splitter.space()[..bad.len()].copy_from_slice(bad);
    splitter.filled(bad.len());
    assert!(splitter.next().unwrap().is_some());
    let first = splitter.next().unwrap_err();
    splitter.space()[..4].copy_from_slice(b"\r\nx\n");
    splitter.filled(4);
    assert_eq!(splitter.next().unwrap_err(), first);
    splitter.end();
    assert_eq!(splitter.next().unwrap_err(), first);
    assert_eq!(splitter.rest(), b"*1\r\n$x\r\nx\n");
}

#[test]
fn the_rest_excludes_the_commands_that_were_returned() {
    let mut splitter = Splitter::new();
    splitter.space()[..12].copy_from_slice(b"PING\nECHO a\n");
    splitter.filled(12);
    assert_eq!(splitter.rest(), b"PING\nECHO a\n");
    splitter.next().unwrap();
    assert_eq!(splitter.rest(), b"ECHO a\n");
    splitter.space();
    assert_eq!(splitter.rest(), b"ECHO a\n");
}

#[test]
fn the_length_of_a_line_is_limited() {
    let line = |length: usize| [&b"ECHO "[..], &vec![b'x'; length - 5]].concat();
    let longest = line(MAX_LINE);
    let (commands, result, _) = split([&longest[..], b"\n", &longest]);
    assert_eq!((commands.len(), result), (2, Ok(())));
    for end in [&b""[..], b"\n", b"x", b"\0"] {
        let (_, result, _) = split([&line(MAX_LINE + 1)[..], end]);
        let error = result.unwrap_err().to_string();
        assert_eq!(
            error,
            "command 1 at byte 0: a line of more than 1048576 bytes: encode such a long command as RESP"
        );
    }
}

#[test]
fn a_large_command_and_the_one_after_it_are_read() {
    let big = vec![b'x'; 9 << 20];
    let mut stream = Vec::new();
    for _ in 0..2 {
        encode_command(&[&b"SET"[..], b"k", &big], &mut stream);
        encode_command(&[&b"GET"[..], b"k"], &mut stream);
    }
    let (commands, result, rest) = split(stream.chunks(70_001));
    assert_eq!((result, rest), (Ok(()), Vec::new()));
    let lengths: Vec<_> = commands
        .iter()
        .map(|(_, _, words)| words.last().unwrap().len())
        .collect();
    assert_eq!(lengths, [big.len(), 1, big.len(), 1]);
}

/// Writes a command in one of its forms, after something that is not a command.
fn written(words: &[Vec<u8>], form: u8, out: &mut Vec<u8>) -> usize {
    let before: &[u8] = match form % 7 {
        0 => b"\r\n",
        1 => b"#TS:1\r\n",
        2 => b"*0\r\n \n",
        _ => b"",
    };
    out.extend_from_slice(before);
    let start = out.len();
    if form < 128 {
        encode_command(words, out);
        return start;
    }
    let quoted = words.iter().map(|word| {
        let bytes: String = word.iter().map(|byte| format!("\\x{byte:02x}")).collect();
        format!("\"{bytes}\"")
    });
    out.extend_from_slice(quoted.collect::<Vec<_>>().join(" ").as_bytes());
    out.extend_from_slice(if form.is_multiple_of(2) {
        b"\n"
    } else {
        b"\r\n"
    });
    start
}

proptest! {
    #[test]
    fn commands_are_returned_as_they_were_written(
        commands in vec((vec(vec(any::<u8>(), 0..12), 1..5), any::<u8>()), 0..6),
        size in 1..40usize,
    ) {
        let (mut stream, mut expected) = (Vec::new(), Vec::new());
        for ((words, form), number) in commands.iter().zip(1..) {
            let offset = written(words, *form, &mut stream);
            expected.push((number, offset as u64, words.clone()));
        }
        for pieces in [stream.chunks(stream.len().max(1)), stream.chunks(size), stream.chunks(1)] {
            prop_assert_eq!(split(pieces), (expected.clone(), Ok(()), Vec::new()));
        }
    }

    #[test]
    fn the_result_does_not_depend_on_the_cuts(
        stream in vec(prop_oneof![any::<u8>(), proptest::sample::select(b"*$\r\n\r\n0123-#\"' a\0".to_vec())], 0..60),
    ) {
        read(&stream);
    }
}
