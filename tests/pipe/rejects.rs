//! Commands that were not applied: the messages about them, and the file that `--pipe-rejects` names.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::load::{answered, load, load_by, load_with};
use support::peer::Peer;
use support::script::Script;
use support::server::{Server, encoded};
use support::shell::Shell;
use support::wait;

fn commands(commands: &[&[&str]]) -> Vec<u8> {
    commands.iter().flat_map(|words| encoded(words)).collect()
}

#[test]
fn rejected_commands_can_be_loaded_again() {
    let server = Server::start();
    server.command(&["SET", "list", "no list"]);
    let input = b"RPUSH list 1\r\nINCR n\r\nRPUSH list \"2 \\x00\"\r\nSETEX k\r\n";
    let first = load(&server, &[], input);
    first.outcome.assert_code(1).assert_stdout(answered(3, 4));
    let rejects = first.rejects.expect("the file is there");
    let expected: [&[&str]; 3] = [
        &["RPUSH", "list", "1"],
        &["RPUSH", "list", "2 \0"],
        &["SETEX", "k"],
    ];
    assert_eq!(
        rejects.escape_ascii().to_string(),
        commands(&expected).escape_ascii().to_string()
    );
    server.command(&["DEL", "list"]);
    let second = load(&server, &[], &rejects);
    second.outcome.assert_stdout(answered(1, 3));
    let list = server.command(&["LRANGE", "list", "0", "-1"]);
    assert_eq!(list, b"*2\r\n$1\r\n1\r\n$3\r\n2 \0\r\n");
    assert_eq!(server.command(&["GET", "n"]), b"$1\r\n1\r\n");
}

#[test]
fn a_command_that_is_not_sent_is_kept_behind_those_before_it() {
    let peer = Peer::playing(Script::new().commands(1));
    let port = peer.port().to_string();
    let load = load_with(&["-p", &port], b"INCR a\r\nMONITOR\r\nINCR b\r\n");
    load.outcome.assert_code(1);
    let expected: [&[&str]; 3] = [&["INCR", "a"], &["MONITOR"], &["INCR", "b"]];
    let rejects = load.rejects.expect("the file is there");
    assert_eq!(
        rejects.escape_ascii().to_string(),
        commands(&expected).escape_ascii().to_string()
    );
}

#[test]
fn an_empty_file_means_that_every_command_was_applied() {
    let server = Server::start();
    let load = load(&server, &[], b"SET a 1\r\nMULTI\r\nINCR a\r\nEXEC\r\n");
    load.outcome
        .assert_success()
        .assert_stdout(answered(0, 4))
        .assert_stderr("");
    assert_eq!(load.rejects, Some(Vec::new()));
}

#[test]
fn a_command_rejected_in_another_database_is_kept_with_its_select() {
    let server = Server::start();
    let input = b"INCR\r\nSELECT 3\r\nINCR\r\nDECR\r\nSELECT 0\r\nDECR\r\n*x";
    let load = load(&server, &[], input);
    load.outcome.assert_code(1).assert_stdout(answered(4, 6));
    let expected: [&[&str]; 6] = [
        &["INCR"],
        &["SELECT", "3"],
        &["INCR"],
        &["DECR"],
        &["SELECT", "0"],
        &["DECR"],
    ];
    let expected = [&commands(&expected), &b"*x"[..]].concat();
    let rejects = load.rejects.expect("the file is there");
    assert_eq!(
        rejects.escape_ascii().to_string(),
        expected.escape_ascii().to_string()
    );
}

#[test]
fn the_database_of_a_rejected_command_is_the_one_that_the_server_has_selected() {
    let lists = "SELECT 3\nSET a 1\nRESET\nSET b 1\nLPUSH b 1\n";
    let discarded = "SET a 1\nMULTI\nSELECT 3\nDISCARD\nLPUSH a 1\n";
    let aborted = "SET a 1\nMULTI\nSELECT 3\nNOSUCH\nEXEC\nLPUSH a 1\n";
    let failed = "SET a 1\nMULTI\nSELECT 99\nEXEC\nLPUSH a 1\n";
    let both = "MULTI\nSELECT 4\nSELECT 99\nEXEC\nSET a 1\nLPUSH a 1\n";
    let cases: [(&str, &[&[&str]]); 5] = [
        (lists, &[&["LPUSH", "b", "1"]]),
        (discarded, &[&["LPUSH", "a", "1"]]),
        (
            aborted,
            &[
                &["MULTI"],
                &["SELECT", "3"],
                &["NOSUCH"],
                &["EXEC"],
                &["SELECT", "0"],
                &["LPUSH", "a", "1"],
            ],
        ),
        (
            failed,
            &[&["SELECT", "99"], &["SELECT", "0"], &["LPUSH", "a", "1"]],
        ),
        (
            both,
            &[&["SELECT", "99"], &["SELECT", "4"], &["LPUSH", "a", "1"]],
        ),
    ];
    for (input, expected) in cases {
        let server = Server::start();
        let rejects = load(&server, &[], input.as_bytes()).rejects;
        let rejects = rejects
            .expect("the file is there")
            .escape_ascii()
            .to_string();
        assert_eq!(
            rejects,
            commands(expected).escape_ascii().to_string(),
            "{input}"
        );
    }
}

