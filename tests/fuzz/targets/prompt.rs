//! Half-typed and pasted text at the prompt: its lines, colours, completion and hints.

use std::sync::LazyLock;

use redsh_engine::command::CommandTable;

use crate::input::paste;
use crate::render::{Palette, is_hidden};
use crate::words::complete::{CompletionSource, complete};
use crate::words::highlight::{highlight, paint};
use crate::words::{hint, secrets};

static TABLE: LazyLock<CommandTable> = LazyLock::new(CommandTable::builtin);

pub(crate) fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    check_lines(&text);
    check_colours(&text);
    check_candidates(&text);
    if let Some(command) = paste::last_command(&text) {
        hint::hint(&TABLE, command.as_bytes());
    }
}

/// The lines and the line ends between them are the whole text, and only the last line may continue.
fn check_lines(text: &str) {
    let lines: Vec<_> = paste::lines(text).collect();
    let mut at = 0;
    for line in &lines {
        assert_eq!((line.prompt.start, line.prompt.end), (at, line.text.start));
        assert!(line.text.start <= line.text.end);
        at = line.text.end + 1;
        assert!(matches!(
            text.as_bytes().get(line.text.end),
            None | Some(b'\n')
        ));
    }
    assert_eq!(at, text.len() + 1);
    let is_open = lines.iter().rposition(|line| line.is_open);
    assert!(is_open.is_none_or(|place| place + 1 == lines.len()));
}

/// A text without secrets and control characters is shown as it is. Colours change nothing else.
fn check_colours(text: &str) {
    let spans = highlight(&TABLE, text);
    let plain = paint(text, &spans, Palette::Plain);
    let is_harmful = |letter: char| is_hidden(letter) && !matches!(letter, '\n' | '\t');
    assert!(!plain.contains(is_harmful), "{plain:?}");
    if !text.contains(is_harmful) && !secrets::is_secret(text) {
        assert_eq!(plain, text);
    }
    assert_eq!(
        without_colours(&paint(text, &spans, Palette::Colour)),
        plain
    );
}

fn without_colours(text: &str) -> String {
    let mut parts = text.split("\x1b[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        text + part.split_once('m').expect("the end of a colour").1
    })
}

/// At any place, candidates replace text before the cursor, and do not control the terminal.
fn check_candidates(text: &str) {
    for place in [text.len() / 3, text.len() * 2 / 3, text.len()] {
        let cursor = (0..=place)
            .rfind(|at| text.is_char_boundary(*at))
            .unwrap_or(0);
        let completion = complete(&TABLE, text, cursor, &Hostile);
        assert!(text.get(completion.start..cursor).is_some());
        for candidate in completion.candidates {
            assert!(!candidate.show.contains(is_hidden), "{candidate:?}");
        }
    }
}

/// Has names that would control the terminal, whatever the prefix is.
struct Hostile;

const NAMES: [&str; 4] = ["user:1", "u \"'\\", "\x1b]0;x\x07\r\n", "\u{9b}2J\u{202e}é"];

impl CompletionSource for Hostile {
    fn keys(&self, _: &[u8]) -> Vec<Vec<u8>> {
        NAMES.map(|name| name.into()).into()
    }

    fn parts(&self, key: &[u8], _: &[u8]) -> Vec<Vec<u8>> {
        vec![key.to_vec(), b"\xff\x9b".to_vec()]
    }

    fn nodes(&self) -> Vec<String> {
        NAMES.map(str::to_owned).into()
    }

    fn files(&self, _: &str) -> Vec<String> {
        NAMES.map(str::to_owned).into()
    }

    fn profiles(&self) -> Vec<String> {
        NAMES.map(str::to_owned).into()
    }
}
