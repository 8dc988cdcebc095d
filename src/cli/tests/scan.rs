//! Options of key scans.

use std::num::NonZeroU64;

use super::*;
use crate::cli::{Bound, Each, Filters, ScanRun, TtlFilter};

fn scan(line: &str) -> ScanRun {
    match parsed(line).run {
        Run::Scan(scan) => scan,
        run => panic!("redsh {line}: {run:?}"),
    }
}

#[test]
fn a_scan_without_options_lists_every_key() {
    for line in ["--scan", "--scan GET k", "-x -r 3 --scan", "--scan --json"] {
        assert_eq!(scan(line), ScanRun::default(), "{line}");
    }
    assert_eq!(
        parsed("--scan -i .1").input.interval,
        Duration::from_millis(100)
    );
}

#[test]
fn scan_options_are_parsed() {
    let line = "--scan --pattern x* --count 10 --cursor 5 --type hash --limit 3 -0 --long";
    let expected = ScanRun {
        pattern: Some(b"x*".to_vec()),
        count: NonZeroU64::new(10),
        cursor: Some("5".to_owned()),
        kind: Some("hash".into()),
        limit: Some(3),
        null: true,
        long: true,
        ..ScanRun::default()
    };
    assert_eq!(scan(line), expected);
    assert!(scan("--null --scan").null);
    assert!(scan("--scan -0 --raw").null);
    assert!(scan("--scan -0 --json --raw").null);
}

