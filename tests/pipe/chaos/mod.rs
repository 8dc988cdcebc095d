//! Loading into a cluster that changes all the time: slots move both ways, and a primary is killed and replaced.
//!
//! The final data show which commands the servers ran. Each APPEND adds the number of its command to its key, so a
//! value shows which of them ran, in which order, and whether one ran twice; each INCR adds one. Redis itself may
//! lose writes that a primary has acknowledged before it is killed; here it is killed when its replica has them all.
//! So a missing command was never answered, and must be among the rejects.

mod ledger;
mod load;
mod turmoil;

use std::fs;
use std::path::Path;
use std::thread;

use self::ledger::Ledger;
use self::load::{COMMANDS, KEYS, Load, PORTIONS};
use self::turmoil::{Pace, Permits, Turmoil};
use redsh_sandbox::Sandbox;
use support::cluster::Cluster;
use support::coprocess::Coprocess;
use support::outcome::Outcome;
use support::shell::Shell;

#[test]
fn while_slots_move_and_a_primary_is_killed_each_of_a_million_commands_runs_once_and_in_order_or_is_rejected()
 {
    let mut cluster = Cluster::empty(3, 1);
    let load = Load::over(&cluster);
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let file = folder.path().join("rejects");
    let loader = pipe(&cluster, &file).start();
    let outcome = thread::scope(|scope| {
        let (pace, permits) = Pace::new();
        let feeder = scope.spawn(|| feed(loader, &load, permits));
        Turmoil::new(&mut cluster, &load).run(&pace);
        drop(pace);
        feeder.join().expect("all is fed")
    });
    let rejects = ledger::commands(&fs::read(&file).expect("there are rejects"));
    assert_told(&outcome, rejects.len());
    let ledger = Ledger::new(&load, &rejects);
    ledger.assert_left(&cluster);
    ledger.assert_rejected_only(turmoil::touches_the_doomed);
    assert_eq!(sum(&cluster, keys_of), KEYS as u64);
    for redirect in ["errorstat_ASK", "errorstat_MOVED"] {
        assert!(sum(&cluster, |node| node.info("errorstats", redirect)) > 0);
    }
}

fn pipe(cluster: &Cluster, rejects: &Path) -> Shell {
    let pipe = Shell::redsh().on(&cluster.nodes()[0]);
    pipe.args(["-c", "--pipe", "--pipe-rejects"]).arg(rejects)
}

/// Writes a portion for each permit, and everything that is left when there are no more permits.
fn feed(mut loader: Coprocess, load: &Load, (permitted, taken): Permits) -> Outcome {
    for portion in (0..PORTIONS).map(|portion| load.portion(portion)) {
        let _ = permitted.recv();
        loader.write(portion);
        let _ = taken.send(());
    }
    drop((permitted, taken));
    loader.finish()
}

/// Asserts that all commands but the rejects were answered, and none with an error.
fn assert_told(outcome: &Outcome, rejects: usize) {
    let replies = COMMANDS - rejects;
    outcome
        .assert_code(1)
        .assert_stdout_has(&format!("errors: 0, replies: {replies}\n"));
}

fn keys_of(node: &Sandbox) -> u64 {
    let keys = node.ask(&["DBSIZE"]).expect("DBSIZE").integer();
    keys.and_then(|keys| keys.try_into().ok())
        .expect("a number of keys")
}

fn sum(cluster: &Cluster, count: impl Fn(&Sandbox) -> u64) -> u64 {
    let running = cluster.nodes().iter().filter(|node| node.pid().is_some());
    let primaries = running.filter(|node| node.role() == "master");
    primaries.map(count).sum()
}
