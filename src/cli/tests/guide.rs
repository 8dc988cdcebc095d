//! README.md, GUIDE.md and CONTRIBUTING.md match the program.

use std::path::Path;

use super::*;
use crate::words::shell_commands::WORDS;

const TEXTS: [&str; 2] = [
    include_str!("../../../README.md"),
    include_str!("../../../GUIDE.md"),
];

/// Returns the lines of a text's `sh` blocks, and the typed lines of its `console` blocks.
fn examples(text: &str) -> impl Iterator<Item = &str> {
    text.split("\n```").flat_map(|block| {
        let (kind, lines) = block.split_once('\n').unwrap_or_default();
        lines.lines().filter_map(move |line| match kind {
            "sh" => Some(line),
            "console" => line.strip_prefix("$ "),
            _ => None,
        })
    })
}

/// Returns the arguments of each redsh in a pipeline, without redirections.
fn invocations(line: &str) -> Vec<Vec<String>> {
    let words = shlex::split(line).unwrap_or_else(|| panic!("{line}"));
    words
        .split(|word| word.starts_with('|'))
        .filter_map(|command| match command {
            [program, arguments @ ..] if program == "redsh" => Some(arguments),
            [time, program, arguments @ ..] if time == "time" && program == "redsh" => {
                Some(arguments)
            }
            _ => None,
        })
        .map(|arguments| {
            let until_redirection = arguments.iter().take_while(|word| *word != "<");
            until_redirection.cloned().collect()
        })
        .collect()
}

#[test]
fn every_example_is_a_valid_command_line() {
    let lines = TEXTS.into_iter().flat_map(examples);
    let invocations: Vec<_> = lines.flat_map(invocations).collect();
    assert!(invocations.len() > 40, "{}", invocations.len());
    for arguments in invocations {
        let parsed = parse(arguments.iter().map(OsString::from), &|_| None);
        let usage = parsed.err().filter(|usage| usage.exit != Exit::Success);
        assert_eq!(usage, None, "redsh {}", arguments.join(" "));
    }
}

#[test]
fn the_guide_lists_every_shell_command() {
    let [_, guide] = TEXTS;
    for word in &WORDS {
        assert!(guide.contains(&format!("`{}", word.name)), "{}", word.name);
    }
}

#[test]
fn every_path_in_the_contributors_guide_exists() {
    let text = include_str!("../../../CONTRIBUTING.md");
    let paths: Vec<_> = text
        .split('`')
        .filter(|word| word.starts_with("src/") && !word.contains(' '))
        .collect();
    assert!(paths.len() > 30, "{}", paths.len());
    for path in paths {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        assert!(path.exists(), "{}", path.display());
    }
}
