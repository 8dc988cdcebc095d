//! The keys of one server, page by page, over one connection.
//!
//! A reply to SCAN begins with the cursor, so the next SCAN can be sent before the keys are read: the server works while
//! they are read and processed. Commands for the facts about the keys of a page come first; the next SCAN follows the last
//! of them.

use std::time::Instant;

use super::ScanContext;
use super::stop::{POLL, StopSignal};
use crate::Error;
use crate::client::pool::Lease;
use crate::keys::{Inquiry, KeyQuery};
use crate::net::{Connection, Reader, Writer};
use crate::resp::{Discard, Tree, encode_command};
use crate::scan::{KeyPage, ScanOptions, ScanPace, ScanReply, ScanResult};

pub(super) struct Walk<'a> {
    lease: Lease,
    context: ScanContext<'a>,
    pace: ScanPace,
    /// Where the next page begins; 0 after the last page, and before the first.
    pub(super) cursor: u64,
    /// When the SCAN for the next page was sent.
    asked: Option<Instant>,
    /// The number of pages that were read.
    steps: u32,
    is_done: bool,
}

pub(super) enum WalkStep<'a> {
    /// A page was read, which may be empty, and the facts about its keys if the scan wants any.
    Page(Option<Inquiry<'a>>),
    End,
    Stopped,
}

impl<'a> Walk<'a> {
    pub(super) fn new(lease: Lease, context: ScanContext<'a>, cursor: u64) -> Self {
        Walk {
            lease,
            context,
            pace: ScanPace::new(context.options.count, context.options.is_shared),
            cursor,
            asked: None,
            steps: 0,
            is_done: false,
        }
    }

