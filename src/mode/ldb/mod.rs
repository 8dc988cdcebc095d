//! `--ldb`: a Lua script in the server's debugger. Lines of stdin go to the debugger until the session ends, and then to
//! the server, as in any script.
//!
//! A session has its own connection, on which the server replies to each command with an array of status lines. The last
//! one ends the session, and the reply of the script follows. The connection cannot be used afterwards: the script ran in a
//! fork of the server, which has exited.

mod request;
mod status;

use std::io::{self, IsTerminal, Write};

use anyhow::{Context, bail};
use redsh_engine::net::{Connection, Endpoint};
use redsh_engine::resp::{Value, encode_command};

use self::request::DebuggerLine;
use self::status::StatusStyle;
use super::eval;
use super::script::{Ended, OnRestart, Script};
use crate::cli::{Debugging, EvalRun};
use crate::process::called_as::CalledAs;
use crate::process::exit::Exit;
use crate::process::stderr;
use crate::session::Session;
use crate::session::login_check::report_notices;

const BANNER: &[u8] = b"Lua debugging session started, please use:
quit    -- End the session.
restart -- Restart the script in debug mode again.
help    -- Show Lua script debugging commands.

";

/// A script to debug, and the server.
pub(crate) struct Debuggee<'s> {
    pub(crate) script: &'s EvalRun,
    pub(crate) debugging: Debugging,
    pub(crate) endpoint: Endpoint,
}

/// Debugs the script, again after each `restart`, and then runs the remaining lines in `session`, which prints for the
/// debugger too. `colour` applies to status lines. With `errors_count`, error replies set the exit code.
pub(crate) fn run(
    session: &mut Session<impl Write>,
    debuggee: &Debuggee<'_>,
    colour: bool,
    errors_count: bool,
) -> anyhow::Result<Exit> {
    if session.refusal(&[b"EVAL".to_vec()]).is_some() {
        bail!("could not debug the script: read-only mode, and it may write");
    }
    let style = StatusStyle {
        colour,
        terminal: io::stdout().is_terminal(),
    };
    let mut script = Script::new(session, OnRestart::Stop);
    loop {
        let left = match Debugger::start(&mut script, debuggee, style)? {
            Some(mut debugger) => debugger.run(debuggee.debugging)?,
            None => Some(Ended::Quit),
        };
        let ended = match left {
            Some(ended) => ended,
            None => script.run()?,
        };
        if ended == Ended::Quit {
            return Ok(script.exit(errors_count));
        }
        script.session.show("\n")?;
    }
}

struct Debugger<'d, 's, W: Write> {
    script: &'d mut Script<'s, W>,
    connection: Connection,
    style: StatusStyle,
}

impl<'d, 's, W: Write> Debugger<'d, 's, W> {
    /// Starts the script, and prints where it stopped. `None` if the server could not compile it; the error is printed.
    fn start(
        script: &'d mut Script<'s, W>,
        debuggee: &Debuggee<'_>,
        style: StatusStyle,
    ) -> anyhow::Result<Option<Self>> {
        let verbose = script.session.replies().policy.verbose;
        let connection = connect(&debuggee.endpoint, verbose)?;
        let mut debugger = Debugger {
            script,
            connection,
            style,
        };
        debugger.print(BANNER)?;
        debugger.script.session.flush()?;
        let over = debugger.begin(debuggee)?;
        if over {
            debugger.print(b"\nEval debugging session can't start:\n")?;
            debugger.print_reply()?;
        }
        debugger.script.session.flush()?;
        Ok((!over).then_some(debugger))
    }