#[test]
fn after_a_loss_each_command_is_kept_for_the_database_that_was_selected_before_it() {
    // The first use of a database waits for its reply, so the loss is known behind it.
    let alone = "SELECT 3\nSET a 1\nSELECT 0\nSET b 1\nRESET\nSET c 1\n";
    let inside = "SELECT 3\nMULTI\nSELECT 4\nEXEC\nSET a 1\nMULTI\nSELECT 5\nDISCARD\nSET b 1\n";
    let in_flight = "MULTI\nSELECT 3\nEXEC\nSET a 1\n";
    let cases: [(&str, &[&[&str]]); 3] = [
        (
            alone,
            &[
                &["SELECT", "3"],
                &["SELECT", "3"],
                &["SET", "a", "1"],
                &["SELECT", "0"],
                &["SELECT", "0"],
                &["SET", "b", "1"],
                &["RESET"],
                &["SELECT", "0"],
                &["SET", "c", "1"],
            ],
        ),
        (
            inside,
            &[
                &["SELECT", "3"],
                &["SELECT", "3"],
                &["MULTI"],
                &["SELECT", "4"],
                &["EXEC"],
                &["SELECT", "4"],
                &["SET", "a", "1"],
                &["MULTI"],
                &["SELECT", "5"],
                &["DISCARD"],
                &["SELECT", "4"],
                &["SET", "b", "1"],
            ],
        ),
        (
            in_flight,
            &[
                &["MULTI"],
                &["SELECT", "3"],
                &["EXEC"],
                &["SELECT", "3"],
                &["SET", "a", "1"],
            ],
        ),
    ];
    for (input, expected) in cases {
        let peer = Peer::playing(Script::new().commands(1));
        let port = peer.port().to_string();
        let rejects = load_with(&["-p", &port], input.as_bytes()).rejects;
        let rejects = rejects.expect("the file is there");
        assert_eq!(
            rejects.escape_ascii().to_string(),
            commands(expected).escape_ascii().to_string(),
            "{input}"
        );
    }
}

#[test]
fn after_a_loss_a_transaction_stays_together() {
    let peer = Peer::playing(Script::new().commands(1));
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("rejects");
    let mut redsh = Shell::redsh()
        .args(["-p", &peer.port().to_string(), "--pipe", "--pipe-rejects"])
        .arg(&file)
        .start();
    redsh.write("SET a 1\n");
    wait::idle();
    redsh.write("SET a 2\nMULTI\nSET b 1\n");
    wait::idle();
    redsh.write("SET c 1\nEXEC\nSET d 1\n");
    redsh.finish().assert_code(1);
    let expected: [&[&str]; 7] = [
        &["SET", "a", "1"],
        &["SET", "a", "2"],
        &["MULTI"],
        &["SET", "b", "1"],
        &["SET", "c", "1"],
        &["EXEC"],
        &["SET", "d", "1"],
    ];
    let rejects = fs::read(&file).expect("the file is there");
    assert_eq!(
        rejects.escape_ascii().to_string(),
        commands(&expected).escape_ascii().to_string()
    );
}

#[test]
fn a_transaction_that_was_not_run_is_kept_as_a_whole() {
    let server = Server::start();
    let input = commands(&[&["MULTI"], &["SET", "a", "1"], &["nosuch"], &["EXEC"]]);
    let load = load(&server, &[], &input);
    load.outcome.assert_code(1).assert_stdout(answered(2, 4));
    assert_eq!(load.rejects, Some(input));
    assert_eq!(server.command(&["EXISTS", "a"]), b":0\r\n");
}

