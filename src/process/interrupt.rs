//! Ctrl-C as a flag, for runs that clean up before they end.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::Context;
use signal_hook::consts::SIGINT;
use signal_hook::flag;

use crate::process::exit::Exit;

/// Returns a flag that the first SIGINT sets. The second SIGINT ends the process at once.
pub(crate) fn flag() -> anyhow::Result<Arc<AtomicBool>> {
    let flag = Arc::new(AtomicBool::new(false));
    let again = flag::register_conditional_shutdown(
        SIGINT,
        Exit::Interrupted.code().into(),
        Arc::clone(&flag),
    );
    again
        .and_then(|_| flag::register(SIGINT, Arc::clone(&flag)))
        .context("could not listen for Ctrl-C")?;
    Ok(flag)
}
