//! Keys that send something else than a character.

/// A key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    Backspace,
    CtrlA,
    CtrlC,
    CtrlD,
    CtrlE,
    CtrlG,
    CtrlL,
    CtrlR,
    CtrlS,
    CtrlU,
    CtrlW,
    CtrlX,
    CtrlZ,
    Delete,
    Down,
    End,
    Enter,
    Escape,
    Home,
    Left,
    Right,
    Tab,
    Up,
}

impl Key {
    /// The bytes that an xterm sends for it.
    pub fn bytes(self) -> &'static [u8] {
        match self {
            Key::Backspace => b"\x7f",
            Key::CtrlA => b"\x01",
            Key::CtrlC => b"\x03",
            Key::CtrlD => b"\x04",
            Key::CtrlE => b"\x05",
            Key::CtrlG => b"\x07",
            Key::CtrlL => b"\x0c",
            Key::CtrlR => b"\x12",
            Key::CtrlS => b"\x13",
            Key::CtrlU => b"\x15",
            Key::CtrlW => b"\x17",
            Key::CtrlX => b"\x18",
            Key::CtrlZ => b"\x1a",
            Key::Delete => b"\x1b[3~",
            Key::Down => b"\x1b[B",
            Key::End => b"\x1b[F",
            Key::Enter => b"\r",
            Key::Escape => b"\x1b",
            Key::Home => b"\x1b[H",
            Key::Left => b"\x1b[D",
            Key::Right => b"\x1b[C",
            Key::Tab => b"\t",
            Key::Up => b"\x1b[A",
        }
    }

    /// Whether a terminal without a line editor turns it into a signal.
    pub(crate) fn is_signal(self) -> bool {
        matches!(self, Key::CtrlC | Key::CtrlZ)
    }

    /// Whether it ends the current line, and another prompt follows.
    pub(crate) fn ends_line(self) -> bool {
        matches!(self, Key::Enter | Key::CtrlC | Key::CtrlD)
    }
}
