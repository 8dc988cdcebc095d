//! `--test_hint` and `--test_hint_file`: the hints of the prompt, without a prompt.
//!
//! They use only the built-in command table and connect to no server, so that the output is the same everywhere.

use std::io::Write;
use std::path::Path;

use anyhow::bail;
use redsh_engine::command::CommandTable;

use crate::cli::HintRun;
use crate::input::line;
use crate::process::exit::Exit;
use crate::process::stderr;
use crate::words::hint::hint;

/// Prints the hint for a line, or checks a file of them.
pub(crate) fn run(asked: &HintRun, out: &mut impl Write) -> anyhow::Result<Exit> {
    match asked {
        HintRun::Print(line) => print(line, out),
        HintRun::Check(file) => check(file, out),
    }
}

fn print(line: &[u8], out: &mut impl Write) -> anyhow::Result<Exit> {
    writeln!(out, "{}", hint(&CommandTable::builtin(), line))?;
    Ok(Exit::Success)
}

/// A line of the file has an incomplete line and its hint, each in quotes as at the prompt. Blank lines, and lines that
/// begin with `#`, are skipped.
fn check(file: &Path, out: &mut impl Write) -> anyhow::Result<Exit> {
    let text = super::read_file(file)?;
    let table = CommandTable::builtin();
    let (mut passed, mut all) = (0, 0);
    for (place, pair) in pairs(&text) {
        let Some((line, expected)) = pair else {
            bail!(
                "{}: line {place} is not a line and its hint, each in quotes",
                file.display()
            );
        };
        all += 1;
        passed += usize::from(as_expected(&table, &line, &expected));
    }
    let verdict = if passed == all { "SUCCESS" } else { "FAILURE" };
    writeln!(out, "{verdict}: {passed}/{all} passed")?;
    Ok(Exit::of_failures(all - passed))
}

/// An incomplete line, and its expected hint.
type Pair = (Vec<u8>, Vec<u8>);

/// Returns the pairs with the numbers of their lines; `None` for an invalid line.
fn pairs(text: &[u8]) -> impl Iterator<Item = (usize, Option<Pair>)> {
    let lines = text.split(|byte| *byte == b'\n').zip(1..);
    lines
        .map(|(line, place)| (place, line.trim_ascii()))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with(b"#"))
        .map(|(place, line)| (place, pair(line)))
}

fn pair(line: &[u8]) -> Option<Pair> {
    let words: [Vec<u8>; 2] = line::split(line).ok()?.try_into().ok()?;
    Some(words.into())
}

fn as_expected(table: &CommandTable, line: &[u8], expected: &[u8]) -> bool {
    let got = hint(table, line);
    let same = got.as_bytes() == expected;
    if !same {
        let parts: [&[u8]; 7] = [
            b"Test case '",
            line,
            b"' FAILED: expected '",
            expected,
            b"', got '",
            got.as_bytes(),
            b"'",
        ];
        stderr::tell(parts.concat());
    }
    same
}
