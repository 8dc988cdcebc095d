//! Creates the scanner and the output of a scan.

use std::io::{self, IsTerminal};
use std::time::Duration;

use anyhow::bail;
use redsh_engine::client::{Pool, PoolOptions, Scanner, Until};
use redsh_engine::scan::{ScanOptions, ScanPosition};

use super::connection::{client, endpoint, printer};
use crate::cli::{AnalysisRun, Connect, Each, Input, Output, ScanRun, Target};
use crate::mode;
use crate::mode::analysis::ReportStyle;
use crate::mode::progress::ProgressLog;
use crate::mode::scan::{
    Columns, DryRun, EachRunner, Exporter, KeyPipeline, KeySink, Lister, RefusedFacts,
};
use crate::process::stdout;
use crate::render::{KeyListing, Medium};
use crate::repl::shell::AnalysisRequest;

pub(crate) fn scanner(connect: &Connect, mut options: ScanOptions) -> anyhow::Result<Scanner> {
    let endpoint = endpoint(connect)?;
    if endpoint.login.name.is_some() {
        // The name that the user has chosen stays.
        options.client_name = None;
    }
    // The first command of the scan takes the place of a PING.
    let pool = Pool::new(PoolOptions {
        ping_new: false,
        ..PoolOptions::default()
    });
    let scanner = match connect.target {
        Target::Cluster(_) => Scanner::cluster(&pool, endpoint, connect.natmap.clone(), options)?,
        Target::Server(_) | Target::Sentinel(_) => Scanner::node(&pool, &endpoint, options)?,
    };
    Ok(match connect.cluster_retry {
        Some(timeout) => scanner.with_retry_timeout(timeout),
        None => scanner,
    })
}

/// Runs an analysis of the shell, and prints its report on the terminal.
pub(crate) fn analyse(request: AnalysisRequest<'_>) -> anyhow::Result<()> {
    let run = AnalysisRun::with_defaults(request.analysis, request.pattern);
    let options = mode::analysis::options(&run, Duration::ZERO);
    let pool = Pool::new(PoolOptions::default());
    let scanner = match request.cluster {
        Some(natmap) => Scanner::cluster(&pool, request.endpoint, natmap, options)?,
        None => Scanner::node(&pool, &request.endpoint, options)?,
    };
    let style = ReportStyle::new(request.format, Medium::AsciiTerminal);
    let (from, out) = (ScanPosition::START, stdout::open());
    mode::analysis::run(&run, scanner, from, style, request.stop, out).map(|_| ())
}

/// Creates the output of a scan, which connects to no server yet, except to sentinels. `log` reports progress on stderr.
pub(crate) fn pipeline(
    scan: &ScanRun,
    connect: &Connect,
    output: &Output,
    input: &Input,
    log: ProgressLog,
) -> anyhow::Result<KeyPipeline<stdout::Sink>> {
    let sink = match &scan.each {
        Some(each) => each_sink(each, connect, output, input, log.clone())?,
        None if scan.export.is_some() => KeySink::Export(exporter(log.clone())?),
        None => KeySink::List(lister(scan, output)),
    };
    let refused = RefusedFacts::new(scan.filters, log);
    Ok(KeyPipeline::new(refused, scan.limit, sink))
}

fn each_sink(
    each: &Each,
    connect: &Connect,
    output: &Output,
    input: &Input,
    log: ProgressLog,
) -> anyhow::Result<KeySink<stdout::Sink>> {
    let terminal = io::stdout().is_terminal();
    if each.dry_run {
        let dry_run = DryRun::new(each, terminal, stdout::open())?;
        return Ok(KeySink::DryRun(dry_run));
    }
    // Replies must not wait for the end of a pause.
    let until = match input.interval.is_zero() {
        true => Until::Sent,
        false => Until::Replied,
    };
    let runner = EachRunner::new(
        each,
        client(connect, true)?,
        log,
        until,
        printer(output, output.format(terminal), false),
    )?;
    Ok(KeySink::Run(Box::new(runner)))
}

fn exporter(log: ProgressLog) -> anyhow::Result<Exporter<stdout::Sink>> {
    if io::stdout().is_terminal() {
        bail!("--export prints binary data: write it to a file, or pipe it into redsh --pipe");
    }
    Ok(Exporter::new(stdout::open(), log))
}

fn lister(scan: &ScanRun, output: &Output) -> Lister<stdout::Sink> {
    let terminal = io::stdout().is_terminal();
    let format = output.format(terminal);
    let listing = match scan.null {
        true => KeyListing::null(),
        false => KeyListing::new(format, output.medium(false, terminal)),
    };
    let columns = scan.long.then(|| Columns::new(format));
    Lister::new(listing, columns, stdout::open())
}

pub(crate) fn place(connect: &Connect) -> String {
    match &connect.target {
        Target::Server(address) => address.to_string(),
        Target::Cluster(address) => format!("the cluster of {address}"),
        Target::Sentinel(target) => target.master.clone(),
    }
}
