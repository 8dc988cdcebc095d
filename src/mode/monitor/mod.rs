//! `--monitor-report`: the traffic that MONITOR shows, aggregated. `--monitor-duration` and `--monitor-count`: a MONITOR that
//! ends.

mod monitor_stream;
mod report;
mod tally;
mod totals;

use std::io::Write;
use std::num::NonZeroU64;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context;
use redsh_engine::client::Client;
use redsh_engine::command::CommandTable;
use redsh_engine::monitor::{Filter, MonitorLine};
use redsh_engine::net::{Connection, Endpoint, Interrupter};

use self::monitor_stream::MonitorStream;
use self::report::TrafficReport;
use self::totals::TrafficTotals;
use super::cluster_nodes::all_nodes;
use super::reconnecting::print;
use crate::cli::MonitorRun;
use crate::process::exit::Exit;
use crate::process::interrupt;
use crate::render::{Format, Printer};
use crate::session::login_check;

/// Prints the lines of MONITOR, until one of the limits is reached.
pub(crate) fn run<W: Write>(
    endpoint: &Endpoint,
    run: &MonitorRun,
    filter: Option<&Filter>,
    mut printer: Printer<W>,
) -> anyhow::Result<Exit> {
    let mut stream = MonitorStream::open(endpoint, run.duration)?;
    let table = CommandTable::builtin();
    let is_shown = |line: &[u8]| match (filter, MonitorLine::parse(line)) {
        (Some(filter), Some(line)) => filter.admits(&line, &table),
        _ => true,
    };
    let mut left = run.count.map(NonZeroU64::get);
    printer.value(stream.acceptance())?;
    while left != Some(0)
        && let Some(value) = stream.next(|| printer.flush())?
    {
        if is_shown(value.as_bytes().unwrap_or_default()) {
            printer.value(&value)?;
            left = left.map(|left| left - 1);
        }
    }
    printer.flush()?;
    Ok(Exit::Success)
}

/// Prints a report on the traffic of some seconds, of all primaries of a cluster if there is a client for it.
pub(crate) fn run_report(
    endpoint: &Endpoint,
    cluster: Option<Client<()>>,
    duration: Duration,
    filter: Option<&Filter>,
    format: Format,
    out: &mut impl Write,
) -> anyhow::Result<Exit> {
    let endpoints = endpoints(endpoint, cluster)?;
    let interrupter = endpoint.dial.interrupter.clone();
    let interrupted = interrupt::at_first_signal(move || interrupter.close_all())?;
    let parts: Vec<anyhow::Result<TrafficReport>> = thread::scope(|scope| {
        let interrupted = &*interrupted;
        let observe =
            |endpoint| scope.spawn(move || observe(endpoint, duration, filter, interrupted));
        let started: Vec<_> = endpoints.iter().map(observe).collect();
        let joined = started
            .into_iter()
            .map(|thread| thread.join().expect("no panic"));
        joined.collect()
    });
    let mut report = TrafficReport::default();
    for part in parts {
        report.merge(part?);
    }
    print(out, &report.text(format))?;
    Ok(Exit::Success)
}

fn endpoints(endpoint: &Endpoint, cluster: Option<Client<()>>) -> anyhow::Result<Vec<Endpoint>> {
    let members = match cluster {
        Some(mut client) => all_nodes(&mut client)?,
        None => None,
    };
    let Some(members) = members else {
        return Ok(vec![endpoint.clone()]);
    };
    let primaries = members.into_iter().filter(|member| !member.is_replica);
    let endpoints = primaries.map(|member| endpoint.at(member.address, endpoint.login.clone()));
    Ok(endpoints.collect())
}

/// Observes a server. The load is measured over another connection: MONITOR's has no other replies.
fn observe(
    endpoint: &Endpoint,
    duration: Duration,
    filter: Option<&Filter>,
    interrupted: &AtomicBool,
) -> anyhow::Result<TrafficReport> {
    let mut uninterrupted = endpoint.clone();
    uninterrupted.dial.interrupter = Interrupter::default();
    let mut side = login_check::open(&uninterrupted)?;
    let before = processor_seconds(&mut side)?;
    let mut stream = MonitorStream::open(endpoint, Some(duration))?;
    let started = Instant::now();
    let table = CommandTable::builtin();
    let mut totals = TrafficTotals::default();
    loop {
        let value = match stream.next(|| Ok(())) {
            Ok(Some(value)) => value,
            Ok(None) => break,
            Err(_) if interrupted.load(Ordering::Relaxed) => break,
            Err(error) => return Err(error),
        };
        let line = value.as_bytes().and_then(MonitorLine::parse);
        let line = line.filter(|line| filter.is_none_or(|filter| filter.admits(line, &table)));
        if let Some(line) = line {
            totals.add(&line, &table);
        }
    }
    let elapsed = started.elapsed();
    // A busy server may have sent more than was read. Closing the connection stops it before the CPU is measured.
    let monitor_bytes = stream.bytes_read();
    drop(stream);
    let after = processor_seconds(&mut side)?;
    Ok(TrafficReport {
        totals,
        elapsed,
        monitor_bytes,
        processor_seconds: after - before,
    })
}

/// The seconds of a processor that the server has used.
fn processor_seconds(connection: &mut Connection) -> anyhow::Result<f64> {
    let reply = connection.call(&["INFO", "cpu"])?;
    let info = reply.as_str().context("INFO was refused")?;
    let seconds = info.lines().filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_own = ["used_cpu_sys", "used_cpu_user"].contains(&name);
        value.trim_ascii().parse::<f64>().ok().filter(|_| is_own)
    });
    Ok(seconds.sum())
}
