//! Programs run in a pseudo-terminal, typed at, and their screen read back.
//!
//! ```ignore
//! let mut screen = Terminal::redsh().on(&server).size(40, 10).start();
//! screen.type_line("GET a").assert_screen(["127.0.0.1:11111> GET a", "(nil)", "127.0.0.1:11111>"]);
//! screen.press(Key::CtrlD).assert_ended(0);
//! ```
//!
//! The ports of servers differ from run to run and are all five digits long, so on the screen that is read back they are
//! 11111, 22222 and so on, in the order in which the servers were named. Nothing is waited for by the clock: what is
//! asserted of a screen is waited for, and the deadline is far beyond what anything takes.

mod display;
mod key;
mod screen;

use std::ffi::OsStr;
use std::path::Path;

use super::shell::Shell;
pub use key::Key;
use redsh_sandbox::Sandbox;
pub use screen::Screen;

/// A program that is to be run in a terminal.
pub struct Terminal {
    shell: Shell,
    width: u16,
    height: u16,
    ports: Vec<u16>,
}

impl Terminal {
    /// The program under test, on a terminal of 80 columns and 24 rows.
    pub fn redsh() -> Self {
        Self::of(Shell::redsh())
    }

    /// Any program.
    pub fn of(shell: Shell) -> Self {
        Terminal {
            shell: shell.env("TERM", "xterm-256color"),
            width: 80,
            height: 24,
            ports: Vec::new(),
        }
    }

    /// The arguments that lead to this server.
    pub fn on(mut self, server: &Sandbox) -> Self {
        self.shell = self.shell.on(server);
        self.knowing(server.port())
    }

    /// The arguments that lead to this port of 127.0.0.1.
    pub fn to(self, port: u16) -> Self {
        self.knowing(port).args(["-p", &port.to_string()])
    }

    /// A port that is on the screen: the first is 11111 there, the second 22222.
    pub fn knowing(mut self, port: u16) -> Self {
        assert!(port >= 10_000, "the columns of a screen depend on it");
        self.ports.push(port);
        self
    }

    /// One more argument.
    pub fn arg(self, argument: impl AsRef<OsStr>) -> Self {
        self.args([argument])
    }

    /// More arguments.
    pub fn args<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.shell = self.shell.args(arguments);
        self
    }

    /// One more variable in the environment.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.shell = self.shell.env(name, value);
        self
    }

    /// How many columns and rows the terminal has.
    pub fn size(mut self, width: u16, height: u16) -> Self {
        (self.width, self.height) = (width, height);
        self
    }

    /// The folder that the program runs in, which is its home.
    pub fn home(&self) -> &Path {
        self.shell.home()
    }

    /// Runs the program.
    pub fn start(self) -> Screen {
        Screen::start(self)
    }
}
