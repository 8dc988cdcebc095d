//! The report on the traffic of one or several servers, as text. Pure.

use std::fmt::Write;
use std::time::Duration;

use super::tally::{Occurrences, Tally};
use super::totals::{LargeArgument, TrafficTotals};
use crate::render::{Format, HumanBytes, harmless_line, json_text, quoted};

/// The number of names in each table.
const ROWS: usize = 10;

/// The width of names.
const NAME: usize = 32;

#[derive(Debug, Default)]
pub(super) struct TrafficReport {
    pub(super) totals: TrafficTotals,
    pub(super) elapsed: Duration,
    /// The bytes that were read from the connections with MONITOR.
    pub(super) monitor_bytes: u64,
    /// The seconds of a processor that the servers used meanwhile.
    pub(super) processor_seconds: f64,
}

impl TrafficReport {
    /// Adds the report on another server at the same time.
    pub(super) fn merge(&mut self, other: TrafficReport) {
        self.totals.merge(other.totals);
        self.elapsed = self.elapsed.max(other.elapsed);
        self.monitor_bytes += other.monitor_bytes;
        self.processor_seconds += other.processor_seconds;
    }

    pub(super) fn text(&self, format: Format) -> String {
        match format {
            Format::Standard | Format::Raw => self.standard(),
            Format::Csv => self.csv(),
            Format::Json | Format::QuotedJson => self.json(),
        }
    }

    /// The tables, each with its name.
    fn tables(&self) -> [(&'static str, &Tally); 4] {
        let totals = &self.totals;
        [
            ("command", &totals.commands),
            ("prefix", &totals.prefixes),
            ("client", &totals.clients),
            ("database", &totals.databases),
        ]
    }

    fn seconds(&self) -> f64 {
        self.elapsed.as_secs_f64().max(f64::EPSILON)
    }

    fn processor_percent(&self) -> f64 {
        100.0 * self.processor_seconds / self.seconds()
    }

    fn standard(&self) -> String {
        let (all, seconds) = (self.totals.all, self.seconds());
        let per_second = (all.count as f64 / seconds).round();
        let bytes = HumanBytes(all.bytes);
        let mut text = format!(
            "{} commands in {seconds:.1} s ({per_second} per second), {bytes}\n",
            all.count
        );
        for (name, tally) in self.tables() {
            text += &table(name, tally, all);
        }
        text += &largest(&self.totals.largest);
        let sent = HumanBytes(self.monitor_bytes);
        let rate = HumanBytes((self.monitor_bytes as f64 / seconds) as u64);
        let percent = self.processor_percent();
        let _ = writeln!(
            text,
            "\nload: MONITOR sent {sent} ({rate} per second); the server used {percent:.1}% of a processor"
        );
        text
    }

    fn csv(&self) -> String {
        let mut text = String::from("table,name,count,bytes\n");
        for (name, tally) in self.tables() {
            for (row, Occurrences { count, bytes }) in tally.top(ROWS).0 {
                let row = String::from_utf8_lossy(&quoted(row)).into_owned();
                let _ = writeln!(text, "{name},{row},{count},{bytes}");
            }
        }
        text
    }

    fn json(&self) -> String {
        let mut text = format!(
            "{{\"seconds\":{:.3},\"commands\":{},\"bytes\":{},\"monitor_bytes\":{},\"cpu_percent\":{:.1}",
            self.seconds(),
            self.totals.all.count,
            self.totals.all.bytes,
            self.monitor_bytes,
            self.processor_percent()
        );
        for (name, tally) in self.tables() {
            let rows = tally
                .top(ROWS)
                .0
                .into_iter()
                .map(|(row, Occurrences { count, bytes })| {
                    format!(
                        "{{\"name\":{},\"count\":{count},\"bytes\":{bytes}}}",
                        json_bytes(row)
                    )
                });
            let rows: Vec<String> = rows.collect();
            let _ = write!(text, ",\"by_{name}\":[{}]", rows.join(","));
        }
        let largest: Vec<String> = self.totals.largest.iter().map(largest_json).collect();
        let _ = writeln!(text, ",\"largest\":[{}]}}", largest.join(","));
        text
    }
}

fn table(title: &str, tally: &Tally, all: Occurrences) -> String {
    let mut text = format!(
        "\n{title:<NAME$} {:>10} {:>7} {:>8}\n",
        "count", "%", "bytes"
    );
    let (rows, others) = tally.top(ROWS);
    let rows = rows.into_iter().map(|(name, it)| (harmless_line(name), it));
    for (name, Occurrences { count, bytes }) in
        rows.chain(others.map(|it| ("(others)".to_owned(), it)))
    {
        let name: String = name.chars().take(NAME).collect();
        let percent = 100.0 * count as f64 / all.count.max(1) as f64;
        let bytes = HumanBytes(bytes);
        let _ = writeln!(text, "{name:<NAME$} {count:>10} {percent:>7.2} {bytes:>8}");
    }
    text
}

fn largest(arguments: &[LargeArgument]) -> String {
    if arguments.is_empty() {
        return String::new();
    }
    let mut text = String::from("\nlargest arguments\n");
    for LargeArgument {
        bytes,
        command,
        key,
        client,
    } in arguments
    {
        let (bytes, command) = (HumanBytes(*bytes), harmless_line(command));
        let key = key
            .as_ref()
            .map_or(String::new(), |key| format!(" {}", harmless_line(key)));
        let client = harmless_line(client);
        let _ = writeln!(text, "{bytes:>8} {command}{key} from {client}");
    }
    text
}

fn largest_json(argument: &LargeArgument) -> String {
    let key = argument.key.as_ref();
    let key = key.map_or("null".to_owned(), |key| json_bytes(key));
    let (command, client) = (json_bytes(&argument.command), json_bytes(&argument.client));
    let bytes = argument.bytes;
    format!("{{\"bytes\":{bytes},\"command\":{command},\"key\":{key},\"client\":{client}}}")
}

fn json_bytes(bytes: &[u8]) -> String {
    json_text(&String::from_utf8_lossy(bytes))
}

#[cfg(test)]
mod tests {
    use redsh_engine::command::CommandTable;
    use redsh_engine::monitor::MonitorLine;

