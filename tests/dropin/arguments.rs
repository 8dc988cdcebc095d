//! One command on the command line: its words, the database, repeats, the exit status.

use super::case::{Case, case, line, redis_cli, redsh, redsh_with};

pub(super) fn cases() -> Vec<Case> {
    [words(), databases(), repeats(), statuses()].concat()
}

fn words() -> Vec<Case> {
    vec![
        line("GET k"),
        line("get k"),
        line("gEt missing"),
        line("GET"),
        line("nosuch"),
        line("nosuch one two"),
        line("SET dashed --csv"),
        line("PING --foo -h"),
        line("ECHO -x"),
        line("LRANGE l 0 -1 -d ,"),
        line("3 INCR n"),
        line("exit"),
        line("clear"),
        line("quit"),
        line("restart"),
        line(":set hints"),
        line(":nosuch"),
        line("connect a 1"),
        line("SWAPDB 0 1"),
        line("UNSUBSCRIBE"),
        line("CLIENT REPLY ON"),
        line("CLIENT KILL TYPE normal SKIPME no"),
        line("XRANGE st - +"),
        line("OBJECT ENCODING n"),
        line("COMMAND COUNT"),
        case("an empty word for a command").args([""]),
        case("an empty word for an argument").args(["PING", ""]),
        case("an empty value").args(["SET", "a", ""]),
        case("blanks in a word").args(["ECHO", "  a  b "]),
        case("quotes in a word stay").args(["ECHO", "\"a\" 'b'"]),
        case("escapes in a word stay").args(["ECHO", r"\n\x00"]),
        case("newlines in a word").args(["ECHO", "a\nb\r\n"]),
        case("bytes that are not UTF-8").args([b"ECHO".as_slice(), b"\xff\xfe\xc3"]),
        case("UTF-8").args(["ECHO", "é✓"]),
        case("a key that is not UTF-8").args([b"SET".as_slice(), b"\xff", b"v"]),
        case("a word of 100,000 bytes").args(["STRLEN".to_owned(), "x".repeat(100_000)]),
        case("2,000 words")
            .args(std::iter::once("DEL".to_owned()).chain((0..2_000).map(|i| format!("k{i}")))),
        case("a script with an error of its own").args([
            "EVAL",
            "return redis.call('nosuch')",
            "0",
        ]),
        case("two unsubscriptions, two replies")
            .args(["UNSUBSCRIBE", "a", "b"])
            .differs(
                "redis-cli reads one reply of the two",
                redis_cli("unsubscribe\na\n0\n", 0),
                redsh("unsubscribe\na\n0\nunsubscribe\nb\n0\n", 0),
            ),
    ]
}

fn databases() -> Vec<Case> {
    vec![
        line("-n 3 GET k"),
        line("-n 0 GET k"),
        line("-n 15 DBSIZE"),
        line("-n 3 -r 2 GET k"),
        line("-n 3 -n 0 GET k"),
        line("--json -n 3 GET k"),
        line("-3 -n 3 GET k"),
        line("-n 99 PING").differs(
            "a database that cannot be selected is no place to run a command in",
            redis_cli("PONG\n", 0),
            redsh("", 1),
        ),
        line("-n -1 GET k").differs("the same", redis_cli("v\n", 0), redsh("", 1)),
        line("-3 -n 99 PING").differs("the same, with RESP3", redis_cli("PONG\n", 0), redsh("", 1)),
        line("-n abc GET k").differs("a database is a number", redis_cli("v\n", 0), redsh("", 1)),
        line("-n 3abc GET k").differs(
            "a database is a number",
            redis_cli("three\n", 0),
            redsh("", 1),
        ),
    ]
}

fn repeats() -> Vec<Case> {
    vec![
        line("-r 3 INCR n"),
        line("-r 1 INCR n"),
        line("-r 0 INCR n"),
        line("-r 3 -i 0.01 INCR n"),
        line("-r 2 -i 0 INCR n"),
        line("-i 0.01 INCR n"),
        line("-r 2 nosuch"),
        line("-r 2 -e nosuch"),
        line("-r 2 --csv LRANGE l 0 -1"),
        line("-r 2 --json LRANGE l 0 -1"),
        line("-r 2 --no-raw LRANGE l 0 -1"),
        line("-r 2 -d , -D ; LRANGE l 0 -1"),
        line("-r 500 INCR n"),
        line("-r 3 SELECT 3"),
        line("-r abc PING").differs("a count is a number", redis_cli("", 0), redsh("", 1)),
        line("-r 1x PING").differs("a count is a number", redis_cli("PONG\n", 0), redsh("", 1)),
        line("-i abc PING").differs("a pause is a number", redis_cli("PONG\n", 0), redsh("", 1)),
    ]
}

fn statuses() -> Vec<Case> {
    vec![
        line("-e GET k"),
        line("-e nosuch"),
        line("-e LPUSH k x"),
        line("-e --csv nosuch"),
        line("-e --json nosuch"),
        line("-e --no-raw nosuch"),
        line("-e -3 nosuch"),
        line("-e -D X nosuch"),
        case("-e and an error inside a reply").args([
            "-e",
            "EVAL",
            "return {1,{err='ERR inner'}}",
            "0",
        ]),
        case("-e with a script's own error").args([
            "-e",
            "EVAL",
            "return {err='MINE and more'}",
            "0",
        ]),
        line("--version").differs(
            "each says its own name",
            redis_cli("redis-cli 7.0.15\n", 0),
            redsh_with("redsh ", 0),
        ),
        line("-v").differs(
            "each says its own name",
            redis_cli("redis-cli 7.0.15\n", 0),
            redsh_with("redsh ", 0),
        ),
    ]
}
