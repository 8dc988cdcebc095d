//! Runs a group of cases and reports every difference, side by side.

use std::any::Any;
use std::cell::LazyCell;
use std::panic::{self, AssertUnwindSafe};
use std::rc::Rc;

use super::case::{Case, End, Expected, Promise, Text};
use super::place::Place;
use super::{reference, report, side};
use support::outcome::Outcome;
use support::shell::Shell;

/// Where this variable is set, only cases with its value in their name run.
const ONLY: &str = "REDSH_DROPIN";

/// Runs every case on one server; panics with all differences.
pub(super) fn check(config: &[(&str, &str)], cases: Vec<Case>) {
    let shared = LazyCell::new(|| Rc::new(Place::new(config)));
    check_at(&|| Rc::clone(&shared), cases);
}

/// As [`check`], for cases that stop the server: each run has a server of its own.
pub(super) fn check_apart(cases: Vec<Case>) {
    check_at(&|| Rc::new(Place::new(&[])), cases);
}

/// Provides the place of the next run.
type Places<'a> = &'a dyn Fn() -> Rc<Place>;

fn check_at(places: Places<'_>, cases: Vec<Case>) {
    reference::demand_chosen();
    let only = std::env::var(ONLY).unwrap_or_default();
    let chosen = || cases.iter().filter(|case| case.name.contains(&only));
    let wrong: Vec<String> = chosen().filter_map(|case| told(case, places)).collect();
    if reference::is_valkey_cli() {
        let same = chosen().filter(|case| matches!(case.expected, Expected::Same));
        println!("compared with valkey-cli: {} cases", same.count());
    }
    let (wrong, count, faults) = (wrong.len(), chosen().count(), wrong.join("\n"));
    assert!(wrong == 0, "{wrong} of {count} cases\n\n{faults}");
}

/// The report on a case that fails. A case that panics fails too, and does not keep the others from running.
fn told(case: &Case, places: Places<'_>) -> Option<String> {
    let fault = match panic::catch_unwind(AssertUnwindSafe(|| fault(case, places))) {
        Ok(fault) => fault?,
        Err(panic) => message(panic.as_ref()),
    };
    let name = &case.name;
    let rerun = name.replace('\'', r"'\''");
    Some(format!(
        "── {name}\n{fault}\n   again: {ONLY}='{rerun}' cargo test --test dropin\n"
    ))
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("it panicked")
        .to_owned()
}

fn fault(case: &Case, places: Places<'_>) -> Option<String> {
    match &case.expected {
        Expected::Same if reference::is_valkey_cli() => {
            let fault = same(case, places);
            match (fault, reference::differs(&case.name)) {
                (None, true) => Some("   valkey-cli does not differ".to_owned()),
                (Some(_), true) => None,
                (fault, false) => fault,
            }
        }
        _ if reference::is_valkey_cli() => None,
        Expected::Same => same(case, places),
        Expected::Stay(out) => {
            let promise = Promise {
                out: Text::Exactly(out.clone()),
                end: End::Running,
            };
            kept(case, places, &promise, &promise)
        }
        Expected::Differ {
            why,
            redis_cli,
            redsh,
        } => kept(case, places, redis_cli, redsh)
            .map(|fault| format!("   (they differ: {why})\n{fault}")),
    }
}

/// Standard output and exit status are the same byte for byte, and standard error is empty where redis-cli's is.
fn same(case: &Case, places: Places<'_>) -> Option<String> {
    let theirs = blurred(case, side::run(reference::theirs(), case, &places()));
    let ours = blurred(case, side::run(reference::ours(), case, &places()));
    if alike(&theirs, &ours) && quiet_alike(case, &theirs, &ours) {
        return None;
    }
    let again = blurred(case, side::run(reference::theirs(), case, &places()));
    let unsteady = if alike(&theirs, &again) {
        ""
    } else {
        "\n   the other program does not do the same twice"
    };
    Some(report::side_by_side(&theirs, &ours) + unsteady)
}

fn alike(a: &Outcome, b: &Outcome) -> bool {
    a.stdout == b.stdout && a.code == b.code
}

/// A failure explains itself on standard error; where redis-cli succeeds silently, redsh does too.
fn quiet_alike(case: &Case, theirs: &Outcome, ours: &Outcome) -> bool {
    if ours.code != 0 || case.warns {
        // Under the other name, failures have its words, or none.
        return reference::is_valkey_cli() || !ours.stderr.is_empty();
    }
    ours.stderr.is_empty() || !theirs.stderr.is_empty()
}

fn kept(case: &Case, places: Places<'_>, theirs: &Promise, ours: &Promise) -> Option<String> {
    let theirs = broken("redis-cli", Shell::redis_cli(), case, places, theirs);
    let ours = broken("redsh", Shell::redsh(), case, places, ours);
    match (theirs, ours) {
        (None, None) => None,
        (theirs, ours) => Some(
            [theirs, ours]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join("\n"),
        ),
    }
}

/// A report on `program` where it did not keep its promise.
fn broken(
    name: &str,
    program: Shell,
    case: &Case,
    places: Places<'_>,
    promise: &Promise,
) -> Option<String> {
    let outcome = match (&promise.out, promise.end) {
        (Text::Exactly(out), End::Running) => side::watch(program, case, &places(), out.len()),
        _ => side::run(program, case, &places()),
    };
    let outcome = blurred(case, outcome);
    let (printed, wanted) = match &promise.out {
        Text::Exactly(out) => (outcome.stdout == *out, out.escape_ascii().to_string()),
        Text::Containing(part) => (
            outcome.stdout.escape_ascii().to_string().contains(part),
            format!("… {part} …"),
        ),
    };
    let kept = printed && side::end(&outcome) == promise.end;
    (!kept).then(|| {
        format!(
            "   {name} was to print {wanted} and end with {:?}\n{outcome:?}",
            promise.end
        )
    })
}

fn blurred(case: &Case, outcome: Outcome) -> Outcome {
    if !case.figures_aside {
        return outcome;
    }
    let mut stdout: Vec<u8> = outcome
        .stdout
        .iter()
        .map(|&byte| if byte.is_ascii_digit() { b'#' } else { byte })
        .collect();
    stdout.dedup_by(|a, b| *a == b'#' && *b == b'#');
    Outcome { stdout, ..outcome }
}
