//! A Lua script under the server's debugger, `--ldb`: lines of stdin go to the debugger until the session is over, and
//! from then on to the server, as in any script.
//!
//! A session has a connection of its own, on which the server answers each command with an array of status lines, until
//! a last one says that it is over and the script's own reply follows. That connection is of no more use then: where the
//! script ran in a copy of the server, the copy is gone.

mod request;
mod status;

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;

use anyhow::{Context, bail};
use redsh_engine::net::{Connection, Endpoint, Notice};
use redsh_engine::resp::{Value, encode_command};

use self::request::Request;
use self::status::Look;
use super::eval;
use super::script::{Ended, OnRestart, Script};
use crate::cli::Debugging;
use crate::process::exit::Exit;
use crate::process::stderr;
use crate::session::Session;

const BANNER: &[u8] = b"Lua debugging session started, please use:
quit    -- End the session.
restart -- Restart the script in debug mode again.
help    -- Show Lua script debugging commands.

";

/// What is debugged, and where.
pub(crate) struct Debuggee {
    pub(crate) endpoint: Endpoint,
    pub(crate) debugging: Debugging,
    /// The script.
    pub(crate) file: PathBuf,
    /// Its KEYS.
    pub(crate) keys: Vec<Vec<u8>>,
    /// Its ARGV.
    pub(crate) args: Vec<Vec<u8>>,
}

/// Debugs the script, as often as the user says `restart`, and runs the lines that follow. They are `session`'s, which
/// prints for the debugger too. `colour` is for the status lines; with `errors_count` the exit code is as a script's.
///
/// # Errors
/// The session's; no connection to be had, or lost in the middle; the server does not debug, or only reading is allowed;
/// the file or stdin cannot be read.
pub(crate) fn run(
    session: &mut Session<impl Write>,
    debuggee: &Debuggee,
    colour: bool,
    errors_count: bool,
) -> anyhow::Result<Exit> {
    if session.refusal(&[b"EVAL".to_vec()]).is_some() {
        bail!("the script could not be debugged: it may write, and only reading is allowed");
    }
    let look = Look {
        colour,
        terminal: io::stdout().is_terminal(),
    };
    let mut script = Script::new(session, OnRestart::Stop);
    loop {
        let left = match Debugger::start(&mut script, debuggee, look)? {
            Some(mut debugger) => debugger.run(debuggee.debugging)?,
            None => Left::Quit,
        };
        let ended = match left {
            Left::Quit => Ended::Quit,
            Left::Restart => Ended::Restart,
            Left::Over => script.run()?,
        };
        if ended == Ended::Quit {
            return Ok(script.exit(errors_count));
        }
        script.session.show("\n")?;
    }
}

/// One session of the debugger.
struct Debugger<'d, 's, W: Write> {
    script: &'d mut Script<'s, W>,
    connection: Connection,
    look: Look,
}

/// How a session was left.
enum Left {
    Quit,
    Restart,
    /// The script has come to its end.
    Over,
}

impl<'d, 's, W: Write> Debugger<'d, 's, W> {
    /// Has the script begin, and shows where it stopped; none where the server cannot even compile it, which is shown.
    fn start(
        script: &'d mut Script<'s, W>,
        debuggee: &Debuggee,
        look: Look,
    ) -> anyhow::Result<Option<Self>> {
        let verbose = script.session.replies().policy().verbose;
        let connection = connect(&debuggee.endpoint, verbose)?;
        let mut debugger = Debugger {
            script,
            connection,
            look,
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

    fn begin(&mut self, debuggee: &Debuggee) -> anyhow::Result<bool> {
        let source = eval::source(&debuggee.file)?;
        let mode = match debuggee.debugging {
            Debugging::Forked => "YES",
            Debugging::Sync => "SYNC",
        };
        self.send(&["SCRIPT", "DEBUG", mode])?;
        // Unheeded, a refusal would have the script run without the debugger, and its writes stay.
        self.connection.reader.read_acceptance("SCRIPT DEBUG")?;
        self.send(&eval::command(
            "EVAL",
            source,
            &debuggee.keys,
            &debuggee.args,
        ))?;
        let status = self.connection.reader.read_reply()?;
        if let Some(error) = status.as_error() {
            let error = String::from_utf8_lossy(error);
            bail!("the script could not be debugged: {error}");
        }
        self.print_status(&status)
    }

    /// Until the session is left, by the user or by its end.
    fn run(&mut self, debugging: Debugging) -> anyhow::Result<Left> {
        let mut line = Vec::new();
        while self.read(&mut line)? {
            let over = match Request::of(&line) {
                Request::Quit => return Ok(Left::Quit),
                Request::Restart => return Ok(Left::Restart),
                Request::Nothing => false,
                Request::Say(text) => {
                    self.print(text.as_bytes())?;
                    false
                }
                Request::Send(times, words) => self.repeat(times, &words)?,
            };
            if over {
                self.print_end(debugging)?;
                return Ok(Left::Over);
            }
        }
        Ok(Left::Quit)
    }

    fn read(&mut self, line: &mut Vec<u8>) -> anyhow::Result<bool> {
        if io::stdin().is_terminal() {
            self.print(b"lua debugger> ")?;
        }
        self.script.session.flush()?;
        self.script.read(line)
    }

    /// Whether the session is over; what is left of the repetitions then is dropped.
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

    /// Shows the lines of a reply; whether one of them ends the session.
    fn print_status(&mut self, status: &Value) -> anyhow::Result<bool> {
        let one = std::slice::from_ref(status);
        for line in status.as_slice().unwrap_or(one) {
            let line = line.as_bytes().unwrap_or_default();
            if status::ends_session(line) {
                return Ok(true);
            }
            self.print(&status::shown(line, self.look))?;
        }
        Ok(false)
    }

    /// The script's own reply, and what has become of its writes.
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

/// A connection for a session. Without the user's password there is none, as in redis-cli: the server might take whoever
/// comes for somebody else.
fn connect(endpoint: &Endpoint, verbose: bool) -> anyhow::Result<Connection> {
    let opened = Connection::open(endpoint, &[]).map_err(redsh_engine::Error::from)?;
    if verbose {
        stderr::tell(format!("connected to {}", endpoint.address));
    }
    for notice in &opened.notices {
        match notice {
            Notice::NotAuthenticated(_) => bail!(notice.to_string()),
            Notice::NoProtocol(_) | Notice::NotNamed(_) => stderr::tell(notice.to_string()),
        }
    }
    Ok(opened.connection)
}