    fn begin(&mut self, debuggee: &Debuggee<'_>) -> anyhow::Result<bool> {
        let source = super::read_file(&debuggee.script.file)?;
        let mode = match debuggee.debugging {
            Debugging::Forked => "YES",
            Debugging::Sync => "SYNC",
        };
        self.send(&["SCRIPT", "DEBUG", mode])?;
        // After a refusal the script would run without the debugger, and its writes would stay.
        self.connection.reader.read_acceptance("SCRIPT DEBUG")?;
        self.send(&eval::command("EVAL", source, debuggee.script))?;
        let status = self.connection.reader.read_reply()?;
        if let Some(error) = status.as_error() {
            let error = String::from_utf8_lossy(error);
            bail!("could not debug the script: {error}");
        }
        self.print_status(&status)
    }

    /// Runs lines until the session ends. `None` if the script has ended.
    fn run(&mut self, debugging: Debugging) -> anyhow::Result<Option<Ended>> {
        let mut line = Vec::new();
        while self.read(&mut line)? {
            let over = match DebuggerLine::of(&line) {
                DebuggerLine::Quit => return Ok(Some(Ended::Quit)),
                DebuggerLine::Restart => return Ok(Some(Ended::Restart)),
                DebuggerLine::Nothing => false,
                DebuggerLine::Say(text) => {
                    self.print(&CalledAs::of_process().renamed(text))?;
                    false
                }
                DebuggerLine::Send(times, words) => self.repeat(times, &words)?,
            };
            if over {
                self.print_end(debugging)?;
                return Ok(None);
            }
        }
        Ok(Some(Ended::Quit))
    }

    fn read(&mut self, line: &mut Vec<u8>) -> anyhow::Result<bool> {
        if io::stdin().is_terminal() {
            self.print(b"lua debugger> ")?;
        }
        self.script.session.flush()?;
        self.script.read(line)
    }

    /// Sends a command `times` times. Returns whether the session has ended; remaining repetitions are dropped then.
    fn repeat(&mut self, times: u64, words: &[Vec<u8>]) -> anyhow::Result<bool> {
        for _ in 0..times {
            self.send(words)?;
            let status = self.connection.reader.read_reply()?;
            if self.print_status(&status)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn send(&mut self, words: &[impl AsRef<[u8]>]) -> anyhow::Result<()> {
        let mut request = Vec::new();
        encode_command(words, &mut request);
        Ok(self.connection.send_counted(&request).1?)
    }

    /// Prints the lines of a reply. Returns whether one of them ends the session.
    fn print_status(&mut self, status: &Value) -> anyhow::Result<bool> {
        let one = std::slice::from_ref(status);
        for line in status.as_slice().unwrap_or(one) {
            let line = line.as_bytes().unwrap_or_default();
            if status::ends_session(line) {
                return Ok(true);
            }
            self.print(&status::shown(line, self.style))?;
        }
        Ok(false)
    }

    /// Prints the reply of the script, and whether its writes were kept.
    fn print_end(&mut self, debugging: Debugging) -> anyhow::Result<()> {
        self.print(b"\n")?;
        self.print_reply()?;
        self.print(match debugging {
            Debugging::Forked => {
                b"\n(Lua debugging session ended -- dataset changes rolled back)\n\n".as_slice()
            }
            Debugging::Sync => b"\n(Lua debugging session ended)\n\n",
        })?;
        self.script.session.flush()
    }

    fn print_reply(&mut self) -> anyhow::Result<()> {
        let printer = &mut self.script.session.replies().printer;
        self.connection.reader.read(printer)?;
        printer.finish().context("could not write to stdout")
    }

    fn print(&mut self, text: &[u8]) -> anyhow::Result<()> {
        let printer = &mut self.script.session.replies().printer;
        printer.text(text).context("could not write to stdout")
    }
}

/// Opens the connection of a session.
///
/// # Errors
/// The connection cannot be opened, or the login failed: the script would run as the default user.
fn connect(endpoint: &Endpoint, verbose: bool) -> anyhow::Result<Connection> {
    let opened = Connection::open(endpoint, &[]).map_err(redsh_engine::Error::from)?;
    if verbose {
        stderr::tell(format!("connected to {}", endpoint.address));
    }
    report_notices(&opened.notices)?;
    Ok(opened.connection)
}
