//! The shell on a terminal of 40 columns and 10 rows, with characters that take two columns. Only scenes in which the
//! size matters are here: how lines, prompts, hints, lists and tables wrap or are cut off.

mod channels;
mod colours;
mod completion;
mod configuration;
mod hints;
mod history;
mod hostile;
mod interrupts;
mod monitor;
mod pager;
mod pasting;
mod prompt;
mod questions;
mod resizing;
mod secrets;
mod signals;
mod typing;
mod views;
mod words;

use super::{PROMPT, prompted};
use redsh_sandbox::Sandbox;
use support::terminal::{Screen, Terminal};

/// A small terminal with a shell at this server.
fn terminal(server: &Sandbox) -> Terminal {
    Terminal::redsh().on(server).size(40, 10)
}

/// The shell at its first prompt.
fn small(server: &Sandbox) -> Screen {
    let mut screen = terminal(server).start();
    screen.wait_for_prompt();
    screen
}
