//! The lines of a table of servers. Pure.

use super::columns::{StatValue, StatWindow};
use crate::cli::StatColumn;
use crate::render::{Format, json_text};

/// The least width of a column.
const WIDTH: usize = 9;

/// The least width of the column with the nodes.
const NODE_WIDTH: usize = 15;

/// The format of the lines. Raw lines are those for people, as in redis-cli, which prints them to pipes too.
pub(super) struct StatTable<'c> {
    pub(super) format: Format,
    pub(super) columns: &'c [StatColumn],
    /// The width of the nodes' names, if there are several nodes.
    node_width: Option<usize>,
}

/// The figures of a server, or the reason why there are none.
pub(super) type StatFigures<'s> = Result<StatWindow<'s>, &'s str>;

impl<'c> StatTable<'c> {
    /// Creates a table of these nodes; of one server without a name if there are none.
    pub(super) fn new(format: Format, columns: &'c [StatColumn], nodes: &[String]) -> Self {
        let widest = nodes.iter().map(String::len).max();
        StatTable {
            format,
            columns,
            node_width: widest.map(|widest| widest.max(NODE_WIDTH)),
        }
    }

    /// Returns the names of the columns, in the formats that have a line with them.
    pub(super) fn header(&self) -> Option<String> {
        let names = self.columns.iter().map(|column| column.name());
        match self.format {
            Format::Standard | Format::Raw => {
                let node = self.node_width.map(|width| format!("{:<width$}", "node"));
                let columns = self
                    .columns
                    .iter()
                    .map(|column| cell(*column, column.name()));
                Some(end_of_line(node.into_iter().chain(columns).collect()))
            }
            Format::Csv => {
                let node = self.node_width.map(|_| "node");
                Some(node.into_iter().chain(names).collect::<Vec<_>>().join(","))
            }
            Format::Json | Format::QuotedJson => None,
        }
    }

    /// Returns the line of a server. `node` is its name in a table of several.
    pub(super) fn line(&self, node: &str, figures: StatFigures<'_>) -> String {
        let values = self.columns.iter().map(|column| match figures {
            Ok(window) => window.value(*column),
            Err(_) => StatValue::Unknown,
        });
        let name = self.node_width.map(|_| node.to_owned());
        match (self.format, figures) {
            (Format::Standard | Format::Raw, Err(why)) => format!("{}{why}", self.padded(node)),
            (Format::Standard | Format::Raw, Ok(_)) => {
                let cells = self.columns.iter().zip(values);
                let cells: String = cells
                    .map(|(column, value)| cell(*column, &value.standard()))
                    .collect();
                end_of_line(self.padded(node) + &cells)
            }
            (Format::Csv, _) => {
                let values = values.map(StatValue::csv);
                name.into_iter().chain(values).collect::<Vec<_>>().join(",")
            }
            (Format::Json | Format::QuotedJson, figures) => {
                let node = name.map(|node| format!("\"node\":{}", json_text(&node)));
                let members = self.columns.iter().zip(values);
                let members = members
                    .map(|(column, value)| format!("\"{}\":{}", column.name(), value.json()));
                let error = figures
                    .err()
                    .map(|why| format!("\"error\":{}", json_text(why)));
                let members: Vec<String> = node.into_iter().chain(members).chain(error).collect();
                format!("{{{}}}", members.join(","))
            }
        }
    }

    fn padded(&self, node: &str) -> String {
        self.node_width
            .map_or(String::new(), |width| format!("{node:<width$}"))
    }
}

fn cell(column: StatColumn, text: &str) -> String {
    let width = WIDTH.max(column.name().len());
    format!(" {text:>width$}")
}

/// Removes the blanks at the end of a line.
fn end_of_line(line: String) -> String {
    line.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mode::stat::sample::StatSample;

    const COLUMNS: [StatColumn; 3] = [StatColumn::Keys, StatColumn::Memory, StatColumn::Operations];

    fn lines(format: Format, nodes: &[String]) -> Vec<String> {
        let sample = StatSample {
            keys: 3,
            memory: 2048,
            ..StatSample::default()
        };
        let window = StatWindow {
            now: &sample,
            before: None,
        };
        let table = StatTable::new(format, &COLUMNS, nodes);
        let header = table.header();
        let lines = [
            table.line("h:1", Ok(window)),
            table.line("h:2", Err("no \"route\"")),
        ];
        header.into_iter().chain(lines).collect()
    }

    #[test]
    fn people_see_columns() {
        let nodes = ["h:1", "h:2"].map(str::to_owned);
        let expected = [
            "node                 keys       mem       ops",
            "h:1                     3     2.00K         -",
            "h:2            no \"route\"",
        ];
        assert_eq!(lines(Format::Standard, &nodes), expected);
    }

    #[test]
    fn programs_get_fields() {
        let nodes = ["h:1", "h:2"].map(str::to_owned);
        let csv = ["node,keys,mem,ops", "h:1,3,2048,", "h:2,,,"];
        assert_eq!(lines(Format::Csv, &nodes), csv);
        let json = [
            r#"{"node":"h:1","keys":3,"mem":2048,"ops":null}"#,
            r#"{"node":"h:2","keys":null,"mem":null,"ops":null,"error":"no \"route\""}"#,
        ];
        assert_eq!(lines(Format::Json, &nodes), json);
        assert_eq!(
            lines(Format::Json, &[])[0],
            r#"{"keys":3,"mem":2048,"ops":null}"#
        );
        assert_eq!(lines(Format::Csv, &[])[..2], ["keys,mem,ops", "3,2048,"]);
    }
}
