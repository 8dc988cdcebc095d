//! One round: the servers, the fault, and the check.

use redsh_sandbox::Sandbox;
use support::cluster::Cluster;
use support::dice::Dice;
use support::fault_proxy::{FaultProxy, random_faults};
use support::sentinel::SentinelSet;
use support::server::Server;
use support::wait;

use crate::COMMANDS;
use crate::commands::{Line, lines};
use crate::data::{numbers, primaries};
use crate::each;
use crate::faults::{self, Fault};
use crate::ledger::{Excuses, Tally, check};
use crate::modes::{self, Mode};
use crate::progress::during;
use crate::recorded::connections;
use crate::wire_ledger::check_wire;

/// The mean distance of the proxy's faults, in bytes of commands.
const GAP: usize = 20_000;

/// Plays a round for each seed.
pub(crate) fn play(mode: Mode, fault: Fault, seeds: impl Iterator<Item = u64>) -> Vec<Tally> {
    match mode {
        Mode::Script | Mode::Pipe => in_cluster(mode, fault, seeds),
        Mode::SingleScript | Mode::SinglePipe if fault == Fault::Wire => through_proxy(mode, seeds),
        Mode::SingleScript | Mode::SinglePipe => at_server(mode, fault, seeds),
        Mode::Sentinel => with_sentinels(fault, seeds),
        Mode::Each => each::in_cluster(fault, seeds),
    }
}

fn in_cluster(mode: Mode, fault: Fault, seeds: impl Iterator<Item = u64>) -> Vec<Tally> {
    let mut cluster = Cluster::start(3, 1);
    let rounds = seeds.map(|seed| {
        let (mut dice, lines) = begin(mode, fault, seed);
        let arguments = [
            "-c".to_owned(),
            "-p".to_owned(),
            cluster.ports()[0].to_string(),
        ];
        let report = during(
            |progress| modes::run(mode, &arguments, &lines, progress),
            |done| {
                faults::disturb_cluster(&mut cluster, fault, &mut dice, done);
            },
        );
        let primaries: Vec<&Sandbox> = primaries(cluster.nodes());
        let data = primaries.iter().flat_map(|node| numbers(node, 1)).collect();
        primaries
            .iter()
            .for_each(|node| drop(node.command(&["FLUSHALL"])));
        check(&lines, &report, &data, fault.excuses())
    });
    rounds.collect()
}

fn at_server(mode: Mode, fault: Fault, seeds: impl Iterator<Item = u64>) -> Vec<Tally> {
    let mut server = Server::with(&[("appendonly", "yes"), ("appendfsync", "always")]);
    let rounds = seeds.map(|seed| {
        let (mut dice, lines) = begin(mode, fault, seed);
        let arguments = ["-p".to_owned(), server.port().to_string()];
        let report = during(
            |progress| modes::run(mode, &arguments, &lines, progress),
            |done| {
                faults::disturb_server(&mut server, fault, &mut dice, done);
            },
        );
        let data = numbers(&server, mode.databases());
        server.command(&["FLUSHALL"]);
        check(&lines, &report, &data, Excuses::default())
    });
    rounds.collect()
}

fn through_proxy(mode: Mode, seeds: impl Iterator<Item = u64>) -> Vec<Tally> {
    let server = Server::with(&[("appendonly", "yes"), ("appendfsync", "always")]);
    let rounds = seeds.map(|seed| {
        let (mut dice, lines) = begin(mode, Fault::Wire, seed);
        let mut faults = Dice(seed);
        let proxy = FaultProxy::start(server.port(), move |_| random_faults(&mut faults, GAP));
        let arguments = ["-p".to_owned(), proxy.port().to_string()];
        let report = modes::run_in_pieces(mode, &arguments, &lines, &mut dice);
        let connections = connections(&lines, &proxy.finish());
        wait::until("the server has run all commands", || {
            let clients = server.ask(&["CLIENT", "LIST", "TYPE", "normal"]);
            clients.is_ok_and(|clients| clients.text().lines().count() == 1)
        });
        let data = numbers(&server, mode.databases());
        server.command(&["FLUSHALL"]);
        let excuses = Excuses {
            runs_late: true,
            ..Excuses::default()
        };
        let mut tally = check(&lines, &report, &data, excuses);
        check_wire(&lines, &report, &connections, &mut tally);
        tally
    });
    rounds.collect()
}

fn with_sentinels(fault: Fault, seeds: impl Iterator<Item = u64>) -> Vec<Tally> {
    let rounds = seeds.map(|seed| {
        let mut set = SentinelSet::start();
        let (_, lines) = begin(Mode::Sentinel, fault, seed);
        let ports = set
            .sentinels()
            .iter()
            .map(|node| format!("127.0.0.1:{}", node.port()));
        let ports: Vec<String> = ports.collect();
        let arguments = ["--sentinel", &ports.join(","), "--master", "mymaster"].map(str::to_owned);
        let report = during(
            |progress| modes::run(Mode::Sentinel, &arguments, &lines, progress),
            |_| {
                faults::disturb_sentinels(&mut set, fault);
            },
        );
        let primary = set.agreed().expect("the sentinels agree");
        let mut servers = set.servers().iter();
        let primary = servers.find(|server| server.port() == primary);
        let data = numbers(primary.expect("it is there"), 1);
        let excuses = Excuses {
            loses: true,
            ..Excuses::default()
        };
        check(&lines, &report, &data, excuses)
    });
    rounds.collect()
}

fn begin(mode: Mode, fault: Fault, seed: u64) -> (Dice, Vec<Line>) {
    println!("{mode:?} {fault:?}, seed {seed}");
    let mut dice = Dice(seed);
    let lines = lines(&mut dice, COMMANDS / fault.rounds(), mode.databases());
    (dice, lines)
}
