//! `--askpass`: reads a password without echo.
//!
//! During the input Ctrl-C is an ordinary character that ends the line. So the terminal is restored first, and then the process
//! ends by SIGINT, as the parent process expects. A signal from outside leaves the terminal without echo, as with redis-cli;
//! `stty sane` restores it.

use std::io::{self, IsTerminal};

const PROMPT: &str = "Please input password: ";

/// Reads a password from the terminal, or the first line of stdin if that is not a terminal: a script may follow it.
///
/// # Errors
/// The terminal or stdin cannot be read, the input ends before the line, or the password is not UTF-8.
pub(crate) fn read() -> io::Result<String> {
    if io::stdin().is_terminal() {
        return read_terminal();
    }
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

#[cfg(not(unix))]
fn read_terminal() -> io::Result<String> {
    rpassword::prompt_password(PROMPT)
}

#[cfg(unix)]
use unix::read_terminal;

#[cfg(unix)]
mod unix {
    use std::fs::File;
    use std::io::{self, Read, Write};

    use rustix::process::{Signal, getpid, kill_process};
    use rustix::termios::{
        LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
    };

    use super::PROMPT;

    const CTRL_C: u8 = 3;

    pub(crate) fn read_terminal() -> io::Result<String> {
        let mut terminal = File::options().read(true).write(true).open("/dev/tty")?;
        let line = {
            let _no_echo = NoEcho::on(&terminal)?;
            (&terminal).write_all(PROMPT.as_bytes())?;
            line(&terminal)?
        };
        match line.split_last() {
            Some((b'\n', password)) => String::from_utf8(password.to_vec())
                .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "not valid UTF-8")),
            Some((&CTRL_C, _)) => {
                terminal.write_all(b"\n")?;
                kill_process(getpid(), Signal::INT)?;
                // Reached only if SIGINT is ignored.
                Err(io::ErrorKind::Interrupted.into())
            }
            _ => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }

    /// Reads a line with its end, or up to the end of the input.
    fn line(mut terminal: &File) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        let mut piece = [0; 256];
        while !matches!(line.last(), Some(&(b'\n' | CTRL_C))) {
            match terminal.read(&mut piece)? {
                0 => break,
                count => line.extend_from_slice(&piece[..count]),
            }
        }
        Ok(line)
    }

    /// Turns the echo of a terminal off, except for the line end. Restores the modes on drop.
    struct NoEcho<'t> {
        terminal: &'t File,
        before: Termios,
    }

    impl<'t> NoEcho<'t> {
        fn on(terminal: &'t File) -> io::Result<Self> {
            let before = tcgetattr(terminal)?;
            let mut modes = before.clone();
            modes.local_modes -= LocalModes::ECHO | LocalModes::ISIG;
            modes.local_modes |= LocalModes::ECHONL | LocalModes::ICANON;
            modes.special_codes[SpecialCodeIndex::VEOL] = CTRL_C;
            tcsetattr(terminal, OptionalActions::Now, &modes)?;
            Ok(NoEcho { terminal, before })
        }
    }

    impl Drop for NoEcho<'_> {
        fn drop(&mut self) {
            // Fails only if the terminal is gone.
            let _ = tcsetattr(self.terminal, OptionalActions::Now, &self.before);
        }
    }
}
