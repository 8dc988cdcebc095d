//! `--rdb` and `--functions-rdb`: a snapshot of a server, as a replica gets it, in a file or on stdout.
//!
//! The steps and their messages are those of redis-cli 7.0. There are three differences: a file is renamed only when it is
//! complete, its checksum is compared, and the mark at the end of a stream never reaches the output.

mod broken_off;
pub(crate) mod cluster;
mod magic;
mod nodes_json;
mod output;
mod part_file;
mod transfer;
mod transfer_display;

use std::io;
use std::path::Path;
use std::sync::atomic::Ordering;

use anyhow::anyhow;
use redsh_engine::error::reason;
use redsh_engine::net::Endpoint;

use self::output::DumpOutput;
use self::transfer::Transfer;
use self::transfer_display::TransferDisplay;
use crate::cli::DumpRun;
use crate::process::called_as::CalledAs;
use crate::process::exit::Exit;
use crate::process::interrupt;

/// Writes the snapshot of one server.
pub(crate) fn run(run: &DumpRun, endpoint: Endpoint) -> anyhow::Result<Exit> {
    let interrupter = endpoint.dial.interrupter.clone();
    let interrupted = interrupt::at_first_signal(move || interrupter.close_all())?;
    let mut output = DumpOutput::open(&run.file)?;
    let display = TransferDisplay::new(&run.file);
    let transfer = Transfer {
        endpoint: &endpoint,
        run,
        display: &display,
    };
    let outcome = transfer.run(&mut output);
    match outcome {
        Err(_) if interrupted.load(Ordering::Relaxed) => Err(display.interrupted()),
        Err(error) => Err(error),
        Ok(transferred) => {
            output.publish()?;
            display.step(&transferred.success());
            Ok(Exit::Success)
        }
    }
}

/// The error for a file that cannot be opened, as redis-cli words it.
fn not_opened(path: &Path, reason: &str) -> anyhow::Error {
    anyhow!("Error opening '{}': {reason}", path.display())
}

/// As [`not_opened`], for an error of the system.
fn not_opened_by_system(path: &Path, error: &io::Error) -> anyhow::Error {
    not_opened(path, &CalledAs::capitalized(&reason(error)))
}
