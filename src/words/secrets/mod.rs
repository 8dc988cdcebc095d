//! Finds passwords in a line, and the user names beside them. They are masked on the screen, and kept out of the history file.
//! Pure.
//!
//! If in doubt, a word is a secret. All arguments of AUTH are secrets, since a password with a space looks like a user name and
//! a password.

use std::ops::Range;

use unicode_width::UnicodeWidthChar;

use crate::input::paste::{self, InputLine, LineKind};
use crate::input::typed_words::{TypedWord, WordForm};
use crate::words::typed::Typed;

/// Returns the byte ranges of the secrets, in order and without overlap. The text may have several, half-typed lines.
pub(crate) fn spans(text: &str) -> Vec<Range<usize>> {
    let is_typed = |line: &InputLine| matches!(line.kind, LineKind::Command | LineKind::Output);
    let commands = paste::lines(text).filter(is_typed);
    let typed = commands.map(|line| Typed::read(text, line.text));
    typed
        .flat_map(|typed| match typed.inner() {
            Some((_, inner)) => in_command(text, &inner.command),
            None => in_command(text, &typed.command),
        })
        .collect()
}

pub(crate) fn is_secret(text: &str) -> bool {
    !spans(text).is_empty()
}

/// Replaces a secret with asterisks of the same width. Line ends and tabs stay.
pub(crate) fn mask(secret: &str) -> String {
    let columns = |letter: char| match letter {
        '\n' | '\t' => letter.to_string(),
        _ => "*".repeat(letter.width().unwrap_or(0)),
    };
    secret.chars().map(columns).collect()
}

fn in_command(text: &str, command: &[TypedWord]) -> Vec<Range<usize>> {
    let command = inner_command(command).unwrap_or(command);
    let Some(mut spans) = of_command(text, command) else {
        return Vec::new();
    };
    let masked = spans.last().map_or(0, |span| span.end);
    if let Some(word) = command.last().filter(|word| word.range.end > masked)
        && let WordForm::Spoiled(from) = word.form
    {
        // Unreadable text may contain a secret.
        spans.push(from..word.range.end);
    }
    spans
}

/// Returns the command in the arguments of another one.
fn inner_command(command: &[TypedWord]) -> Option<&[TypedWord]> {
    match (name(command, 0).as_slice(), name(command, 1).as_slice()) {
        (b"command", b"getkeys" | b"getkeysandflags") => command.get(2..),
        (b"acl", b"dryrun") => command.get(3..),
        _ => None,
    }
}

/// Returns the secrets of a command, or `None` if it never has any.
fn of_command(text: &str, command: &[TypedWord]) -> Option<Vec<Range<usize>>> {
    match (name(command, 0).as_slice(), name(command, 1).as_slice()) {
        (b"auth", _) => Some(whole(&command[1..])),
        (b"hello", _) => Some(of_options(command, 1, &[("AUTH", 2)])),
        // The options follow host, port and key, which may have any text.
        (b"migrate", _) => Some(of_options(command, 4, &[("AUTH", 1), ("AUTH2", 2)])),
        (b"acl", b"setuser") => Some(of_rules(text, command.get(3..)?)),
        (b"config", b"set") => Some(of_settings(command.get(2..)?)),
        (b"sentinel", b"set") => Some(of_settings(command.get(3..)?)),
        (b"sentinel", b"config") if name(command, 2) == b"set" => {
            Some(of_settings(command.get(3..)?))
        }
        _ => None,
    }
}

fn name(command: &[TypedWord], at: usize) -> Vec<u8> {
    let word = command.get(at);
    word.map_or(Vec::new(), |word| word.value.to_ascii_lowercase())
}

fn whole(words: &[TypedWord]) -> Vec<Range<usize>> {
    words.iter().map(|word| word.range.clone()).collect()
}

/// Returns the values of these options, each with its number of values.
fn of_options(command: &[TypedWord], from: usize, options: &[(&str, usize)]) -> Vec<Range<usize>> {
    let (mut spans, mut at) = (Vec::new(), from);
    while let Some(word) = command.get(at) {
        let is_option =
            |(option, _): &&(&str, usize)| word.value.eq_ignore_ascii_case(option.as_bytes());
        let values = options
            .iter()
            .find(is_option)
            .map_or(0, |(_, words)| *words);
        at += 1;
        let end = command.len().min(at + values);
        spans.extend(whole(&command[at..end]));
        at = end;
    }
    spans
}

/// Returns the ACL rules that add or remove a password or its hash, without their first character.
fn of_rules(text: &str, rules: &[TypedWord]) -> Vec<Range<usize>> {
    let secrets = rules
        .iter()
        .filter(|rule| matches!(rule.value.first(), Some(b'>' | b'<' | b'#' | b'!')));
    secrets
        .map(|rule| {
            let is_bare = text[rule.range.clone()].starts_with(['>', '<', '#', '!']);
            rule.range.start + usize::from(is_bare)..rule.range.end
        })
        .collect()
}

fn of_settings(words: &[TypedWord]) -> Vec<Range<usize>> {
    let secrets = words
        .chunks(2)
        .filter(|pair| is_secret_setting(&name(pair, 0)));
    secrets.flat_map(|pair| whole(&pair[1..])).collect()
}

/// Whether a setting is a secret: `requirepass`, `masterauth`, `tls-key-file-pass`, and those of modules.
fn is_secret_setting(name: &[u8]) -> bool {
    let name = String::from_utf8_lossy(name);
    name.contains("pass")
        || name.contains("secret")
        || name.ends_with("auth")
        || name.ends_with("user")
}

#[cfg(test)]
mod tests;
