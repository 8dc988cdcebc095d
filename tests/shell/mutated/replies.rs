//! Replies of real servers, with planted sequences and changed bytes.

use std::fs;
use std::path::Path;

use redsh_engine::resp::{Decoder, Tree, Value, encode_value};
use support::dice::Dice;

/// Sequences that no program but a hostile server sends: each has a 7777 or the word `owned`.
const PLANTS: [&str; 9] = [
    "\x1b]0;owned\x07",
    "\x1b]52;c;owned\x1b\\",
    "\x1b[7777;7777H",
    "\x1b[?7777h",
    "\x1bPowned\x1b\\",
    "\u{9b}7777J",
    "\u{9d}0;owned\u{9c}",
    "\x07\x08\x0e\x7f",
    "\u{202e}owned\u{2066}",
];

/// Replies with the name of their file.
pub(super) struct Replies(Vec<(String, Value)>);

impl Replies {
    pub(super) fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let folders = ["tests/corpus", "tests/golden/views"];
        let entries = folders.map(|folder| fs::read_dir(root.join(folder)).expect("a folder"));
        let paths = entries.into_iter().flatten();
        let mut paths: Vec<_> = paths.map(|entry| entry.expect("an entry").path()).collect();
        paths.retain(|path| path.extension().is_some_and(|end| end == "resp"));
        paths.sort();
        let replies = paths.iter().flat_map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy();
            let replies = values(&fs::read(path).expect("a file"));
            replies
                .into_iter()
                .map(move |reply| (name.to_string(), reply))
        });
        Replies(replies.collect())
    }

    /// Returns a reply whose file has this word in its name, or else any reply.
    fn choose(&self, word: &str, dice: &mut Dice) -> &Value {
        let fitting = |(name, _): &&(String, Value)| name.contains(word);
        let mut found: Vec<_> = self.0.iter().filter(fitting).collect();
        if found.is_empty() || dice.below(4) == 0 {
            found = self.0.iter().collect();
        }
        &found[dice.below(found.len())].1
    }

    fn hello(&self) -> &Value {
        let mut replies = self.0.iter();
        let hello = replies.find(|(name, _)| name == "real-hello3.resp");
        &hello.expect("a file").1
    }

    /// Returns the bytes of the reply to a command.
    pub(super) fn answer(&self, seed: u64, words: &[Vec<u8>]) -> Vec<u8> {
        let command = String::from_utf8_lossy(&words.join(&b'-')).to_ascii_lowercase();
        let hash = |sum: u64, byte: u8| (sum ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        let mut dice = Dice(command.bytes().fold(seed, hash));
        // After an invalid reply to HELLO, no other command is sent.
        let (mut value, mutations) = match command.starts_with("hello") {
            true => (self.hello().clone(), dice.below(8) / 7),
            false => (self.choose(&command, &mut dice).clone(), dice.below(4)),
        };
        plant(&mut value, &mut dice);
        mutated(&value, mutations, &mut dice)
    }
}

fn values(mut bytes: &[u8]) -> Vec<Value> {
    let (mut decoder, mut tree, mut values) = (Decoder::new(), Tree::new(), Vec::new());
    while !bytes.is_empty() {
        let fed = decoder.feed(bytes, &mut tree).expect("a reply");
        bytes = &bytes[fed.consumed..];
        values.extend(tree.take());
    }
    values
}

/// Inserts a sequence into half of the texts.
fn plant(value: &mut Value, dice: &mut Dice) {
    match value {
        Value::Simple(text)
        | Value::Error(text)
        | Value::BulkError(text)
        | Value::Bulk(text)
        | Value::Verbatim(_, text) => plant_text(text, dice),
        Value::Array(items) | Value::Set(items) | Value::Push(items) => {
            items.iter_mut().for_each(|item| plant(item, dice));
        }
        Value::Map(pairs) => plant_pairs(pairs, dice),
        Value::Attributed(pairs, value) => {
            plant_pairs(pairs, dice);
            plant(value, dice);
        }
        _ => {}
    }
}

fn plant_text(text: &mut Vec<u8>, dice: &mut Dice) {
    if dice.below(2) == 0 {
        let at = dice.below(text.len() + 1);
        let plant = PLANTS[dice.below(PLANTS.len())].bytes();
        text.splice(at..at, plant);
    }
}

fn plant_pairs(pairs: &mut [(Value, Value)], dice: &mut Dice) {
    for (key, value) in pairs {
        plant(key, dice);
        plant(value, dice);
    }
}

/// Encodes a reply, and changes its bytes.
fn mutated(value: &Value, mutations: usize, dice: &mut Dice) -> Vec<u8> {
    let mut bytes = Vec::new();
    encode_value(value, &mut bytes);
    for _ in 0..mutations {
        let at = dice.below(bytes.len());
        let end = bytes.len().min(at + 1 + dice.below(16));
        match dice.below(5) {
            0 => bytes[at] ^= 1 << dice.below(8),
            1 => bytes[at] = b"+-:$*_#,(!=%~>|0919"[dice.below(19)],
            2 => bytes.extend_from_within(at..end),
            3 => drop(bytes.splice(at..at, PLANTS[dice.below(PLANTS.len())].bytes())),
            _ if end < bytes.len() => drop(bytes.drain(at..end)),
            _ => {}
        }
    }
    bytes
}
