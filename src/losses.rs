//! The commands that were lost with a connection, for one line that says which. Pure.

use std::fmt;

use engine::client::Fate;

/// Lines of a script by what became of their commands.
#[derive(Debug, Default)]
pub(crate) struct Losses {
    unknown: Lines,
    broken_off: Lines,
    not_run: Lines,
}

/// Line numbers in ascending order, as ranges.
#[derive(Debug, Default)]
struct Lines(Vec<(u64, u64)>);

impl Losses {
    /// Takes in what became of the command on a line; 0 is the command line.
    pub(crate) fn add(&mut self, line: u64, fate: Fate) {
        match fate {
            Fate::Unknown => self.unknown.add(line),
            Fate::BrokenOff => self.broken_off.add(line),
            Fate::NotRun => self.not_run.add(line),
        }
    }

    /// Whether nothing was lost.
    pub(crate) fn is_empty(&self) -> bool {
        [&self.unknown, &self.broken_off, &self.not_run]
            .iter()
            .all(|lines| lines.0.is_empty())
    }
}

impl Lines {
    fn add(&mut self, line: u64) {
        match self.0.last_mut() {
            Some((_, last)) if line <= *last + 1 => *last = line,
            _ => self.0.push((line, line)),
        }
    }
}

impl fmt::Display for Losses {
    /// `no reply to lines 3-7, which may have run; the reply to line 2 broke off`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            (&self.broken_off, "the reply to", "broke off"),
            (&self.unknown, "whether", "ran is not known"),
            (&self.not_run, "not run, as the transaction was lost:", ""),
        ];
        let mut between = "";
        for (lines, before, behind) in parts {
            if !lines.0.is_empty() {
                write!(f, "{between}{before} {lines}")?;
                let space = if behind.is_empty() { "" } else { " " };
                write!(f, "{space}{behind}")?;
                between = "; ";
            }
        }
        Ok(())
    }
}

impl fmt::Display for Lines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0[..] {
            [(0, 0)] => return f.write_str("the command"),
            [(first, last)] if first == last => f.write_str("line")?,
            _ => f.write_str("lines")?,
        }
        for (position, (first, last)) in self.0.iter().enumerate() {
            let before = if position == 0 { " " } else { ", " };
            write!(f, "{before}{first}")?;
            if last > first {
                write!(f, "-{last}")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn losses(lost: &[(u64, Fate)]) -> String {
        let mut losses = Losses::default();
        lost.iter()
            .for_each(|(line, fate)| losses.add(*line, *fate));
        losses.to_string()
    }

    #[test]
    fn lines_are_told_as_ranges_by_what_became_of_them() {
        use Fate::{BrokenOff, NotRun, Unknown};
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
}
