//! An inline command, and its encoding as RESP.

use std::ops::Range;

use memchr::memchr2;

use super::error::{LocatedFault, invalid, shown};
use crate::resp::encode::{append_header, append_string};
use crate::resp::inline::InlineWords;

/// The maximum length of an inline command, without its line end: 1 MiB. Servers guarantee only 64 KiB.
pub(super) const MAX_LINE: usize = 1 << 20;

/// The number of bytes of a line that a message quotes.
const SHOWN: usize = 32;

const NUL: &str = r#"a NUL byte in an inline command: write it as "\x00" in double quotes, or encode the command as RESP"#;
const QUOTES: &str =
    "unbalanced quotes: a quote is not closed, or no blank follows a closing quote";

/// The current line, and the last inline command.
#[derive(Debug, Default)]
pub(super) struct InlineLine {
    /// The bytes that contain no line end.
    pub(super) searched: usize,
    /// The text of all words, one after another.
    text: Vec<u8>,
    /// The end of each word in the text.
    ends: Vec<usize>,
    wire: Vec<u8>,
    /// The ranges of the words in `wire`.
    words: Vec<Range<usize>>,
}

impl InlineLine {
    /// Returns the length of the line with its end, which is missing only at the end of the stream. Returns `None` if
    /// the line is incomplete.
    pub(super) fn find_end(
        &mut self,
        input: &[u8],
        ended: bool,
    ) -> Result<Option<usize>, LocatedFault> {
        let found = memchr2(b'\n', 0, &input[self.searched..]).map(|at| self.searched + at);
        self.searched = found.unwrap_or(input.len());
        if self.searched > MAX_LINE {
            let message =
                format!("a line of more than {MAX_LINE} bytes: encode such a long command as RESP");
            return Err(invalid(0, message));
        }
        match found {
            Some(at) if input[at] == 0 => Err(invalid(at, NUL)),
            Some(feed) => Ok(Some(feed + 1)),
            None => Ok(ended.then_some(input.len())),
        }
    }

    /// Reads the words of a line. Returns whether there are any.
    pub(super) fn read(&mut self, line: &[u8]) -> Result<bool, LocatedFault> {
        if is_reply(line) {
            return Err(invalid(0, reply_message(line)));
        }
        self.split(line)?;
        self.encode();
        Ok(!self.ends.is_empty())
    }

    /// Returns the last command, and the ranges of its words.
    pub(super) fn request(&self) -> (&[u8], &[Range<usize>]) {
        (&self.wire, &self.words)
    }

    fn split(&mut self, line: &[u8]) -> Result<(), LocatedFault> {
        self.text.clear();
        self.ends.clear();
        let mut words = InlineWords::new(line);
        while words.next(&mut self.text).map_err(|_| invalid(0, QUOTES))? {
            self.ends.push(self.text.len());
        }
        Ok(())
    }

    fn encode(&mut self) {
        self.wire.clear();
        self.words.clear();
        append_header(b'*', self.ends.len(), &mut self.wire);
        let mut start = 0;
        for &end in &self.ends {
            append_string(b'$', &self.text[start..end], &mut self.wire);
            let end_of_word = self.wire.len() - 2;
            self.words.push(end_of_word - (end - start)..end_of_word);
            start = end;
        }
    }
}

/// Returns whether a line begins a reply. No command has such a name.
fn is_reply(line: &[u8]) -> bool {
    match line {
        [b'+' | b'-', ..] => true,
        [
            b':' | b'$' | b'%' | b'~' | b'>' | b'!' | b'=' | b'|' | b',' | b'(',
            rest @ ..,
        ] => matches!(rest, [b'-', b'0'..=b'9', ..] | [b'0'..=b'9', ..]),
        _ => line.trim_ascii_end() == b"_",
    }
}

fn reply_message(line: &[u8]) -> String {
    let line = line.trim_ascii_end();
    let line = shown(&line[..line.len().min(SHOWN)]);
    format!(
        "expected a command, got {line}, which is a reply: either the number of arguments before it is too small, or the input is a recording of replies"
    )
}
