//! Whether a command for every key is really meant: asked once, where somebody is there to answer.

use std::io::{self, BufRead, IsTerminal};

use anyhow::{Context, bail};
use redsh_engine::client::WritePolicy;
use redsh_engine::command::CommandTable;

use super::template::Template;
use crate::cli::{Each, ScanRun};
use crate::process::stderr;
use crate::render::typed;

/// Whether what the scan asks for is really meant; `place` is where the keys are. Asks on the terminal, if there is one and
/// the command may write. Elsewhere it is meant: who writes a script has thought before.
///
/// # Errors
/// The command is none that can be run for each key; the gate does not let it out; stdin cannot be read.
pub(crate) fn consents(scan: &ScanRun, place: &str, gate: &WritePolicy) -> anyhow::Result<bool> {
    if let Some(each) = &scan.each {
        Template::new(&each.template)?;
        check(each, gate)?;
    }
    let terminal = io::stdin().is_terminal() && io::stderr().is_terminal();
    match &scan.each {
        Some(each) if terminal && !each.dry_run && may_write(&each.template) => {
            stderr::print(question(&each.template, scan, place));
            let mut answer = String::new();
            let read = io::stdin().lock().read_line(&mut answer);
            read.context("could not read the answer")?;
            Ok(is_yes(&answer))
        }
        _ => Ok(true),
    }
}

/// A command that no key would be sent with is no reason for a scan. That it is shown sends nothing.
fn check(each: &Each, gate: &WritePolicy) -> anyhow::Result<()> {
    if !each.dry_run && gate.refusal(&each.template).is_some() {
        let name = name(&each.template);
        bail!("--each cannot run {name}, which may write: only reading is allowed");
    }
    Ok(())
}

/// What is not known to read only may write: so may a module's command, and a script.
fn may_write(words: &[Vec<u8>]) -> bool {
    let table = CommandTable::builtin();
    !table.find(words).is_some_and(|spec| spec.is_read_only())
}

fn is_yes(answer: &str) -> bool {
    let answer = answer.trim();
    answer.eq_ignore_ascii_case("y") || answer.eq_ignore_ascii_case("yes")
}

fn question(words: &[Vec<u8>], scan: &ScanRun, place: &str) -> String {
    let name = name(words);
    let conditions = conditions(scan);
    let that = if conditions.is_empty() { "" } else { " that " };
    let conditions = conditions.join(" and ");
    let limit = scan.limit.map(|limit| format!(", {limit} at the most"));
    let limit = limit.unwrap_or_default();
    format!("run {name} on every key of {place}{that}{conditions}{limit}? [y/N] ")
}

fn name(words: &[Vec<u8>]) -> String {
    words
        .first()
        .map_or(String::new(), |name| typed(&[name], true))
}

fn conditions(scan: &ScanRun) -> Vec<String> {
    let pattern = scan.pattern.as_ref();
    let kind = scan.kind.as_ref();
    let filters = [
        (scan.filters.ttl.is_some(), "--ttl"),
        (scan.filters.idle.is_some(), "--idle"),
        (scan.filters.size.is_some(), "--size"),
    ];
    let filters = filters.iter().filter(|(given, _)| *given);
    let pattern = pattern.map(|pattern| format!("matches {}", typed(&[pattern], true)));
    let kind = kind.map(|kind| format!("is of type {}", typed(&[kind], true)));
    let filters = filters.map(|(_, option)| format!("passes {option}"));
    pattern.into_iter().chain(kind).chain(filters).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::cli::{Bound, Filters};

    fn words(line: &str) -> Vec<Vec<u8>> {
        line.split(' ').map(|word| word.into()).collect()
    }

    fn scan() -> ScanRun {
        ScanRun {
            pattern: None,
            count: None,
            cursor: None,
            kind: None,
            limit: None,
            null: false,
            filters: Filters::default(),
            long: false,
            each: None,
        }
    }

    #[test]
    fn only_what_is_known_to_read_needs_no_consent() {
        for line in ["GET {}", "object freq {}", "DUMP {}"] {
            assert!(!may_write(&words(line)), "{line}");
        }
        for line in ["unlink {}", "EVAL x 1 {}", "JSON.DEL {}", "CONFIG SET {} 1"] {
            assert!(may_write(&words(line)), "{line}");
        }
    }

    #[test]
    fn only_yes_is_yes() {
        for answer in ["y\n", "Y\n", "yes\n", "YES\r\n"] {
            assert!(is_yes(answer), "{answer}");
        }
        for answer in ["", "\n", "n\n", "yo\n", "ye\n"] {
            assert!(!is_yes(answer), "{answer}");
        }
    }

    #[test]
    fn the_question_says_which_keys_of_which_server() {
        let place = "127.0.0.1:7000";
        assert_eq!(
            question(&words("UNLINK {}"), &scan(), place),
            "run UNLINK on every key of 127.0.0.1:7000? [y/N] "
        );
        let some = ScanRun {
            pattern: Some(b"a b*".to_vec()),
            kind: Some(b"hash".to_vec()),
            limit: Some(5),
            filters: Filters {
                idle: Some(Bound::Above(Duration::from_secs(1))),
                ..Filters::default()
            },
            ..scan()
        };
        assert_eq!(
            question(&words("UNLINK {}"), &some, place),
            "run UNLINK on every key of 127.0.0.1:7000 that matches \"a b*\" and is of type hash and passes --idle, \
             5 at the most? [y/N] "
        );
    }
}
