//! The recorded bytes of a round as the commands of its lines, each with its reply.

use redsh_engine::resp::{Decoder, Tree, Value};
use support::fault_proxy::Recording;

use crate::commands::Line;

/// A connection through the proxy.
#[derive(Debug)]
pub(crate) struct RecordedConnection {
    /// The commands that arrived at the proxy as a whole, in their order. Those of redsh's own are left out.
    pub(crate) commands: Vec<RecordedCommand>,
    /// More commands may have been sent than arrived.
    pub(crate) was_reset: bool,
}

#[derive(Debug)]
pub(crate) struct RecordedCommand {
    /// The number of its line.
    pub(crate) line: usize,
    /// The reply, if all of it was passed on to redsh.
    pub(crate) reply: Option<Value>,
}

/// The connections of a round, in the order of their beginning.
pub(crate) fn connections(lines: &[Line], recordings: &[Recording]) -> Vec<RecordedConnection> {
    let mut last = 0;
    let connections = recordings.iter().map(|recording| RecordedConnection {
        commands: commands(lines, recording, &mut last),
        was_reset: recording.was_reset,
    });
    connections.collect()
}

/// The commands of a connection. `last` is the last line that was sent before.
fn commands(lines: &[Line], recording: &Recording, last: &mut usize) -> Vec<RecordedCommand> {
    let sent: Vec<Vec<Vec<u8>>> = values(&recording.from_client).iter().map(words).collect();
    let mut replies = values(&recording.from_server[..recording.to_client]).into_iter();
    let mut commands = Vec::new();
    for (place, words) in sent.iter().enumerate() {
        let reply = replies.next();
        let next = sent.get(place + 1).and_then(|words| number(words));
        let line = match words[0].as_slice() {
            b"MULTI" => next.map(|next| next - 1).or_else(|| multi(lines, *last)),
            b"EXEC" => Some(*last + 1),
            _ => number(words),
        };
        if let Some(line) = line {
            *last = line;
            commands.push(RecordedCommand { line, reply });
        }
    }
    commands
}

/// The number that a command leaves in the data, which is that of its line.
fn number(words: &[Vec<u8>]) -> Option<usize> {
    let text = str::from_utf8(words.last()?).ok()?;
    text.strip_suffix(',')?.parse().ok()
}

/// The first line behind another that begins a transaction.
fn multi(lines: &[Line], behind: usize) -> Option<usize> {
    let next = lines[behind..].iter().position(|line| *line == Line::Multi);
    next.map(|place| behind + place + 1)
}

fn words(command: &Value) -> Vec<Vec<u8>> {
    let words = command.as_slice().expect("a command is an array");
    let words = words.iter().map(|word| word.as_bytes().unwrap_or_default());
    words.map(<[u8]>::to_vec).collect()
}

/// The values at the beginning of some bytes that are complete.
fn values(bytes: &[u8]) -> Vec<Value> {
    let (mut decoder, mut tree, mut rest) = (Decoder::new(), Tree::new(), bytes);
    let mut values = Vec::new();
    while !rest.is_empty() {
        let fed = decoder.feed(rest, &mut tree).expect("RESP");
        rest = &rest[fed.consumed..];
        values.extend(tree.take());
    }
    values
}
