//! Ctrl-C: a flag that a run looks at, to end in good order.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use anyhow::Context;
use signal_hook::consts::SIGINT;
use signal_hook::flag;

use crate::process::exit::Exit;

/// A flag that SIGINT sets from now on. The second one ends the process at once: something may hang.
///
/// # Errors
/// The system will not have it.
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