#[test]
fn of_a_transaction_that_was_run_only_failed_commands_are_kept() {
    let server = Server::start();
    let failed: &[&str] = &["LPUSH", "a", "1"];
    let input = commands(&[&["MULTI"], &["SET", "a", "1"], failed, &["EXEC"]]);
    let load = load(&server, &[], &input);
    load.outcome
        .assert_code(1)
        .assert_stdout(answered(0, 4))
        .assert_told("command 3 at byte 42: LPUSH \"a\": WRONGTYPE ");
    assert_eq!(load.rejects, Some(encoded(failed)));
    assert_eq!(server.command(&["GET", "a"]), b"$1\r\n1\r\n");
}

#[test]
fn a_rejected_command_is_reported_with_place_name_and_key_but_no_value() {
    let server = Server::start();
    server.command(&["SET", "a b", "1"]);
    let load = load(&server, &[], b"PING\r\n\r\nlpush \"a b\" secret\r\nGET\r\n");
    load.outcome.assert_code(1).assert_stderr(
        "command 2 at byte 8: lpush \"a b\": WRONGTYPE Operation against a key holding the wrong kind of value\n\
         command 3 at byte 28: GET: ERR wrong number of arguments for 'get' command\n",
    );
}

#[test]
fn after_the_first_twenty_rejects_their_kinds_are_counted() {
    let server = Server::start();
    server.command(&["SET", "s", "x"]);
    let input = ["GET\r\n".repeat(19), "LPUSH s 1\r\nGET\r\n".repeat(30)].concat();
    let load = load(&server, &[], input.as_bytes());
    load.outcome.assert_code(1).assert_stdout(answered(79, 79));
    let told = String::from_utf8_lossy(&load.outcome.stderr);
    let lines: Vec<_> = told.lines().collect();
    assert_eq!(lines.len(), 21, "{told}");
    assert!(lines[19].starts_with("command 20 at byte 95: LPUSH \"s\": WRONGTYPE "));
    assert_eq!(lines[20], "59 more were refused: 30 ERR, 29 WRONGTYPE");
}

#[test]
fn the_rejects_file_is_readable_only_by_its_owner() {
    let server = Server::start();
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let file = folder.path().join("rejects");
    let loading = Shell::redsh()
        .on(&server)
        .args(["--pipe", "--pipe-rejects"]);
    loading.arg(&file).run().assert_success();
    let mode = fs::metadata(&file).expect("it is there").permissions();
    assert_eq!(mode.mode() & 0o777, 0o600);
}

#[test]
fn nothing_is_sent_if_the_rejects_file_cannot_be_created() {
    let server = Server::start();
    Shell::redsh()
        .on(&server)
        .args(["--pipe", "--pipe-rejects", "nosuch/rejects"])
        .stdin("SET a 1\n")
        .run()
        .assert_code(1)
        .assert_complaint("could not write to nosuch/rejects: no such file or directory");
    assert_eq!(server.command(&["EXISTS", "a"]), b":0\r\n");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_ends_the_load() {
    let server = Server::start();
    Shell::redsh()
        .on(&server)
        .args(["--pipe", "--pipe-rejects", "/dev/full"])
        .stdin("GET\n")
        .run()
        .assert_code(1)
        .assert_stdout_has("errors: 1, replies: 1\n")
        .assert_stderr_has("could not write to /dev/full: no space left on device");
}

#[test]
fn without_a_server_everything_is_kept() {
    let input = b"SET a 1\nwhat is no command\0";
    let load = load_with(&["-p", "1"], input);
    load.outcome.assert_code(1).assert_stdout("").assert_stderr(format!(
        "could not connect to 127.0.0.1:1: connection refused\nnothing was sent; the whole input was written to {}\n",
        load.file
    ));
    assert_eq!(load.rejects.as_deref(), Some(&input[..]));
}

#[test]
fn nothing_is_sent_as_an_unknown_user() {
    let server = Server::start();
    let load = load(
        &server,
        &["--user", "ann", "--pass", "p", "--no-auth-warning"],
        b"SET a 1\n",
    );
    load.outcome
        .assert_code(1)
        .assert_stdout("")
        .assert_stderr_has("AUTH failed: WRONGPASS ")
        .assert_stderr_has("nothing was sent; the whole input was written to ");
    assert_eq!(load.rejects, Some(b"SET a 1\n".to_vec()));
    assert_eq!(server.command(&["EXISTS", "a"]), b":0\r\n");
}

#[test]
fn the_input_file_is_not_truncated_when_it_is_also_the_rejects_file() {
    let server = Server::start();
    let script = "printf 'SET a 1\\n' > it; \"$0\" \"$@\" --pipe-rejects it < it; cat it";
    load_by(&server, script)
        .assert_stdout("SET a 1\n")
        .assert_stderr("it is the input: give --pipe-rejects another file\n");
}
