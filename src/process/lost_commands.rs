//! Commands that were lost with a connection, as one line of text. Pure.

use std::collections::BTreeSet;
use std::fmt;

use redsh_engine::Error;
use redsh_engine::client::CommandFate;

use super::called_as::CalledAs;

/// The most keys that one message names.
const SHOWN_KEYS: usize = 5;

/// Lines of a script, or repetitions of a command, by the fate of their commands.
#[derive(Debug, Default)]
pub(crate) struct LostCommands {
    numbered: Numbered,
    /// The error that the first of them were lost by.
    cause: Option<Cause>,
    unknown: Ranges,
    broken_off: Ranges,
    not_run: Ranges,
    /// Lines whose commands ran after later ones for the same keys.
    overtaken: BTreeSet<u64>,
    /// Some of these keys.
    overtaken_keys: BTreeSet<Vec<u8>>,
    /// The line at which the script was given up.
    rest: Option<u64>,
}

/// An error as the report begins with it.
#[derive(Debug)]
enum Cause {
    Own(String),
    /// The message of the program by whose name redsh is called: nothing may follow it.
    Renamed(String),
}

/// The things that the numbers of lost commands count.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) enum Numbered {
    #[default]
    Lines,
    Repetitions,
}

/// Numbers in ascending order, as ranges.
#[derive(Debug, Default)]
struct Ranges(Vec<(u64, u64)>);

impl LostCommands {
    /// Numbers the commands by something else than lines.
    pub(crate) fn count(&mut self, numbered: Numbered) {
        self.numbered = numbered;
    }

    /// Takes the commands that were lost so far.
    pub(crate) fn take(&mut self) -> Self {
        let numbered = self.numbered;
        let rest = LostCommands {
            numbered,
            ..LostCommands::default()
        };
        std::mem::replace(self, rest)
    }

    /// Records the fate of the command on a line; 0 is the command line.
    pub(crate) fn add(&mut self, line: u64, fate: CommandFate) {
        match fate {
            CommandFate::Unknown => self.unknown.add(line),
            CommandFate::BrokenOff => self.broken_off.add(line),
            CommandFate::NotRun => self.not_run.add(line),
            CommandFate::Abandoned => self.end_before(line),
        }
    }

    /// Records that the command on a line ran after a later one for the same key.
    pub(crate) fn add_overtaken(&mut self, line: u64, key: &[u8]) {
        self.overtaken.insert(line);
        if self.overtaken_keys.len() <= SHOWN_KEYS {
            self.overtaken_keys.insert(key.to_vec());
        }
    }

    /// Records the error that commands were lost by, unless one is known already. `name` chooses its words.
    pub(crate) fn blame(&mut self, error: &Error, name: CalledAs) {
        self.cause.get_or_insert_with(|| match name.message(error) {
            Some(renamed) => Cause::Renamed(renamed),
            None => Cause::Own(error.cause_of_loss()),
        });
    }

    /// The error, the lost commands and a remark, for a run that continues.
    pub(crate) fn report(&self, remark: &str) -> String {
        match &self.cause {
            Some(Cause::Renamed(cause)) => cause.clone(),
            Some(Cause::Own(cause)) => format!("{cause}; {self}{remark}"),
            None => format!("{self}{remark}"),
        }
    }

    /// The script is given up: from this line on, commands that are not listed were not run. The command line is line 0 and has
    /// nothing behind it.
    pub(crate) fn end_before(&mut self, line: u64) {
        self.rest = self.rest.or(Some(line).filter(|line| *line > 0));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.rest.is_none() && self.none_by_name()
    }

    fn none_by_name(&self) -> bool {
        self.overtaken.is_empty()
            && [&self.unknown, &self.broken_off, &self.not_run]
                .iter()
                .all(|lines| lines.0.is_empty())
    }
}

impl Ranges {
    fn add(&mut self, line: u64) {
        match self.0.last_mut() {
            Some((_, last)) if line <= *last + 1 => *last = line,
            _ => self.0.push((line, line)),
        }
    }
}

