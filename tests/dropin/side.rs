//! One side of a case: a program that runs from the case's initial state.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::thread;
use std::time::Duration;

use super::case::{Case, End};
use super::place::Place;
use support::outcome::Outcome;
use support::shell::Shell;

/// The time for which a waiting program is observed, in case it prints more than expected.
const QUIET: Duration = Duration::from_millis(60);
/// The exit code of a program that was killed.
const KILLED: i32 = 128 + 9;

/// Runs `case` to its end.
pub(super) fn run(program: Shell, case: &Case, place: &Place) -> Outcome {
    place.prepare(case);
    told(program, case, place)
        .stdin(place.filled(&case.stdin))
        .run()
}

/// Runs `case` until it has printed `length` bytes, and a little longer, and kills it if it has not ended.
pub(super) fn watch(program: Shell, case: &Case, place: &Place, length: usize) -> Outcome {
    place.prepare(case);
    let mut running = told(program, case, place).start();
    running.write(place.filled(&case.stdin));
    running.close_stdin();
    let mut stdout = running.read_exactly(length);
    thread::sleep(QUIET);
    running.kill();
    let mut outcome = running.finish();
    stdout.append(&mut outcome.stdout);
    Outcome { stdout, ..outcome }
}

/// Its end.
pub(super) fn end(outcome: &Outcome) -> End {
    match outcome.code {
        KILLED => End::Running,
        code => End::Code(code),
    }
}

fn told(mut program: Shell, case: &Case, place: &Place) -> Shell {
    for (name, value) in &case.env {
        program = program.env(name, OsStr::from_bytes(&place.filled(value.as_bytes())));
    }
    if case.addressed {
        program = program.args(place.address());
    }
    let words: Vec<Vec<u8>> = case.args.iter().map(|word| place.filled(word)).collect();
    program.args(words.iter().map(|word| OsStr::from_bytes(word)))
}
