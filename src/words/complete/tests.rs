use proptest::prelude::*;

use super::*;

/// A source that ignores the prefix.
struct Seen;

impl CompletionSource for Seen {
    fn keys(&self, _prefix: &[u8]) -> Vec<Vec<u8>> {
        let keys: [&[u8]; 5] = [b"user:2", b"user:1", b"user:1", b"us er", b"u\xff"];
        keys.map(<[u8]>::to_vec).to_vec()
    }

    fn parts(&self, key: &[u8], _prefix: &[u8]) -> Vec<Vec<u8>> {
        vec![[key, b".name"].concat(), [key, b".age"].concat()]
    }

    fn nodes(&self) -> Vec<String> {
        vec!["10.0.0.7:7001".to_owned(), "a\x1b]0;b\x07:1".to_owned()]
    }

    fn files(&self, prefix: &str) -> Vec<String> {
        [".lua", "s/", " b"]
            .map(|end| format!("{prefix}{end}"))
            .to_vec()
    }

    fn profiles(&self) -> Vec<String> {
        ["prod", "preview", "my own"].map(str::to_owned).to_vec()
    }
}

/// Returns the text before the cursor for each candidate. The cursor is at the `¦`, or at the end.
fn completed(line: &str) -> Vec<String> {
    let cursor = line.find('¦').unwrap_or(line.len());
    let line = line.replace('¦', "");
    let completion = complete(&CommandTable::builtin(), &line, cursor, &Seen);
    let candidates = completion.candidates.into_iter();
    candidates
        .map(|candidate| line[..completion.start].to_owned() + &candidate.insert)
        .collect()
}

fn assert_completed(table: &[(&str, &[&str])]) {
    for (line, expected) in table {
        assert_eq!(completed(line), *expected, "{line:?}");
    }
}

#[test]
fn names_continue_in_the_case_of_the_word() {
    assert_completed(&[
        ("getr", &["getrange"]),
        ("GETR", &["GETRANGE"]),
        ("5 getr", &["5 getrange"]),
        ("@all getr", &["@all getrange"]),
        ("redis> getr", &["redis> getrange"]),
        ("get a\ngetr", &["get a\ngetrange"]),
        ("getr¦ange k", &["getrange"]),
        ("config re", &["config resetstat", "config rewrite"]),
        ("config RE", &["config RESETSTAT", "config REWRITE"]),
        ("CONFIG g", &["CONFIG get"]),
        ("nope", &[]),
        ("config nope", &[]),
    ]);
    assert_eq!(completed("config ")[0], "config get");
    assert_eq!(completed("CONFIG ")[0], "CONFIG GET");
}

#[test]
fn an_empty_line_completes_to_all_commands() {
    let names = completed("");
    assert!(names.len() > 200);
    for name in ["GET", "CONFIG", ":peek", "help"] {
        assert!(names.iter().any(|found| found == name), "{name}");
    }
    assert!(names.iter().all(|name| !name.contains('|')));
}

#[test]
fn tokens_follow_the_grammar() {
    assert_completed(&[
        ("set k v ex", &["set k v ex", "set k v exat"]),
        ("SET k v nx E", &["SET k v nx EX", "SET k v nx EXAT"]),
        (
            "set k v nx ",
            &[
                "set k v nx ex",
                "set k v nx exat",
                "set k v nx get",
                "set k v nx keepttl",
                "set k v nx px",
                "set k v nx pxat",
            ],
        ),
        (
            "client no-evict ",
            &["client no-evict off", "client no-evict on"],
        ),
        ("set k v ex ", &[]),
        ("set k v bogus ", &[]),
        ("set k v \"e", &[]),
        ("command info getr", &["command info getrange"]),
    ]);
}

#[test]
fn keys_are_completed_at_their_positions() {
    assert_completed(&[
        ("get user", &["get user:1", "get user:2"]),
        ("get \"user", &["get \"user:1\"", "get \"user:2\""]),
        ("get 'user", &["get \"user:1\"", "get \"user:2\""]),
        ("get us", &["get \"us er\"", "get user:1", "get user:2"]),
        ("get u\\", &[]),
        ("get \"u\\xff", &["get \"u\\xff\""]),
        ("mset a 1 user:1", &["mset a 1 user:1"]),
        ("mset user:", &["mset user:1", "mset user:2"]),
        ("mset a user", &[]),
        ("eval s 2 a user:1", &["eval s 2 a user:1"]),
        ("eval s 1 a user:1", &[]),
        ("get user:1¦ x", &["get user:1"]),
        (":peek user:1", &[":peek user:1"]),
        (":time get user:1", &[":time get user:1"]),
        (":watch 2 get user:1", &[":watch 2 get user:1"]),
    ]);
    assert!(completed("get ").contains(&"get \"u\\xff\"".to_owned()));
}

