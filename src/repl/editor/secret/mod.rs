//! Where a line has passwords, and the names of users beside them: masked while they are typed, and never in the history
//! file. Pure.
//!
//! In doubt something is a secret: what hides too much costs nobody anything. So all that AUTH is given is one, since a
//! password with a blank in it looks like a user and a password.

use std::ops::Range;

use unicode_width::UnicodeWidthChar;

use crate::input::paste::{self, LineKind};
use crate::input::typed_words::{Form, Word};
use crate::words::typed::Typed;

/// Where the secrets are, in order and apart from each other: offsets in bytes, between characters. The text may have
/// several lines, and any of them may be half-typed.
pub(crate) fn spans(text: &str) -> Vec<Range<usize>> {
    let commands = paste::lines(text).filter(|line| line.kind == LineKind::Command);
    let typed = commands.map(|line| Typed::read(text, line.text));
    typed
        .flat_map(|typed| match typed.inner() {
            Some((_, inner)) => in_command(text, &inner.command),
            None => in_command(text, &typed.command),
        })
        .collect()
}

/// Whether there are any: such a line is not for the history file.
pub(crate) fn is_secret(text: &str) -> bool {
    !spans(text).is_empty()
}

/// What is shown in place of a secret: as wide as it is. Its line ends and tabs stay.
pub(crate) fn mask(secret: &str) -> String {
    let columns = |letter: char| match letter {
        '\n' | '\t' => letter.to_string(),
        _ => "*".repeat(letter.width().unwrap_or(0)),
    };
    secret.chars().map(columns).collect()
}

/// The secrets among the words of one command.
fn in_command(text: &str, command: &[Word]) -> Vec<Range<usize>> {
    let command = asked_about(command).unwrap_or(command);
    let Some(mut spans) = of_command(text, command) else {
        return Vec::new();
    };
    let masked = spans.last().map_or(0, |span| span.end);
    if let Some(word) = command.last().filter(|word| word.range.end > masked)
        && let Form::Spoiled(from) = word.form
    {
        // What cannot be read may have one too.
        spans.push(from..word.range.end);
    }
    spans
}

/// The command that another one is asked about.
fn asked_about(command: &[Word]) -> Option<&[Word]> {
    match (name(command, 0).as_slice(), name(command, 1).as_slice()) {
        (b"command", b"getkeys" | b"getkeysandflags") => command.get(2..),
        (b"acl", b"dryrun") => command.get(3..),
        _ => None,
    }
}

/// `None` where the command cannot have any.
fn of_command(text: &str, command: &[Word]) -> Option<Vec<Range<usize>>> {
    match (name(command, 0).as_slice(), name(command, 1).as_slice()) {
        (b"auth", _) => Some(whole(&command[1..])),
        (b"hello", _) => Some(of_options(command, 1, &[("AUTH", 2)])),
        // Before that stand host, port and key, which may have any name.
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

fn name(command: &[Word], at: usize) -> Vec<u8> {
    let word = command.get(at);
    word.map_or(Vec::new(), |word| word.value.to_ascii_lowercase())
}

fn whole(words: &[Word]) -> Vec<Range<usize>> {
    words.iter().map(|word| word.range.clone()).collect()
}

/// What follows these options: so many words each.
fn of_options(command: &[Word], from: usize, options: &[(&str, usize)]) -> Vec<Range<usize>> {
    let (mut spans, mut at) = (Vec::new(), from);
    while let Some(word) = command.get(at) {
        let is_it =
            |(option, _): &&(&str, usize)| word.value.eq_ignore_ascii_case(option.as_bytes());
        let values = options.iter().find(is_it).map_or(0, |(_, words)| *words);
        at += 1;
        let end = command.len().min(at + values);
        spans.extend(whole(&command[at..end]));
        at = end;
    }
    spans
}

/// The rules of a user that add or take away a password or its hash, but for the sign that says so.
fn of_rules(text: &str, rules: &[Word]) -> Vec<Range<usize>> {
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

/// Pairs of a name and a value.
fn of_settings(words: &[Word]) -> Vec<Range<usize>> {
    let secrets = words
        .chunks(2)
        .filter(|pair| is_secret_setting(&name(pair, 0)));
    secrets.flat_map(|pair| whole(&pair[1..])).collect()
}

/// `requirepass`, `masterauth`, `tls-key-file-pass`, `auth-user`, and what modules may call theirs.
fn is_secret_setting(name: &[u8]) -> bool {
    let name = String::from_utf8_lossy(name);
    name.contains("pass")
        || name.contains("secret")
        || name.ends_with("auth")
        || name.ends_with("user")
}

#[cfg(test)]
mod tests;
