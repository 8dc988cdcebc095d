//! A line of the debugger's reply, in redis-cli's colours. Pure.
//!
//! The sequences are not those of `render`: depending on TERM, redis-cli writes them into pipes too, so that a script may
//! rely on these bytes. The colour depends on the tags in the text of a line.

use crate::render;

const OFF: &[u8] = b"\x1b[0m";

const WHITE: &str = "\x1b[0;37;49m";
const BRIGHT: &str = "\x1b[1;37;49m";
const YELLOW: &str = "\x1b[0;33;49m";

/// The tags of lines, and their colours. The first tag that is found counts.
const TAGS: [(&[u8], &str); 7] = [
    (b"<retval>", "\x1b[0;35;49m"),
    (b"<value>", "\x1b[0;35;49m"),
    (b"<hint>", BRIGHT),
    (b"<error>", "\x1b[0;31;49m"),
    (b"<reply>", "\x1b[0;36;49m"),
    (b"<redis>", "\x1b[0;32;49m"),
    (b"<debug>", BRIGHT),
];

#[derive(Debug, Clone, Copy)]
pub(super) struct StatusStyle {
    pub(super) colour: bool,
    /// Escapes control characters for a terminal.
    pub(super) terminal: bool,
}

/// Returns a line as it is printed, with its line end.
pub(super) fn shown(line: &[u8], style: StatusStyle) -> Vec<u8> {
    let text = if style.terminal {
        render::harmless(line)
    } else {
        line.to_vec()
    };
    if style.colour {
        [colour(line).as_bytes(), &text, OFF, b"\n"].concat()
    } else {
        [&text, b"\n".as_slice()].concat()
    }
}

pub(super) fn ends_session(line: &[u8]) -> bool {
    line.starts_with(b"<endsession>")
}

fn colour(line: &[u8]) -> &'static str {
    match line {
        [b'-', b'>', _, b'0'..=b'9', _, ..] => YELLOW,
        [_, _, b'#', b'0'..=b'9', _, ..] => BRIGHT,
        _ => TAGS
            .iter()
            .find(|(tag, _)| memchr::memmem::find(line, tag).is_some())
            .map_or(WHITE, |(_, colour)| colour),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PIPE: StatusStyle = StatusStyle {
        colour: true,
        terminal: false,
    };

    #[test]
    fn each_line_has_the_colour_of_what_it_says() {
        for (line, sequence) in [
            ("* Stopped at 1, stop reason = step over", "0;37"),
            ("-> 1   local a = 1", "0;33"),
            ("->#1   local a = \"<error>\"", "0;33"),
            ("  #3   for i = 1, 3 do", "1;37"),
            ("   3   local n = #t", "0;37"),
            ("   3   local s = \"<error>\"", "0;31"),
            ("<redis> set k <value>", "0;35"),
            ("<redis> set k <debug>", "0;32"),
            ("<hint> <error>", "1;37"),
            ("", "0;37"),
        ] {
            let expected = format!("\x1b[{sequence};49m{line}\x1b[0m\n");
            assert_eq!(shown(line.as_bytes(), PIPE), expected.as_bytes(), "{line}");
        }
    }

    #[test]
    fn no_value_drives_a_terminal() {
        let look = StatusStyle {
            colour: false,
            terminal: true,
        };
        assert_eq!(shown(b"\x1b[2J", look), b"\\x1b[2J\n");
    }
}
