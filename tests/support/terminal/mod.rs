//! Programs run in a pseudo-terminal: a test types, and asserts the screen.
//!
//! ```ignore
//! let mut screen = Terminal::redsh().on(&server).size(40, 10).start();
//! screen.type_line("GET a").assert_screen(["127.0.0.1:11111> GET a", "(nil)", "127.0.0.1:11111>"]);
//! screen.press(Key::CtrlD).assert_ended(0);
//! ```
//!
//! The ports of servers differ from run to run and all have five digits. On the asserted screen they are 11111, 22222 and
//! so on, in the order in which the test names the servers. No test depends on timing: an assertion about the screen waits
//! until it holds, and the deadline is far beyond the duration of anything that works.

mod display;
mod key;
mod screen;

use std::ffi::OsStr;
use std::path::Path;

use super::shell::Shell;
pub use key::Key;
use redsh_sandbox::Sandbox;
pub use screen::Screen;

/// A program to run in a terminal.
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

    /// Adds the arguments with which a client reaches this server.
    pub fn on(mut self, server: &Sandbox) -> Self {
        self.shell = self.shell.on(server);
        self.knowing(server.port())
    }

    /// Adds the arguments for this port of 127.0.0.1.
    pub fn to(self, port: u16) -> Self {
        self.knowing(port).args(["-p", &port.to_string()])
    }

    /// Registers a port that appears on the screen: the first is shown as 11111, the second as 22222.
    pub fn knowing(mut self, port: u16) -> Self {
        assert!(port >= 10_000, "the columns of a screen depend on it");
        self.ports.push(port);
        self
    }

    /// Adds an argument.
    pub fn arg(self, argument: impl AsRef<OsStr>) -> Self {
        self.args([argument])
    }

    /// Adds arguments.
    pub fn args<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        self.shell = self.shell.args(arguments);
        self
    }

    /// Adds an environment variable.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.shell = self.shell.env(name, value);
        self
    }

    /// Sets the numbers of columns and rows.
    pub fn size(mut self, width: u16, height: u16) -> Self {
        (self.width, self.height) = (width, height);
        self
    }

    /// The folder in which the program runs, which is its home.
    pub fn home(&self) -> &Path {
        self.shell.home()
    }

    /// Starts the program.
    pub fn start(self) -> Screen {
        Screen::start(self)
    }
}
