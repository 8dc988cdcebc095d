//! Messages on stderr. All of them go through this module.
//!
//! Write errors are ignored: stderr may be closed or its disk full. Messages may contain text from a server, whose control
//! characters are escaped on a terminal.

use std::io::{self, IsTerminal, Write};

use parking_lot::Mutex;

use crate::render;

static REDIRECT: Mutex<Option<Box<dyn Write + Send>>> = Mutex::new(None);

/// Redirects messages for a terminal to a writer until the returned value is dropped.
pub(crate) fn redirect(to: impl Write + Send + 'static) -> StderrRedirect {
    *REDIRECT.lock() = Some(Box::new(to));
    StderrRedirect
}

#[must_use]
pub(crate) struct StderrRedirect;

impl Drop for StderrRedirect {
    fn drop(&mut self) {
        *REDIRECT.lock() = None;
    }
}

pub(crate) fn tell(line: impl AsRef<[u8]>) {
    print([line.as_ref(), b"\n"].concat());
}

pub(crate) fn print(text: impl AsRef<[u8]>) {
    let stderr = io::stderr();
    let terminal = stderr.is_terminal();
    match &mut *REDIRECT.lock() {
        Some(out) if terminal => write(out, text.as_ref(), true),
        _ => write(&mut stderr.lock(), text.as_ref(), terminal),
    }
}

/// Writes in one piece, so that other processes with the same log do not interleave.
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
    fn control_characters_are_escaped_on_a_terminal() {
        let shown = r"AUTH failed: ERR \x1b]0;pwn\a \xff \xc2\x9b2J";
        assert_eq!(written(true), [shown.as_bytes(), b"\n"].concat());
    }

    #[test]
    fn a_file_receives_the_bytes_unchanged() {
        assert_eq!(written(false), HOSTILE);
    }
}
