//! `--replica`: prints the commands that a server propagates to its replicas, until Ctrl-C.

use std::io::Write;

use redsh_engine::client::SyncStream;
use redsh_engine::net::{Connection, Endpoint};

use crate::process::exit::Exit;
use crate::process::stderr;
use crate::render::Printer;
use crate::session::{login_check, propagation};

/// Prints the commands as CSV, each as soon as it arrives.
pub(crate) fn run<W: Write>(endpoint: &Endpoint, mut printer: Printer<W>) -> anyhow::Result<Exit> {
    let mut connection = login_check::open(endpoint)?;
    negotiate(&mut connection, "capa", "eof")?;
    // A snapshot without data; servers before 7.0 refuse the option.
    negotiate(&mut connection, "rdb-filter-only", "")?;
    let stream = SyncStream::request(connection, endpoint, b"SYNC\r\n")?;
    match propagation::follow(stream, &mut printer)? {}
}

/// Sends an option of a replica. A server that refuses it sends the commands all the same.
fn negotiate(connection: &mut Connection, name: &str, value: &str) -> anyhow::Result<()> {
    stderr::tell(format!("sending REPLCONF {name} {value}"));
    let reply = connection.call(&["REPLCONF", name, value])?;
    if let Some(error) = reply.as_error() {
        let error = String::from_utf8_lossy(error);
        stderr::tell(format!("REPLCONF {name} error: {error}"));
    }
    Ok(())
}
