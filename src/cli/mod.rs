//! The command line: arguments and environment in, an [`Invocation`] out. The only place that knows clap.
//!
//! Nothing is done here, neither read nor connected nor printed, so that every combination can be tested as a table.
//! An option is one field with its doc comment in the group that it belongs to; help, completions, man page and the
//! README's table all come from there ([`generate`]).

mod arguments;
mod cluster;
mod connect;
mod env;
pub(crate) mod generate;
mod given;
mod hint;
mod host;
mod input;
mod login;
mod output;
mod pipe;
mod run;
mod sandbox;
mod scan;
mod sentinel;
mod spelling;
mod target;
mod tls;
mod uri;
mod usage;
mod value;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{CommandFactory, FromArgMatches, Parser};

pub(crate) use connect::Connect;
pub(crate) use hint::HintRun;
pub(crate) use input::Input;
pub(crate) use output::Output;
pub(crate) use pipe::{Keyless, PipeRun};
pub(crate) use run::{Debugging, Run};
pub(crate) use sandbox::SandboxKind;
#[allow(unused_imports, reason = "the mode that takes these is not here yet")]
pub(crate) use scan::{Bound, Each, Filters, ScanRun, TtlFilter};
pub(crate) use sentinel::SentinelTarget;
pub(crate) use target::Target;
pub(crate) use usage::Usage;
pub(crate) use value::Repeat;

use env::Environment;
use given::Given;

/// All that the command line and the environment ask for.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Invocation {
    /// Where the server is and how a connection is made.
    pub(crate) connect: Connect,
    /// How replies are printed.
    pub(crate) output: Output,
    /// How often and how fast commands are sent.
    pub(crate) input: Input,
    /// What is done once there is a connection.
    pub(crate) run: Run,
    /// Hints, in place of all that.
    pub(crate) hint: Option<HintRun>,
    /// A throw-away server takes the place of the address.
    pub(crate) sandbox: Option<SandboxKind>,
    /// Its program, where the user names one: a path, or a name on PATH.
    pub(crate) sandbox_server: Option<PathBuf>,
    /// Lines for stderr, to be said before anything is done.
    pub(crate) warnings: Vec<String>,
}

/// Reads the arguments, without the program's name, and what the environment (a variable's name → its value) adds to them.
pub(crate) fn parse(
    args: impl IntoIterator<Item = OsString>,
    env: &dyn Fn(&str) -> Option<OsString>,
) -> Result<Invocation, Usage> {
    let mut definition = definition();
    let args = arguments::marked(args, &definition)?;
    let matches = definition.try_get_matches_from_mut(args)?;
    let options = CommandLine::from_arg_matches(&matches)?;
    options.resolve(&Given::new(&matches), &Environment::new(env))
}

/// The options as clap is to have them.
fn definition() -> clap::Command {
    CommandLine::command().mut_args(|arg| {
        let takes_values = arg.get_action().takes_values();
        arg.allow_hyphen_values(takes_values)
    })
}

/// A shell for Redis and Valkey, with redis-cli's command line.
///
/// With a command, sends it and prints the reply. Without one, runs the commands on standard input, a line each, and sends
/// the next without waiting for the reply to the last.
///
/// Options end at the first word that is not one: all after it belongs to the command.
#[derive(Parser)]
#[command(
    name = "redsh",
    version,
    args_override_self = true,
    disable_help_flag = true,
    disable_version_flag = true,
    max_term_width = 100,
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
    fn resolve(self, given: &Given, env: &Environment) -> Result<Invocation, Usage> {
        let protocol = self.output.protocol();
        let (connect, warnings) = match self.run.sandbox {
            Some(_) => self.connect.resolve(given, &env.for_sandbox(), protocol)?,
            None => self.connect.resolve(given, env, protocol)?,
        };
        Ok(Invocation {
            connect,
            output: self.output.resolve(given, env),
            sandbox: self.run.sandbox,
            sandbox_server: env.sandbox_server(),
            run: self.run.resolve(given, &self.input)?,
            input: self.input.resolve(),
            hint: self.hint.resolve(),
            warnings,
        })
    }
}

#[cfg(test)]
mod tests;
