//! `--test_hint` and `--test_hint_file`, which need no server.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use support::outcome::Outcome;
use support::shell::Shell;

/// A port without a listener: hints need no server.
const NO_SERVER: [&str; 4] = ["-h", "127.0.0.1", "-p", "1"];

fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hints.txt")
}

fn check(pairs: &str) -> Outcome {
    let redsh = Shell::redsh();
    fs::write(redsh.home().join("pairs"), pairs).expect("the folder can be written to");
    redsh.args(["--test_hint_file", "pairs"]).run()
}

#[test]
fn hints_follow_the_documented_syntax() {
    let text = fs::read_to_string(file()).expect("it is checked in");
    let lines: Vec<_> = text.lines().filter(|line| line.starts_with('"')).collect();
    let count = lines.len();
    let names = lines
        .iter()
        .filter_map(|line| line.split(['"', ' ']).nth(1));
    let commands: BTreeSet<_> = names.map(str::to_ascii_lowercase).collect();
    assert!(count >= 120 && commands.len() >= 60, "{count} {commands:?}");
    let redsh = Shell::redsh().args(NO_SERVER).arg("--test_hint_file");
    redsh
        .arg(file())
        .run()
        .assert_success()
        .assert_stderr("")
        .assert_stdout(format!("SUCCESS: {count}/{count} passed\n"));
}

#[test]
fn a_hint_is_printed_for_one_line() {
    let redsh = Shell::redsh().args(NO_SERVER);
    redsh
        .args(["--test_hint", "linsert k before "])
        .run()
        .assert_success()
        .assert_stderr("")
        .assert_stdout("pivot element\n");
    let redsh = Shell::redsh().args(["--test_hint", "nonsense "]);
    redsh.run().assert_success().assert_stdout("\n");
}

#[test]
fn an_unexpected_hint_is_reported_and_fails() {
    check("# a comment\n\n\"get \" \"key\"\r\n  \"get\" \"x\"  ")
        .assert_code(1)
        .assert_stdout("FAILURE: 1/2 passed\n")
        .assert_stderr("Test case 'get' FAILED: expected 'x', got ' key'\n");
}

#[test]
fn several_unexpected_hints_ended_with_1_instead_of_their_number() {
    check("\"get\" \"x\"\n\"get\" \"y\"\n\"get \" \"key\"\n")
        .assert_code(2)
        .assert_stdout("FAILURE: 1/3 passed\n");
}

#[test]
fn an_empty_file_passes() {
    check("")
        .assert_success()
        .assert_stdout("SUCCESS: 0/0 passed\n");
}

#[test]
fn an_invalid_line_is_reported_by_its_number() {
    for line in ["\"get \"", "\"get \" \"key\" \"more\"", "\"get \" \"key"] {
        check(&format!("# first\n{line}\n"))
            .assert_code(1)
            .assert_stdout("")
            .assert_stderr("pairs: line 2 is not a line and its hint, each in quotes\n");
    }
}

#[test]
fn a_missing_file_is_reported() {
    Shell::redsh()
        .args(["--test_hint_file", "nowhere"])
        .run()
        .assert_code(1)
        .assert_stderr("could not read nowhere: no such file or directory\n");
}
