use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;

/// Everyday options, others, values, and words of a command.
const WORDS: [&str; 34] = [
    "-h",
    "h",
    "-p",
    "1234",
    "-s",
    "-u",
    "redis://u:p@h:1/2",
    "-t",
    "1.5",
    "-a",
    "pw",
    "--pass",
    "--user",
    "-n",
    "2",
    "-r",
    "-1",
    "-i",
    "-c",
    "--tls",
    "--no-auth-warning",
    "-x",
    "-e",
    "-2",
    "-3",
    "--raw",
    "--no-raw",
    "--csv",
    "--json",
    "--cross-slot",
    "--help",
    "--",
    "PING",
    "''",
];

proptest! {
    #[test]
    fn any_command_line_is_parsed_as_by_clap(line in vec(select(&WORDS), 0..8)) {
        // Compares the two.
        let _ = parse_with("", &line.join(" "));
    }
}

fn has_only_everyday_options(line: &str) -> bool {
    crate::cli::everyday::parse(&words(line)).is_some()
}

#[test]
fn everyday_options_do_not_need_clap() {
    for line in [
        "",
        "PING",
        "-p 1 GET -x",
        "-h h -p 1 -n 2 -a pw --user u -u redis://h -t 1 -s s PING",
        "-c --tls --no-auth-warning -x -e -3 -r -1 -i .5 --json SET a",
    ] {
        assert!(has_only_everyday_options(line), "{line}");
    }
    for line in ["--scan", "-p", "-p x PING", "-2 -3", "--", "-p1"] {
        assert!(!has_only_everyday_options(line), "{line}");
    }
}
