//! Random rounds of faults, in which every command leaves its number in the data: a checker then compares the data of the
//! servers with what redsh reported about each command.
//!
//! A round is a mode of redsh, a fault, and a seed, which is printed. A few rounds run with all other tests; `cargo test
//! --release --test torture -- --ignored --nocapture` runs ten million commands and prints a table.

mod commands;
mod faults;
mod ledger;
mod modes;
mod report;
mod round;
mod table;

use self::faults::Fault;
use self::modes::Mode;
use self::round::Round;
use self::table::Table;

/// Commands of a round.
const COMMANDS: usize = 10_000;

#[test]
fn no_command_is_lost_duplicated_misplaced_or_misreported_in_a_few_rounds() {
    run(1, 1);
}

#[test]
#[ignore = "ten million commands take up to an hour"]
fn no_command_is_lost_duplicated_misplaced_or_misreported_in_ten_million() {
    run(10_000_000 / COMMANDS / Round::KINDS.len(), 1_000);
}

/// Runs each kind of round this many times.
fn run(times: usize, first_seed: u64) {
    let mut table = Table::default();
    for (kind, (mode, fault)) in Round::KINDS.into_iter().enumerate() {
        let seeds = (0..times).map(|time| first_seed + (time * Round::KINDS.len() + kind) as u64);
        let tallies = round::play(mode, fault, seeds);
        table.add(mode, fault, &tallies);
    }
    println!("{table}");
    assert!(table.is_clean(), "\n{table}");
}

impl Round {
    /// All pairs of a mode and a fault.
    const KINDS: [(Mode, Fault); 17] = [
        (Mode::Script, Fault::SlotsMove),
        (Mode::Script, Fault::Failover),
        (Mode::Script, Fault::Takeover),
        (Mode::Script, Fault::Kill),
        (Mode::Script, Fault::Suspend),
        (Mode::Script, Fault::ClientKill),
        (Mode::Pipe, Fault::SlotsMove),
        (Mode::Pipe, Fault::Failover),
        (Mode::Pipe, Fault::Takeover),
        (Mode::Pipe, Fault::Kill),
        (Mode::Pipe, Fault::ClientKill),
        (Mode::SingleScript, Fault::ClientKill),
        (Mode::SingleScript, Fault::Kill),
        (Mode::SinglePipe, Fault::ClientKill),
        (Mode::SinglePipe, Fault::Kill),
        (Mode::Sentinel, Fault::Failover),
        (Mode::Sentinel, Fault::Kill),
    ];
}
