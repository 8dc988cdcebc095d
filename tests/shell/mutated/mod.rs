//! A server that sends mutated replies of real servers, full of sequences that control a terminal. None of them may reach the
//! terminal, and the prompt must stay usable.
//!
//! A reply depends only on the seed and on its command, so the order of connections does not matter. A failed test prints the
//! seed.

mod replies;
mod server;

use std::sync::Arc;

use support::terminal::{Key, Screen, Terminal};

use replies::Replies;
use server::MutatingServer;

/// Lines at the prompt. The first words of some name the replies that fit them.
const LINES: [&str; 12] = [
    "GET k",
    "INFO",
    "HGETALL k",
    "CLUSTER NODES",
    "CLUSTER SHARDS",
    "CLUSTER SLOTS",
    "CLIENT LIST",
    "COMMAND DOCS get",
    "SLOWLOG GET",
    "XINFO STREAM k",
    ":peek k",
    "ECHO owned",
];

/// Asserts that the output has no control characters but those of the editor and the colours.
#[track_caller]
fn assert_harmless(screen: &mut Screen) {
    screen.assert_undisturbed();
    let output = String::from_utf8(screen.output()).expect("the output is UTF-8");
    let mut sequences = output.split('\x1b').peekable();
    let mut texts = vec![sequences.next().unwrap_or_default()];
    while let Some(sequence) = sequences.next() {
        let Some(end) = sequence.find(|letter: char| letter.is_ascii_alphabetic()) else {
            // The last one may still be written. The next check reads it.
            assert!(sequences.peek().is_none(), "{sequence:?}: {screen:?}");
            break;
        };
        let (parameters, text) = sequence.split_at(end);
        let is_own = parameters.starts_with('[') && !parameters.contains("7777");
        assert!(is_own, "{sequence:?}: {screen:?}");
        texts.push(text);
    }
    for text in texts {
        let is_harmful = |letter: char| {
            letter.is_control() && !"\r\n\t".contains(letter)
                || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        assert!(!text.contains(is_harmful), "{text:?}: {screen:?}");
    }
}

fn check(seed: u64, replies: &Arc<Replies>) {
    println!("seed {seed}");
    let server = MutatingServer::start(seed, replies);
    let mut screen = Terminal::redsh().to(server.port).start();
    for line in LINES {
        screen.type_line(line).wait_for_prompt();
        assert_harmless(&mut screen);
    }
    server.be_quiet();
    screen.type_line("GET quiet");
    server.wait_until_asked();
    screen.press(Key::CtrlC).type_line("exit").assert_ended(0);
    assert_harmless(&mut screen);
}

#[test]
fn mutated_replies_neither_drive_the_terminal_nor_stop_the_prompt() {
    let replies = Arc::new(Replies::read());
    (1..=20).for_each(|seed| check(seed, &replies));
}
