//! The table of key presses, row by row.

use std::time::Duration;

use super::{LINES, Latencies, Press, Pressed};
use crate::client::Client;
use crate::table;
use crate::versus::Versus;

/// A table as wide as these rows need.
pub(super) struct Table {
    name: usize,
}

impl Table {
    pub(super) fn new(presses: &[Press]) -> Self {
        let names = presses.iter().map(|press| press.name.len());
        Table {
            name: names.max().unwrap_or(0),
        }
    }

    /// Returns the names of the clients and of the columns.
    pub(super) fn head(&self, redsh: &Client, against: &Client) -> String {
        let names = [redsh, against].map(|client| format!(" {} ", client.name));
        let columns = ["median", "99 %", "most"].map(str::to_owned);
        format!(
            "\n{:name$}  {:-^29}  {:-^29}\n{}",
            "",
            names[0],
            names[1],
            self.line(
                "keys",
                [&columns, &columns],
                "presses",
                "99 % within",
                "met"
            ),
            name = self.name,
        )
    }

    pub(super) fn row(&self, press: &Press, pressed: &Pressed) -> String {
        let Latencies { p99, count, .. } = pressed.redsh;
        let against = match &pressed.against {
            Some(latencies) => cells(latencies),
            None => ["-"; 3].map(str::to_owned),
        };
        self.line(
            press.name,
            [&cells(&pressed.redsh), &against],
            &count.to_string(),
            &time(press.limit),
            if p99 <= press.limit { "yes" } else { "NO" },
        )
    }

    fn line(
        &self,
        name: &str,
        clients: [&[String; 3]; 2],
        presses: &str,
        limit: &str,
        met: &str,
    ) -> String {
        let [redsh, against] = clients.map(|cells| {
            let cells = cells.each_ref().map(|cell| format!("{cell:>9}"));
            cells.join(" ")
        });
        format!(
            "{name:width$}  {redsh}  {against}  {presses:>7}  {limit:>11}  {met}\n",
            width = self.name
        )
    }
}

/// Returns the legend, with the peak memory of the two clients, in bytes.
pub(super) fn foot(versus: &Versus, peaks: [f64; 2]) -> String {
    let [redsh, against] = peaks.map(table::memory);
    format!(
        "\nEach figure is the time from a key to what it brings on the screen, in one session with a history of {LINES}\n\
         lines. Its peak memory is {redsh} for {}, {against} for {}.\n",
        versus.redsh.name, versus.against.name
    )
}

fn cells(latencies: &Latencies) -> [String; 3] {
    [latencies.median, latencies.p99, latencies.most].map(time)
}

fn time(time: Duration) -> String {
    table::time(time.as_secs_f64())
}