#[test]
fn fields_and_members_are_those_of_the_key() {
    assert_completed(&[
        ("hget h ", &["hget h h.age", "hget h h.name"]),
        ("hget h h.n", &["hget h h.name"]),
        ("hdel h x h.n", &["hdel h x h.name"]),
        ("hset h f v h.n", &["hset h f v h.name"]),
        ("hset h f h.n", &[]),
        ("zscore z z.n", &["zscore z z.name"]),
        ("zadd z 1 z.n", &["zadd z 1 z.name"]),
        ("srem s s.n", &["srem s s.name"]),
        ("smove a b a.n", &["smove a b a.name"]),
        ("lrem l 0 l.n", &["lrem l 0 l.name"]),
        ("linsert l before l.n", &["linsert l before l.name"]),
        (
            "hget \"a b\" a",
            &["hget \"a b\" \"a b.age\"", "hget \"a b\" \"a b.name\""],
        ),
        ("sadd s s.n", &[]),
        ("lpush l l.n", &[]),
    ]);
}

#[test]
fn nodes_are_completed_after_an_at_sign() {
    assert_completed(&[
        ("@", &["@10.0.0.7:7001", "@all", "@primaries", "@replicas"]),
        ("@PR", &["@primaries"]),
        ("2 @10", &["2 @10.0.0.7:7001"]),
        ("get @", &[]),
    ]);
}

#[test]
fn the_arguments_of_shell_commands_are_completed() {
    assert_completed(&[
        (":pe", &[":peek"]),
        (":PE", &[":peek"]),
        (":use pr", &[":use preview", ":use prod"]),
        (":use m", &[":use \"my own\""]),
        (
            ":source ~/a",
            &[":source \"~/a b\"", ":source ~/a.lua", ":source ~/as/"],
        ),
        (":set con", &[":set confirm"]),
        ("help getr", &["help getrange"]),
        (
            "help config re",
            &["help config resetstat", "help config rewrite"],
        ),
        ("help config get m", &[]),
        ("help nope re", &[]),
        (
            "help @s",
            &[
                "help @scripting",
                "help @server",
                "help @set",
                "help @sorted-set",
                "help @stream",
                "help @string",
            ],
        ),
        ("? @LI", &["? @list"]),
        (":time", &[":time"]),
        (":time getr", &[":time getrange"]),
        (":watch 2", &[]),
        (":peek k ", &[]),
    ]);
    let table = CommandTable::builtin();
    let shown: Vec<_> = complete(&table, ":source ~/a", 11, &Seen)
        .candidates
        .into_iter()
        .map(|candidate| candidate.show)
        .collect();
    assert_eq!(shown, ["\"a b\"", "a.lua", "as/"]);
}

#[test]
fn comments_and_pipes_are_not_completed() {
    assert_completed(&[
        ("# get us", &[]),
        ("get k | us", &[]),
        ("get 'k'us", &[]),
        ("5", &[]),
        ("nope us", &[]),
    ]);
    let table = CommandTable::builtin();
    assert_eq!(
        complete(&table, "gét", 2, &Seen).candidates,
        [],
        "not between characters"
    );
    assert!(completed(&format!("mget {}", "k ".repeat(typed::LONGEST))).is_empty());
}

#[test]
fn many_candidates_are_limited_to_the_first_and_the_last() {
    struct Many;
    impl CompletionSource for Many {
        fn keys(&self, _prefix: &[u8]) -> Vec<Vec<u8>> {
            (0..2 * MOST_CANDIDATES)
                .map(|number| format!("{number:08}").into_bytes())
                .collect()
        }
        fn parts(&self, _key: &[u8], _prefix: &[u8]) -> Vec<Vec<u8>> {
            Vec::new()
        }
        fn nodes(&self) -> Vec<String> {
            Vec::new()
        }
        fn files(&self, _prefix: &str) -> Vec<String> {
            Vec::new()
        }
        fn profiles(&self) -> Vec<String> {
            Vec::new()
        }
    }
    let candidates = complete(&CommandTable::builtin(), "get ", 4, &Many).candidates;
    assert_eq!(candidates.len(), MOST_CANDIDATES);
    assert_eq!(candidates[0].insert, "00000000");
    assert_eq!(
        candidates[MOST_CANDIDATES - 1].insert,
        format!("{:08}", 2 * MOST_CANDIDATES - 1)
    );
}

proptest! {
    #[test]
    fn replacements_start_at_character_boundaries(
        text in "(5 |@|:time |:source )?(get|hset|eval s 1|config |zadd)?[ >é日\"'\\\\u1\n|#\0-]{0,16}",
        cursor in 0..40usize,
    ) {
        let completion = complete(&CommandTable::builtin(), &text, cursor, &Seen);
        if !completion.candidates.is_empty() {
            prop_assert!(completion.start <= cursor && text.is_char_boundary(completion.start));
        }
    }
}
