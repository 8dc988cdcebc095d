//! The splitter: a stream of requests in, in any pieces; its commands out, one by one.
//!
//! A stream is what servers take and what append-only files hold: arrays of bulk strings, inline commands, both mixed, and
//! `#` lines, which annotate. Empty lines and empty arrays are no commands, here as there. A command in RESP is given out
//! as it stands in the input, without a copy; an inline one in RESP too, so that whoever sends it need not know.
//!
//! Stricter than servers are, where they lose their way: they take any two bytes for the end of an argument or line, and
//! go on in the middle of a value if its length was wrong. More lenient with the length of a line, since it goes out in
//! RESP. No length from the input sizes an allocation, and nothing but the few bytes of a number is looked at twice,
//! however the input is cut.

mod array;
mod error;
mod foreign;
mod header;
mod input;
mod line;
mod request;

pub use self::array::{MAX_ARGUMENT, MAX_ARGUMENTS};
pub use self::error::{Argument, Fault, Place, SplitError};
pub use self::foreign::Foreign;
pub use self::line::MAX_LINE;
pub use self::request::Request;

use self::array::{Array, Opening};
use self::error::Misplaced;
use self::input::Input;
use self::line::Line;

/// A resumable reader of commands, for one stream of them.
///
/// Fill [`Splitter::space`], take commands until there are none, and so on; [`Splitter::end`] where the stream ends, and
/// take what there is once more.
#[derive(Debug, Default)]
pub struct Splitter {
    /// What has come and was not given out: it begins where the command at hand begins.
    input: Input,
    /// How many commands were given out.
    number: u64,
    state: State,
    array: Array,
    line: Line,
    ended: bool,
}

/// What the input begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum State {
    /// Nothing is known.
    #[default]
    Between,
    /// The rest of a `#` line.
    Annotation,
    /// A line, which may be an inline command.
    Line,
    /// A command in RESP, its count of arguments read.
    Array,
    /// An inline command that has been given out, with so many bytes of input.
    GivenLine(usize),
    /// A command in RESP that has been given out.
    GivenArray,
}

/// What a step came to.
enum Step {
    /// The state is another one: there is a next step.
    Next,
    /// A command is complete.
    Command,
    /// The input does not go far enough.
    More,
}

impl Splitter {
    /// A splitter at the beginning of a stream.
    pub fn new() -> Self {
        Self::default()
    }

    /// Room to read into: a quarter of a megabyte as a rule, and never none. A command that does not fit makes it grow, by
    /// no more than the half of what has come; behind such a command it shrinks again.
    pub fn space(&mut self) -> &mut [u8] {
        self.release();
        self.input.space()
    }

    /// So many bytes have come, at the beginning of [`Splitter::space`].
    pub fn filled(&mut self, count: usize) {
        self.input.filled(count);
    }

    /// The stream has ended: what is left is a last line without its end, nothing, or an error.
    pub fn end(&mut self) {
        self.ended = true;
    }

    /// The next command; `None` where there must be more input for it, or where the stream has ended.
    ///
    /// # Errors
    /// What comes next is no command, and why. It is so ever after: where the next command begins is not known.
    // Not an iterator: what is given out lies in the splitter's own buffer.
    #[allow(clippy::should_implement_trait)]
    pub fn next(&mut self) -> Result<Option<Request<'_>>, SplitError> {
        self.release();
        match self.advance() {
            Ok(true) => Ok(Some(self.give())),
            Ok(false) => Ok(None),
            Err(misplaced) => Err(misplaced.in_command(self.number + 1, self.input.offset())),
        }
    }

    /// What has come and is no part of a command that was given out: half a command, or one that is in error and all
    /// behind it.
    pub fn rest(&self) -> &[u8] {
        &self.input.unread()[self.given()..]
    }

    /// Forgets the command that was given out.
    fn release(&mut self) {
        let given = self.given();
        if given > 0 {
            self.input.skip(given);
            self.state = State::Between;
        }
    }

    /// How many bytes of the input were given out.
    fn given(&self) -> usize {
        match self.state {
            State::GivenLine(length) => length,
            State::GivenArray => self.array.length(),
            _ => 0,
        }
    }

    /// Reads on to the end of a command. False where the input does not reach so far.
    fn advance(&mut self) -> Result<bool, Misplaced> {
        loop {
            match self.step()? {
                Step::Next => {}
                Step::Command => return Ok(true),
                Step::More => return Ok(false),
            }
        }
    }

    fn step(&mut self) -> Result<Step, Misplaced> {
        match self.state {
            State::Array => self.array(),
            State::Line => self.line(),
            State::Annotation => Ok(self.annotation()),
            _ => self.between(),
        }
    }

    fn between(&mut self) -> Result<Step, Misplaced> {
        match self.input.unread().first() {
            None => return Ok(Step::More),
            Some(b'*') => return self.count(),
            Some(b'#') => self.state = State::Annotation,
            Some(_) => {
                self.line.begin();
                self.state = State::Line;
            }
        }
        Ok(Step::Next)
    }

    fn count(&mut self) -> Result<Step, Misplaced> {
        let input = self.input.unread();
        match self.array.open(input)? {
            Opening::Array => self.state = State::Array,
            Opening::Empty(length) => self.input.skip(length),
            Opening::Cut if self.ended => return Err(Fault::Ended(Place::Count).at(input.len())),
            Opening::Cut => return Ok(Step::More),
        }
        Ok(Step::Next)
    }

    fn array(&mut self) -> Result<Step, Misplaced> {
        let input = self.input.unread();
        if self.array.read(input)? {
            return Ok(Step::Command);
        }
        if self.ended {
            return Err(self.array.cut(input));
        }
        Ok(Step::More)
    }

    fn line(&mut self) -> Result<Step, Misplaced> {
        let input = self.input.unread();
        if self.input.offset() == 0
            && let Some(foreign) = Foreign::of(input)
        {
            return Err(Fault::Foreign(foreign).at(0));
        }
        let Some(length) = self.line.find_end(input, self.ended)? else {
            return Ok(Step::More);
        };
        if self.line.read(&input[..length])? {
            self.state = State::GivenLine(length);
            return Ok(Step::Command);
        }
        self.input.skip(length);
        self.state = State::Between;
        Ok(Step::Next)
    }

    /// Takes a `#` line away as it comes: it may be of any length.
    fn annotation(&mut self) -> Step {
        let input = self.input.unread();
        match memchr::memchr(b'\n', input) {
            Some(feed) => {
                self.input.skip(feed + 1);
                self.state = State::Between;
                Step::Next
            }
            None => {
                self.input.skip(input.len());
                Step::More
            }
        }
    }

    /// The command that has been read.
    fn give(&mut self) -> Request<'_> {
        self.number += 1;
        let (wire, words) = match self.state {
            State::GivenLine(_) => self.line.request(),
            _ => {
                self.state = State::GivenArray;
                self.array.request(self.input.unread())
            }
        };
        Request::new(self.number, self.input.offset(), wire, words)
    }
}

#[cfg(test)]
mod tests;
