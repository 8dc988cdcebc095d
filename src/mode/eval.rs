//! A Lua script from a file, once or many times.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;

use crate::cli::{Input, Repeat};
use crate::mode::oneshot;
use crate::process::exit::Exit;
use crate::session::Session;

/// Runs the script in `file`. A script that runs more than once is sent as EVALSHA; a server that does not have it gets
/// EVAL, which works for each node. After a failed login nothing runs, as in redis-cli.
pub(crate) fn run(
    session: &mut Session<impl Write>,
    file: &Path,
    keys: &[Vec<u8>],
    args: &[Vec<u8>],
    input: Input,
    stops_at_error: bool,
) -> anyhow::Result<Exit> {
    let script = source(file)?;
    if !session.logs_in()? {
        return Ok(Exit::Failure);
    }
    let digest = sha1_smol::Sha1::from(&script).digest().to_string();
    let by_source: Arc<[Vec<u8>]> = command("EVAL", script, keys, args).into();
    let by_digest = command("EVALSHA", digest.into_bytes(), keys, args);
    let once = matches!(input.repeat, Repeat::Times(0 | 1));
    oneshot::repeat(session, input, stops_at_error, |session| {
        if once {
            session.submit(&by_source, 0)
        } else {
            session.submit_script(&by_digest, Some(&by_source), 0)
        }
    })
}

pub(super) fn source(file: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("could not read {}", file.display()))
}

pub(super) fn command(
    name: &str,
    script: Vec<u8>,
    keys: &[Vec<u8>],
    args: &[Vec<u8>],
) -> Vec<Vec<u8>> {
    let count = keys.len().to_string().into_bytes();
    let head = [name.as_bytes().to_vec(), script, count];
    head.into_iter()
        .chain(keys.iter().cloned())
        .chain(args.iter().cloned())
        .collect()
}
