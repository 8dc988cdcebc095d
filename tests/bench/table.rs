//! The table, printed row by row: a whole run takes minutes.

use std::fmt::Display;

use anyhow::Result;

use crate::case::{Case, Target};
use crate::client::Client;
use crate::figures::Figures;
use crate::versus::{Comparison, Outcome, Versus};

const MIB: f64 = 1024.0 * 1024.0;

/// The widths of the columns that depend on the cases.
pub(crate) struct Table {
    name: usize,
    target: usize,
}

impl Table {
    /// Returns a table as wide as these cases need.
    pub(crate) fn new(cases: &[Case]) -> Self {
        let width = |text: fn(&Case) -> String| {
            cases
                .iter()
                .map(|case| text(case).chars().count())
                .max()
                .unwrap_or(0)
        };
        Table {
            name: width(|case| case.name.to_owned()),
            target: width(|case| list(case.targets)),
        }
    }

    /// Returns the names of the clients and of the columns.
    pub(crate) fn head(&self, redsh: &Client, against: &Client) -> String {
        let over = format!(" {} / {} ", redsh.name, against.name);
        format!(
            "\n{:name$}  {:-^49}  {:-^49}  {:-^31}\n{}",
            "",
            format!(" {} ", redsh.name),
            format!(" {} ", against.name),
            over,
            self.line("case", [&COLUMNS, &COLUMNS, &COLUMNS[..4]], "target", "met"),
            name = self.name,
        )
    }

    /// Returns the row of a case: its figures, or the reason why it has none.
    pub(crate) fn row(&self, case: &Case, outcome: &Result<Outcome>) -> String {
        match outcome {
            Ok(Outcome::Compared(comparison)) => self.figures(case, comparison),
            Ok(Outcome::NotInstalled(client)) => {
                self.words(case, &format!("{client} is not installed"))
            }
            Err(error) => self.words(case, &format!("NOT MEASURED: {error:#}")),
        }
    }

    fn words(&self, case: &Case, words: &str) -> String {
        format!("{:name$}  {words}\n", case.name, name = self.name)
    }

    fn figures(&self, case: &Case, comparison: &Comparison) -> String {
        let Comparison {
            redsh,
            against,
            ratio,
            instructions,
            ..
        } = comparison;
        let [ours, theirs] = [0, 1].map(|client| instructions.map(|counts| counts[client]));
        let ratio = [Some(ratio.wall), Some(ratio.cpu), Some(ratio.peak), {
            instructions.map(|[ours, theirs]| ours / theirs)
        }];
        self.line(
            case.name,
            [
                &took(case, redsh, ours),
                &took(case, against, theirs),
                &ratio.map(proportion),
            ],
            &list(case.targets),
            &verdict(case, comparison),
        )
    }

    fn line<T: Display>(&self, name: &str, cells: [&[T]; 3], target: &str, met: &str) -> String {
        let mut line = format!("{name:width$}", width = self.name);
        for (cells, width) in cells.into_iter().zip([9, 9, 7]) {
            line.push(' ');
            for cell in cells {
                line.push_str(&format!(" {cell:>width$}"));
            }
        }
        format!("{line}   {target:width$}   {met}\n", width = self.target)
    }
}

const COLUMNS: [&str; 5] = ["wall", "cpu", "peak", "instr", "each"];

/// Returns the legend. `floor` is the least peak memory, in bytes, that can be measured.
pub(crate) fn foot(floor: f64, versus: &Versus) -> String {
    let runs = match versus.is_before_and_after {
        true => "the best of runs in turn, each ratio that of these",
        false => "the median of runs in turn, each ratio that of the pairs",
    };
    let counted = match versus.counter {
        Some(counter) => format!("counted by {} with a smaller input", counter.name()),
        None => "not counted, as neither perf nor valgrind works here".to_owned(),
    };
    format!(
        "\nEach figure is {runs}. cpu is user and system time of the\n\
         client; peak its largest resident memory, of which less than {} cannot be seen; instr its instructions in user\n\
         space, {counted}; each is wall per command.\n",
        memory(floor)
    )
}

/// Returns the cells of a client: wall, CPU, peak, instructions, and wall per command if there are several.
fn took(case: &Case, figures: &Figures, instructions: Option<f64>) -> [String; 5] {
    let each = if case.commands > 1 {
        time(figures.wall / f64::from(case.commands))
    } else {
        String::new()
    };
    [
        time(figures.wall),
        time(figures.cpu),
        memory(figures.peak),
        instructions.map_or_else(|| "-".to_owned(), count),
        each,
    ]
}

/// Returns whether the targets are met, and the ones that are not. A different output is different work.
fn verdict(case: &Case, comparison: &Comparison) -> String {
    if let Some([ours, theirs]) = &comparison.differ {
        return format!("NO: {ours} against {theirs}");
    }
    let missed: Vec<&Target> = case
        .targets
        .iter()
        .filter(|target| !target.is_met(comparison))
        .collect();
    if missed.is_empty() {
        "yes".to_owned()
    } else {
        format!("NO: {}", list(missed))
    }
}

fn list(targets: impl IntoIterator<Item = impl Display>) -> String {
    let texts: Vec<String> = targets
        .into_iter()
        .map(|target| target.to_string())
        .collect();
    texts.join(", ")
}

/// Formats seconds.
pub(crate) fn time(seconds: f64) -> String {
    match seconds {
        s if s < 1e-4 => format!("{:.1} µs", s * 1e6),
        s if s < 1e-3 => format!("{:.0} µs", s * 1e6),
        s if s < 1.0 => format!("{} ms", figure(s * 1e3)),
        s => format!("{} s", figure(s)),
    }
}

/// Formats bytes.
pub(crate) fn memory(bytes: f64) -> String {
    format!("{} MiB", figure(bytes / MIB))
}

/// Formats a number with three significant digits.
fn figure(value: f64) -> String {
    match value {
        v if v < 10.0 => format!("{v:.2}"),
        v if v < 100.0 => format!("{v:.1}"),
        v => format!("{v:.0}"),
    }
}

/// Formats a number of instructions.
fn count(instructions: f64) -> String {
    match instructions {
        n if n < 1e9 => format!("{} M", figure(n / 1e6)),
        n => format!("{} G", figure(n / 1e9)),
    }
}

fn proportion(ratio: Option<f64>) -> String {
    match ratio {
        None => "-".to_owned(),
        Some(ratio) if ratio < 0.1 => format!("{ratio:.3}×"),
        Some(ratio) => format!("{ratio:.2}×"),
    }
}
