//! The reports of redsh about each line: its reply, or its fate.

use std::collections::{BTreeMap, BTreeSet};

/// The report about a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fate {
    /// The reply, as JSON.
    Replied(String),
    /// It may have run, or did.
    Unknown,
    NotRun,
}

/// All reports about a round.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) fates: BTreeMap<usize, Fate>,
    /// Lines that ran after later ones for their keys.
    pub(crate) overtaken: BTreeSet<usize>,
    /// Reports that contradict each other.
    pub(crate) contradictions: Vec<String>,
}

/// The report of a script with `--json` about its lines: one line of stdout for each reply, and the rest on stderr.
pub(crate) fn of_script(lines: usize, stdout: &str, stderr: &str) -> Report {
    let mut report = Report::default();
    let mut broken_off = BTreeSet::new();
    for told in stderr.split(['\n', ';']).map(str::trim) {
        if let Some(rest) = between(told, "whether ", " ran is not known") {
            numbers(rest).for_each(|line| report.set(line, Fate::Unknown));
        } else if let Some(rest) = between(told, "the reply to ", " broke off") {
            broken_off.extend(numbers(rest));
        } else if let Some(rest) = told.strip_prefix("not run, as the transaction was lost: ") {
            numbers(rest).for_each(|line| report.set(line, Fate::NotRun));
        } else if let Some((rest, _)) = told.split_once(" ran after later lines") {
            report.overtaken.extend(numbers(rest));
        } else if let Some(rest) = between(told, "nothing ", " on was run") {
            let first = rest.rsplit(' ').next().and_then(|first| first.parse().ok());
            let first: usize = first.expect("the number of a line");
            (first..=lines).for_each(|line| {
                report.fates.entry(line).or_insert(Fate::NotRun);
            });
        }
    }
    let mut replies = stdout.lines();
    for line in 1..=lines {
        if broken_off.contains(&line) {
            replies.next();
            report.set(line, Fate::Unknown);
        } else if !report.fates.contains_key(&line) {
            match replies.next() {
                Some(reply) => report.set(line, Fate::Replied(reply.to_owned())),
                None => report
                    .contradictions
                    .push(format!("line {line} has no reply and no fate")),
            }
        }
    }
    let more = replies.count();
    if more > 0 {
        report
            .contradictions
            .push(format!("{more} more replies than lines without a fate"));
    }
    report
}

/// The report of a load: commands in the rejects file may have run, and all others did.
pub(crate) fn of_load(lines: usize, rejects: &str) -> Report {
    let mut report = Report::default();
    for line in rejects.lines() {
        if let Some(rest) = line.strip_prefix("# command ") {
            let number = rest
                .split(' ')
                .next()
                .and_then(|number| number.parse().ok());
            report
                .overtaken
                .insert(number.expect("the number of a command"));
        } else if let Some(command) = line.trim_end().strip_suffix(',') {
            // The rest of the input may be kept as it came, one command a line.
            let number = command
                .rsplit(' ')
                .next()
                .and_then(|word| word.parse().ok());
            report.set(number.expect("a number"), Fate::Unknown);
        }
    }
    for line in 1..=lines {
        report
            .fates
            .entry(line)
            .or_insert(Fate::Replied(String::new()));
    }
    report
}

impl Report {
    fn set(&mut self, line: usize, fate: Fate) {
        if let Some(other) = self.fates.insert(line, fate.clone()) {
            self.contradictions
                .push(format!("line {line} is {other:?} and {fate:?}"));
        }
    }
}

fn between<'t>(text: &'t str, before: &str, behind: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(before)?;
    rest.strip_suffix(behind)
}

/// The numbers of `line 7` or `lines 3-5, 9`.
fn numbers(text: &str) -> impl Iterator<Item = usize> {
    let ranges = text.trim_start_matches("lines").trim_start_matches("line");
    ranges.split(',').flat_map(|range| {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let number = |text: &str| {
            text.trim()
                .parse::<usize>()
                .unwrap_or_else(|_| panic!("{text:?}"))
        };
        number(first)..=number(last)
    })
}
