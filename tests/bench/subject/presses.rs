//! Keys that are typed at a prompt.

use std::time::Duration;

use crate::history;
use crate::pane::Shown;
use crate::press::{Key, LINES, Press};

/// Ctrl-E and Ctrl-U: deletes the line.
const CLEAR: &str = "\x05\x15";

const UP: &str = "\x1b[A";

/// For all rows.
const PRESS: Press = Press {
    name: "",
    before: "",
    keys: |_| Vec::new(),
    clear: CLEAR,
    rounds: 1,
    alike: true,
    limit: Duration::from_millis(5),
};

pub(crate) fn presses() -> Vec<Press> {
    vec![
        Press {
            name: "press-command",
            keys: |_| typed("zrevrangebyscore"),
            rounds: 100,
            ..PRESS
        },
        Press {
            name: "press-key",
            keys: |round| typed(&format!("GET user:{:04}", round * 97)),
            rounds: 100,
            ..PRESS
        },
        // 500 characters.
        Press {
            name: "press-long-line",
            keys: |_| typed(&format!("MSET{}", " user:0001 value".repeat(31))),
            rounds: 5,
            ..PRESS
        },
        // Finds lines that are far apart in the history.
        Press {
            name: "press-up",
            before: "INCR",
            keys: |_| (0..1000).map(up).collect(),
            alike: false,
            ..PRESS
        },
        // Every other round finds nothing, so each key searches the whole history.
        Press {
            name: "press-ctrl-r",
            keys: |round| match round % 2 {
                0 => searched("user:0000"),
                _ => searched("nowhere to be found"),
            },
            clear: "\x07\x05\x15",
            rounds: 100,
            alike: false,
            ..PRESS
        },
        // redsh also asks the server, which may take 50 ms.
        Press {
            name: "press-tab",
            before: "GET user:o",
            keys: |_| vec![tab()],
            rounds: 100,
            alike: false,
            limit: Duration::from_millis(55),
            ..PRESS
        },
    ]
}

fn typed(line: &str) -> Vec<Key> {
    let key = |(place, letter): (usize, char)| Key {
        sends: letter.to_string(),
        shown: Shown::Line(line[..=place].to_owned()),
    };
    line.char_indices().map(key).collect()
}

fn up(n: u32) -> Key {
    Key {
        sends: UP.to_owned(),
        shown: Shown::Somewhere(format!("> {}", history::rare(LINES, n))),
    }
}

/// The found line is shown behind the searched text.
fn searched(text: &str) -> Vec<Key> {
    let mut keys = typed(text);
    for (key, end) in keys.iter_mut().zip(1..) {
        key.shown = Shown::Somewhere(format!("reverse-i-search)`{}': ", &text[..end]));
    }
    let search = Key {
        sends: "\x12".to_owned(),
        shown: Shown::Somewhere("(reverse-i-search)`': ".to_owned()),
    };
    keys.insert(0, search);
    keys
}

/// Completes the only key with this prefix.
fn tab() -> Key {
    Key {
        sends: "\t".to_owned(),
        shown: Shown::Line("GET user:one".to_owned()),
    }
}
