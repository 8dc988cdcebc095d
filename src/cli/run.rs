//! What is done once there is a connection.

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;

use clap::{ArgAction, Args, ValueHint};

use super::generate::{self, Generated};
use super::given::Given;
use super::input::InputArgs;
use super::pipe::{PipeArgs, PipeRun};
use super::sandbox::{SandboxKind, SandboxKinds};
use super::scan::{ScanArgs, ScanRun};
use super::usage::Usage;
use crate::input::line;

/// What is to be done.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Run {
    /// No command was given: the lines of stdin are commands, or the user's at a terminal.
    Lines,
    /// One command.
    Command {
        /// Its name and arguments, byte for byte as given or as `--quoted-input` reads them. Never empty.
        words: Vec<Vec<u8>>,
        /// Which of the words (an index that is in range) all of stdin takes the place of, `-x` and `-X`.
        from_stdin: Option<usize>,
    },
    /// A Lua script from a file, `--eval`.
    Eval {
        /// The script.
        file: PathBuf,
        /// Its KEYS: what stands before a word that is a comma alone.
        keys: Vec<Vec<u8>>,
        /// Its ARGV: what stands after it.
        args: Vec<Vec<u8>>,
        /// Whether it runs under the debugger.
        debug: Option<Debugging>,
    },
    /// Bulk loading, `--pipe`.
    Pipe(PipeRun),
    /// Going through the keys, `--scan`.
    Scan(ScanRun),
}

/// Where a script that is debugged does its work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Debugging {
    /// In a copy of the server, so that nothing that it writes stays, `--ldb`.
    Forked,
    /// In the server itself, which serves nobody else meanwhile, `--ldb-sync-mode`.
    Sync,
}

impl fmt::Debug for Run {
    /// Not the words: a password may be among them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Run::Lines => f.write_str("Lines"),
            Run::Command { words, .. } => write!(f, "Command({} words)", words.len()),
            Run::Pipe(pipe) => pipe.fmt(f),
            Run::Scan(scan) => scan.fmt(f),
            Run::Eval {
                file,
                keys,
                args,
                debug,
            } => {
                let (keys, args) = (keys.len(), args.len());
                write!(f, "Eval({file:?}, {keys} keys, {args} args, {debug:?})")
            }
        }
    }
}

#[derive(Args)]
pub(super) struct RunArgs {
    /// Run the Lua script in FILE with the words that follow: KEYS, a comma alone, ARGV
    #[arg(long, value_name = "FILE", help_heading = "Command", value_hint = ValueHint::FilePath)]
    eval: Option<PathBuf>,

    /// Run the script of --eval under the server's Lua debugger, in a copy of the data; what follows on standard input are
    /// commands for the debugger, and then for the server
    #[arg(long, help_heading = "Command")]
    ldb: bool,

    /// As --ldb, in the server itself: it serves nobody else meanwhile, and what the script writes stays
    #[arg(long, help_heading = "Command")]
    ldb_sync_mode: bool,

    #[command(flatten)]
    pipe: PipeArgs,

    #[command(flatten)]
    scan: ScanArgs,

    /// Start a server for this run only, and throw it away after; --sandbox=tls for one with TLS, =cluster:3 for a cluster
    /// of 3 primaries (=cluster:3+1 with a replica each), =sentinel for a primary, 2 replicas and 3 sentinels
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

    /// Print a shell's completions, the man page, or the README's table of options
    #[arg(long, value_name = "KIND", help_heading = "Help")]
    generate: Option<Generated>,

    /// Print this help
    #[arg(long, action = ArgAction::HelpShort, help_heading = "Help")]
    help: Option<bool>,

    /// Print the version
    #[arg(short = 'v', long, action = ArgAction::Version, help_heading = "Help")]
    version: Option<bool>,

    /// The command, byte for byte as the server is to get it; options end where it begins. Before it, @primaries, @replicas,
    /// @all, @HOST:PORT, @ID, @slot:N or @key:NAME names the nodes that it is for
    #[arg(value_name = "COMMAND", help_heading = None, num_args = 0.., value_hint = ValueHint::Other)]
    words: Vec<OsString>,
}

impl RunArgs {
    /// Bulk loading and scans leave the command's words alone, as in redis-cli.
    pub(super) fn resolve(self, given: &Given, input: &InputArgs) -> Result<Run, Usage> {
        if let Some(kind) = self.generate {
            return Err(Usage::asked_for(generate::text(kind)));
        }
        let (pipe, scan) = (self.pipe.resolve(given)?, self.scan.resolve(given)?);
        if let Some(run) = pipe.map(Run::Pipe).or(scan.map(Run::Scan)) {
            return Ok(run);
        }
        let words: Vec<_> = self
            .words
            .into_iter()
            .map(OsString::into_encoded_bytes)
            .collect();
        let debug = debugging(self.ldb, self.ldb_sync_mode);
        match self.eval {
            Some(file) => Ok(eval(file, words, debug)),
            None if debug.is_some() => Err(Usage::wrong(
                "--ldb and --ldb-sync-mode want a script: --eval FILE",
            )),
            None if words.is_empty() => Ok(Run::Lines),
            None => command(words, input),
        }
    }
}

/// Neither `--quoted-input` nor `-x` and `-X` reach the words of a script, as in redis-cli.
fn eval(file: PathBuf, words: Vec<Vec<u8>>, debug: Option<Debugging>) -> Run {
    let mut parts = words.splitn(2, |word| word == b",").map(<[_]>::to_vec);
    Run::Eval {
        file,
        keys: parts.next().unwrap_or_default(),
        args: parts.next().unwrap_or_default(),
        debug,
    }
}

/// With both options the second one's mode counts, whichever comes first, as in redis-cli.
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

/// redis-cli says it on stdout, in these words, and a script may look for them there; which word it was stands on stderr,
/// by its place, from 1: it may be a password.
fn unquotable(place: usize) -> Usage {
    let wrong = Usage::wrong(format_args!(
        "--quoted-input wants one quoted string in each argument, and word {place} of the command is none"
    ));
    Usage {
        stdout: "Invalid quoted string\n".to_owned(),
        ..wrong
    }
}

/// redis-cli 7.0 takes the first of several; later ones want exactly one, so that none is left in the command by mistake.
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
                "-X wants one argument that equals its tag, and {count} argument is '{tag}'"
            )))
        }
    }
}