    /// Reads the next page in place of the content of `page`, has `sift` remove keys from it, and requests the facts about
    /// the others.
    ///
    /// # Errors
    /// The connection is lost; [`Error::Refused`] if the server refuses SCAN.
    pub(super) fn step(
        &mut self,
        page: &mut KeyPage,
        sift: impl FnOnce(&mut KeyPage),
    ) -> Result<WalkStep<'a>, Error> {
        page.clear();
        if self.is_done {
            self.lease.release();
            return Ok(WalkStep::End);
        }
        if !self.ask()? || !self.await_page()? || !self.read(page)? {
            return Ok(WalkStep::Stopped);
        }
        sift(page);
        let Some(query) = self.context.query else {
            return Ok(WalkStep::Page(None));
        };
        let inquiry = self.inquire(query, page)?;
        Ok(inquiry.map_or(WalkStep::Stopped, |inquiry| WalkStep::Page(Some(inquiry))))
    }

    /// Sends the SCAN for the next page, unless it is in flight. Returns false if the stop signal is set.
    fn ask(&mut self) -> Result<bool, Error> {
        let stop = self.context.stop;
        if stop.is_set() {
            return Ok(false);
        }
        if self.asked.is_none() {
            if self.is_pause_due() && !stop.pause(self.context.options.pause) {
                return Ok(false);
            }
            let connection = self.lease.connection()?;
            connection.reader.set_timeout(Some(POLL))?;
            let (cursor, count) = (self.cursor, self.pace.count());
            ask(&mut connection.writer, self.context.options, cursor, count)?;
            self.asked = Some(Instant::now());
        }
        Ok(true)
    }

    fn is_pause_due(&self) -> bool {
        self.steps > 0
            && self
                .steps
                .is_multiple_of(self.context.options.steps_per_pause.max(1))
    }

    /// Waits until the reply to SCAN begins. Returns false if the stop signal is set.
    fn await_page(&mut self) -> Result<bool, Error> {
        let begun = Instant::now();
        let reader = &mut self.lease.connection()?.reader;
        if !await_reply(reader, self.context.stop)? {
            return Ok(false);
        }
        let now = Instant::now();
        let asked = self.asked.take().unwrap_or(begun);
        self.pace.record(now - asked, now - begun);
        Ok(true)
    }

    /// Reads the reply to SCAN. Returns false if the stop signal is set.
    fn read(&mut self, page: &mut KeyPage) -> Result<bool, Error> {
        let Connection { reader, writer, .. } = self.lease.connection()?;
        let (options, count) = (self.context.options, self.pace.count());
        let is_ahead = options.pause.is_zero() && self.context.query.is_none();
        let mut asked = None;
        let mut reply = ScanReply::new(page, |cursor| {
            // A failure to send is reported by the next step, after these keys.
            if is_ahead && cursor != 0 && ask(writer, options, cursor, count).is_ok() {
                asked = Some(Instant::now());
            }
        });
        let stop = self.context.stop;
        if stop.unless_set(|| reader.read(&mut reply))?.is_none() {
            return Ok(false);
        }
        let next = match reply.answer() {
            ScanResult::Keys(next) => next,
            ScanResult::Refused(words) => return Err(reader.refused_command("SCAN", &words)),
            ScanResult::Strange => {
                return Err(reader.refused_command("SCAN", b"its reply is not one to SCAN"));
            }
        };
        self.cursor = next;
        self.steps = self.steps.wrapping_add(1);
        self.is_done = next == 0;
        self.asked = asked;
        Ok(true)
    }

    /// Requests the facts about the keys of a page. `None` if the stop signal is set.
    fn inquire(
        &mut self,
        query: &'a KeyQuery,
        page: &KeyPage,
    ) -> Result<Option<Inquiry<'a>>, Error> {
        let mut inquiry = Inquiry::new(query, page.len(), self.context.is_cluster);
        let (mut wire, mut tree) = (Vec::new(), Tree::new());
        inquiry.send(page, &mut |words| encode_command(words, &mut wire));
        loop {
            self.send_facts(&mut wire, inquiry.is_sent())?;
            if !inquiry.is_waiting() {
                break;
            }
            let reader = &mut self.lease.connection()?.reader;
            let stop = self.context.stop;
            if !await_reply(reader, stop)? || stop.unless_set(|| reader.read(&mut tree))?.is_none()
            {
                return Ok(None);
            }
            if let Some(reply) = tree.take() {
                inquiry.receive(&reply, page, &mut |words| encode_command(words, &mut wire));
            }
        }
        // The server begins the next SCAN when it has sent the last fact.
        self.asked = self.asked.map(|_| Instant::now());
        Ok(Some(inquiry))
    }

    /// Sends the commands of an inquiry, and the next SCAN after the last of them.
    fn send_facts(&mut self, wire: &mut Vec<u8>, is_last: bool) -> Result<(), Error> {
        let options = self.context.options;
        if is_last && self.asked.is_none() && !self.is_done && options.pause.is_zero() {
            options.encode(self.cursor, self.pace.count(), wire);
            self.asked = Some(Instant::now());
        }
        if !wire.is_empty() {
            self.lease.connection()?.send_counted(wire).1?;
            wire.clear();
        }
        Ok(())
    }
}

/// Sets up a new connection for a scan.
pub(super) fn prepare(lease: &mut Lease, options: &ScanOptions) -> Result<(), Error> {
    let mut commands: Vec<&[&str]> = Vec::new();
    if options.is_unobtrusive {
        commands.extend([&["CLIENT", "NO-TOUCH", "ON"][..], &["READONLY"]]);
    }
    let name = options
        .client_name
        .as_deref()
        .map(|name| ["CLIENT", "SETNAME", name]);
    commands.extend(name.as_ref().map(|words| &words[..]));
    if !commands.is_empty() {
        lease.replies(commands)?;
    }
    Ok(())
}

/// Sends the SCAN for the page at a cursor.
fn ask(writer: &mut Writer, options: &ScanOptions, cursor: u64, count: u64) -> Result<(), Error> {
    let mut wire = Vec::new();
    options.encode(cursor, count, &mut wire);
    writer.send_counted(&wire).1
}

/// Waits until the next reply begins, and skips pushes, which this connection has not enabled. Returns false if the stop
/// signal is set.
fn await_reply(reader: &mut Reader, stop: &StopSignal<'_>) -> Result<bool, Error> {
    while let Some(first) = stop.unless_set(|| reader.peek())? {
        if first != b'>' {
            return Ok(true);
        }
        if stop.unless_set(|| reader.read(&mut Discard))?.is_none() {
            break;
        }
    }
    Ok(false)
}
