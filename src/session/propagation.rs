//! The commands that a server propagates to its replicas, after SYNC or PSYNC, as CSV.
//!
//! The messages are those of redis-cli 7.0. After a snapshot with a mark, redsh acknowledges the offset 0, since some
//! servers send no commands before an acknowledgement. Every write has a larger offset, so WAIT after a write does not
//! count redsh.

use std::convert::Infallible;
use std::io::Write;
use std::thread;
use std::time::Duration;

use anyhow::bail;
use redsh_engine::Error;
use redsh_engine::client::SyncStream;
use redsh_engine::replication::{MARK_LENGTH, SnapshotDecoder, SnapshotEnd, SyncHeader};
use redsh_engine::resp::encode_command;

use crate::process::stderr;
use crate::render::{Format, Printer};

/// redis-cli's announcement before the commands, if SYNC or PSYNC was a command of the user.
pub(super) const ENTERING: &str = "Entering replica output mode...  (press Ctrl-C to quit)\n";

/// The time that a server needs to notice that its child has sent the snapshot.
const SETTLING: Duration = Duration::from_secs(1);

/// Prints the commands until the connection ends.
///
/// # Errors
/// The server refuses to send them, or ends the connection; stdout cannot be written to.
pub(crate) fn follow<W: Write>(
    mut stream: SyncStream,
    printer: &mut Printer<W>,
) -> anyhow::Result<Infallible> {
    let format = printer.set_format(Format::Csv);
    let error = match skip_snapshot(&mut stream) {
        Ok(()) => print_commands(&mut stream, printer),
        Err(error) => Err(error),
    };
    printer.set_format(format);
    error
}

fn print_commands<W: Write>(
    stream: &mut SyncStream,
    printer: &mut Printer<W>,
) -> anyhow::Result<Infallible> {
    loop {
        stream.read_command(printer)?;
        printer.finish().map_err(Error::Output)?;
    }
}

fn skip_snapshot(stream: &mut SyncStream) -> anyhow::Result<()> {
    let end = match stream.header()? {
        SyncHeader::Snapshot(end) => end,
        SyncHeader::Continue => return Ok(()),
        SyncHeader::Refused(error) => {
            bail!(
                "SYNC with master failed: -{}",
                String::from_utf8_lossy(&error)
            )
        }
    };
    let amount = match end {
        SnapshotEnd::Length(length) => format!("{length} bytes of bulk transfer"),
        SnapshotEnd::Mark(_) => "bytes of bulk transfer until EOF marker".to_owned(),
    };
    stderr::tell(format!("SYNC with master, discarding {amount}..."));
    let mut decoder = SnapshotDecoder::new(end);
    while !decoder.is_complete() {
        stream.read_snapshot(&mut decoder, &mut |_| Ok(()))?;
    }
    match end {
        SnapshotEnd::Length(_) => stderr::tell("SYNC done. Logging commands from master."),
        SnapshotEnd::Mark(_) => {
            // redis-cli counts the mark too.
            let bytes = decoder.passed() + MARK_LENGTH as u64;
            stderr::tell(format!(
                "SYNC done after {bytes} bytes. Logging commands from master."
            ));
            begin(stream)?;
        }
    }
    Ok(())
}

/// Requests the commands after a snapshot with a mark.
fn begin(stream: &mut SyncStream) -> anyhow::Result<()> {
    thread::sleep(SETTLING);
    stderr::tell("sending REPLCONF ACK 0");
    let mut wire = Vec::new();
    encode_command(&["REPLCONF", "ACK", "0"], &mut wire);
    Ok(stream.send(&wire)?)
}
