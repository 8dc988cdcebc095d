//! The confirmation before a command is run for every key.

use std::io::{self, BufRead, IsTerminal};

use anyhow::{Context, bail};
use redsh_engine::client::WritePolicy;
use redsh_engine::command::CommandTable;

use super::key_template::KeyTemplate;
use crate::cli::ScanRun;
use crate::process::stderr;
use crate::render::typed;

/// Asks for confirmation if the command may write and stdin and stderr are a terminal; a script is not asked. Returns false
/// if the user declines. `place` describes where the keys are.
pub(crate) fn confirm(scan: &ScanRun, place: &str, policy: &WritePolicy) -> anyhow::Result<bool> {
    let Some(each) = &scan.each else {
        return Ok(true);
    };
    KeyTemplate::new(&each.template)?;
    if each.dry_run {
        return Ok(true);
    }
    // Otherwise it would be refused for every key.
    if policy.refusal(&each.template).is_some() {
        let name = name(&each.template);
        bail!("--each cannot run {name}: read-only mode, and it may write");
    }
    let is_terminal = io::stdin().is_terminal() && io::stderr().is_terminal();
    if !is_terminal || !may_write(&each.template) {
        return Ok(true);
    }
    stderr::print(question(&each.template, scan, place));
    let mut answer = String::new();
    let read = io::stdin().lock().read_line(&mut answer);
    read.context("could not read the answer")?;
    Ok(is_yes(&answer))
}

/// Commands of modules, and scripts, may write: only commands that are known to be read-only do not.
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
    let limit = scan.limit.map(|limit| format!(", at most {limit}"));
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
    let kind = kind.map(|kind| format!("is of type {}", typed(&[kind.as_encoded_bytes()], true)));
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

    #[test]
    fn only_read_only_commands_need_no_confirmation() {
        for line in ["GET {}", "object freq {}", "DUMP {}"] {
            assert!(!may_write(&words(line)), "{line}");
        }
        for line in ["unlink {}", "EVAL x 1 {}", "JSON.DEL {}", "CONFIG SET {} 1"] {
            assert!(may_write(&words(line)), "{line}");
        }
    }

    #[test]
    fn only_yes_confirms() {
        for answer in ["y\n", "Y\n", "yes\n", "YES\r\n"] {
            assert!(is_yes(answer), "{answer}");
        }
        for answer in ["", "\n", "n\n", "yo\n", "ye\n"] {
            assert!(!is_yes(answer), "{answer}");
        }
    }

    #[test]
    fn the_question_names_the_keys_and_the_server() {
        let place = "127.0.0.1:7000";
        assert_eq!(
            question(&words("UNLINK {}"), &ScanRun::default(), place),
            "run UNLINK on every key of 127.0.0.1:7000? [y/N] "
        );
        let some = ScanRun {
            pattern: Some(b"a b*".to_vec()),
            kind: Some("hash".into()),
            limit: Some(5),
            filters: Filters {
                idle: Some(Bound::Above(Duration::from_secs(1))),
                ..Filters::default()
            },
            ..ScanRun::default()
        };
        assert_eq!(
            question(&words("UNLINK {}"), &some, place),
            "run UNLINK on every key of 127.0.0.1:7000 that matches \"a b*\" and is of type hash and passes --idle, \
             at most 5? [y/N] "
        );
    }
}
