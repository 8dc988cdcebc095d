//! `--askpass`: a password that is typed, unseen.
//!
//! While it is typed, Ctrl-C is a character like any other, which the terminal takes for the end of a line: so the terminal is
//! first put back as it was, and only then does the process end, by SIGINT, as whoever waits for it expects. What ends the
//! process from outside meanwhile leaves the terminal as it is, as it does with redis-cli; `stty sane` mends that.

use std::io::{self, IsTerminal};

const PROMPT: &str = "Please input password: ";

/// From the terminal; or where stdin is none, its first line: a script may stand behind that.
///
/// # Errors
/// The terminal's or stdin's; there is no password, but the end.
pub(crate) fn read() -> io::Result<String> {
    if io::stdin().is_terminal() {
        return typed();
    }
    let mut line = String::new();
    io::stdin().read_line(&mut line)?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

#[cfg(not(unix))]
fn typed() -> io::Result<String> {
    rpassword::prompt_password(PROMPT)
}

#[cfg(unix)]
use unix::typed;

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

    pub(crate) fn typed() -> io::Result<String> {
        let mut terminal = File::options().read(true).write(true).open("/dev/tty")?;
        let line = {
            let _unseen = Unseen::on(&terminal)?;
            (&terminal).write_all(PROMPT.as_bytes())?;
            line(&terminal)?
        };
        match line.split_last() {
            Some((b'\n', password)) => String::from_utf8(password.to_vec())
                .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "it is not UTF-8")),
            Some((&CTRL_C, _)) => {
                terminal.write_all(b"\n")?;
                kill_process(getpid(), Signal::INT)?;
                // Where SIGINT is ignored, this is the end all the same.
                Err(io::ErrorKind::Interrupted.into())
            }
            _ => Err(io::ErrorKind::UnexpectedEof.into()),
        }
    }

    /// What is typed up to the end of the line, with that; or up to the end of all.
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

    /// A terminal that shows nothing of what is typed but the end of the line; as it was before when this is dropped.
    struct Unseen<'t> {
        terminal: &'t File,
        before: Termios,
    }

    impl<'t> Unseen<'t> {
        fn on(terminal: &'t File) -> io::Result<Self> {
            let before = tcgetattr(terminal)?;
            let mut unseen = before.clone();
            unseen.local_modes -= LocalModes::ECHO | LocalModes::ISIG;
            unseen.local_modes |= LocalModes::ECHONL | LocalModes::ICANON;
            unseen.special_codes[SpecialCodeIndex::VEOL] = CTRL_C;
            tcsetattr(terminal, OptionalActions::Now, &unseen)?;
            Ok(Unseen { terminal, before })
        }
    }

    impl Drop for Unseen<'_> {
        fn drop(&mut self) {
            // A terminal that cannot be put back has gone.
            let _ = tcsetattr(self.terminal, OptionalActions::Now, &self.before);
        }
    }
}
