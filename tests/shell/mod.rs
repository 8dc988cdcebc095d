//! The shell at a terminal, against real servers.

mod analyses;
mod channels;
mod colours;
mod command_docs;
mod completion;
mod configuration;
mod dumb;
mod editing;
mod help;
mod hints;
mod history;
mod hostile;
mod interrupts;
mod leaving;
mod login;
mod monitor;
mod mutated;
mod one_shots;
mod pager;
mod pasting;
mod pipe;
mod preferences;
mod profiles;
mod prompt;
mod questions;
mod read_only;
mod reconnecting;
mod redisclirc;
mod replies;
mod secrets;
mod signals;
mod small;
mod tee;
mod typing;
mod views;
mod waiting;
mod wide;
mod words;

use std::fs;
use std::path::PathBuf;

use redsh_sandbox::Sandbox;
use support::terminal::{Screen, Terminal};

/// The prompt of a shell at the first server of a screen.
const PROMPT: &str = "127.0.0.1:11111>";

/// A shell at this server, at its first prompt.
fn shell(server: &Sandbox) -> Screen {
    Terminal::redsh().on(server).start()
}

/// Writes the user's configuration, and returns its path.
fn configure(terminal: &Terminal, text: &str) -> PathBuf {
    let folder = terminal.home().join(".config/redsh");
    fs::create_dir_all(&folder).expect("a folder");
    let file = folder.join("config.toml");
    fs::write(&file, text).expect("it is written");
    file
}

/// The prompt and a line after it.
fn prompted(line: &str) -> String {
    format!("{PROMPT} {line}")
}
