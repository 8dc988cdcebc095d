//! The command line: turns arguments and environment into an [`Invocation`]. The only module that uses clap.
//!
//! Parsing has no side effects: it does not read, connect or print, so that every combination of options can be tested as a
//! table. Help, completions, man page and the guide's option table are generated from the fields of the options
//! ([`generate`]).
//!
//! An option is one field with a doc comment, in the file of its help heading:
//!
//! | heading | file |
//! | --- | --- |
//! | Connection | `connect`, `target`; `run` for --sandbox |
//! | Cluster and Sentinel | `cluster`, `sentinel` |
//! | Login | `login` |
//! | TLS | `tls` |
//! | Command | `input`, `run`, `hint` |
//! | Replies | `output` |
//! | Bulk loading | `pipe` |
//! | Keys | `scan` |
//! | Measurements | `measure`, `monitor` |
//! | Replication | `replication` |
//! | Help | `run` |
//!
//! `value` has the functions that parse values.

mod arguments;
mod cluster;
mod connect;
mod effect;
mod env;
mod everyday;
pub(crate) mod generate;
mod given;
mod help;
mod hint;
mod input;
mod login;
mod man;
mod measure;
mod monitor;
mod output;
mod percentile;
mod pipe;
mod replication;
mod run;
mod sandbox;
mod scan;
mod sentinel;
mod spelling;
mod stat_columns;
mod target;
mod tls;
mod unknown;
mod uri;
mod usage;
mod value;

use std::ffi::OsString;
use std::mem::ManuallyDrop;
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches, Parser};
use redsh_sandbox::SandboxKind;

pub(crate) use connect::Connect;
pub(crate) use hint::HintRun;
pub(crate) use input::Input;
pub(crate) use measure::{LatencyRun, Measurement, StatRun};
pub(crate) use monitor::MonitorRun;
pub(crate) use output::Output;
pub(crate) use pipe::PipeRun;
pub(crate) use replication::{DumpContent, DumpRun};
pub(crate) use run::{Debugging, EvalRun, Run};
pub(crate) use scan::{
    AnalysisKind, AnalysisRun, Each, ExportFormat, Filters, KeyMeasure, KeyStatsRun, PrefixRun,
    ScanRun,
};
#[cfg(test)]
pub(crate) use scan::{Bound, TtlFilter};
pub(crate) use sentinel::SentinelTarget;
pub(crate) use stat_columns::StatColumn;
pub(crate) use target::Target;
pub(crate) use usage::Usage;
pub(crate) use value::Repeat;

use env::Environment;
use given::GivenOptions;

/// A parsed command line, completed by the environment.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Invocation {
    /// The server and how to connect to it.
    pub(crate) connect: Connect,
    /// How replies are printed.
    pub(crate) output: Output,
    /// Repetition and pace of commands.
    pub(crate) input: Input,
    /// The task to run on the connection.
    pub(crate) run: Run,
    /// A task about hints, which replaces `run` and needs no connection.
    pub(crate) hint: Option<HintRun>,
    /// The temporary servers that replace the target of `connect`.
    pub(crate) sandbox: Option<SandboxKind>,
    /// The server program for the sandbox, a path or a name on PATH; `None` for the default.
    pub(crate) sandbox_server: Option<PathBuf>,
    /// Warnings to print to stderr first.
    pub(crate) warnings: Vec<String>,
}

/// Parses the arguments (without the program's name). `env` looks up environment variables.
///
/// # Errors
/// The arguments or a variable are wrong, or the arguments request a text such as the help.
pub(crate) fn parse(
    args: impl IntoIterator<Item = OsString>,
    env: &dyn Fn(&str) -> Option<OsString>,
) -> Result<Invocation, Usage> {
    let args: Vec<OsString> = args.into_iter().collect();
    match everyday::parse(&args) {
        Some(everyday) => {
            let given = GivenOptions::at(everyday.places);
            everyday.options.resolve(&given, env)
        }
        None => parse_by_clap(args, env),
    }
}

fn parse_by_clap(
    args: Vec<OsString>,
    env: &dyn Fn(&str) -> Option<OsString>,
) -> Result<Invocation, Usage> {
    let mut definition = definition();
    let args = arguments::split(args, &definition)?;
    let wants_all = help::wants_all(&args);
    let mut matches = match definition.try_get_matches_from_mut(args) {
        Err(error) if error.kind() == ErrorKind::DisplayHelp && !wants_all => {
            return Err(Usage::help(help::short(&definition), error.to_string()));
        }
        // A program parses once, and dropping the matches and the definition takes as long as parsing.
        matches => ManuallyDrop::new(matches?),
    };
    let given = ManuallyDrop::new(GivenOptions::matched(definition, &matches));
    // Takes the values out of the matches; the other method would clone all of them first.
    let options = CommandLine::from_arg_matches_mut(&mut matches)?;
    options.resolve(&given, env)
}

/// The definition of all options for clap.
fn definition() -> clap::Command {
    CommandLine::command().mut_args(|arg| {
        let takes_values = arg.get_action().takes_values();
        arg.allow_hyphen_values(takes_values)
    })
}

/// A shell for Redis and Valkey that takes redis-cli's command line.
///
/// With a command, sends it and prints the reply. Without one, runs the commands on standard input, one per line, and
/// pipelines them. On a terminal, starts an interactive prompt.
///
/// Options end at the first word that is not an option. That word and all words after it are the command.
#[derive(Default, Parser)]
#[command(
    name = "redsh",
    version,
    args_override_self = true,
    disable_help_flag = true,
    disable_version_flag = true,
    max_term_width = 80,
    override_usage = "redsh [OPTIONS] [COMMAND [ARGUMENT]...]",
    after_help = env::help()
)]
struct CommandLine {
    #[command(flatten)]
    connect: connect::ConnectArgs,
    #[command(flatten)]
    input: input::InputArgs,
    #[command(flatten)]
    output: output::OutputArgs,
    #[command(flatten)]
    run: run::RunArgs,
    #[command(flatten)]
    hint: hint::HintArgs,
}

impl CommandLine {
    fn resolve(
        self,
        given: &GivenOptions,
        env: &dyn Fn(&str) -> Option<OsString>,
    ) -> Result<Invocation, Usage> {
        let env = &Environment {
            lookup: env,
            hides_server: self.run.sandbox.is_some(),
        };
        let mut warnings = self.connect.warnings();
        let mut connect = self.connect.resolve(given, env)?;
        connect.login.protocol = self.output.protocol();
        let sandbox = self.run.sandbox;
        let (run, ignored) = self.run.resolve(given, &self.input)?;
        warnings.extend(effect::of_connection(&connect, given)?);
        warnings.extend(ignored);
        let output = self.output.resolve(given, env);
        warnings.extend(output.warning());
        Ok(Invocation {
            connect,
            output,
            sandbox,
            sandbox_server: env.sandbox_server(),
            run,
            input: self.input.pace,
            hint: self.hint.resolve(),
            warnings,
        })
    }
}

#[cfg(test)]
mod tests;
