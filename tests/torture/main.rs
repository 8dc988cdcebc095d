//! Random rounds of faults, in which every command leaves its number in the data: a checker then compares the data of the
//! servers with the reports of redsh about each command, and the bytes that a proxy has recorded with both.
//!
//! A round is a mode of redsh, a fault, and a seed, which is printed. A million commands run with all other tests; `cargo
//! test --release --test torture -- --ignored --nocapture` runs ten million, and prints tables.

mod commands;
mod data;
mod each;
mod faults;
mod ledger;
mod modes;
mod progress;
mod recorded;
mod report;
mod round;
mod table;
mod wire_ledger;

use std::thread;

use self::faults::Fault;
use self::modes::Mode;
use self::table::Table;

/// Commands of a round.
const COMMANDS: usize = 20_000;

/// Rounds of each kind: a million commands, or ten.
const FEW: usize = 3;
const MANY: usize = 30;

type Kind = (Mode, Fault);

const SCRIPTS: [Kind; 6] = [
    (Mode::Script, Fault::SlotsMove),
    (Mode::Script, Fault::Failover),
    (Mode::Script, Fault::Takeover),
    (Mode::Script, Fault::Kill),
    (Mode::Script, Fault::Suspend),
    (Mode::Script, Fault::ClientKill),
];

const LOADS: [Kind; 5] = [
    (Mode::Pipe, Fault::SlotsMove),
    (Mode::Pipe, Fault::Failover),
    (Mode::Pipe, Fault::Takeover),
    (Mode::Pipe, Fault::Kill),
    (Mode::Pipe, Fault::ClientKill),
];

const OUTSIDE_OF_A_CLUSTER: [Kind; 6] = [
    (Mode::SingleScript, Fault::ClientKill),
    (Mode::SingleScript, Fault::Kill),
    (Mode::SinglePipe, Fault::ClientKill),
    (Mode::SinglePipe, Fault::Kill),
    (Mode::Sentinel, Fault::Failover),
    (Mode::Sentinel, Fault::Kill),
];

const EACH: [Kind; 5] = [
    (Mode::Each, Fault::SlotsMove),
    (Mode::Each, Fault::Failover),
    (Mode::Each, Fault::Takeover),
    (Mode::Each, Fault::Kill),
    (Mode::Each, Fault::ClientKill),
];

const THROUGH_A_PROXY: [Kind; 2] = [
    (Mode::SingleScript, Fault::Wire),
    (Mode::SinglePipe, Fault::Wire),
];

#[test]
fn scripts_lose_duplicate_misplace_and_misreport_no_command() {
    run(&SCRIPTS, FEW, 1);
}

#[test]
fn loads_lose_duplicate_misplace_and_misreport_no_command() {
    run(&LOADS, FEW, 1_000);
}

#[test]
fn outside_of_a_cluster_no_command_is_lost_duplicated_misplaced_or_misreported() {
    run(&OUTSIDE_OF_A_CLUSTER, FEW, 2_000);
}

#[test]
fn through_a_proxy_no_command_is_lost_duplicated_misplaced_or_misreported() {
    run(&THROUGH_A_PROXY, FEW, 3_000);
}

#[test]
fn the_command_of_each_runs_once_for_a_key_or_is_reported() {
    run(&EACH, FEW, 4_000);
}

#[test]
#[ignore = "takes up to an hour"]
fn no_command_of_ten_million_is_lost_duplicated_misplaced_or_misreported() {
    thread::scope(|scope| {
        scope.spawn(|| run(&SCRIPTS, MANY, 10_000));
        scope.spawn(|| run(&LOADS, MANY, 20_000));
        scope.spawn(|| run(&OUTSIDE_OF_A_CLUSTER, MANY, 30_000));
        scope.spawn(|| run(&THROUGH_A_PROXY, MANY, 40_000));
        scope.spawn(|| run(&EACH, MANY, 50_000));
    });
}

const MOVED_AT_ONCE: [Kind; 3] = [
    (Mode::Script, Fault::SlotsMoveAtOnce),
    (Mode::Pipe, Fault::SlotsMoveAtOnce),
    (Mode::Each, Fault::SlotsMoveAtOnce),
];

#[test]
#[ignore = "needs Valkey 9: tests/servers/run valkey-9.1.2"]
fn while_slots_move_at_once_no_command_is_lost_duplicated_misplaced_or_misreported() {
    run(&MOVED_AT_ONCE, FEW, 60_000);
}

/// Runs each kind of round this many times.
fn run(kinds: &[Kind], times: usize, first_seed: u64) {
    let mut table = Table::default();
    for (kind, &(mode, fault)) in kinds.iter().enumerate() {
        let seeds =
            (0..times * fault.rounds()).map(|time| first_seed + (time * kinds.len() + kind) as u64);
        let tallies = round::play(mode, fault, seeds);
        table.add(mode, fault, &tallies);
    }
    println!("{table}");
    assert!(table.is_clean(), "\n{table}");
}
