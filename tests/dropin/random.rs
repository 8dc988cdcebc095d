//! Random lines and replies, the same in every run.

use super::case::{Case, case};
use super::formats::{SOUND, each};

/// The number of scripts.
const SESSIONS: u64 = 100;
const COMMANDS_EACH: usize = 40;
/// Enough for rare shapes; a script of this length runs in some 100 ms.
const LINES: usize = 1_500;
const WORDS: u64 = 60;

/// The parts of random lines: every special case of quoting, and few commands.
const PIECES: [&[u8]; 22] = [
    b"\"",
    b"\"",
    b"'",
    b"'",
    b"\\",
    b"\\\"",
    b"\\'",
    b"\\x41",
    b"\\xf",
    b"\\n",
    b"\\q",
    b" ",
    b" ",
    b"  ",
    b"\t",
    b"\r",
    b"\x0b",
    b"\0",
    b"a",
    b"bc",
    b"\xc3\xa9",
    b"\xff",
];

/// The commands of random sessions: they change the connection's state or show it.
const COMMANDS: [&str; 41] = [
    "SELECT 3",
    "SELECT 0",
    "SELECT 99",
    "GET k",
    "GET k",
    "SET k 2",
    "INCR n",
    "3 INCR n",
    "2 LRANGE l 0 -1",
    "HGETALL h",
    "SMEMBERS s",
    "ZRANGE z 0 -1 WITHSCORES",
    "XRANGE st - +",
    "DEBUG PROTOCOL true",
    "DEBUG PROTOCOL map",
    "GET missing",
    "LPUSH k x",
    "nosuch",
    "\"broken",
    "",
    "MULTI",
    "MULTI",
    "EXEC",
    "EXEC",
    "DISCARD",
    "WATCH k",
    "UNWATCH",
    "HELLO 3",
    "HELLO 2",
    "HELLO 9",
    "RESET",
    "AUTH default x",
    "AUTH nobody x",
    "CLIENT SETNAME me",
    "CLIENT GETNAME",
    "CLIENT TRACKING ON",
    "CLIENT TRACKING OFF",
    "CLIENT REPLY ON",
    "INFO keyspace",
    "DEBUG SLEEP 0",
    "0 GET k",
];

/// The parts of strings in Lua replies.
const TEXTS: [&str; 9] = [
    "",
    "a",
    "bc",
    "\\n",
    "\\\"",
    "\\\\",
    "\\195\\169",
    "\\1",
    "\\r\\n",
];

pub(super) fn cases() -> Vec<Case> {
    let mut cases = vec![
        case("random lines").stdin(lines()),
        case("random lines, each run twice").stdin(repeated_lines()),
    ];
    cases.extend((0..WORDS).map(quoted_word));
    cases.extend((0..SESSIONS).map(session));
    cases.extend(each(&[case("random replies").stdin(replies())], &SOUND));
    cases
}

fn lines() -> Vec<u8> {
    let mut random = Random(1);
    (0..LINES)
        .flat_map(|_| [line(&mut random, 10), b"\n".to_vec()].concat())
        .collect()
}

fn repeated_lines() -> Vec<u8> {
    let mut random = Random(2);
    (0..LINES)
        .flat_map(|_| [b"2 ".to_vec(), line(&mut random, 10), b"\n".to_vec()].concat())
        .collect()
}

fn quoted_word(seed: u64) -> Case {
    let mut random = Random(seed + 100);
    let mut word = line(&mut random, 5);
    // No argument can contain a NUL byte.
    word.retain(|&byte| byte != 0);
    case(format!("--quoted-input of random word {seed}")).args([
        b"--quoted-input".as_slice(),
        b"--no-raw",
        b"ECHO",
        &word,
    ])
}

fn session(seed: u64) -> Case {
    let mut random = Random(seed + 1_000);
    let lines: Vec<&str> = (0..COMMANDS_EACH)
        .map(|_| *random.one_of(&COMMANDS))
        .collect();
    let name = format!("random session {seed}");
    let case = case(name).stdin(lines.join("\n")).figures_aside();
    match random.below(7) {
        0 => case.before("--no-raw"),
        1 => case.before("-3 --no-raw"),
        2 => case.before("-3"),
        3 => case.before("--csv"),
        4 => case.before("--json"),
        5 => case.before("-3 --no-raw").on_a_terminal(),
        _ => case,
    }
}

fn line(random: &mut Random, most: usize) -> Vec<u8> {
    (0..random.below(most))
        .flat_map(|_| random.one_of(&PIECES).to_vec())
        .collect()
}

fn replies() -> String {
    let mut random = Random(3);
    (0..LINES)
        .map(|_| {
            format!(
                "EVAL 'redis.setresp(3) return {}' 0\n",
                value(&mut random, 0)
            )
        })
        .collect()
}

/// A Lua expression. A table with several keys has no defined order, so maps and sets have one key.
fn value(random: &mut Random, depth: usize) -> String {
    match random.below(if depth < 5 { 14 } else { 8 }) {
        0 | 1 => format!("{}", random.below(2_000) as i64 - 1_000),
        2 | 3 => format!("\"{}\"", text(random)),
        4 => format!("{{ok=\"{}\"}}", text(random)),
        5 => format!("{{err=\"ERR {}\"}}", text(random)),
        6 => ["true", "false"][random.below(2)].to_owned(),
        7 => format!("{{double={}.5}}", random.below(100)),
        8 => format!(
            "{{map={{[{}]={}}}}}",
            key(random, depth),
            value(random, depth + 1)
        ),
        9 => format!("{{set={{[{}]=true}}}}", key(random, depth)),
        10 => ["{map={}}", "{set={}}", "{}"][random.below(3)].to_owned(),
        11 => array(random, depth, 12),
        _ => array(random, depth, 4),
    }
}

/// A value that can be the key of a Lua table.
fn key(random: &mut Random, depth: usize) -> String {
    match value(random, depth + 1) {
        value if value == "false" => "true".to_owned(),
        value => value,
    }
}

fn array(random: &mut Random, depth: usize, most: usize) -> String {
    let items: Vec<String> = (0..random.below(most))
        .map(|_| value(random, depth + 1))
        .collect();
    format!("{{{}}}", items.join(","))
}

fn text(random: &mut Random) -> String {
    (0..random.below(4))
        .map(|_| *random.one_of(&TEXTS))
        .collect()
}

/// Xorshift, with a seed that is not 0.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % limit
    }

    fn one_of<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }
}
