//! What a scan is made of.

use std::io::{self, IsTerminal};

use redsh_engine::client::{Scanner, Until};
use redsh_engine::scan::ScanOptions;

use super::session::{client, endpoint, printer};
use crate::cli::{Connect, Each, Input, Output, ScanRun, Target};
use crate::mode::progress::ProgressLog;
use crate::mode::scan::{Checker, Columns, Connections, DryRun, KeyPipeline, Lister, Runner, Sink};
use crate::process::stdout;
use crate::render::KeyListing;

/// The scan that the options ask for: of a whole cluster, or of one server.
///
/// # Errors
/// As [`session`](crate::startup::session::session); the server that is meant is not to be had.
pub(crate) fn scanner(connect: &Connect, options: ScanOptions) -> anyhow::Result<Scanner> {
    let endpoint = endpoint(connect)?;
    Ok(match connect.target {
        Target::Cluster(_) => Scanner::cluster(endpoint, connect.natmap.clone(), options)?,
        Target::Server(_) | Target::Sentinel(_) => Scanner::node(&endpoint, options)?,
    })
}

/// What is done with its keys; `voice` says what is to be said meanwhile. No server is connected to yet, but the sentinels.
///
/// # Errors
/// As [`session`](crate::startup::session::session); the command for each key is none that can be run for it.
pub(crate) fn consumer(
    scan: &ScanRun,
    connect: &Connect,
    output: &Output,
    input: &Input,
    voice: ProgressLog,
) -> anyhow::Result<KeyPipeline<stdout::Sink>> {
    let connections = Connections {
        verbose: output.verbose,
        voice,
    };
    let checker = Checker::new(
        client(connect, true)?,
        connections.clone(),
        scan.filters,
        scan.long,
    );
    let sink = match &scan.each {
        Some(each) => command(each, connect, output, input, connections)?,
        None => Sink::List(lister(scan, output)),
    };
    Ok(KeyPipeline::new(checker, scan.limit, sink))
}

fn command(
    each: &Each,
    connect: &Connect,
    output: &Output,
    input: &Input,
    connections: Connections,
) -> anyhow::Result<Sink<stdout::Sink>> {
    let terminal = io::stdout().is_terminal();
    // Replies are not to wait for the end of a pause.
    let until = match input.interval.is_zero() {
        true => Until::Sent,
        false => Until::Replied,
    };
    if each.dry_run {
        return Ok(Sink::DryRun(DryRun::new(each, terminal, stdout::open())?));
    }
    let runner = Runner::new(
        each,
        client(connect, true)?,
        connections,
        until,
        printer(output, output.format(terminal)),
    )?;
    Ok(Sink::Run(Box::new(runner)))
}

fn lister(scan: &ScanRun, output: &Output) -> Lister<stdout::Sink> {
    let terminal = io::stdout().is_terminal();
    let format = output.format(terminal);
    let listing = match scan.null {
        true => KeyListing::null(),
        false => KeyListing::new(format, terminal),
    };
    let columns = scan.long.then(|| Columns::new(format));
    Lister::new(listing, columns, stdout::open())
}

/// Where the keys are, for people.
pub(crate) fn place(connect: &Connect) -> String {
    match &connect.target {
        Target::Server(address) => address.to_string(),
        Target::Cluster(address) => format!("the cluster of {address}"),
        Target::Sentinel(target) => target.master.clone(),
    }
}