impl fmt::Display for LostCommands {
    /// `the reply to line 2 broke off; whether lines 3-7 ran is not known; nothing else from line 5 on was run`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            (&self.broken_off, "the reply to", "broke off"),
            (&self.unknown, "whether", "ran is not known"),
            (&self.not_run, "not run, as the transaction was lost:", ""),
        ];
        let mut between = "";
        for (lines, before, behind) in parts {
            if !lines.0.is_empty() {
                write!(f, "{between}{before} {}", lines.named(self.numbered))?;
                let space = if behind.is_empty() { "" } else { " " };
                write!(f, "{space}{behind}")?;
                between = "; ";
            }
        }
        if !self.overtaken.is_empty() {
            let mut lines = Ranges::default();
            self.overtaken.iter().for_each(|line| lines.add(*line));
            let keys = self.overtaken_keys.iter().take(SHOWN_KEYS);
            let keys: Vec<String> = keys
                .map(|key| format!("\"{}\"", key.escape_ascii()))
                .collect();
            let more = match self.overtaken_keys.len() > SHOWN_KEYS {
                true => " and others",
                false => "",
            };
            write!(
                f,
                "{between}{} ran after later {}s for the same keys: {}{more}",
                lines.named(self.numbered),
                self.numbered.noun(),
                keys.join(", ")
            )?;
        }
        let noun = self.numbered.noun();
        match self.rest {
            Some(first) if self.none_by_name() => {
                write!(f, "nothing from {noun} {first} on was run")
            }
            Some(first) => write!(f, "; nothing else from {noun} {first} on was run"),
            None => Ok(()),
        }
    }
}

impl Numbered {
    fn noun(self) -> &'static str {
        match self {
            Numbered::Lines => "line",
            Numbered::Repetitions => "repetition",
        }
    }
}

impl Ranges {
    /// `line 7`, `repetitions 1-3, 8`
    fn named(&self, numbered: Numbered) -> String {
        let several = match self.0[..] {
            [(0, 0)] => return "the command".to_owned(),
            [(first, last)] if first == last => "",
            _ => "s",
        };
        let range = |(first, last): &(u64, u64)| match last > first {
            true => format!("{first}-{last}"),
            false => first.to_string(),
        };
        let ranges: Vec<String> = self.0.iter().map(range).collect();
        format!("{}{several} {}", numbered.noun(), ranges.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn losses(lost: &[(u64, CommandFate)]) -> String {
        let mut losses = LostCommands::default();
        lost.iter()
            .for_each(|(line, fate)| losses.add(*line, *fate));
        losses.to_string()
    }

    #[test]
    fn lines_are_told_as_ranges_by_what_became_of_them() {
        use CommandFate::{BrokenOff, NotRun, Unknown};
        assert_eq!(losses(&[]), "");
        assert_eq!(
            losses(&[(0, Unknown)]),
            "whether the command ran is not known"
        );
        assert_eq!(losses(&[(7, Unknown)]), "whether line 7 ran is not known");
        let many = [
            (2, BrokenOff),
            (3, Unknown),
            (4, Unknown),
            (5, Unknown),
            (9, Unknown),
        ];
        assert_eq!(
            losses(&many),
            "the reply to line 2 broke off; whether lines 3-5, 9 ran is not known"
        );
        assert_eq!(
            losses(&[(4, NotRun), (5, NotRun)]),
            "not run, as the transaction was lost: lines 4-5"
        );
    }

    #[test]
    fn repetitions_are_told_by_their_numbers() {
        let mut losses = LostCommands::default();
        losses.count(Numbered::Repetitions);
        losses.add(2, CommandFate::Unknown);
        losses.end_before(4);
        let told =
            "whether repetition 2 ran is not known; nothing else from repetition 4 on was run";
        assert_eq!(losses.take().to_string(), told);
        losses.add(7, CommandFate::NotRun);
        assert!(losses.to_string().ends_with("repetition 7"));
    }

    #[test]
    fn lines_that_later_ones_have_overtaken_are_told_with_their_keys() {
        let mut losses = LostCommands::default();
        losses.add_overtaken(2, b"b\n");
        losses.add_overtaken(1, b"a");
        losses.add_overtaken(4, b"a");
        assert_eq!(
            losses.to_string(),
            "lines 1-2, 4 ran after later lines for the same keys: \"a\", \"b\\n\""
        );
        let more = ["c", "d", "e", "f"].map(str::as_bytes);
        more.iter().for_each(|key| losses.add_overtaken(4, key));
        assert!(losses.to_string().ends_with("\"e\" and others"));
    }

    #[test]
    fn the_line_at_which_a_script_has_ended_is_told_with_what_was_lost_before() {
        let mut losses = LostCommands::default();
        losses.end_before(0);
        assert!(losses.is_empty());
        losses.end_before(7);
        assert_eq!(losses.to_string(), "nothing from line 7 on was run");
        losses.add(6, CommandFate::Unknown);
        assert_eq!(
            losses.to_string(),
            "whether line 6 ran is not known; nothing else from line 7 on was run"
        );
    }
}
