//! Compares the data of the servers with the reports about each line.

use std::collections::BTreeMap;

use crate::commands::{Line, Place};
use crate::report::{Fate, Report};

/// The violations of a round, each with its line, and its counts.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    pub(crate) commands: usize,
    pub(crate) acknowledged: usize,
    pub(crate) refused: usize,
    pub(crate) unknown: usize,
    pub(crate) not_run: usize,
    pub(crate) overtaken: usize,
    /// Acknowledged by a primary that was killed or demoted before it replicated.
    pub(crate) unreplicated: usize,
    pub(crate) lost: Vec<String>,
    pub(crate) duplicated: Vec<String>,
    pub(crate) misplaced: Vec<String>,
    pub(crate) misreported: Vec<String>,
}

/// The numbers that each key holds, in their order.
pub(crate) type Data = BTreeMap<Place, Vec<usize>>;

/// The behaviour of servers that is no fault of redsh.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Excuses {
    /// They lose acknowledged commands.
    pub(crate) loses: bool,
    /// They run commands whose connection redsh has lost, and so after later ones.
    pub(crate) runs_late: bool,
}

/// Checks a round.
pub(crate) fn check(lines: &[Line], report: &Report, data: &Data, excuses: Excuses) -> Tally {
    let loses = excuses.loses;
    let mut tally = Tally {
        commands: lines.len(),
        overtaken: report.overtaken.len(),
        misreported: report.contradictions.clone(),
        ..Tally::default()
    };
    let fates = fates(lines, report);
    for (place, line) in lines.iter().enumerate() {
        let number = place + 1;
        let counts: Vec<usize> = line
            .places()
            .iter()
            .map(|key| occurrences(data, key, number))
            .collect();
        let (least, most) = (counts.iter().min(), counts.iter().max());
        let (Some(&least), Some(&most)) = (least, most) else {
            continue;
        };
        let told = || {
            format!(
                "line {number}, {line:?}: {:?}, ran {counts:?}",
                fates[place]
            )
        };
        if most > 1 {
            tally.duplicated.push(told());
        }
        match &fates[place] {
            Verdict::Ran => {
                tally.acknowledged += 1;
                match (least, loses) {
                    (0, true) => tally.unreplicated += 1,
                    (0, false) => tally.lost.push(told()),
                    _ => {}
                }
            }
            Verdict::Refused => tally.refused += 1,
            Verdict::NotRun => tally.not_run += 1,
            Verdict::Unknown => tally.unknown += 1,
        }
        if most > 0 && matches!(fates[place], Verdict::Refused | Verdict::NotRun) {
            tally.misreported.push(told());
        }
    }
    check_transactions(lines, data, loses, &mut tally);
    check_places(lines, data, &mut tally);
    check_order(report, data, excuses, &mut tally);
    tally
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Ran,
    Refused,
    NotRun,
    Unknown,
}

/// The fate of each line; inside a transaction that of EXEC decides.
fn fates(lines: &[Line], report: &Report) -> Vec<Verdict> {
    let of = |place: usize| match &report.fates.get(&(place + 1)) {
        Some(Fate::Replied(reply)) if reply.starts_with("error:") => Verdict::Refused,
        Some(Fate::Replied(_)) => Verdict::Ran,
        Some(Fate::NotRun) => Verdict::NotRun,
        Some(Fate::Unknown) | None => Verdict::Unknown,
    };
    let mut fates: Vec<Verdict> = (0..lines.len()).map(of).collect();
    for (first, last) in transactions(lines) {
        let exec = fates[last];
        for fate in &mut fates[first + 1..last] {
            // A command that was queued has the fate of EXEC; one that was not has its own.
            *fate = match (*fate, exec) {
                (Verdict::Ran, exec) => exec,
                (fate, _) => fate,
            };
        }
    }
    fates
}

/// The places of MULTI and EXEC.
pub(crate) fn transactions(lines: &[Line]) -> Vec<(usize, usize)> {
    let multis = lines
        .iter()
        .enumerate()
        .filter(|(_, line)| **line == Line::Multi);
    let exec = |first: usize| (first..lines.len()).find(|&place| lines[place] == Line::Exec);
    multis
        .filter_map(|(first, _)| Some((first, exec(first)?)))
        .collect()
}

/// All commands of a transaction ran, or none.
fn check_transactions(lines: &[Line], data: &Data, loses: bool, tally: &mut Tally) {
    for (first, last) in transactions(lines) {
        let ran: Vec<usize> = (first + 1..last)
            .flat_map(|place| {
                lines[place]
                    .places()
                    .iter()
                    .map(move |key| (key, place + 1))
            })
            .map(|(key, number)| occurrences(data, key, number))
            .collect();
        let is_whole = ran.iter().all(|count| *count == ran[0]);
        // A replica that takes over may have a part of the commands that its primary ran.
        if !is_whole && !loses {
            tally.misreported.push(format!(
                "the transaction of line {} ran in part: {ran:?}",
                first + 1
            ));
        }
    }
}

/// Each number is in the keys of its line only, in its database.
fn check_places(lines: &[Line], data: &Data, tally: &mut Tally) {
    for (place, numbers) in data {
        let is_foreign = |number: &&usize| {
            let line = lines.get(**number - 1);
            line.is_none_or(|line| !line.places().contains(place))
        };
        let foreign = numbers.iter().filter(is_foreign);
        tally
            .misplaced
            .extend(foreign.map(|number| format!("line {number} ran on {place:?}")));
    }
}

/// The numbers of each key ascend, except for those that were reported.
fn check_order(report: &Report, data: &Data, excuses: Excuses, tally: &mut Tally) {
    let may_run_late = |number| {
        let is_unknown = report.fates.get(&number) == Some(&Fate::Unknown);
        report.overtaken.contains(&number) || excuses.runs_late && is_unknown
    };
    for (key, numbers) in data {
        let mut highest = 0;
        for &number in numbers {
            if number < highest && !may_run_late(number) {
                tally
                    .misplaced
                    .push(format!("line {number} ran after line {highest} on {key:?}"));
            }
            highest = highest.max(number);
        }
    }
}

fn occurrences(data: &Data, key: &Place, number: usize) -> usize {
    let numbers = data.get(key).map_or(&[][..], Vec::as_slice);
    numbers.iter().filter(|other| **other == number).count()
}
