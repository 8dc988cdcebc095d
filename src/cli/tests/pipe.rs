//! Bulk loading.

use std::num::NonZeroU64;

use super::*;
use crate::cli::{Keyless, PipeRun};
use crate::input::template::RowTemplate;

fn pipe(line: &str) -> PipeRun {
    match parsed(line).run {
        Run::Pipe(pipe) => pipe,
        run => panic!("redsh {line}: {run:?}"),
    }
}

#[test]
fn loading_waits_thirty_seconds_and_refuses_what_has_no_key() {
    let expected = PipeRun {
        timeout: Some(Duration::from_secs(30)),
        rejects: None,
        keyless: Keyless::Refuse,
        rate: None,
        csv: None,
    };
    for line in ["--pipe", "--pipe SET k v", "-x -r 3 --pipe", "-c --pipe"] {
        assert_eq!(pipe(line), expected, "{line}");
    }
}

#[test]
fn each_option_of_loading_is_taken() {
    let line = "-c --pipe --pipe-timeout 5 --pipe-rejects f --pipe-keyless any --pipe-rate 100";
    let expected = PipeRun {
        timeout: Some(Duration::from_secs(5)),
        rejects: Some("f".into()),
        keyless: Keyless::Any,
        rate: NonZeroU64::new(100),
        csv: None,
    };
    assert_eq!(pipe(line), expected);
    assert_eq!(pipe("--pipe --pipe-keyless ALL").keyless, Keyless::All);
}

#[test]
fn a_template_for_csv_is_loading_too() {
    let template = RowTemplate::parse(b"SET {1} secret").expect("a template");
    for line in [
        &["--pipe-csv", "SET {1} secret"][..],
        &["--pipe", "--pipe-csv", "SET {1} secret"],
        &["--pipe-csv=SET {1} secret", "--pipe", "--pipe-rejects", "f"],
    ] {
        let invocation = parse(line.iter().map(OsString::from), &|_| None);
        let shown = format!("{invocation:?}");
        assert!(
            !shown.contains("secret") && !shown.contains("115, 101"),
            "{shown}"
        );
        match invocation.expect("these arguments are right").run {
            Run::Pipe(pipe) => assert_eq!(pipe.csv.as_ref(), Some(&template), "{line:?}"),
            run => panic!("{line:?}: {run:?}"),
        }
    }
}

#[test]
fn no_timeout_is_for_ever() {
    for (timeout, expected) in [("0", None), ("-1", None), ("007", Some(7)), ("1", Some(1))] {
        let line = format!("--pipe --pipe-timeout {timeout}");
        assert_eq!(
            pipe(&line).timeout,
            expected.map(Duration::from_secs),
            "{line}"
        );
    }
}

#[test]
fn what_is_wrong_about_loading_is_told() {
    for (line, expected) in [
        ("--pipe-rejects f", "--pipe-rejects wants --pipe with it\n"),
        (
            "--pipe-keyless any",
            "--pipe-keyless wants --pipe with it\n",
        ),
        ("--pipe-rate 1 --scan", "--pipe-rate wants --pipe with it\n"),
        (
            "--pipe-timeout abc",
            "--pipe-timeout wants a whole number of seconds, 0 for ever, not 'abc'\n",
        ),
        (
            "--pipe-timeout 1.5",
            "--pipe-timeout wants a whole number of seconds, 0 for ever, not '1.5'\n",
        ),
        (
            "--pipe-timeout 1000000001",
            "--pipe-timeout wants at most 1000000000 seconds, not '1000000001'\n",
        ),
        (
            "--pipe-rate 0",
            "--pipe-rate wants a whole number from 1 on, not '0'\n",
        ),
        (
            "--pipe-keyless some",
            "--pipe-keyless wants one of any, all, not 'some'\n",
        ),
        (
            "--pipe-keyless refuse",
            "--pipe-keyless wants one of any, all, not 'refuse'\n",
        ),
        (
            "--pipe-rejects ''",
            "--pipe-rejects wants a value that is not empty\n",
        ),
        (
            "-c --cross-slot --pipe",
            "--cross-slot cannot be used together with --pipe; give the keys of each slot a command of their own\n",
        ),
        (
            "--pipe --scan",
            "--pipe cannot be used together with --scan\n",
        ),
        (
            "--pipe-csv PING",
            "--pipe-csv needs a command with a column, such as 'SET user:{1} {2}'\n",
        ),
        (
            "--pipe-csv X --scan",
            "--pipe-csv cannot be used together with --scan\n",
        ),
        (
            "--pipe --eval f",
            "--pipe cannot be used together with --eval\n",
        ),
    ] {
        assert_eq!(wrong(line), expected, "{line}");
    }
}
