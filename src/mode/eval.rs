//! A Lua script from a file, once or many times.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::Context;

use crate::cli::{Input, Repeat};
use crate::exit::Exit;
use crate::mode::oneshot;
use crate::session::Session;

/// Runs the script in `file`. Where it runs more than once it is asked for by its digest, and sent only where the
/// server does not know it: with EVAL, so that it works node by node.
///
/// # Errors
/// The session's; the file cannot be read.
pub(crate) fn run(
    session: &mut Session<impl Write>,
    file: &Path,
    keys: &[Vec<u8>],
    args: &[Vec<u8>],
    input: Input,
    stops_at_error: bool,
) -> anyhow::Result<Exit> {
    let script = fs::read(file).with_context(|| format!("could not read {}", file.display()))?;
    let by_source = command("EVAL", script.clone(), keys, args);
    if matches!(input.repeat, Repeat::Times(0 | 1)) {
        oneshot::repeat(session, input, stops_at_error, |session| {
            session.submit(&by_source, 0)
        })
    } else {
        let digest = sha1_smol::Sha1::from(&script)
            .digest()
            .to_string()
            .into_bytes();
        let by_digest = command("EVALSHA", digest, keys, args);
        oneshot::repeat(session, input, stops_at_error, |session| {
            session.submit_by_digest(&by_digest, 0)?;
            session.finish()?;
            if session.receiver().take_script_unknown() {
                session.submit(&by_source, 0)?;
            }
            Ok(())
        })
    }
}

fn command(name: &str, script: Vec<u8>, keys: &[Vec<u8>], args: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let count = keys.len().to_string().into_bytes();
    let head = [name.as_bytes().to_vec(), script, count];
    head.into_iter()
        .chain(keys.iter().cloned())
        .chain(args.iter().cloned())
        .collect()
}
