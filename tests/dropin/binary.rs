//! Bytes that are not text, in every format.

use super::case::{Case, case, line, redis_cli, redsh};
use super::formats::each;

const EVERY_BYTE: [&str; 3] = [
    "EVAL",
    "local s='' for i=0,255 do s=s..string.char(i) end return s",
    "0",
];
const EVERY_ASCII: [&str; 3] = [
    "EVAL",
    "local s='' for i=0,127 do s=s..string.char(i) end return s",
    "0",
];

pub(super) fn cases() -> Vec<Case> {
    [shown(), quoted_json(), json()].concat()
}

fn shown() -> Vec<Case> {
    let any = [
        case("every byte").args(EVERY_BYTE),
        line("GET bin"),
        line("HGETALL odd").setup([ODD]),
    ];
    let text = [
        case("every ASCII character").args(EVERY_ASCII),
        line("GET utf8"),
    ];
    let mut cases = each(
        &any,
        &["--raw", "--no-raw", "--csv", "-3 --no-raw", "-3 --csv"],
    );
    cases.extend(each(
        &text,
        &["--raw", "--no-raw", "--csv", "--json", "-2 --json"],
    ));
    cases.extend([
        line("GET bin").on_a_terminal(),
        line("--raw GET bin").on_a_terminal(),
        line("--no-raw DUMP n"),
        line("--csv FUNCTION DUMP"),
    ]);
    cases
}

/// redis-cli writes a quotation mark as `\\"` in quoted JSON, which ends the string.
fn quoted_json() -> Vec<Case> {
    let why = "a quotation mark in quoted JSON is an escaped backslash and an escaped mark";
    let all_but_marks =
        "local s='' for i=0,255 do if i~=34 then s=s..string.char(i) end end return s";
    let sound = [
        case("every byte but the quotation mark").args(["EVAL", all_but_marks, "0"]),
        line("GET utf8"),
        line("HGETALL h"),
    ];
    let mut cases = each(&sound, &["--quoted-json", "-2 --quoted-json"]);
    cases.extend([
        line("--quoted-json GET bin").differs(
            why,
            redis_cli(
                r#""\\xff\\xfe\\x00\\x01\\x7f\\a\\b\\t\\n\\r\\"\\\\/""#.to_owned() + "\n",
                0,
            ),
            redsh(
                r#""\\xff\\xfe\\x00\\x01\\x7f\\a\\b\\t\\n\\r\\\"\\\\/""#.to_owned() + "\n",
                0,
            ),
        ),
        line("--quoted-json HGETALL odd").setup([ODD]).differs(
            why,
            redis_cli(r#"{"\\xff\\n":"\\xfe\\"\\\\/"}"#.to_owned() + "\n", 0),
            redsh(r#"{"\\xff\\n":"\\xfe\\\"\\\\/"}"#.to_owned() + "\n", 0),
        ),
        case("--quoted-json of a status with a mark")
            .args(["--quoted-json", "EVAL", r#"return {ok='a"b'}"#, "0"])
            .differs(
                why,
                redis_cli("\"a\\\\\"b\"\n", 0),
                redsh("\"a\\\\\\\"b\"\n", 0),
            ),
        case("--quoted-json of an error with a mark")
            .args(["--quoted-json", "EVAL", r#"return {err='ERR "'}"#, "0"])
            .differs(
                why,
                redis_cli("error:\"ERR \\\\\"\"\n", 0),
                redsh("error:\"ERR \\\\\\\"\"\n", 0),
            ),
    ]);
    cases
}

const ODD: &str = r#"HSET odd "\xff\n" "\xfe\"\\/""#;

/// redis-cli copies bytes that are not UTF-8 into its JSON, which makes it invalid.
fn json() -> Vec<Case> {
    let why = "JSON is UTF-8: every other byte is printed as U+FFFD";
    let text = |bytes: &'static str| {
        case(format!("--json of {bytes}"))
            .args(["--json", "GET", "odd"])
            .setup([format!("SET odd \"{bytes}\"")])
    };
    let status =
        case("--json of an odd status").args(["--json", "EVAL", "return {ok='a\\255'}", "0"]);
    let error =
        case("--json of an odd error").args(["--json", "EVAL", "return {err='ERR a\\255'}", "0"]);
    vec![
        text(r"\xff\xfe").differs(
            why,
            redis_cli(b"\"\xff\xfe\"\n", 0),
            redsh("\"\u{fffd}\u{fffd}\"\n", 0),
        ),
        text(r"a\xe9b").differs(
            why,
            redis_cli(b"\"a\xe9b\"\n", 0),
            redsh("\"a\u{fffd}b\"\n", 0),
        ),
        text(r"\xe2\x9c").differs(
            why,
            redis_cli(b"\"\xe2\x9c\"\n", 0),
            redsh("\"\u{fffd}\u{fffd}\"\n", 0),
        ),
        text(r"\xe2\x9cx").differs(
            why,
            redis_cli(b"\"\xe2\x9cx\"\n", 0),
            redsh("\"\u{fffd}\u{fffd}x\"\n", 0),
        ),
        text(r"\xc0\xaf").differs(
            why,
            redis_cli(b"\"\xc0\xaf\"\n", 0),
            redsh("\"\u{fffd}\u{fffd}\"\n", 0),
        ),
        text(r"\xf0\x9f\x98\x80\xc3\xa9"),
        text(r"\xed\xa0\x80").differs(
            why,
            redis_cli(b"\"\xed\xa0\x80\"\n", 0),
            redsh("\"\u{fffd}\u{fffd}\u{fffd}\"\n", 0),
        ),
        text(r"\x7f\x1f\x00\b\x0c/"),
        status.differs(
            why,
            redis_cli(b"\"a\xff\"\n", 0),
            redsh("\"a\u{fffd}\"\n", 0),
        ),
        error.differs(
            why,
            redis_cli(b"error:\"ERR a\xff\"\n", 0),
            redsh("error:\"ERR a\u{fffd}\"\n", 0),
        ),
        line("--json HGETALL odd").setup([ODD]).differs(
            why,
            redis_cli(b"{\"\xff\\n\":\"\xfe\\\"\\\\/\"}\n", 0),
            redsh("{\"\u{fffd}\\n\":\"\u{fffd}\\\"\\\\/\"}\n", 0),
        ),
    ]
}
