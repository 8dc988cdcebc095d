//! redsh: a shell for Redis and Valkey, with redis-cli's command line.
//!
//! Runs the mode that the command line selects, and converts its result to an exit code.

#![warn(clippy::print_stderr)] // a closed stderr makes eprintln! panic: see stderr.rs

use std::cell::LazyCell;
use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::bail;

mod cli;
mod config;
mod input;
mod mode;
mod process;
mod render;
mod repl;
mod session;
mod startup;
mod terminal;
mod words;

use cli::{
    AnalysisRun, Connect, DumpRun, Input, Invocation, Measurement, Output, PipeRun, Run, ScanRun,
    Target, Usage,
};
use config::Config;
use mode::latency::LatencySettings;
use mode::stat::tabular;
use process::called_as::CalledAs;
use process::exit::{self, Exit};
use process::{interrupt, stderr, stdout};
use render::Format;
use startup::{Startup, connection};

fn main() -> ExitCode {
    // Most runs do not read it.
    let config: LazyCell<Config> = LazyCell::new(|| Config::of_user(&environment));
    let outcome = match startup::start(std::env::args_os().skip(1), &environment, &config) {
        Ok(start) => run(start, &config),
        Err(error) => error.downcast().and_then(tell),
    };
    let exit = outcome.unwrap_or_else(|error| {
        let exit = Exit::of(&error);
        if exit == Exit::Failure {
            stderr::tell(exit::message(&error));
        }
        exit
    });
    if exit == Exit::Interrupted {
        interrupt::die();
    }
    exit.code().into()
}

fn environment(name: &str) -> Option<OsString> {
    std::env::var_os(name)
}

fn tell(usage: Usage) -> anyhow::Result<Exit> {
    let usage = usage.called(CalledAs::of_process());
    stderr::print(&usage.stderr);
    io::stdout().write_all(usage.stdout.as_bytes())?;
    Ok(usage.exit)
}

fn run(start: Startup, config: &LazyCell<Config>) -> anyhow::Result<Exit> {
    let mut invocation = start.invocation;
    invocation.warnings.iter().for_each(stderr::tell);
    if let Some(hint) = &invocation.hint {
        return mode::hint::run(hint, &mut io::stdout().lock());
    }
    // Stops its servers on drop.
    let _sandbox = connection::sandbox(&mut invocation)?;
    connection::ask_password(&mut invocation.connect)?;
    let typed = connection::is_typed(&invocation.run, &invocation.output);
    if typed {
        connection::prefer_resp3(&mut invocation);
    } else if !handles_signals(&invocation.run) {
        interrupt::end_first_process()?;
    }
    let Invocation {
        input,
        output,
        connect,
        ..
    } = &invocation;
    // Created on demand, since that connects to the sentinels.
    let session = || connection::session(&invocation);
    let errors_count = output.errors_count;
    match &invocation.run {
        Run::Lines if typed => {
            let mut session = session()?;
            let Startup { given, layer, .. } = start;
            let settings =
                startup::shell::settings(&invocation, &given, layer, config, &environment);
            repl::shell::run(&mut session, settings)
        }
        Run::Lines => mode::script::run(&mut session()?, errors_count),
        Run::Command { words, from_stdin } => {
            let words = words.clone();
            mode::oneshot::run(&mut session()?, words, *from_stdin, *input, errors_count)
        }
        Run::Pipe(run) => pipe(run, connect, output),
        Run::Scan(run) => scan(run, connect, output, input),
        Run::Analysis(run) => analyse(run, connect, output, input),
        Run::Measure(measurement) => measure(measurement, connect, output, input),
        Run::Monitor(run) => {
            let format = output.format(io::stdout().is_terminal());
            let printer = connection::printer(output, format, false);
            let filter = output.monitor_filter.as_ref();
            mode::monitor::run(&connection::endpoint(connect)?, run, filter, printer)
        }
        Run::MonitorReport(duration) => monitor_report(*duration, connect, output),
        Run::Dump(run) => dump(run, connect),
        Run::Replica => {
            let printer = connection::printer(output, Format::Csv, false);
            mode::replica::run(&connection::endpoint(connect)?, printer)
        }
        Run::Eval(script) => mode::eval::run(&mut session()?, script, *input, errors_count),
        Run::Debug(script, debugging) => {
            let mut session = session()?;
            let debuggee = mode::ldb::Debuggee {
                script,
                debugging: *debugging,
                endpoint: connection::endpoint(connect)?,
            };
            let colour = output.colors_debugger(io::stdout().is_terminal());
            mode::ldb::run(&mut session, &debuggee, colour, errors_count)
        }
    }
}

/// Whether a run reacts to signals itself.
fn handles_signals(run: &Run) -> bool {
    match run {
        Run::Pipe(_) | Run::Scan(_) | Run::Analysis(_) | Run::Dump(_) | Run::MonitorReport(_) => {
            true
        }
        Run::Measure(measurement) => matches!(measurement, Measurement::Intrinsic(_)),
        Run::Lines | Run::Command { .. } | Run::Eval(_) | Run::Debug(..) => false,
        Run::Monitor(_) | Run::Replica => false,
    }
}

