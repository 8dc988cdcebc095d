//! The task of a run.

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Args, ValueHint};
use redsh_sandbox::SandboxKind;

use super::effect;
use super::generate::{self, Generated};
use super::given::GivenOptions;
use super::input::InputArgs;
use super::measure::{MeasureArgs, Measurement};
use super::monitor::{MonitorArgs, MonitorRun};
use super::pipe::{PipeArgs, PipeRun};
use super::replication::{DumpRun, ReplicationArgs};
use super::sandbox::SandboxKinds;
use super::scan::{AnalysisRun, KeysRun, ScanArgs, ScanRun};
use super::usage::Usage;
use crate::input::line;

/// The task of a run.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Run {
    /// No command: runs the lines of stdin, or the prompt on a terminal.
    Lines,
    /// Runs one command.
    Command {
        /// Its name and arguments; `--quoted-input` is already applied. Never empty.
        words: Vec<Vec<u8>>,
        /// The index of the word that stdin replaces, `-x` and `-X`; always in range.
        from_stdin: Option<usize>,
    },
    /// Runs a Lua script, `--eval`.
    Eval(EvalRun),
    /// Runs a Lua script in the server's debugger, `--ldb` and `--ldb-sync-mode`.
    Debug(EvalRun, Debugging),
    /// Loads commands in bulk, `--pipe`.
    Pipe(PipeRun),
    /// Lists keys or runs a command for each, `--scan`.
    Scan(ScanRun),
    /// Reports on all keys, `--bigkeys`, `--memkeys`, `--keystats`, `--hotkeys` and `--prefixes`.
    Analysis(AnalysisRun),
    /// Measures a server or this machine, `--latency` and others.
    Measure(Measurement),
    /// Prints the lines of MONITOR to a limit, `--monitor-duration` and `--monitor-count`.
    Monitor(MonitorRun),
    /// Reports the traffic of this time, `--monitor-report`.
    MonitorReport(Duration),
    /// Writes a snapshot to a file, `--rdb` and `--functions-rdb`.
    Dump(DumpRun),
    /// Prints the commands that a server propagates, `--replica`.
    Replica,
}

/// A Lua script in a file.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct EvalRun {
    pub(crate) file: PathBuf,
    /// Its KEYS: the words before a comma on its own.
    pub(crate) keys: Vec<Vec<u8>>,
    /// Its ARGV: the words after that comma.
    pub(crate) args: Vec<Vec<u8>>,
}

/// The data that a debugged script works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Debugging {
    /// A copy in a forked server; its writes are discarded, `--ldb`.
    Forked,
    /// The live data; the server blocks all other clients, `--ldb-sync-mode`.
    Sync,
}

impl fmt::Debug for Run {
    /// Omits the words, which may contain a password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Run::Lines => f.write_str("Lines"),
            Run::Command { words, .. } => write!(f, "Command({} words)", words.len()),
            Run::Pipe(pipe) => pipe.fmt(f),
            Run::Scan(scan) => scan.fmt(f),
            Run::Analysis(analysis) => analysis.fmt(f),
            Run::Measure(measurement) => measurement.fmt(f),
            Run::Dump(dump) => dump.fmt(f),
            Run::Monitor(monitor) => monitor.fmt(f),
            Run::MonitorReport(duration) => write!(f, "MonitorReport({duration:?})"),
            Run::Replica => f.write_str("Replica"),
            Run::Eval(script) => write!(f, "Eval({script:?})"),
            Run::Debug(script, debugging) => write!(f, "Debug({script:?}, {debugging:?})"),
        }
    }
}

impl fmt::Debug for EvalRun {
    /// Omits the words, as that of [`Run`] does.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (keys, args) = (self.keys.len(), self.args.len());
        write!(f, "{:?}, {keys} keys, {args} args", self.file)
    }
}

#[derive(Default, Args)]
pub(super) struct RunArgs {
    /// Run the Lua script in FILE
    ///
    /// The words that follow are its KEYS, a comma as a word of its own, and its ARGV.
    #[arg(long, value_name = "FILE", help_heading = "Command", value_hint = ValueHint::FilePath)]
    eval: Option<PathBuf>,

