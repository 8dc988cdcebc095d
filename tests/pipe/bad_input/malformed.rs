//! Malformed commands and input that is not a stream of commands, with their error messages.

use super::AFTER;

/// Malformed input.
#[derive(Clone)]
pub(super) struct Malformed {
    pub(super) input: Vec<u8>,
    /// The offset of the wrong byte from the beginning of the command.
    at: usize,
    fault: String,
}

impl Malformed {
    /// The message where it is the third command and begins at this byte.
    pub(super) fn told(&self, start: usize) -> String {
        let fault = &self.fault;
        match self.at {
            0 => format!("command 3 at byte {start}: {fault}\n"),
            at => format!("command 3 at byte {start}: {fault} (byte {})\n", start + at),
        }
    }
}

/// All kinds.
pub(super) fn table() -> Vec<Malformed> {
    [counts(), lengths(), ends(), lines(), replies()].concat()
}

/// The input, the offset of the wrong byte, and the message.
type Row<'r> = (&'r str, usize, &'r str);

/// Followed by a valid command.
fn followed<'r>(rows: impl IntoIterator<Item = Row<'r>>) -> Vec<Malformed> {
    rows.into_iter().map(|row| malformed(row, AFTER)).collect()
}

fn malformed((input, at, fault): Row<'_>, behind: &[u8]) -> Malformed {
    Malformed {
        input: [input.as_bytes(), behind].concat(),
        at,
        fault: fault.to_owned(),
    }
}

const LONE_FEED: &str =
    r#"a line ends in "\n" instead of "\r\n": convert the input, for instance with unix2dos"#;

fn counts() -> Vec<Malformed> {
    followed([
        (
            "*abc\r\n",
            1,
            r#"expected the number of arguments after "*", got "a""#,
        ),
        (
            "*\r\n",
            1,
            r#"expected the number of arguments after "*", got "\r""#,
        ),
        (
            "*+1\r\n$4\r\nPING\r\n",
            1,
            r#"expected the number of arguments after "*", got "+""#,
        ),
        (
            "*2 \r\n$4\r\nPING\r\n",
            1,
            r#"expected the number of arguments after "*", got "2 ""#,
        ),
        (
            "*2147483648\r\n",
            1,
            "2147483648 arguments are too many: servers accept at most 2147483647",
        ),
        (
            "*99999999999999999999\r\n",
            1,
            "9999999999999999999\u{2026} arguments are too many: servers accept at most 2147483647",
        ),
        ("*1\n$4\nPING\n", 2, LONE_FEED),
        (
            "*1\rx",
            3,
            r#"expected "\n" after "\r" at the end of a line, got "x""#,
        ),
    ])
}

fn lengths() -> Vec<Malformed> {
    followed([
        (
            "*2\r\n$3\r\nGET\r\n3\r\nkey\r\n",
            13,
            r#"expected "$" before argument 2 of 2, got "3""#,
        ),
        (
            "*3\r\n$3\r\nSET\r\n$5\r\nafter\r\n*2\r\n",
            24,
            r#"expected "$" before argument 3 of 3, got "*""#,
        ),
        (
            "*1\r\n$x\r\nPING\r\n",
            5,
            r#"expected the length of argument 1 of 1 after "$", got "x""#,
        ),
        (
            "*1\r\n$4.0\r\nPING\r\n",
            5,
            r#"expected the length of argument 1 of 1 after "$", got "4.""#,
        ),
        (
            "*2\r\n$3\r\nGET\r\n$-1\r\n",
            14,
            "argument 2 of 2 has a length of -1: an argument cannot be null, only empty",
        ),
        (
            "*1\r\n$4294967297\r\n",
            5,
            "argument 1 of 1 has a length of 4294967297 bytes: the maximum is 4294967296",
        ),
        ("*1\r\n$4\nPING\n", 6, LONE_FEED),
        (
            "*2\r\n$3\r\nGET\r\n$2\r\nkey\r\n",
            19,
            r#"expected "\r\n" after the 2 bytes of argument 2 of 2, got "y": its length is wrong"#,
        ),
        (
            "*1\r\n$5\r\nPING\r\n",
            13,
            r#"expected "\r\n" after the 5 bytes of argument 1 of 1, got "\n": its length is wrong"#,
        ),
        (
            "*1\r\n$4\r\nPING*1\r\n",
            12,
            r#"expected "\r\n" after the 4 bytes of argument 1 of 1, got "*": its length is wrong"#,
        ),
    ])
}

