//! Stderr: what is said to people, beside the replies. All of it goes through here.
//!
//! That nobody takes it, as where stderr is closed or its disk is full, is no reason to stop, and none to panic. What is said
//! may hold a server's words: none of them drives a terminal.

use std::io::{self, IsTerminal, Write};

use crate::render;

/// Says a line, given without its end.
pub(crate) fn tell(line: impl AsRef<[u8]>) {
    print([line.as_ref(), b"\n"].concat());
}

/// Says a text that has its line ends.
pub(crate) fn print(text: impl AsRef<[u8]>) {
    let stderr = io::stderr();
    let terminal = stderr.is_terminal();
    write(&mut stderr.lock(), text.as_ref(), terminal);
}

/// In one piece, so that other processes that share a log do not come in between.
fn write(out: &mut impl Write, text: &[u8], terminal: bool) {
    let _ = if terminal {
        out.write_all(&render::harmless(text))
    } else {
        out.write_all(text)
    };
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
