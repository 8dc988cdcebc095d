//! The splitter, which reads commands from a stream.
//!
//! A stream contains the commands that servers accept, as in an append-only file: arrays of bulk strings, inline
//! commands, and `#` lines, which are annotations. Like servers, the splitter skips empty lines and empty arrays. It
//! returns a RESP command without copying it, and encodes an inline command as RESP.
//!
//! The splitter is stricter than servers. They accept any two bytes as the end of an argument or line, and continue in
//! the middle of a value after a wrong length. It is more lenient about the length of a line, because it encodes lines
//! as RESP. No length from the input sizes an allocation. However the input is cut, no byte is examined twice, except
//! for the few of a number.

mod array;
mod buffer;
mod error;
mod foreign;
mod header;
mod line;

pub use self::error::{SplitError, SplitFault};
pub use self::foreign::ForeignInput;

use std::ops::Range;

use self::array::Array;
use self::buffer::SplitBuffer;
use self::error::{LocatedFault, invalid};
use self::line::InlineLine;

/// A resumable reader of commands.
///
/// Fill [`Splitter::space`], take commands until there are none, and repeat. At the end of the stream call
/// [`Splitter::end`], and take the remaining commands.
#[derive(Debug, Default)]
pub struct Splitter {
    /// The input, from the start of the current command.
    input: SplitBuffer,
    /// The number of commands that were returned.
    number: u64,
    state: SplitState,
    array: Array,
    line: InlineLine,
    ended: bool,
}

/// A command of a stream. It has at least one word, its name.
#[derive(Debug, Clone, Copy)]
pub struct SplitCommand<'a> {
    /// The number of the command in the stream, from 1.
    pub number: u64,
    /// The position of the command in the stream.
    pub offset: u64,
    /// The command in RESP. An inline command was encoded.
    pub wire: &'a [u8],
    words: &'a [Range<usize>],
}

impl<'a> SplitCommand<'a> {
    /// Returns all words.
    pub fn words(&self) -> impl ExactSizeIterator<Item = &'a [u8]> + Clone + use<'a> {
        let wire = self.wire;
        self.words.iter().map(move |word| &wire[word.clone()])
    }
}

/// The meaning of the first unread bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum SplitState {
    #[default]
    Between,
    /// The rest of a `#` line.
    Annotation,
    /// A line, which may contain an inline command.
    Line,
    /// A RESP command whose number of arguments is known.
    Array,
    /// An inline command that was returned, with the length of its line.
    ReturnedLine(usize),
    /// A RESP command that was returned.
    ReturnedArray,
}

enum SplitStep {
    /// The state has changed.
    Next,
    /// A command is complete.
    Command,
    More,
}

impl Splitter {
    /// Creates a splitter at the start of a stream.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the free space to read into: usually 256 KiB, and never none. The space grows for a larger command, by
    /// at most half of the bytes that have arrived, and shrinks afterwards.
    pub fn space(&mut self) -> &mut [u8] {
        self.remove_returned();
        self.input.space()
    }

    /// Adds the first `count` bytes of [`Splitter::space`] to the input.
    pub fn filled(&mut self, count: usize) {
        self.input.filled(count);
    }

    /// Marks the end of the stream. The last line may lack its line end; an incomplete command is an error.
    pub fn end(&mut self) {
        self.ended = true;
    }

    /// Returns the next command, or `None` if it is incomplete or the stream has ended.
    ///
    /// # Errors
    /// Returns the fault of the next command. Later calls return it again, because the start of the next command is
    /// unknown.
    // This is not an iterator: a command borrows the splitter's buffer.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Result<Option<SplitCommand<'_>>, SplitError> {
        self.remove_returned();
        match self.advance() {
            Ok(true) => Ok(Some(self.command())),
            Ok(false) => Ok(None),
            Err((at, fault)) => Err(SplitError {
                number: self.number + 1,
                offset: self.input.offset,
                at: self.input.offset + at as u64,
                fault,
            }),
        }
    }

    /// Returns the input after the last command: an incomplete command, or an invalid one and everything after it.
    pub fn rest(&self) -> &[u8] {
        &self.input.unread()[self.returned_length()..]
    }

    fn remove_returned(&mut self) {
        let returned = self.returned_length();
        if returned > 0 {
            self.input.skip(returned);
            self.state = SplitState::Between;
        }
    }

    fn returned_length(&self) -> usize {
        match self.state {
            SplitState::ReturnedLine(length) => length,
            SplitState::ReturnedArray => self.array.length(),
            _ => 0,
        }
    }

    /// Reads to the end of a command. Returns false if the input is incomplete.
    fn advance(&mut self) -> Result<bool, LocatedFault> {
        loop {
            let step = match self.state {
                SplitState::Array => self.array()?,
                SplitState::Line => self.line()?,
                SplitState::Annotation => self.annotation(),
                _ => self.between()?,
            };
            match step {
                SplitStep::Next => {}
                SplitStep::Command => return Ok(true),
                SplitStep::More => return Ok(false),
            }
        }
    }

    fn between(&mut self) -> Result<SplitStep, LocatedFault> {
        match self.input.unread().first() {
            None => return Ok(SplitStep::More),
            Some(b'*') => return self.count(),
            Some(b'#') => self.state = SplitState::Annotation,
            Some(_) => {
                self.line.searched = 0;
                self.state = SplitState::Line;
            }
        }
        Ok(SplitStep::Next)
    }

    fn count(&mut self) -> Result<SplitStep, LocatedFault> {
        let input = self.input.unread();
        match self.array.open(input)? {
            true if self.array.is_empty() => self.input.skip(self.array.length()),
            true => self.state = SplitState::Array,
            false if self.ended => {
                let message = "the input ends in the number of arguments";
                return Err(invalid(input.len(), message));
            }
            false => return Ok(SplitStep::More),
        }
        Ok(SplitStep::Next)
    }

    fn array(&mut self) -> Result<SplitStep, LocatedFault> {
        let input = self.input.unread();
        if self.array.read(input)? {
            return Ok(SplitStep::Command);
        }
        if self.ended {
            return Err(self.array.end_fault(input));
        }
        Ok(SplitStep::More)
    }

    fn line(&mut self) -> Result<SplitStep, LocatedFault> {
        let input = self.input.unread();
        if self.input.offset == 0
            && let Some(foreign) = ForeignInput::of(input)
        {
            return Err((0, SplitFault::Foreign(foreign)));
        }
        let Some(length) = self.line.find_end(input, self.ended)? else {
            return Ok(SplitStep::More);
        };
        if self.line.read(&input[..length])? {
            self.state = SplitState::ReturnedLine(length);
            return Ok(SplitStep::Command);
        }
        self.input.skip(length);
        self.state = SplitState::Between;
        Ok(SplitStep::Next)
    }

    /// Skips a `#` line, which may have any length.
    fn annotation(&mut self) -> SplitStep {
        let input = self.input.unread();
        match memchr::memchr(b'\n', input) {
            Some(feed) => {
                self.input.skip(feed + 1);
                self.state = SplitState::Between;
                SplitStep::Next
            }
            None => {
                self.input.skip(input.len());
                SplitStep::More
            }
        }
    }

    fn command(&mut self) -> SplitCommand<'_> {
        self.number += 1;
        let (wire, words) = match self.state {
            SplitState::ReturnedLine(_) => self.line.request(),
            _ => {
                self.state = SplitState::ReturnedArray;
                self.array.request(self.input.unread())
            }
        };
        SplitCommand {
            number: self.number,
            offset: self.input.offset,
            wire,
            words,
        }
    }
}

#[cfg(test)]
mod tests;
