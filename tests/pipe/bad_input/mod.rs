//! Input that cannot be loaded, wholly or from some point on. In each case, all commands before it are applied, no
//! part of it is sent, a line reports the error and its place, and the file that `--pipe-rejects` names has
//! everything that was not applied.

mod malformed;
mod refused;

use crate::pipe::load::{Load, answered, load, load_by};
use support::server::{Server, encoded};

/// Two valid commands before the bad input, one in each form.
fn good() -> Vec<u8> {
    [encoded(&["INCR", "before"]), b"INCR before\r\n".to_vec()].concat()
}

/// A valid command after it.
const AFTER: &[u8] = b"\r\nSET after 1\r\n";

fn value(server: &Server, key: &str) -> Vec<u8> {
    server.command(&["GET", key])
}

/// Asserts that all valid commands ran, and nothing else.
#[track_caller]
fn assert_keys(server: &Server, before: &[u8], after: &[u8], load: &Load) {
    assert!(value(server, "before") == before, "{load:?}");
    assert!(value(server, "after") == after, "{load:?}");
    server.command(&["FLUSHALL"]);
}

#[track_caller]
fn assert_rejects(expected: &[u8], load: &Load) {
    let rejects = load.rejects.as_deref().unwrap_or(b"no file");
    assert!(
        rejects == expected,
        "expected among the rejects: {}\nthere is: {}\n{:?}",
        expected.escape_ascii(),
        rejects.escape_ascii(),
        load.outcome
    );
}

#[test]
fn commands_before_a_malformed_one_are_applied_and_none_after_it() {
    let server = Server::start();
    for bad in malformed::table() {
        let input = [good(), bad.input.clone()].concat();
        let load = load(&server, &[], &input);
        let outcome = &load.outcome;
        outcome
            .assert_code(1)
            .assert_stdout(answered(0, 2))
            .assert_stderr(bad.told(good().len()));
        assert_rejects(&bad.input, &load);
        assert_keys(&server, b"$1\r\n2\r\n", b"$-1\r\n", &load);
    }
}

#[test]
fn a_file_of_another_kind_is_named() {
    let server = Server::start();
    for (beginning, told) in malformed::foreign() {
        let input = [beginning, AFTER].concat();
        let load = load(&server, &[], &input);
        let outcome = &load.outcome;
        outcome
            .assert_code(1)
            .assert_stdout(answered(0, 0))
            .assert_stderr(format!("{told}\n"));
        // The file contains nothing that could be loaded again, and says so.
        assert_rejects(format!("# {told}\n").as_bytes(), &load);
        assert_keys(&server, b"$-1\r\n", b"$-1\r\n", &load);
    }
}

#[test]
fn a_command_that_would_lose_the_reply_count_is_skipped_and_the_load_continues() {
    let server = Server::start();
    for (command, why) in refused::alone() {
        let input = [&good(), command.as_bytes(), AFTER].concat();
        let load = load(&server, &[], &input);
        let outcome = &load.outcome;
        outcome
            .assert_code(1)
            .assert_stdout(answered(1, 3))
            .assert_told(why);
        let words: Vec<_> = command.split(' ').collect();
        outcome.assert_stderr_has(words[0]);
        assert_rejects(&encoded(&words), &load);
        assert_keys(&server, b"$1\r\n2\r\n", b"$1\r\n1\r\n", &load);
    }
}

#[test]
fn a_transaction_without_exec_is_not_begun() {
    let server = Server::start();
    let open = [encoded(&["MULTI"]), encoded(&["SET", "after", "1"])].concat();
    let load = load(&server, &[], &[good(), open.clone()].concat());
    let outcome = &load.outcome;
    outcome
        .assert_code(1)
        .assert_stdout(answered(1, 2))
        .assert_told("the transaction has no EXEC");
    assert_rejects(&open, &load);
    assert_keys(&server, b"$1\r\n2\r\n", b"$-1\r\n", &load);
}

#[test]
fn a_transaction_that_breaks_off_is_not_begun() {
    let server = Server::start();
    let (open, bad) = (encoded(&["MULTI"]), b"*abc\r\nSET after 1\r\n");
    let load = load(&server, &[], &[&good(), &open[..], bad].concat());
    load.outcome
        .assert_code(1)
        .assert_stdout(answered(1, 2))
        .assert_stderr_has("command 4 at byte ");
    assert_rejects(&[&open[..], bad].concat(), &load);
    assert_keys(&server, b"$1\r\n2\r\n", b"$-1\r\n", &load);
}

#[test]
fn unreadable_input_is_reported() {
    let server = Server::start();
    for (script, reason) in [
        ("exec \"$0\" \"$@\" < /", "is a directory"),
        // Address 0 of a process's memory cannot be read.
        (
            "exec 3< /proc/self/mem; \"$0\" \"$@\" <&3",
            "input/output error",
        ),
    ] {
        load_by(&server, script)
            .assert_code(1)
            .assert_stdout(answered(0, 0))
            .assert_stderr(format!("could not read stdin: {reason}\n"));
    }
}

#[test]
fn an_endless_input_of_zeros_ends() {
    let server = Server::start();
    load_by(&server, "exec \"$0\" \"$@\" < /dev/zero")
        .assert_code(1)
        .assert_stdout(answered(0, 0))
        .assert_told("command 1 at byte 0: a NUL byte in an inline command");
}

#[test]
fn a_transaction_without_end_does_not_fill_the_memory() {
    let server = Server::start();
    let value = "x".repeat(1 << 20);
    let sets: Vec<u8> = (0..70)
        .flat_map(|number| encoded(&["SET", &format!("inside:{number}"), &value]))
        .collect();
    let transaction = [encoded(&["MULTI"]), sets, encoded(&["EXEC"])].concat();
    let input = [transaction.clone(), encoded(&["SET", "behind", "1"])].concat();
    let load = load(&server, &[], &input);
    load.outcome
        .assert_code(1)
        .assert_stdout_has("replies: 1\n")
        .assert_stderr_has("command 1 at byte 0: MULTI: not sent: the transaction has more than 64 MiB before EXEC");
    assert_eq!(server.command(&["DBSIZE"]), b":1\r\n");
    assert!(load.rejects == Some(transaction), "all of it is kept");
}
