//! The header of a snapshot, and the replies to SYNC and PSYNC before it.

use crate::resp::ProtocolError;

/// The longest header, in bytes. Error replies are the longest.
const LONGEST: usize = 64 * 1024;

/// The length of the mark at the end of a snapshot, in bytes.
pub const MARK_LENGTH: usize = 40;

/// A reply to SYNC or PSYNC.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SyncHeader {
    /// A snapshot follows, and then the commands that the server propagates.
    Snapshot(SnapshotEnd),
    /// The server continues with the commands after the offset of PSYNC: `+CONTINUE`.
    Continue,
    /// The error reply, without its end.
    Refused(Vec<u8>),
}

/// How the end of a snapshot is recognized.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SnapshotEnd {
    /// By the number of bytes, which the server announces if it has the snapshot in a file.
    Length(u64),
    /// By 40 random bytes that follow the snapshot, which the server generates while it sends.
    Mark([u8; MARK_LENGTH]),
}

/// Reads the header from bytes as they arrive.
#[derive(Debug, Default)]
pub struct SyncHeaderReader {
    line: Vec<u8>,
}

impl SyncHeaderReader {
    /// Reads until the header is complete. Returns the number of bytes that were used, and the header. The line breaks with
    /// which a server shows that it is alive while it prepares the snapshot, and `+FULLRESYNC`, are skipped.
    ///
    /// # Errors
    /// The bytes are no reply to SYNC or PSYNC.
    pub fn feed(&mut self, bytes: &[u8]) -> Result<(usize, Option<SyncHeader>), ProtocolError> {
        let mut used = 0;
        while let Some(length) = memchr::memchr(b'\n', &bytes[used..]) {
            self.line.extend_from_slice(&bytes[used..used + length]);
            used += length + 1;
            if let Some(header) = self.take_line()? {
                return Ok((used, Some(header)));
            }
        }
        self.line.extend_from_slice(&bytes[used..]);
        match self.line.len() > LONGEST {
            true => Err(not_a_header(&self.line)),
            false => Ok((bytes.len(), None)),
        }
    }

    fn take_line(&mut self) -> Result<Option<SyncHeader>, ProtocolError> {
        let line = std::mem::take(&mut self.line);
        let line = line.strip_suffix(b"\r").unwrap_or(&line);
        let header = match line {
            [] => return Ok(None),
            [b'-', error @ ..] => SyncHeader::Refused(error.to_vec()),
            [b'$', end @ ..] => {
                SyncHeader::Snapshot(end_of(end).ok_or_else(|| not_a_header(line))?)
            }
            [b'+', words @ ..] if words.starts_with(b"FULLRESYNC") => return Ok(None),
            [b'+', words @ ..] if words.starts_with(b"CONTINUE") => SyncHeader::Continue,
            _ => return Err(not_a_header(line)),
        };
        Ok(Some(header))
    }
}

fn end_of(text: &[u8]) -> Option<SnapshotEnd> {
    if let Some(mark) = text.strip_prefix(b"EOF:") {
        return mark.try_into().ok().map(SnapshotEnd::Mark);
    }
    let digits = std::str::from_utf8(text).ok()?;
    digits.parse().ok().map(SnapshotEnd::Length)
}

fn not_a_header(line: &[u8]) -> ProtocolError {
    let shown = line[..line.len().min(40)].escape_ascii();
    ProtocolError::new(
        0,
        format!("expected the header of a snapshot, found \"{shown}\""),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The header of these bytes, and the number of bytes after it; fed whole, and byte by byte.
    fn read(bytes: &[u8]) -> Result<Option<(SyncHeader, usize)>, ProtocolError> {
        let mut reader = SyncHeaderReader::default();
        let (used, header) = reader.feed(bytes)?;
        let mut reader = SyncHeaderReader::default();
        let mut single = bytes.chunks(1).map(|byte| reader.feed(byte));
        let found = single.find_map(|fed| fed.expect("as before").1);
        assert_eq!(found, header);
        Ok(header.map(|header| (header, bytes.len() - used)))
    }

    const MARK_TEXT: &[u8; MARK_LENGTH] = b"49ac3427e67e420fc7bc10355e3021004a0810ff";

    #[test]
    fn both_forms_of_a_snapshot_are_recognized_behind_line_breaks() {
        let header = read(b"\n\n$1255\r\nREDIS").expect("a header");
        let length = SyncHeader::Snapshot(SnapshotEnd::Length(1255));
        assert_eq!(header, Some((length, 5)));
        let bytes = [b"+FULLRESYNC id 0\r\n\n$EOF:", &MARK_TEXT[..], b"\r\nREDIS"];
        let mark = SyncHeader::Snapshot(SnapshotEnd::Mark(*MARK_TEXT));
        assert_eq!(read(&bytes.concat()), Ok(Some((mark, 5))));
    }

    #[test]
    fn a_refusal_and_a_continuation_are_recognized() {
        let refused = SyncHeader::Refused(b"NOPERM no permissions".to_vec());
        assert_eq!(read(b"-NOPERM no permissions\r\n"), Ok(Some((refused, 0))));
        let header = read(b"+CONTINUE id\r\n*1\r\n");
        assert_eq!(header, Ok(Some((SyncHeader::Continue, 4))));
    }

    #[test]
    fn an_incomplete_header_waits_for_more_bytes() {
        for bytes in [&b""[..], b"\n\n", b"$12", b"+FULLRESYNC id 0\r\n"] {
            assert_eq!(read(bytes), Ok(None));
        }
    }

    #[test]
    fn other_replies_are_errors() {
        for bytes in [
            &b"+OK\r\n"[..],
            b"$-1\r\n",
            b"$EOF:short\r\n",
            b"*0\r\n",
            b"$x\n",
        ] {
            read(bytes).expect_err("no header");
        }
        let endless = vec![b'x'; LONGEST + 1];
        SyncHeaderReader::default()
            .feed(&endless)
            .expect_err("too long");
    }
}
