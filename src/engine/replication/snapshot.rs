//! The bytes of a snapshot, without the mark at its end, from reads of any size.

use std::io;

use memchr::memmem::Finder;

use super::SnapshotEnd;
use super::header::MARK_LENGTH;

/// Finds the end of a snapshot.
#[derive(Debug)]
pub struct SnapshotDecoder {
    end: EndSearch,
    /// The number of bytes of the snapshot so far.
    passed: u64,
    is_complete: bool,
}

#[derive(Debug)]
enum EndSearch {
    /// The number of bytes that are still to come.
    Length(u64),
    Mark(Box<MarkSearch>),
}

#[derive(Debug)]
struct MarkSearch {
    mark: Finder<'static>,
    /// The end of the last read, if the mark may begin with it.
    held: Vec<u8>,
}

/// Receives the bytes of a snapshot, in any number of parts.
pub type SnapshotSink<'s> = dyn FnMut(&[u8]) -> io::Result<()> + 's;

impl SnapshotDecoder {
    /// Creates a decoder for a snapshot with this end.
    pub fn new(end: SnapshotEnd) -> Self {
        let (end, is_complete) = match end {
            SnapshotEnd::Length(length) => (EndSearch::Length(length), length == 0),
            SnapshotEnd::Mark(mark) => (EndSearch::Mark(Box::new(MarkSearch::new(&mark))), false),
        };
        SnapshotDecoder {
            end,
            passed: 0,
            is_complete,
        }
    }

    /// Passes the bytes of the snapshot to `sink`. Returns the number of bytes that were used: all, or those up to the end of
    /// the snapshot.
    ///
    /// # Errors
    /// The errors of the sink.
    pub fn feed(&mut self, bytes: &[u8], sink: &mut SnapshotSink<'_>) -> io::Result<usize> {
        if self.is_complete {
            return Ok(0);
        }
        let passed = &mut self.passed;
        let mut pass = |part: &[u8]| {
            *passed += part.len() as u64;
            if part.is_empty() { Ok(()) } else { sink(part) }
        };
        match &mut self.end {
            EndSearch::Length(left) => {
                let used = usize::try_from(*left).map_or(bytes.len(), |left| left.min(bytes.len()));
                pass(&bytes[..used])?;
                *left -= used as u64;
                self.is_complete = *left == 0;
                Ok(used)
            }
            EndSearch::Mark(search) => {
                let end = search.feed(bytes, &mut pass)?;
                self.is_complete = end.is_some();
                Ok(end.unwrap_or(bytes.len()))
            }
        }
    }

    /// Returns whether the snapshot is complete.
    pub fn is_complete(&self) -> bool {
        self.is_complete
    }

    /// Returns the number of bytes of the snapshot so far.
    pub fn passed(&self) -> u64 {
        self.passed
    }
}

impl MarkSearch {
    fn new(mark: &[u8; MARK_LENGTH]) -> Self {
        MarkSearch {
            mark: Finder::new(mark).into_owned(),
            held: Vec::with_capacity(2 * MARK_LENGTH),
        }
    }

    /// Passes on all bytes that do not belong to the mark. Returns the position after the mark, once it is found.
    fn feed(&mut self, bytes: &[u8], pass: &mut SnapshotSink<'_>) -> io::Result<Option<usize>> {
        if !self.held.is_empty() {
            // A mark that begins in the held bytes ends in these.
            let before = self.held.len();
            self.held.extend(bytes.iter().take(MARK_LENGTH));
            let mut joint = std::mem::take(&mut self.held);
            if let Some(at) = self.mark.find(&joint) {
                pass(&joint[..at])?;
                return Ok(Some(at + MARK_LENGTH - before));
            }
            if bytes.len() <= MARK_LENGTH {
                return self.pass_sure(&joint, pass).map(|()| None);
            }
            joint.truncate(before);
            pass(&joint)?;
        }
        if let Some(at) = self.mark.find(bytes) {
            pass(&bytes[..at])?;
            return Ok(Some(at + MARK_LENGTH));
        }
        self.pass_sure(bytes, pass).map(|()| None)
    }

    /// Passes on bytes without a whole mark, and holds the end of them if the mark may begin there.
    fn pass_sure(&mut self, bytes: &[u8], pass: &mut SnapshotSink<'_>) -> io::Result<()> {
        let mark = self.mark.needle();
        let begun = (1..MARK_LENGTH)
            .rev()
            .find(|&length| bytes.ends_with(&mark[..length]));
        let (sure, held) = bytes.split_at(bytes.len() - begun.unwrap_or(0));
        self.held.clear();
        self.held.extend_from_slice(held);
        pass(sure)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MARK_TEXT: [u8; MARK_LENGTH] = *b"abababababababababababababababababababac";

    /// The snapshot in these reads, and the bytes after it.
    fn decode(end: SnapshotEnd, reads: &[&[u8]]) -> (SnapshotDecoder, Vec<u8>, Vec<u8>) {
        let mut decoder = SnapshotDecoder::new(end);
        let (mut snapshot, mut after) = (Vec::new(), Vec::new());
        for read in reads {
            let used = decoder.feed(read, &mut |part| {
                snapshot.extend_from_slice(part);
                Ok(())
            });
            after.extend_from_slice(&read[used.expect("a vector")..]);
        }
        (decoder, snapshot, after)
    }

    #[test]
    fn a_length_ends_the_snapshot() {
        let (decoder, snapshot, after) =
            decode(SnapshotEnd::Length(5), &[b"RED", b"IS*1\r\n", b"x"]);
        assert!(decoder.is_complete());
        assert_eq!(
            (&snapshot[..], &after[..]),
            (&b"REDIS"[..], &b"*1\r\nx"[..])
        );
        assert!(SnapshotDecoder::new(SnapshotEnd::Length(0)).is_complete());
    }

    #[test]
    fn a_snapshot_without_its_end_is_incomplete() {
        let (decoder, snapshot, _) = decode(SnapshotEnd::Mark(MARK_TEXT), &[b"REDIS", b"aba"]);
        assert!(!decoder.is_complete());
        assert_eq!((decoder.passed(), &snapshot[..]), (5, &b"REDIS"[..]));
    }

    /// Data that contains beginnings of the mark.
    fn data() -> impl Strategy<Value = Vec<u8>> {
        let begun = (0..MARK_LENGTH).prop_map(|length| MARK_TEXT[..length].to_vec());
        let part = prop_oneof![begun, proptest::collection::vec(any::<u8>(), 0..80)];
        proptest::collection::vec(part, 0..6).prop_map(|parts| parts.concat())
    }

    proptest! {
        #[test]
        fn the_mark_never_reaches_the_output(
            data in data(),
            after in data(),
            cuts in proptest::collection::vec(1usize..100, 1..20),
        ) {
            let stream = [&data[..], &MARK_TEXT, &after].concat();
            // Data that happens to complete a beginning of the mark would end there.
            prop_assume!(memchr::memmem::find(&stream, &MARK_TEXT) == Some(data.len()));
            let (mut reads, mut rest) = (Vec::new(), &stream[..]);
            for cut in cuts.iter().cycle() {
                let (read, others) = rest.split_at(rest.len().min(*cut));
                reads.push(read);
                rest = others;
                if rest.is_empty() {
                    break;
                }
            }
            let (decoder, snapshot, left) = decode(SnapshotEnd::Mark(MARK_TEXT), &reads);
            prop_assert!(decoder.is_complete());
            prop_assert_eq!(decoder.passed(), data.len() as u64);
            prop_assert_eq!(snapshot, data);
            prop_assert_eq!(left, after);
        }
    }
}
