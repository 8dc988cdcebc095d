//! Stderr: what is said to people, beside the replies. All of it goes through here.
//!
//! That nobody takes it, as where stderr is closed or its disk is full, is no reason to stop, and none to panic. What is said
//! may hold a server's words: none of them drives a terminal.

use std::io::{self, IsTerminal, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::render;

/// Where it goes in place of the terminal.
static ELSEWHERE: Mutex<Option<Box<dyn Write + Send>>> = Mutex::new(None);

/// Has all that is said, where that is to a terminal, go elsewhere for as long as this lasts: one that edits a line.
pub(crate) fn divert(to: impl Write + Send + 'static) -> Diverted {
    *elsewhere() = Some(Box::new(to));
    Diverted
}

/// What is said goes elsewhere, until this is dropped.
#[must_use]
pub(crate) struct Diverted;

impl Drop for Diverted {
    fn drop(&mut self) {
        *elsewhere() = None;
    }
}

fn elsewhere() -> MutexGuard<'static, Option<Box<dyn Write + Send>>> {
    ELSEWHERE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Says a line, given without its end.
pub(crate) fn tell(line: impl AsRef<[u8]>) {
    print([line.as_ref(), b"\n"].concat());
}

/// Says a text that has its line ends.
pub(crate) fn print(text: impl AsRef<[u8]>) {
    let stderr = io::stderr();
    let terminal = stderr.is_terminal();
    match &mut *elsewhere() {
        Some(out) if terminal => write(out, text.as_ref(), true),
        _ => write(&mut stderr.lock(), text.as_ref(), terminal),
    }
}

/// In one piece, so that other processes that share a log do not come in between.
fn write(out: &mut impl Write, text: &[u8], terminal: bool) {
    let written = if terminal {
        out.write_all(&render::harmless(text))
    } else {
        out.write_all(text)
    };
    let _ = written.and_then(|()| out.flush());
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOSTILE: &[u8] = b"AUTH failed: ERR \x1b]0;pwn\x07 \xff \xc2\x9b2J\n";

    fn written(terminal: bool) -> Vec<u8> {
        let mut out = Vec::new();
        write(&mut out, HOSTILE, terminal);
        out
    }

    #[test]
    fn a_servers_words_do_not_drive_a_terminal() {
        let shown = r"AUTH failed: ERR \x1b]0;pwn\a \xff \xc2\x9b2J";
        assert_eq!(written(true), [shown.as_bytes(), b"\n"].concat());
    }

    #[test]
    fn elsewhere_the_bytes_are_the_servers() {
        assert_eq!(written(false), HOSTILE);
    }
}
