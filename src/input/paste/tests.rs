use proptest::prelude::*;

use super::*;

fn run(text: &str) -> Vec<&str> {
    commands(text).collect()
}

#[test]
fn a_block_of_lines_runs_in_order() {
    assert_eq!(
        run("set a 1\nget a\n\n  get b\n"),
        ["set a 1", "get a", "  get b"]
    );
    assert_eq!(run("set a 1\r\nget a\r\n"), ["set a 1\r", "get a\r"]);
    assert_eq!(run("get a"), ["get a"]);
    assert_eq!(run(" \n\t\n"), [""; 0]);
    assert_eq!(run(""), [""; 0]);
}

#[test]
fn an_open_quote_continues_on_the_next_line() {
    assert_eq!(
        run("eval \"return {\n1}\" 0\nget a"),
        ["eval \"return {\n1}\" 0", "get a"]
    );
    assert_eq!(
        run("set a 'b\n# c\nredis> d'"),
        ["set a 'b\n# c\nredis> d'"]
    );
    for (text, open) in [
        ("set a 'b", true),
        ("set a \"b\\", true),
        ("set a \"b\\\"", true),
        ("set a it's", false),
        ("get a\nset a \"b\n", true),
        ("set a 'b'", false),
        ("set a 'b\n'", false),
        ("# it's", false),
        ("redis> # it's\nget a", false),
        ("", false),
    ] {
        assert_eq!(is_open(text), open, "{text:?}");
    }
}

#[test]
fn an_apostrophe_does_not_continue_the_line() {
    assert_eq!(run("set a it's\nget b"), ["set a it's", "get b"]);
    assert_eq!(
        run("set a it's\nset b 'c d'"),
        ["set a it's", "set b 'c d'"]
    );
    assert_eq!(run("set a b'c d'\nget b"), ["set a b'c d'", "get b"]);
    assert_eq!(open_quote("set a 'it\n"), Some('\''));
    assert_eq!(open_quote("set a \"it's\n"), Some('"'));
    assert_eq!(open_quote("set a it's"), None);
}

#[test]
fn text_after_a_closing_quote_invalidates_only_its_line() {
    let text = "set a 'b'c 'd\nget 'a'\n";
    assert_eq!(run(text), ["set a 'b'c 'd", "get 'a'"]);
    assert!(!is_open(text));
}

#[test]
fn quotes_after_a_pipe_are_ignored() {
    let text = "get a | grep it\\'s\nget b";
    assert_eq!(run(text), ["get a | grep it\\'s", "get b"]);
    assert!(!is_open("get a | sed \"s/a/'/"));
    assert!(is_open("| get \"a"), "no command before it");
    assert!(is_open("echo '|"));
}

#[test]
fn comments_and_blank_lines_are_skipped() {
    assert_eq!(
        run("# first\nget a\n  #second\n\nget b # c"),
        ["get a", "get b # c"]
    );
}

#[test]
fn a_prompt_is_removed() {
    for prompt in [
        "redis> ",
        "redsh> ",
        "valkey> ",
        "  redis>  ",
        "127.0.0.1:6379> ",
        "127.0.0.1:6379[3]> ",
        "localhost:7000[12](TX)> ",
        "10.0.0.7:7001(subscribed mode)> ",
        "[::1]:6379> ",
        "::1:6379> ",
        "/run/redis/redis.sock> ",
        "/run/redis.sock[1]> ",
        "mymaster[1]> ",
        "mymaster(TX)> ",
        "not connected> ",
        "not connected[2]> ",
        "redis 127.0.0.1:6379> ",
        "redis 127.0.0.1:6379[3]> ",
    ] {
        let text = format!("{prompt}get a\n{prompt}\n{prompt}# no\n{prompt}get b");
        assert_eq!(run(&text), ["get a", "get b"], "{prompt:?}");
    }
    assert_eq!(run("redis>"), [""; 0]);
}

#[test]
fn lines_without_a_prompt_are_output_in_a_transcript() {
    let text = "(integer) 3\nredis> set a 'x\ny'\nOK\nredis> get a\n\"x\\ny\"\nflushall\n\n# end\n";
    assert_eq!(run(text), ["set a 'x\ny'", "get a"]);
    assert_eq!(output_lines(text), 4);
    let text = "redis> get a\n(error) ERR it's\nredis> get b\ndon't\n";
    assert_eq!(run(text), ["get a", "get b"]);
    assert!(!is_open(text));
    assert_eq!(output_lines("get a\nget b > c\n"), 0);
}

#[test]
fn text_that_only_resembles_a_prompt_is_kept() {
    for line in [
        "redis>get a",
        "get> a",
        "> get a",
        "echo 127.0.0.1:6379> a",
        "echo \"a:1> b\"",
        "\"a:1> b\"",
        ":1> a",
        "a:> b",
        "[1]> a",
        "(TX)> a",
        "get a[1]> b",
        "not connected > a",
        "xreadgroup group g c streams a >",
    ] {
        assert_eq!(run(line), [line]);
    }
}

#[test]
fn only_one_prompt_is_removed() {
    assert_eq!(run("redis> redis> get a"), ["redis> get a"]);
}

proptest! {
    #[test]
    fn every_byte_belongs_to_a_line(text in "[a |#>:1\n\r\\\\\"'é\0]{0,40}") {
        let mut at = 0;
        for line in lines(&text) {
            prop_assert_eq!(line.prompt.start, at);
            prop_assert_eq!(line.prompt.end, line.text.start);
            at = line.text.end + 1;
        }
        prop_assert_eq!(at, text.len() + 1);
    }
}

#[test]
fn the_last_command_is_the_last_line() {
    for (text, command) in [
        ("GET a\nSET", Some("SET")),
        ("redis> GET ", Some("GET ")),
        ("GET a\n", None),
        ("GET a\n# SET", None),
        ("GET a | jq", None),
        ("GET a |", Some("GET a |")),
        ("GET \"a\nSET", Some("GET \"a\nSET")),
    ] {
        assert_eq!(last_command(text), command, "{text:?}");
    }
}
