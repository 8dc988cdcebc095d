//! Options of analyses and measurements, and the order of the modes.

use std::num::NonZeroU64;

use super::*;
use crate::cli::{
    AnalysisKind, KeyMeasure, KeyStatsRun, LatencyRun, Measurement, PrefixRun, StatRun,
};

fn run(line: &str) -> Run {
    parsed(line).run
}

fn analysis(line: &str) -> AnalysisKind {
    match run(line) {
        Run::Analysis(run) => run.kind,
        run => panic!("redsh {line}: {run:?}"),
    }
}

#[test]
fn samples_imply_memkeys_and_zero_is_the_default() {
    let samples = |number| KeyMeasure::Memory(NonZeroU64::new(number));
    for (line, expected) in [
        ("--bigkeys", KeyMeasure::Length),
        ("--memkeys", samples(0)),
        ("--memkeys-samples 3", samples(3)),
        ("--memkeys --memkeys-samples 0", samples(0)),
        ("--memkeys-samples 3 --bigkeys", KeyMeasure::Length),
    ] {
        assert_eq!(analysis(line), AnalysisKind::Sizes(expected), "{line}");
    }
}

#[test]
fn hot_keys_have_a_number() {
    for (line, expected) in [
        ("--hotkeys", 16),
        ("--hotkeys --hotkeys-count 3", 3),
        ("--hotkeys-count 10000", 10_000),
        ("--stat --hotkeys", 16),
    ] {
        assert_eq!(analysis(line), AnalysisKind::HotKeys(expected), "{line}");
    }
    for number in ["0", "10001", "x"] {
        let expected =
            format!("--hotkeys-count must be a number from 1 to 10000, not '{number}'\n");
        assert_eq!(wrong(&format!("--hotkeys-count {number}")), expected);
    }
}

#[test]
fn key_stats_have_a_limit_and_samples() {
    for (line, samples, top) in [
        ("--keystats", None, 10),
        ("--keystats --top 3", None, 3),
        ("--keystats-samples 0 --top 0", Some(0), 0),
        ("--hotkeys --keystats --keystats-samples 7", Some(7), 10),
    ] {
        let expected = AnalysisKind::Stats(KeyStatsRun { samples, top });
        assert_eq!(analysis(line), expected, "{line}");
    }
    for line in ["--top 3x", "--top -1", "--keystats-samples -3"] {
        assert!(wrong(line).contains("must be a whole number"), "{line}");
    }
}

#[test]
fn prefixes_have_limits_and_a_separator() {
    let default = PrefixRun {
        separator: b":".to_vec(),
        limit: 100_000,
        depth: None,
        top: None,
        is_stacks: false,
    };
    let chosen = PrefixRun {
        separator: b"::".to_vec(),
        limit: 5,
        depth: Some(2),
        top: Some(7),
        is_stacks: true,
    };
    let all = PrefixRun {
        top: Some(usize::MAX),
        ..default.clone()
    };
    for (line, expected) in [
        ("--prefixes", default),
        (
            "--prefixes --separator :: --prefix-limit 5 --depth 2 --top 7 --folded-stacks",
            chosen,
        ),
        ("--prefixes --top 0", all),
    ] {
        assert_eq!(analysis(line), AnalysisKind::Prefixes(expected), "{line}");
    }
    for (line, expected) in [
        (
            "--prefixes --depth 0",
            "--depth must be a whole number of at least 1, not '0'\n",
        ),
        (
            "--prefixes --prefix-limit 0",
            "--prefix-limit must be a number from 1 to 100000000, not '0'\n",
        ),
        (
            "--keystats --separator x",
            "--separator requires --prefixes\n",
        ),
        ("--folded-stacks", "--folded-stacks requires --prefixes\n"),
        (
            "--prefixes --folded-stacks --json",
            "--folded-stacks cannot be used together with --json; it prints stacks\n",
        ),
    ] {
        assert_eq!(wrong(line), expected, "{line}");
    }
}

#[test]
fn an_analysis_has_the_keys_of_a_scan() {
    let Run::Analysis(run) = run("--bigkeys --pattern x* --count 10 --cursor 5 --type hash") else {
        panic!("an analysis");
    };
    assert_eq!(run.keys.pattern, Some(b"x*".to_vec()));
    assert_eq!(run.keys.count, NonZeroU64::new(10));
    assert_eq!(run.keys.cursor.as_deref(), Some("5"));
    assert_eq!(run.keys.kind, Some("hash".into()));
}

#[test]
fn options_of_a_listing_have_no_effect_on_an_analysis() {
    for option in ["--limit 3", "--long", "--ttl none", "--each 'DEL {}'"] {
        let name = option.split(' ').next().unwrap_or_default();
        assert_eq!(
            wrong(&format!("--bigkeys {option}")),
            format!("{name} requires --scan without an analysis\n")
        );
    }
}

#[test]
fn the_first_mode_in_the_order_of_redis_cli_counts() {
    let measured = |line: &str| match run(line) {
        Run::Measure(measurement) => measurement,
        run => panic!("redsh {line}: {run:?}"),
    };
    let latency = |is_history| {
        Measurement::Latency(LatencyRun {
            is_history,
            ..LatencyRun::default()
        })
    };
    let count = NonZeroU64::new(3).expect("it is positive");
    for (line, expected) in [
        ("--bigkeys --latency", latency(false)),
        ("--latency --latency-history", latency(true)),
        ("--latency-dist --latency", latency(false)),
        (
            "--latency-dist --mono --pipe",
            Measurement::Distribution { is_grey: true },
        ),
        (
            "--scan --stat --stat-count 3",
            Measurement::Stat(StatRun {
                count: Some(count),
                columns: Vec::new(),
            }),
        ),
        (
            "--intrinsic-latency 5 --lru-test 3",
            Measurement::Lru(count),
        ),
        ("--intrinsic-latency 5", Measurement::Intrinsic(5)),
    ] {
        assert_eq!(measured(line), expected, "{line}");
    }
    let bigkeys = AnalysisKind::Sizes(KeyMeasure::Length);
    let line = "--prefixes --hotkeys --memkeys --bigkeys --stat --scan";
    assert_eq!(analysis(line), bigkeys);
    assert!(matches!(run("--lru-test 3 --scan"), Run::Scan(_)));
    assert!(matches!(run("--stat --pipe --bigkeys"), Run::Pipe(_)));
}

#[test]
fn words_behind_a_measurement_are_reported() {
    for option in ["--latency", "--stat", "--intrinsic-latency 1"] {
        let warnings = parsed(&format!("{option} GET k")).warnings;
        let name = option.split(' ').next().unwrap_or_default();
        let expected = format!("{name} takes no argument 'GET'; it runs no command");
        assert_eq!(warnings, [expected]);
    }
    let expected = "--stat takes no argument 'GET'; it runs no command\n";
    assert_eq!(wrong("--stat --stat-count 3 GET k"), expected);
}
