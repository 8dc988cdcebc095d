//! The shell at a terminal: typed at and looked at, against real servers.

mod channels;
mod colours;
mod completion;
mod editing;
mod help;
mod hints;
mod history;
mod hostile;
mod interrupts;
mod leaving;
mod lessons;
mod monitor;
mod pager;
mod pasting;
mod pipe;
mod prompt;
mod read_only;
mod reconnecting;
mod replies;
mod secrets;
mod signals;
mod typing;
mod views;
mod wide;
mod words;

use crate::support::sandbox::Sandbox;
use crate::support::terminal::{Screen, Terminal};

/// The prompt of a shell on the first server that a screen knows.
const PROMPT: &str = "127.0.0.1:11111>";

/// A shell on this server, at its first prompt.
fn shell(server: &Sandbox) -> Screen {
    Terminal::redsh().on(server).start()
}

/// What follows the prompt on its row.
fn prompted(line: &str) -> String {
    format!("{PROMPT} {line}")
}
