//! One server's keys, page by page: SCAN after SCAN over one connection.
//!
//! A reply begins with the cursor, so the next SCAN is sent when that has come, before the keys are read: the server works
//! while they are read and taken.

use std::time::Instant;

use super::stop::{LOOK, Stop};
use crate::Error;
use crate::net::{Connection, Reader, Writer};
use crate::resp::{Discard, EventSink};
use crate::scan::{KeyPage, ScanOptions, ScanOutcome, ScanPace, ScanReply};

/// A scan of one server.
pub(super) struct Walk<'a> {
    connection: Connection,
    options: &'a ScanOptions,
    stop: &'a Stop<'a>,
    pace: ScanPace,
    /// Where the next page begins.
    cursor: u64,
    /// Since when the next page is asked for.
    asked: Option<Instant>,
    /// A page was read before.
    has_begun: bool,
    is_done: bool,
}

/// What a step has come to.
pub(super) enum Step {
    /// Keys, though perhaps none.
    Page,
    /// There are no more.
    End,
    /// It is to end here.
    Stopped,
}

impl<'a> Walk<'a> {
    /// A scan over this connection, from this cursor on.
    pub(super) fn new(
        connection: Connection,
        options: &'a ScanOptions,
        cursor: u64,
        stop: &'a Stop<'a>,
    ) -> Self {
        Walk {
            connection,
            options,
            stop,
            pace: options.pace(),
            cursor,
            asked: None,
            has_begun: false,
            is_done: false,
        }
    }

    /// Where the next page begins; 0 behind the last one, as before the first.
    pub(super) fn cursor(&self) -> u64 {
        self.cursor
    }

    /// Reads the next page, in place of what is in `page`.
    ///
    /// # Errors
    /// The connection is lost; [`Error::Refused`] where SCAN is. The cursor is then where it was.
    pub(super) fn step(&mut self, page: &mut KeyPage) -> Result<Step, Error> {
        page.clear();
        if self.is_done {
            return Ok(Step::End);
        }
        let asked = match self.asked.take() {
            _ if self.stop.is_set() => return Ok(Step::Stopped),
            Some(asked) => asked,
            None if self.has_begun && !self.stop.pause(self.options.pause) => {
                return Ok(Step::Stopped);
            }
            None => {
                self.connection.reader.set_timeout(Some(LOOK))?;
                ask(
                    &mut self.connection.writer,
                    self.options,
                    &self.pace,
                    self.cursor,
                )?
            }
        };
        if !self.await_reply(asked)? {
            return Ok(Step::Stopped);
        }
        self.read(page)
    }

    /// Waits for the reply to begin; false where that is not to be waited for any more.
    fn await_reply(&mut self, asked: Instant) -> Result<bool, Error> {
        let begun = Instant::now();
        let reader = &mut self.connection.reader;
        loop {
            match reader.peek() {
                // Nobody has asked for push messages on this connection.
                Ok(b'>') if !read_through(reader, &mut Discard, self.stop)? => return Ok(false),
                Ok(b'>') => {}
                Ok(_) => break,
                Err(Error::Timeout { .. }) if self.stop.is_set() => return Ok(false),
                Err(Error::Timeout { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        let now = Instant::now();
        self.pace.record(now - asked, now - begun);
        Ok(true)
    }

    fn read(&mut self, page: &mut KeyPage) -> Result<Step, Error> {
        let Connection { reader, writer, .. } = &mut self.connection;
        let (options, pace) = (self.options, &self.pace);
        let mut asked = None;
        let mut reply = ScanReply::new(page, |cursor| {
            if cursor != 0 && options.pause.is_zero() {
                asked = Some(ask(writer, options, pace, cursor));
            }
        });
        if !read_through(reader, &mut reply, self.stop)? {
            return Ok(Step::Stopped);
        }
        let next = match reply.answer() {
            ScanOutcome::Keys(next) => next,
            ScanOutcome::Refused(words) => return Err(reader.refused_command("SCAN", &words)),
            ScanOutcome::Strange => {
                return Err(reader.refused_command("SCAN", b"its reply is not one to SCAN"));
            }
        };
        self.cursor = next;
        self.has_begun = true;
        self.is_done = next == 0;
        // What could not be sent is told when the keys before it are taken: the next step tries it again.
        self.asked = asked.and_then(Result::ok);
        Ok(Step::Page)
    }
}

/// Sends the SCAN that goes on at this cursor; since when it is under way.
fn ask(
    writer: &mut Writer,
    options: &ScanOptions,
    pace: &ScanPace,
    cursor: u64,
) -> Result<Instant, Error> {
    let mut wire = Vec::new();
    options.encode(cursor, pace.count(), &mut wire);
    writer.send_counted(&wire).1?;
    Ok(Instant::now())
}

/// Reads a reply; false where it is not to be waited for any more.
fn read_through(
    reader: &mut Reader,
    sink: &mut impl EventSink,
    stop: &Stop<'_>,
) -> Result<bool, Error> {
    loop {
        match reader.read(sink) {
            Ok(()) => return Ok(true),
            Err(Error::Timeout { .. }) if stop.is_set() => return Ok(false),
            Err(Error::Timeout { .. }) => {}
            Err(error) => return Err(error),
        }
    }
}
