//! Every kind of reply in every format and both protocols, as far as RESP2 and RESP3 share it.

use super::case::{Case, case, line};

/// Every format option, alone and with the protocol that is not its default.
pub(super) const FORMATS: [&str; 10] = [
    "--raw",
    "--no-raw",
    "--csv",
    "--json",
    "--quoted-json",
    "-3",
    "-3 --no-raw",
    "-3 --csv",
    "-2 --json",
    "-2 --quoted-json",
];

/// The formats in which redis-cli prints a quotation mark inside a string correctly: see `binary`.
pub(super) const SOUND: [&str; 8] = [
    "--raw",
    "--no-raw",
    "--csv",
    "--json",
    "-3",
    "-3 --no-raw",
    "-3 --csv",
    "-2 --json",
];

/// The kinds of the server's DEBUG PROTOCOL that redis-cli can print in either protocol.
const KINDS: [&str; 11] = [
    "string", "integer", "double", "null", "array", "set", "map", "verbatim", "true", "false",
    "nosuch",
];

/// Replies of commands, and of scripts where no command sends such a reply.
const REPLIES: [(&str, &[&str]); 21] = [
    ("a status", &["PING"]),
    ("an empty status", &["EVAL", "return {ok=''}", "0"]),
    ("an error", &["LPUSH", "k", "x"]),
    ("an integer", &["STRLEN", "k"]),
    ("a negative integer", &["DECRBY", "n", "11"]),
    ("a string", &["GET", "k"]),
    ("an empty string", &["GET", "empty"]),
    ("a missing string", &["GET", "missing"]),
    ("a missing array", &["BLPOP", "missing", "0.01"]),
    ("an array", &["LRANGE", "l", "0", "-1"]),
    ("an empty array", &["LRANGE", "missing", "0", "-1"]),
    (
        "an array of missing strings",
        &["MGET", "missing", "k", "missing"],
    ),
    ("a hash", &["HGETALL", "h"]),
    ("an empty hash", &["HGETALL", "missing"]),
    ("a set of one", &["SMEMBERS", "s"]),
    ("an empty set", &["SMEMBERS", "missing"]),
    ("scores", &["ZRANGE", "z", "0", "-1", "WITHSCORES"]),
    ("a score", &["ZSCORE", "z", "a"]),
    ("stream entries", &["XRANGE", "st", "-", "+"]),
    (
        "a string of two lines",
        &["EVAL", r#"return "a\nb\n""#, "0"],
    ),
    (
        "an error inside",
        &["EVAL", "return {1,{err='ERR boom'},{ok='fine'}}", "0"],
    ),
];

/// Replies that contain quotation marks.
const QUOTED: [(&str, &[&str]); 3] = [
    (
        "a status with odd bytes",
        &["EVAL", r#"return {ok="st\"at\\us\1\195\169"}"#, "0"],
    ),
    (
        "an error with odd bytes",
        &["EVAL", r#"return {err="ERR \"x\"\1\195\169\\"}"#, "0"],
    ),
    (
        "a mixed nest",
        &[
            "EVAL",
            r#"return {1,{2,{3,{}},"x"},{},false,"a\"b\n"}"#,
            "0",
        ],
    ),
];

/// Every kind in every format.
pub(super) fn kinds() -> Vec<Case> {
    each(
        &KINDS.map(|kind| line(&format!("DEBUG PROTOCOL {kind}"))),
        &FORMATS,
    )
}

/// Every reply in every format.
pub(super) fn replies() -> Vec<Case> {
    let plain = REPLIES.map(|(name, words)| case(name).args(words));
    let quoted = QUOTED.map(|(name, words)| case(name).args(words));
    [each(&plain, &FORMATS), each(&quoted, &SOUND)].concat()
}

/// A push before the reply, printed or not.
pub(super) fn pushes() -> Vec<Case> {
    let push = line("DEBUG PROTOCOL push");
    let formats = ["--raw", "--no-raw", "--csv", "--json", "--quoted-json"];
    let mut cases = each(std::slice::from_ref(&push), &FORMATS);
    for options in ["-3 --show-pushes yes", "-3 --show-pushes no"] {
        let shown = push.clone().before(options);
        cases.extend(each(&[shown.clone(), shown.on_a_terminal()], &formats));
    }
    cases.extend([
        push.clone().before("-3").on_a_terminal(),
        push.clone().before("-3 -r 2").on_a_terminal(),
        push.clone().before("-3 -d , -D ; --show-pushes yes"),
        push.before("-3 -e --show-pushes yes"),
    ]);
    cases
}

/// The choice of the format.
pub(super) fn choices() -> Vec<Case> {
    vec![
        line("LRANGE l 0 -1"),
        line("--csv --raw LRANGE l 0 -1"),
        line("--raw --csv LRANGE l 0 -1"),
        line("--json --raw LRANGE l 0 -1"),
        line("--raw --json LRANGE l 0 -1"),
        line("--csv --json LRANGE l 0 -1"),
        line("--json --csv LRANGE l 0 -1"),
        line("--no-raw --raw LRANGE l 0 -1"),
        line("--raw --no-raw LRANGE l 0 -1"),
        line("--csv --no-raw LRANGE l 0 -1"),
        line("--json --quoted-json GET utf8"),
        line("--quoted-json --csv GET bin"),
        line("--json --csv HGETALL h"),
        line("--json --raw HGETALL h"),
        line("--json -2 HGETALL h"),
        line("-2 HGETALL h"),
        line("LRANGE l 0 -1").on_a_terminal(),
        line("--raw LRANGE l 0 -1").on_a_terminal(),
        line("--csv LRANGE l 0 -1").on_a_terminal(),
        line("--json LRANGE l 0 -1").on_a_terminal(),
        line("-3 HGETALL h").on_a_terminal(),
        line("LRANGE l 0 -1").env("FAKETTY", ""),
        line("LRANGE l 0 -1").env("FAKETTY", "0"),
        line("GET missing").on_a_terminal(),
        line("nosuch").on_a_terminal(),
        line("-r 2 GET k").on_a_terminal(),
    ]
}

/// Each of `cases` in each of `formats`.
pub(super) fn each(cases: &[Case], formats: &[&str]) -> Vec<Case> {
    let mut all = Vec::new();
    for case in cases {
        all.extend(formats.iter().map(|format| case.clone().before(format)));
    }
    all
}
