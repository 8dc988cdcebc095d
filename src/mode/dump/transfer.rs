//! The transfer of a snapshot from one server.

use std::time::{Duration, Instant};

use anyhow::bail;
use redsh_engine::Error;
use redsh_engine::client::SyncStream;
use redsh_engine::error::reason;
use redsh_engine::net::{Connection, Endpoint};
use redsh_engine::rdb::{ChecksumVerdict, RdbChecksum};
use redsh_engine::replication::{SnapshotDecoder, SnapshotEnd, SyncHeader};

use super::broken_off::{self, BrokenTransfer};
use super::magic;
use super::output::DumpOutput;
use super::transfer_display::TransferDisplay;
use crate::cli::{DumpContent, DumpRun};
use crate::session::login_check;

/// The request for the snapshot. It is an inline command, as redis-cli sends it.
const SYNC: &[u8] = b"SYNC\r\n";

/// Options for a replica, each with the beginning that messages about it have.
type ReplicaOption = (&'static str, &'static [&'static str]);

const EOF_MARK: ReplicaOption = ("capa", &["capa", "eof"]);

/// The server closes the connection after the snapshot, and does not keep later writes for it.
const SNAPSHOT_ONLY: ReplicaOption = ("rdb-only", &["rdb-only", "1"]);

const FUNCTIONS_ONLY: ReplicaOption = ("rdb-filter-only", &["rdb-filter-only", "functions"]);

pub(super) struct Transfer<'t> {
    pub(super) endpoint: &'t Endpoint,
    pub(super) run: &'t DumpRun,
    pub(super) display: &'t TransferDisplay,
}

/// A snapshot that is complete.
pub(super) struct Transferred {
    end: SnapshotEnd,
    pub(super) bytes: u64,
}

impl Transferred {
    /// The message of redis-cli.
    pub(super) fn success(&self) -> String {
        let bytes = self.bytes;
        match self.end {
            SnapshotEnd::Length(_) => "Transfer finished with success.".to_owned(),
            SnapshotEnd::Mark(_) => format!("Transfer finished with success after {bytes} bytes"),
        }
    }
}

impl Transfer<'_> {
    /// Transfers the snapshot to the output.
    ///
    /// # Errors
    /// The server cannot be reached, refuses the snapshot, or ends the transfer; the output cannot be written to; the checksum is
    /// wrong.
    pub(super) fn run(&self, output: &mut DumpOutput) -> anyhow::Result<Transferred> {
        let mut connection = login_check::open(self.endpoint)?;
        let is_snapshot_only = self.negotiate(&mut connection)?;
        let mut stream = SyncStream::request(connection, self.endpoint, SYNC)?;
        let end = self.snapshot_end(&mut stream, output)?;
        let mut writing = SnapshotWriter {
            output,
            display: self.display,
            checksum: self.run.verify.then(RdbChecksum::default),
            head: Vec::new(),
            longest_write: Duration::ZERO,
            is_snapshot_only,
        };
        let bytes = self.receive(&mut stream, SnapshotDecoder::new(end), &mut writing)?;
        magic::check(&writing.head)?;
        if let Some(checksum) = writing.checksum {
            self.check(&checksum)?;
        }
        output.sync()?;
        Ok(Transferred { end, bytes })
    }

    /// Sends the options of a replica. Returns whether the server keeps no later writes for it. Servers before 6.2 do.
    fn negotiate(&self, connection: &mut Connection) -> anyhow::Result<bool> {
        self.is_accepted(connection, EOF_MARK)?;
        let is_snapshot_only = self.is_accepted(connection, SNAPSHOT_ONLY)?;
        if self.run.content == DumpContent::Functions
            && !self.is_accepted(connection, FUNCTIONS_ONLY)?
        {
            bail!("Failed requesting functions only RDB from server, aborting");
        }
        Ok(is_snapshot_only)
    }

    fn is_accepted(
        &self,
        connection: &mut Connection,
        (name, words): ReplicaOption,
    ) -> anyhow::Result<bool> {
        self.display
            .step(&format!("sending REPLCONF {}", words.join(" ")));
        let reply = connection.call(&[&["REPLCONF"], words].concat())?;
        let error = reply.as_error().map(String::from_utf8_lossy);
        if let Some(error) = &error {
            self.display
                .step(&format!("REPLCONF {name} error: {error}"));
        }
        Ok(error.is_none())
    }

    fn snapshot_end(
        &self,
        stream: &mut SyncStream,
        output: &DumpOutput,
    ) -> anyhow::Result<SnapshotEnd> {
        let file = self.run.file.display();
        let end = match stream.header()? {
            SyncHeader::Snapshot(end) => end,
            SyncHeader::Continue => bail!("SYNC with master failed: +CONTINUE"),
            SyncHeader::Refused(error) => {
                let error = String::from_utf8_lossy(&error);
                bail!("SYNC with master failed: -{error}")
            }
        };
        let amount = match end {
            SnapshotEnd::Length(length) => {
                output.check_room(length)?;
                self.display.expect_bytes(length);
                format!("{length} bytes")
            }
            SnapshotEnd::Mark(_) => "bytes of bulk transfer until EOF marker".to_owned(),
        };
        self.display.step(&format!(
            "SYNC sent to master, writing {amount} to '{file}'"
        ));
        Ok(end)
    }

    /// Receives the snapshot. Returns the number of its bytes.
    fn receive(
        &self,
        stream: &mut SyncStream,
        mut decoder: SnapshotDecoder,
        writing: &mut SnapshotWriter<'_>,
    ) -> anyhow::Result<u64> {
        let started = Instant::now();
        while !decoder.is_complete() {
            let read = stream.read_snapshot(&mut decoder, &mut |bytes| writing.write(bytes));
            match read {
                Ok(()) => {}
                Err(Error::Output(error)) => {
                    bail!("{}: {}", writing.output.unwritten(), reason(&error))
                }
                Err(error) => {
                    let broken = BrokenTransfer {
                        error,
                        bytes: decoder.passed(),
                        elapsed: started.elapsed(),
                        longest_write: writing.longest_write,
                        is_snapshot_only: writing.is_snapshot_only,
                    };
                    return Err(broken_off::explain(&broken, self.endpoint));
                }
            }
        }
        Ok(decoder.passed())
    }

    fn check(&self, checksum: &RdbChecksum) -> anyhow::Result<()> {
        match checksum.verdict() {
            ChecksumVerdict::Right => Ok(()),
            ChecksumVerdict::Absent => {
                self.display
                    .tell("not verified: the server computes no checksum (rdbchecksum no)");
                Ok(())
            }
            ChecksumVerdict::Wrong { stated, computed } => bail!(
                "the checksum of the snapshot is {stated:016x}, and that of its bytes {computed:016x}; nothing was saved \
                 (--no-verify saves it)"
            ),
        }
    }
}

/// Writes the bytes of a snapshot, and computes their checksum.
struct SnapshotWriter<'t> {
    output: &'t mut DumpOutput,
    display: &'t TransferDisplay,
    checksum: Option<RdbChecksum>,
    /// The first bytes, at most [`magic::LENGTH`].
    head: Vec<u8>,
    /// The longest time that a write took, during which nothing was received.
    longest_write: Duration,
    is_snapshot_only: bool,
}

impl SnapshotWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        if let Some(checksum) = &mut self.checksum {
            checksum.add(bytes);
        }
        let missing = magic::LENGTH.saturating_sub(self.head.len());
        self.head
            .extend_from_slice(&bytes[..missing.min(bytes.len())]);
        let before = Instant::now();
        self.output.write(bytes)?;
        self.longest_write = self.longest_write.max(before.elapsed());
        self.display.add(bytes.len());
        Ok(())
    }
}