/// Input that ends inside a command.
fn ends() -> Vec<Malformed> {
    let rows: [Row; 9] = [
        ("*", 1, "the input ends in the number of arguments"),
        ("*3\r", 3, "the input ends in the number of arguments"),
        ("*3\r\n", 4, "the input ends before argument 1 of 3"),
        (
            "*3\r\n$",
            5,
            "the input ends in the length of argument 1 of 3",
        ),
        (
            "*3\r\n$3\r\n",
            8,
            "the input ends in argument 1 of 3, after 0 of its 3 bytes",
        ),
        (
            "*3\r\n$3\r\nSE",
            10,
            "the input ends in argument 1 of 3, after 2 of its 3 bytes",
        ),
        (
            "*3\r\n$3\r\nSET",
            11,
            r#"the input ends before the "\r\n" after argument 1 of 3"#,
        ),
        (
            "*3\r\n$3\r\nSET\r\n",
            13,
            "the input ends before argument 2 of 3",
        ),
        (
            "*3\r\n$3\r\nSET\r\n$5\r\nafter\r\n$1\r\n1\r",
            30,
            r#"the input ends before the "\r\n" after argument 3 of 3"#,
        ),
    ];
    rows.into_iter().map(|row| malformed(row, b"")).collect()
}

fn lines() -> Vec<Malformed> {
    let quotes = "unbalanced quotes: a quote is not closed, or no blank follows a closing quote";
    let nul = r#"a NUL byte in an inline command: write it as "\x00" in double quotes, or encode the command as RESP"#;
    let long = format!("SET after {}", "x".repeat(1 << 20));
    followed([
        ("SET after \"1", 0, quotes),
        ("SET after '1", 0, quotes),
        ("SET after \"1\"x", 0, quotes),
        ("SET after 'it's'", 0, quotes),
        ("SET af\0ter 1", 6, nul),
        ("\0\x01\x02\u{ff}", 0, nul),
        (
            &long,
            0,
            "a line of more than 1048576 bytes: encode such a long command as RESP",
        ),
    ])
}

/// Replies instead of commands.
fn replies() -> Vec<Malformed> {
    let replies = ["+OK", "-ERR no", ":1", "$3", "%1", ">2"];
    let told = replies.map(|reply| {
        format!(
            "expected a command, got \"{reply}\", which is a reply: either the number of arguments before it is too small, or the input is a recording of replies"
        )
    });
    followed(
        replies
            .iter()
            .zip(&told)
            .map(|(reply, told)| (*reply, 0, told.as_str())),
    )
}

/// Files without commands: their beginning and the message.
pub(super) fn foreign() -> [(&'static [u8], &'static str); 11] {
    let rdb = "the input is an RDB file, or an append-only file that begins with one: it contains no commands to send; servers load it at startup";
    let utf16 = "the input is UTF-16: convert it, for instance with iconv -f UTF-16 -t UTF-8";
    [
        (&b"REDIS0010\xfa\x09redis-ver"[..], rdb),
        (b"VALKEY080\xfa", rdb),
        (
            b"file appendonly.aof.1.base.rdb seq 1 type b\nfile appendonly.aof.1.incr.aof seq 1 type i",
            "the input is the manifest of an append-only file: send the files of type i that it lists",
        ),
        (
            b"\x1f\x8b\x08\0",
            "the input is compressed with gzip: send the output of zcat",
        ),
        (
            b"\x28\xb5\x2f\xfd",
            "the input is compressed with zstd: send the output of zstdcat",
        ),
        (
            b"\xfd7zXZ\0",
            "the input is compressed with xz: send the output of xzcat",
        ),
        (
            b"BZh91AY",
            "the input is compressed with bzip2: send the output of bzcat",
        ),
        (
            b"PK\x03\x04",
            "the input is compressed with zip: send the output of unzip -p",
        ),
        (
            b"\xef\xbb\xbfPING",
            "the input begins with a UTF-8 byte order mark: remove its 3 bytes, for instance with tail -c +4",
        ),
        (b"\xff\xfeP\0I\0N\0G\0", utf16),
        (b"\xfe\xff\0P\0I\0N\0G", utf16),
    ]
}