    /// Debug the script of --eval on a copy of the data
    ///
    /// Lines on stdin are commands for the server's Lua debugger, and after the debugging session for the server.
    #[arg(long, help_heading = "Command")]
    ldb: bool,

    /// Debug the script of --eval on the live data
    ///
    /// The server serves no other client meanwhile, and the writes of the script stay.
    #[arg(long, help_heading = "Command")]
    ldb_sync_mode: bool,

    #[command(flatten)]
    pipe: PipeArgs,

    #[command(flatten)]
    scan: ScanArgs,

    #[command(flatten)]
    measure: MeasureArgs,

    #[command(flatten)]
    monitor: MonitorArgs,

    #[command(flatten)]
    replication: ReplicationArgs,

    /// Start a temporary server and run against it
    ///
    /// KIND is plain (the default), tls, cluster:N (N primaries), cluster:N+R (with R replicas each) or sentinel (a
    /// primary, 2 replicas and 3 sentinels). The servers and their files are removed at the end, even if redsh is
    /// killed.
    #[arg(
        long,
        value_name = "KIND",
        help_heading = "Connection",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "plain",
        value_parser = SandboxKinds,
        hide_possible_values = true,
        conflicts_with_all = ["host", "port", "socket", "uri", "tls"]
    )]
    pub(super) sandbox: Option<SandboxKind>,

    /// Print completions, man page or option table
    #[arg(long, value_name = "KIND", help_heading = "Help")]
    generate: Option<Generated>,

    /// Print examples and common options; --help all prints all options
    #[arg(long, action = ArgAction::HelpShort, help_heading = "Help")]
    help: Option<bool>,

    /// Print version
    #[arg(short = 'v', long, action = ArgAction::Version, help_heading = "Help")]
    version: Option<bool>,

    /// Command to run, with its arguments; options end here
    ///
    /// Arguments are sent byte for byte. A word before the command selects the nodes that it is sent to: @primaries,
    /// @replicas, @all, @HOST:PORT, @ID, @slot:N or @key:NAME.
    #[arg(value_name = "COMMAND", help_heading = None, num_args = 0.., value_hint = ValueHint::Other)]
    words: Vec<OsString>,
}

impl RunArgs {
    /// Sets the command.
    pub(super) fn set_words(&mut self, words: &[OsString]) {
        self.words = words.to_vec();
    }

    /// Returns the run, and a warning about words that it ignores.
    pub(super) fn resolve(
        mut self,
        given: &GivenOptions,
        input: &InputArgs,
    ) -> Result<(Run, Option<String>), Usage> {
        if let Some(kind) = self.generate {
            return Err(Usage::asked_for(generate::text(kind)));
        }
        self.measure.check(given)?;
        let replica = self.replication.is_replica().then_some(Run::Replica);
        let mode = first_mode(
            &self.measure,
            replica.or(self.replication.dump(given)?.map(Run::Dump)),
            self.pipe.resolve(given)?,
            self.scan.resolve(given)?,
        );
        let mode = mode.or_else(|| self.monitor.report());
        let words = self.words.into_iter().map(OsString::into_encoded_bytes);
        let words: Vec<_> = words.collect();
        let (run, ignored) = match mode {
            Some(run) => {
                let ignored = effect::of_words(&words, &run, given)?;
                (run, ignored)
            }
            None => {
                let debug = debugging(self.ldb, self.ldb_sync_mode);
                (of_words(words, self.eval, debug, input)?, None)
            }
        };
        let run = self.monitor.limited(run, given)?;
        effect::of_monitor_filter(&run, given)?;
        let warning = ignored.or_else(|| effect::of_type(&run));
        Ok((run, warning))
    }
}