#[test]
fn the_last_pattern_counts() {
    for (line, pattern) in [
        (r#"--scan --quoted-pattern "\x00*""#, "\0*"),
        ("--scan --quoted-pattern a* --pattern b*", "b*"),
        ("--scan --pattern b* --quoted-pattern 'a*'", "a*"),
        (r#"--scan --pattern "b*""#, "\"b*\""),
        ("--scan --pattern ''", ""),
        ("--scan --pattern -0", "-0"),
    ] {
        assert_eq!(scan(line).pattern, Some(pattern.into()), "{line}");
    }
}

#[test]
fn a_pattern_with_invalid_quotes_gets_the_message_of_redis_cli() {
    for line in ["--scan --quoted-pattern \"x", "--quoted-pattern \"x get k"] {
        let expected = "Invalid quoted string specified for --quoted-pattern.\n";
        assert_eq!(wrong(line), expected, "{line}");
    }
}

#[test]
fn scan_options_that_redis_cli_accepts_alone_are_accepted() {
    for option in [
        "--pattern x*",
        "--quoted-pattern x*",
        "--count 5",
        "--cursor 5",
        "--pipe-timeout 5",
    ] {
        assert_eq!(command(&format!("{option} get k")), ["get", "k"]);
        assert_eq!(parsed(option).run, Run::Lines);
    }
}

#[test]
fn a_digit_option_after_an_option_is_its_value() {
    assert_eq!(parsed("-r -0").input.repeat, Repeat::Times(0));
    assert_eq!(scan("--scan --limit 0 -0").limit, Some(0));
    assert_eq!(command("-n 0 incrby k -0"), ["incrby", "k", "-0"]);
    assert_eq!(
        wrong("-00 ping"),
        "unknown option '-00'; see redsh --help\n"
    );
}

#[test]
fn filter_options_are_parsed() {
    let line = "--scan --ttl <=60s --idle >1.5h --size >=1MB";
    let expected = Filters {
        ttl: Some(TtlFilter::Within(Bound::AtMost(Duration::from_secs(60)))),
        idle: Some(Bound::Above(Duration::from_secs(5_400))),
        size: Some(Bound::AtLeast(1 << 20)),
    };
    assert_eq!(scan(line).filters, expected);
    let filters = scan("--scan --ttl none").filters;
    assert_eq!(filters.ttl, Some(TtlFilter::Endless));
}

#[test]
fn the_command_of_each_is_split_into_words() {
    let args = [
        "--scan",
        "--each",
        "SETEX copy:{} 60 'a b'",
        "--quiet",
        "--rate",
        "7",
    ];
    let invocation = parse(args.map(OsString::from), &|_| None).expect("valid arguments");
    let words = ["SETEX", "copy:{}", "60", "a b"].map(|word| word.as_bytes().to_vec());
    let each = Each {
        template: words.to_vec(),
        quiet: true,
        dry_run: false,
        rate: NonZeroU64::new(7),
    };
    let expected = ScanRun {
        each: Some(each),
        ..ScanRun::default()
    };
    assert_eq!(invocation.run, Run::Scan(expected));
    let shown = format!("{invocation:?}");
    assert!(
        !shown.contains("copy") && !shown.contains("99, 111, 112"),
        "{shown}"
    );
}

#[test]
fn invalid_scan_options_are_reported() {
    for (line, expected) in [
        ("--type hash get k", "--type requires --scan\n"),
        ("--limit 1", "--limit requires --scan\n"),
        ("-0", "--null requires --scan\n"),
        ("--ttl none", "--ttl requires --scan\n"),
        ("--idle >1h", "--idle requires --scan\n"),
        ("--size >1", "--size requires --scan\n"),
        ("--long", "--long requires --scan\n"),
        ("--each {}", "--each requires --scan\n"),
        ("--dry-run flushall", "--dry-run requires --scan\n"),
        ("--scan --quiet", "--quiet requires --each\n"),
        ("--scan --dry-run", "--dry-run requires --each\n"),
        ("--scan --rate 1", "--rate requires --each\n"),
        (
            "--scan --count 0",
            "--count must be a whole number of at least 1, not '0'\n",
        ),
        (
            "--scan --limit -1",
            "--limit must be a whole number, not '-1'\n",
        ),
        (
            "--scan --size 1MB",
            "--size must be a bound such as '>1MB' (B, KB, MB, GB, TB), not '1MB'\n",
        ),
        (
            "--scan --idle none",
            "--idle must be a bound such as '>1h' (ms, s, m, h, d, w), not 'none'\n",
        ),
        (
            "--scan --ttl 60",
            "--ttl must be none, or a bound such as '<60s' or '>=1d' (ms, s, m, h, d, w), not '60'\n",
        ),
        (
            "--scan --each UNLINK",
            "--each requires {} in the place of the key: 'UNLINK {}'\n",
        ),
        (
            "--scan --each {}",
            "--each requires a command name before the first {}: 'UNLINK {}'\n",
        ),
        (
            "--scan --each '{}",
            "--each requires a valid command: a quote is not closed, or text follows a closing quote\n",
        ),
        (
            "--scan --null --json",
            "--null cannot be used together with --json; it prints raw keys\n",
        ),
        (
            "--scan --export rdb",
            "--export must be restore, not 'rdb'\n",
        ),
        (
            "--scan --export restore --json",
            "--export cannot be used together with --json; it prints commands\n",
        ),
        ("--export restore", "--export requires --scan\n"),
        (
            "--scan --no-raw -0",
            "--null cannot be used together with --no-raw; it prints raw keys\n",
        ),
        (
            "--scan --each x{} -0",
            "--each cannot be used together with --null\n",
        ),
        (
            "--scan --each x{} --long",
            "--each cannot be used together with --long\n",
        ),
        (
            "--scan --each x{} --quiet --dry-run",
            "--quiet cannot be used together with --dry-run\n",
        ),
        (
            "--eval f --scan",
            "--eval cannot be used together with --scan\n",
        ),
    ] {
        assert_eq!(wrong(line), expected, "{line}");
    }
}

#[test]
fn a_misspelt_type_has_a_warning() {
    for (kind, warning) in [
        (
            "strng",
            Some("--type strng matches no key; did you mean string?"),
        ),
        ("Hsh", Some("--type hsh matches no key; did you mean hash?")),
        ("STRING", None),
        ("ReJSON-RL", None),
    ] {
        let warnings = parsed(&format!("--scan --type {kind}")).warnings;
        assert_eq!(warnings, Vec::from_iter(warning), "{kind}");
    }
}
