//! Rows of CSV: however they arrive, the commands are the same; fields in quotes are the same fields again, in as many rows. The
//! first line of the input is the template.

use std::io::{self, Read};

use crate::input::template::RowTemplate;
use crate::pipe::csv::CsvCommands;

pub(crate) fn check(data: &[u8]) {
    let end = memchr::memchr(b'\n', data).unwrap_or(data.len());
    let (template, rows) = (&data[..end], data.get(end + 1..).unwrap_or_default());
    if let Ok(template) = RowTemplate::parse(template) {
        let whole = commands(rows, &template);
        check_positions(&whole.0, rows);
        assert_eq!(commands(Trickle(rows), &template), whole);
    }
    check_quoted(rows);
}

/// A command: its number, its offset, and its words.
type Command = (u64, u64, Vec<Vec<u8>>);

/// Reads up to the first fault, which is returned after the commands.
fn commands(input: impl Read, template: &RowTemplate) -> (Vec<Command>, Option<String>) {
    let mut found = Vec::new();
    let mut rows = match CsvCommands::open(input, template) {
        Ok(rows) => rows,
        Err(fault) => return (found, Some(fault.to_string())),
    };
    loop {
        match rows.next() {
            Ok(None) => return (found, None),
            Ok(Some(row)) => found.push((row.number, row.offset, row.words.to_vec())),
            Err(fault) => return (found, Some(fault.to_string())),
        }
    }
}

/// Rows are numbered from 1, and begin at their first byte, which is after a line end.
fn check_positions(commands: &[Command], rows: &[u8]) {
    for (number, (found, _, _)) in (1..).zip(commands) {
        assert_eq!(*found, number);
    }
    assert!(commands.is_sorted_by(|one, other| one.1 < other.1));
    let ends = rows.split(|byte| matches!(byte, b'\r' | b'\n')).count();
    assert!(commands.len() <= ends);
}

/// Lines of fields, all of them in quotes, are commands with these fields.
fn check_quoted(text: &[u8]) {
    let rows: Vec<Vec<&[u8]>> = text
        .split(|byte| *byte == b'\n')
        .map(|row| row.split(|byte| *byte == b',').collect())
        .collect();
    let width = rows[0].len();
    if rows.iter().any(|row| row.len() != width) {
        return;
    }
    let columns: String = (1..=width).map(|column| format!(" {{{column}}}")).collect();
    let template = RowTemplate::parse(format!("X{columns}").as_bytes()).expect("a template");
    let lines: Vec<u8> = rows.iter().flat_map(|row| quoted(row)).collect();
    let (found, fault) = commands(&lines[..], &template);
    assert_eq!((found.len(), fault), (rows.len(), None));
    for (row, (_, _, words)) in rows.iter().zip(found) {
        assert_eq!(words[0], b"X");
        assert_eq!(words[1..], row[..]);
    }
}

fn quoted(row: &[&[u8]]) -> Vec<u8> {
    let mut line = Vec::new();
    for (at, field) in row.iter().enumerate() {
        line.extend_from_slice(if at > 0 { b",\"" } else { b"\"" });
        for byte in *field {
            line.extend_from_slice(if *byte == b'"' {
                b"\"\""
            } else {
                std::slice::from_ref(byte)
            });
        }
        line.push(b'"');
    }
    line.push(b'\n');
    line
}

/// Bytes that arrive one by one.
struct Trickle<'d>(&'d [u8]);

impl Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = buffer.len().min(1);
        self.0.read(&mut buffer[..length])
    }
}
