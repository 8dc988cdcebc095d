//! Options of bulk loading.

use std::num::NonZeroU64;

use redsh_engine::client::load::KeylessPolicy;

use super::*;
use crate::cli::PipeRun;
use crate::input::template::RowTemplate;

fn pipe(line: &str) -> PipeRun {
    match parsed(line).run {
        Run::Pipe(pipe) => pipe,
        run => panic!("redsh {line}: {run:?}"),
    }
}

#[test]
fn a_load_waits_30_seconds_and_refuses_keyless_commands_by_default() {
    let expected = PipeRun {
        timeout: Some(Duration::from_secs(30)),
        rejects: None,
        keyless: KeylessPolicy::Refuse,
        rate: None,
        csv: None,
    };
    for line in ["--pipe", "--pipe SET k v", "-x -r 3 --pipe", "-c --pipe"] {
        assert_eq!(pipe(line), expected, "{line}");
    }
}

#[test]
fn load_options_are_parsed() {
    let line = "-c --pipe --pipe-timeout 5 --pipe-rejects f --pipe-keyless any --pipe-rate 100";
    let expected = PipeRun {
        timeout: Some(Duration::from_secs(5)),
        rejects: Some("f".into()),
        keyless: KeylessPolicy::Any,
        rate: NonZeroU64::new(100),
        csv: None,
    };
    assert_eq!(pipe(line), expected);
    assert_eq!(
        pipe("--pipe --pipe-keyless ALL").keyless,
        KeylessPolicy::All
    );
}

#[test]
fn a_csv_template_implies_a_load() {
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
        match invocation.expect("valid arguments").run {
            Run::Pipe(pipe) => assert_eq!(pipe.csv.as_ref(), Some(&template), "{line:?}"),
            run => panic!("{line:?}: {run:?}"),
        }
    }
}

#[test]
fn a_timeout_of_zero_waits_forever() {
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
fn invalid_load_options_are_reported() {
    for (line, expected) in [
        ("--pipe-rejects f", "--pipe-rejects requires --pipe\n"),
        ("--pipe-keyless any", "--pipe-keyless requires --pipe\n"),
        ("--pipe-rate 1 --scan", "--pipe-rate requires --pipe\n"),
        (
            "--pipe-timeout abc",
            "--pipe-timeout must be a whole number of seconds, or 0 to wait forever, not 'abc'\n",
        ),
        (
            "--pipe-timeout 1.5",
            "--pipe-timeout must be a whole number of seconds, or 0 to wait forever, not '1.5'\n",
        ),
        (
            "--pipe-timeout 1000000001",
            "--pipe-timeout must be at most 1000000000 seconds, not '1000000001'\n",
        ),
        (
            "--pipe-rate 0",
            "--pipe-rate must be a whole number of at least 1, not '0'\n",
        ),
        (
            "--pipe-keyless some",
            "--pipe-keyless must be one of any, all, not 'some'\n",
        ),
        (
            "--pipe-keyless refuse",
            "--pipe-keyless must be one of any, all, not 'refuse'\n",
        ),
        ("--pipe-rejects ''", "--pipe-rejects must not be empty\n"),
        (
            "-c --cross-slot --pipe",
            "--cross-slot cannot be used together with --pipe; split the commands by slot\n",
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