fn pipe(run: &PipeRun, connect: &Connect, output: &Output) -> anyhow::Result<Exit> {
    let client = connection::client(connect, true)?;
    mode::pipe::run(run, client, output.verbose, &mut stdout::open())
}

fn analyse(
    run: &AnalysisRun,
    connect: &Connect,
    output: &Output,
    input: &Input,
) -> anyhow::Result<Exit> {
    let from = mode::scan::position(&run.keys)?;
    let scanner = startup::scan::scanner(connect, mode::analysis::options(run, input.interval))?;
    let is_terminal = io::stdout().is_terminal();
    let (format, medium) = (
        output.format(is_terminal),
        output.medium(false, is_terminal),
    );
    let style = mode::analysis::ReportStyle::new(format, medium);
    let stop = interrupt::flag()?;
    mode::analysis::run(run, scanner, from, style, &stop, stdout::open())
}

/// The name of the connections of a measurement, for CLIENT LIST.
fn connection_name(measurement: &Measurement) -> &'static str {
    match measurement {
        Measurement::Latency(_) | Measurement::Distribution { .. } => "redsh-latency",
        Measurement::Stat(_) => "redsh-stat",
        Measurement::Lru(_) => "redsh-lru-test",
        // Opens no connection: the name is not used.
        Measurement::Intrinsic(_) => "redsh",
    }
}

fn measure(
    measurement: &Measurement,
    connect: &Connect,
    output: &Output,
    input: &Input,
) -> anyhow::Result<Exit> {
    let mut out = stdout::open();
    let connect = &connection::named(connect, connection_name(measurement));
    let interval = input.interval;
    let endpoint = || connection::endpoint(connect);
    match measurement {
        Measurement::Latency(run) => {
            let format = output.format(io::stdout().is_terminal());
            let run = LatencySettings::new(run, format, interval);
            match connect.target {
                Target::Cluster(_) => {
                    let client = connection::client(connect, true)?;
                    let has_utf8 = output.has_utf8();
                    mode::latency::cluster::run(client, &endpoint()?, run, has_utf8, &mut out)
                }
                Target::Server(_) | Target::Sentinel(_) => {
                    mode::latency::run(endpoint()?, run, &mut out)
                }
            }
        }
        Measurement::Distribution { is_grey } => {
            mode::latency::run_distribution(endpoint()?, *is_grey, interval, &mut out)
        }
        Measurement::Stat(run) => {
            let format = output.format(io::stdout().is_terminal());
            let is_single = !matches!(connect.target, Target::Cluster(_));
            if is_single && tabular::is_of_redis_cli(run, format) {
                return mode::stat::run(endpoint()?, run.count, interval, &mut out);
            }
            let client = connection::client(connect, true)?;
            tabular::run(client, endpoint()?, run, interval, format, &mut out)
        }
        Measurement::Lru(_) if connect.read_only => {
            bail!("--lru-test writes keys, and --read-only forbids that")
        }
        Measurement::Lru(keys) => {
            mode::lru_test::run(*keys, connection::client(connect, true)?, &mut out)
        }
        Measurement::Intrinsic(seconds) => {
            mode::intrinsic::run(Duration::from_secs(*seconds), &mut out)
        }
    }
}

fn monitor_report(duration: Duration, connect: &Connect, output: &Output) -> anyhow::Result<Exit> {
    let connect = &connection::named(connect, "redsh-monitor");
    let cluster = match connect.target {
        Target::Cluster(_) => Some(connection::client(connect, true)?),
        Target::Server(_) | Target::Sentinel(_) => None,
    };
    let endpoint = connection::endpoint(connect)?;
    let format = output.format(io::stdout().is_terminal());
    let filter = output.monitor_filter.as_ref();
    mode::monitor::run_report(
        &endpoint,
        cluster,
        duration,
        filter,
        format,
        &mut stdout::open(),
    )
}

fn dump(run: &DumpRun, connect: &Connect) -> anyhow::Result<Exit> {
    let endpoint = connection::endpoint(connect)?;
    match connect.target {
        Target::Cluster(_) => {
            mode::dump::cluster::run(run, connection::client(connect, true)?, endpoint)
        }
        Target::Server(_) | Target::Sentinel(_) => mode::dump::run(run, endpoint),
    }
}

fn scan(run: &ScanRun, connect: &Connect, output: &Output, input: &Input) -> anyhow::Result<Exit> {
    let from = mode::scan::position(run)?;
    let (place, policy) = (
        startup::scan::place(connect),
        connection::write_policy(connect),
    );
    if !mode::scan::confirm(run, &place, &policy)? {
        stderr::tell("nothing was run");
        return Ok(Exit::Failure);
    }
    let mut scanner = startup::scan::scanner(connect, mode::scan::options(run, input.interval))?;
    mode::scan::warn_of_partial(run, &mut scanner, &place);
    let progress = mode::scan::progress(&mut scanner, &from);
    let pipeline =
        startup::scan::pipeline(run, connect, output, input, progress.log(output.verbose))?;
    let query = mode::scan::key_query(run);
    mode::scan::run(scanner, from, query.as_ref(), progress, pipeline)
}
