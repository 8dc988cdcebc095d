//! Arguments and options that would have no effect.
//!
//! redsh's own options are refused then: `--scan 'user:*' --each 'UNLINK {}'` must not run, with whatever keys. Where
//! redis-cli ignores an argument, a warning is printed.

use super::given::GivenOptions;
use super::spelling;
use super::usage::Usage;
use super::{Connect, Run, Target};

/// The options of TLS, which redis-cli ignores without `--tls`.
const TLS_ONLY: [&str; 8] = [
    "sni",
    "cacert",
    "cacertdir",
    "insecure",
    "cert",
    "key",
    "tls_ciphers",
    "tls_ciphersuites",
];

/// The types of the servers; modules add others.
const TYPES: [&str; 7] = [
    "string",
    "list",
    "set",
    "zset",
    "hash",
    "stream",
    "vectorset",
];

/// Options that redis-cli has too, of those that apply to scans, loads and measurements.
const OF_REDIS_CLI: [&str; 24] = [
    "latency",
    "latency_history",
    "latency_dist",
    "latency_percentiles",
    "mono",
    "intrinsic_latency",
    "stat",
    "lru_test",
    "bigkeys",
    "memkeys",
    "memkeys_samples",
    "keystats",
    "keystats_samples",
    "top",
    "hotkeys",
    "scan",
    "pattern",
    "quoted_pattern",
    "count",
    "pipe",
    "pipe_timeout",
    "rdb",
    "functions_rdb",
    "replica",
];

/// Checks the options of a connection, and returns a warning.
///
/// # Errors
/// One of redsh's own options would have no effect.
pub(super) fn of_connection(
    connect: &Connect,
    given: &GivenOptions,
) -> Result<Option<String>, Usage> {
    // A sandbox brings its own target.
    if given.place("sandbox").is_some() {
        return Ok(None);
    }
    match connect.target {
        Target::Server(_) => {
            given.refuse(&["cross_slot"], "-c")?;
            // redsh does not look up the replicas of a single server.
            given.refuse(&["replicas", "natmap", "cluster_retry"], "-c or --sentinel")?;
        }
        Target::Sentinel(_) => given.refuse(&["cross_slot"], "-c")?,
        Target::Cluster(_) => {}
    }
    let of_sentinels = match &connect.target {
        Target::Sentinel(sentinels) => sentinels.tls.is_some(),
        Target::Server(_) | Target::Cluster(_) => false,
    };
    let is_plain = connect.tls.is_none() && !of_sentinels;
    if is_plain {
        return Ok(given.first(&TLS_ONLY).map(|option| {
            format!("{option} has no effect without --tls: the connection is not encrypted")
        }));
    }
    let alone = match (given.place("cert"), given.place("key")) {
        (Some(_), None) => Some(("--cert", "--key")),
        (None, Some(_)) => Some(("--key", "--cert")),
        _ => None,
    };
    Ok(alone.map(|(option, other)| {
        format!("{option} has no effect without {other}: the client has no certificate")
    }))
}

/// Returns a warning about a type that is probably misspelt, and matches no key then.
pub(super) fn of_type(run: &Run) -> Option<String> {
    let Run::Scan(scan) = run else {
        return None;
    };
    let kind = scan.kind.as_ref()?.to_str()?.to_ascii_lowercase();
    let distances = TYPES.map(|known| (strsim::osa_distance(&kind, known), known));
    let (distance, nearest) = distances.into_iter().min()?;
    let is_misspelt = distance > 0 && 3 * distance <= nearest.len();
    is_misspelt.then(|| format!("--type {kind} matches no key; did you mean {nearest}?"))
}

/// Checks the words behind the options of a run that takes no command, and returns a warning.
///
/// # Errors
/// One of redsh's own options was given, or is among the words: nothing may run that the user did not mean.
pub(super) fn of_words(
    words: &[Vec<u8>],
    run: &Run,
    given: &GivenOptions,
) -> Result<Option<String>, Usage> {
    let (Some(first), Some((option, advice))) = (words.first(), advice(run)) else {
        return Ok(None);
    };
    let first = String::from_utf8_lossy(first);
    let text = format!(
        "{option} takes no argument '{}'; {advice}",
        first.escape_debug()
    );
    match has_own_option(words, given) {
        true => Err(Usage::wrong(text)),
        false => Ok(Some(text)),
    }
}

/// The advice of a run without keys or commands.
const NO_COMMAND: &str = "it runs no command";

/// How to select keys.
const SELECT_KEYS: &str = "select keys with --pattern 'PATTERN'";

/// Returns the option of a run that takes no words, and how to say the probable meaning of the words.
fn advice(run: &Run) -> Option<(&'static str, &'static str)> {
    match run {
        Run::Pipe(_) => Some(("--pipe", "it reads standard input: load a file with < FILE")),
        Run::Scan(_) => Some((
            "--scan",
            "list the keys that match with --pattern 'PATTERN'",
        )),
        Run::Analysis(run) => Some((run.kind.option(), SELECT_KEYS)),
        Run::Measure(measurement) => Some((measurement.option(), NO_COMMAND)),
        Run::Dump(dump) => Some((dump.content.option(), NO_COMMAND)),
        Run::Replica => Some(("--replica", NO_COMMAND)),
        Run::MonitorReport(_) => Some(("--monitor-report", NO_COMMAND)),
        _ => None,
    }
}

/// Whether an option of loads, scans or measurements that only redsh has was given, or is a word, which then is no option
/// any more.
fn has_own_option(words: &[Vec<u8>], given: &GivenOptions) -> bool {
    let headings = ["Keys", "Bulk loading", "Measurements", "Replication"].map(Some);
    let options = given.definition().get_arguments();
    let mut own = options.filter(|option| {
        headings.contains(&option.get_help_heading())
            && !OF_REDIS_CLI.contains(&option.get_id().as_str())
    });
    own.any(|option| {
        let is_word = |name: String| words.iter().any(|word| *word == name.as_bytes());
        given.place(option.get_id().as_str()).is_some() || spelling::all(option).any(is_word)
    })
}

/// Checks that `--monitor-filter` was given for MONITOR, or for lines, where MONITOR may follow.
pub(super) fn of_monitor_filter(run: &Run, given: &GivenOptions) -> Result<(), Usage> {
    let applies = match run {
        Run::Lines | Run::Monitor(_) | Run::MonitorReport(_) => true,
        Run::Command { words, .. } => words
            .iter()
            .take(2)
            .any(|word| word.eq_ignore_ascii_case(b"monitor")),
        _ => false,
    };
    match applies {
        true => Ok(()),
        false => given.refuse(&["monitor_filter"], "MONITOR"),
    }
}