/// Returns the first of several modes, in the order of redis-cli.
fn first_mode(
    measure: &MeasureArgs,
    replication: Option<Run>,
    pipe: Option<PipeRun>,
    keys: Option<KeysRun>,
) -> Option<Run> {
    let (analysis, scan) = match keys {
        Some(KeysRun::Analysis(analysis)) => (Some(analysis), None),
        Some(KeysRun::Scan(scan)) => (None, Some(scan)),
        None => (None, None),
    };
    let modes = [
        measure.latency().map(Run::Measure),
        replication,
        pipe.map(Run::Pipe),
        analysis.map(Run::Analysis),
        measure.stat().map(Run::Measure),
        scan.map(Run::Scan),
        measure.lru().map(Run::Measure),
        measure.intrinsic().map(Run::Measure),
    ];
    modes.into_iter().flatten().next()
}

fn of_words(
    words: Vec<Vec<u8>>,
    eval: Option<PathBuf>,
    debug: Option<Debugging>,
    input: &InputArgs,
) -> Result<Run, Usage> {
    match eval {
        Some(file) => {
            let script = script(file, words);
            Ok(match debug {
                None => Run::Eval(script),
                Some(debugging) => Run::Debug(script, debugging),
            })
        }
        None if debug.is_some() => Err(Usage::wrong(
            "--ldb and --ldb-sync-mode require --eval FILE",
        )),
        None if words.is_empty() => Ok(Run::Lines),
        None => command(words, input),
    }
}

/// `--quoted-input`, `-x` and `-X` do not apply to the words of a script, as in redis-cli.
fn script(file: PathBuf, words: Vec<Vec<u8>>) -> EvalRun {
    let mut parts = words.splitn(2, |word| word == b",").map(<[_]>::to_vec);
    EvalRun {
        file,
        keys: parts.next().unwrap_or_default(),
        args: parts.next().unwrap_or_default(),
    }
}

/// `--ldb-sync-mode` overrides `--ldb` in any order, as in redis-cli.
fn debugging(forked: bool, sync: bool) -> Option<Debugging> {
    match (forked, sync) {
        (_, true) => Some(Debugging::Sync),
        (true, false) => Some(Debugging::Forked),
        (false, false) => None,
    }
}

fn command(words: Vec<Vec<u8>>, input: &InputArgs) -> Result<Run, Usage> {
    let mut words = if input.quoted_input {
        unquoted(&words)?
    } else {
        words
    };
    let from_stdin = match &input.stdin_tag {
        Some(tag) => Some(tagged(&words, tag.as_encoded_bytes())?),
        None if input.stdin_last => {
            words.push(Vec::new());
            Some(words.len() - 1)
        }
        None => None,
    };
    Ok(Run::Command { words, from_stdin })
}

fn unquoted(words: &[Vec<u8>]) -> Result<Vec<Vec<u8>>, Usage> {
    words
        .iter()
        .enumerate()
        .map(|(place, word)| line::unquote(word).map_err(|_| unquotable(place + 1)))
        .collect()
}

/// The text on stdout is redis-cli's. The one on stderr names the word by its position, from 1, since it may be a password.
fn unquotable(place: usize) -> Usage {
    let mut wrong = Usage::wrong(format_args!(
        "--quoted-input requires quoted strings, and word {place} of the command is not valid"
    ))
    .redis_cli("");
    wrong.stdout = "Invalid quoted string\n".to_owned();
    wrong
}

/// Requires exactly one match, like later versions of redis-cli; 7.0 replaces the first and leaves the others in the command.
fn tagged(words: &[Vec<u8>], tag: &[u8]) -> Result<usize, Usage> {
    let mut places = words
        .iter()
        .enumerate()
        .filter(|(_, word)| *word == tag)
        .map(|(place, _)| place);
    match (places.next(), places.next()) {
        (Some(place), None) => Ok(place),
        (found, _) => {
            let count = if found.is_none() {
                "no"
            } else {
                "more than one"
            };
            let tag = String::from_utf8_lossy(tag);
            Err(Usage::wrong(format_args!(
                "-X requires one argument that equals its tag, and {count} argument is '{tag}'"
            ))
            .redis_cli("Using -X option but stdin tag not match.\n"))
        }
    }
}