    use super::*;

    fn report() -> TrafficReport {
        let mut totals = TrafficTotals::default();
        let table = CommandTable::builtin();
        for line in [
            r#"1.5 [0 10.0.0.1:1] "SET" "user:1" "abcd""#,
            r#"1.5 [0 10.0.0.1:1] "GET" "user:\x1b""#,
            r#"1.5 [0 10.0.0.2:1] "GET" "user:1""#,
        ] {
            totals.add(
                &MonitorLine::parse(line.as_bytes()).expect("a line"),
                &table,
            );
        }
        TrafficReport {
            totals,
            elapsed: Duration::from_secs(2),
            monitor_bytes: 4096,
            processor_seconds: 0.5,
        }
    }

    #[test]
    fn people_see_tables() {
        let text = report().text(Format::Standard);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "3 commands in 2.0 s (2 per second), 31B");
        assert_eq!(
            lines[2],
            "command                               count       %    bytes"
        );
        assert_eq!(
            lines[3],
            "GET                                       2   66.67      18B"
        );
        assert!(
            text.contains("\n      6B SET user:1 from 10.0.0.1:1\n"),
            "{text}"
        );
        assert!(!text.contains('\x1b'));
        let load =
            "load: MONITOR sent 4.0KB (2.0KB per second); the server used 25.0% of a processor";
        assert_eq!(lines.last(), Some(&load));
    }

    #[test]
    fn programs_get_the_same_figures() {
        let csv = report().text(Format::Csv);
        let expected = "table,name,count,bytes\ncommand,\"GET\",2,18\ncommand,\"SET\",1,13\nprefix,\"user:\",3,31\n";
        assert!(csv.starts_with(expected), "{csv}");
        let json = report().text(Format::Json);
        let expected = "{\"seconds\":2.000,\"commands\":3,\"bytes\":31,\"monitor_bytes\":4096,\"cpu_percent\":25.0,\
            \"by_command\":[{\"name\":\"GET\",\"count\":2,\"bytes\":18},";
        assert!(json.starts_with(expected), "{json}");
        assert!(json.ends_with("\"client\":\"10.0.0.2:1\"}]}\n"), "{json}");
    }
}
