//! `cargo bench`: redsh and redis-cli do the same work in turn on the same real server, and a table compares their figures.
//!
//! Only the ratios are comparable between machines. A missed target is printed and is no failure; a stdout that differs,
//! or a case that cannot be measured, is one.
//!
//! To add a row: one [`Case`] in a file of `subject/`, or for keys at a prompt one [`Press`].

mod case;
mod client;
mod digest;
mod figures;
mod history;
mod input;
mod instructions;
mod options;
mod pane;
mod press;
mod publisher;
mod servers;
mod subject;
mod table;
mod talk;
mod versus;

use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use case::{Case, Place};
use client::Client;
use instructions::Counter;
use options::Options;
use press::Press;
use servers::Servers;
use table::Table;
use versus::{Outcome, Versus};

fn main() -> ExitCode {
    let options = options::read(std::env::args().skip(1));
    match options.and_then(|options| options.map_or(Ok(true), run)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("versus: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Measures and prints every chosen case. Returns whether each could be measured and both clients printed the same.
fn run(options: Options) -> Result<bool> {
    let (cases, presses) = chosen(&options)?;
    let redsh = Client::find(&options.redsh)?;
    let against = Client::find(&options.against).context(
        "nothing to compare with: apt-get install redis-tools, or name a client with --against",
    )?;
    let servers = Servers::start(&places(&cases, &presses))?;
    let counter = Counter::find()?;
    let versus = Versus {
        redsh: &redsh,
        against: &against,
        servers: &servers,
        counter: counter.as_ref(),
        is_before_and_after: options.is_before_and_after,
    };
    println!("{} against {}", redsh.version, against.version);
    let sound = cases.is_empty() || measure(&cases, options.runs, &versus)?;
    if !presses.is_empty() {
        press::measure(&presses, &versus)?;
    }
    Ok(sound)
}

fn measure(cases: &[Case], runs: Option<usize>, versus: &Versus) -> Result<bool> {
    let table = Table::new(cases);
    let mut sound = true;
    print!("{}", table.head(versus.redsh, versus.against));
    for case in cases {
        let outcome = versus.compare(case, runs.unwrap_or(case.pairs));
        sound &= outcome.as_ref().is_ok_and(Outcome::is_sound);
        print!("{}", table.row(case, &outcome));
    }
    print!("{}", table::foot(client::floor()?, versus));
    Ok(sound)
}

fn chosen(options: &Options) -> Result<(Vec<Case>, Vec<Press>)> {
    let (mut cases, mut presses) = (subject::all(), subject::presses());
    let names = cases.iter().map(|case| case.name);
    let names: Vec<&str> = names
        .chain(presses.iter().map(|press| press.name))
        .collect();
    cases.retain(|case| options.wants(case.name));
    if options.is_before_and_after {
        cases = cases
            .into_iter()
            .filter_map(Case::before_and_after)
            .collect();
    }
    presses.retain(|press| options.wants(press.name));
    if cases.is_empty() && presses.is_empty() {
        bail!("no case has such a name; there are: {}", names.join(", "));
    }
    Ok((cases, presses))
}

/// Returns the servers that the cases need.
fn places(cases: &[Case], presses: &[Press]) -> Vec<Place> {
    let places = cases.iter().map(|case| case.place);
    places
        .chain(presses.iter().map(|_| Place::Server))
        .collect()
}
