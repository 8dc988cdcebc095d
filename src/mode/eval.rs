//! A Lua script from a file, once or many times.

use std::io::Write;
use std::sync::Arc;

use crate::cli::{EvalRun, Input, Repeat};
use crate::mode::oneshot;
use crate::process::exit::Exit;
use crate::session::Session;

/// Runs a script. A script that runs more than once is sent as EVALSHA; a server that does not have it gets
/// EVAL, which works for each node. After a failed login nothing runs, as in redis-cli.
pub(crate) fn run(
    session: &mut Session<impl Write>,
    script: &EvalRun,
    input: Input,
    stops_at_error: bool,
) -> anyhow::Result<Exit> {
    let source = super::read_file(&script.file)?;
    if !session.logs_in()? {
        return Ok(Exit::Failure);
    }
    let digest = sha1_smol::Sha1::from(&source).digest().to_string();
    let by_source: Arc<[Vec<u8>]> = command("EVAL", source, script).into();
    let by_digest = command("EVALSHA", digest.into_bytes(), script);
    let once = matches!(input.repeat, Repeat::Times(0 | 1));
    oneshot::repeat(session, input, stops_at_error, |session, number| {
        if once {
            session.submit(&by_source, number)
        } else {
            session.submit_script(&by_digest, Some(&by_source), number)
        }
    })
}

/// Returns the words of EVAL with a source, or of EVALSHA with a digest.
pub(super) fn command(name: &str, source: Vec<u8>, script: &EvalRun) -> Vec<Vec<u8>> {
    let count = script.keys.len().to_string().into_bytes();
    let head = [name.as_bytes().to_vec(), source, count];
    [&head[..], &script.keys, &script.args].concat()
}
