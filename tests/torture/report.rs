//! The reports of redsh about each line: its reply, or its fate.

use std::collections::{BTreeMap, BTreeSet};

use redsh_engine::resp::{Splitter, command_words};

use crate::commands::Line;

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

/// The report of a load over one connection: the last commands of the input have no reply. First come those that may have run,
/// then those that were not sent; stderr counts them, and the rejects file has them all.
pub(crate) fn of_single_load(lines: &[Line], rejects: &str, stderr: &str) -> Report {
    let mut report = of_load(lines.len(), rejects);
    check_databases(lines, rejects, &mut report);
    let counts = counts(stderr).unwrap_or(match rejects.is_empty() {
        true => [lines.len(), 0, 0],
        // Nothing was sent.
        false => [0, 0, lines.len()],
    });
    let [replied, unknown, unsent] = counts;
    if replied + unknown + unsent != lines.len() {
        let told = format!("{counts:?} commands of {}", lines.len());
        report.contradictions.push(told);
    }
    for (place, line) in lines.iter().enumerate() {
        let fate = match place {
            _ if place < replied => Fate::Replied(String::new()),
            _ if place < replied + unknown => Fate::Unknown,
            _ => Fate::NotRun,
        };
        let is_rejected = report.fates.insert(place + 1, fate.clone()) == Some(Fate::Unknown);
        let is_lost = place >= replied;
        // Only a line with keys has its number in the file.
        if !line.places().is_empty() && is_rejected != is_lost {
            let told = format!("line {}: {fate:?}, rejected: {is_rejected}", place + 1);
            report.contradictions.push(told);
        }
    }
    report
}

/// Each rejected command is in the database of its line.
fn check_databases(lines: &[Line], rejects: &str, report: &mut Report) {
    let mut database = 0;
    for command in commands(rejects) {
        let words = command_words(&command);
        let words: Vec<_> = words
            .iter()
            .map(|word| String::from_utf8_lossy(word))
            .collect();
        if words[0] == "SELECT" {
            database = words[1].parse().expect("a database");
        }
        let number = words.last().and_then(|word| word.strip_suffix(','));
        let number: Option<usize> = number.and_then(|number| number.parse().ok());
        let places = number.map(|number| lines[number - 1].places());
        if places.is_some_and(|places| places[0].database != database) {
            let told = format!("{words:?} is rejected in database {database}: {places:?}");
            report.contradictions.push(told);
        }
    }
}

/// The commands of a rejects file, in RESP.
fn commands(rejects: &str) -> Vec<Vec<u8>> {
    let (mut splitter, mut rest) = (Splitter::new(), rejects.as_bytes());
    let mut commands = Vec::new();
    loop {
        let space = splitter.space();
        let count = rest.len().min(space.len());
        space[..count].copy_from_slice(&rest[..count]);
        rest = &rest[count..];
        splitter.filled(count);
        if count == 0 {
            splitter.end();
        }
        while let Some(command) = splitter.next().expect("commands") {
            commands.push(command.wire.to_vec());
        }
        if count == 0 {
            return commands;
        }
    }
}

/// The numbers of `3 commands have a reply, 2 may have run, 1 were not sent`.
fn counts(stderr: &str) -> Option<[usize; 3]> {
    let (before, rest) = stderr.split_once(" commands have a reply, ")?;
    let (unknown, rest) = rest.split_once(" may have run, ")?;
    let (unsent, _) = rest.split_once(" were not sent")?;
    let replied = before.rsplit(' ').next()?;
    let numbers = [replied, unknown, unsent].map(|number| number.parse().ok());
    Some([numbers[0]?, numbers[1]?, numbers[2]?])
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
