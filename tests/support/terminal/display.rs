//! What a terminal shows of a program's output, and what the output asks of it beside that.

use std::num::NonZeroU16;
use std::sync::{Mutex, MutexGuard, PoisonError};

use vt100::{Callbacks, Color, Parser};

/// What a line editor says when it begins to wait for keys: pasted text is to come in brackets.
const READY: &[u8; 8] = b"\x1b[?2004h";
/// What it says when all that belongs together is drawn.
const DRAWN: &[u8; 8] = b"\x1b[?2026l";

/// Fed by one thread, read by another.
pub(crate) struct Display(Mutex<State>);

pub(crate) struct State {
    parser: Parser<Wishes>,
    /// All that has come, as it came.
    pub(crate) output: Vec<u8>,
    /// How often the program began to wait for a line, and its prompt was drawn.
    pub(crate) prompts: usize,
    /// It waits for one whose prompt is not drawn yet.
    is_drawing: bool,
}

/// What was asked of the terminal that is no text: bells, titles, the clipboard, and what it does not know.
#[derive(Default)]
struct Wishes(Vec<String>);

impl Display {
    pub(crate) fn new(width: u16, height: u16) -> Self {
        let (width, height) = (size(width), size(height));
        Display(Mutex::new(State {
            parser: Parser::new_with_callbacks(height, width, 0, Wishes::default()),
            output: Vec::new(),
            prompts: 0,
            is_drawing: false,
        }))
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    pub(crate) fn take(&mut self, bytes: &[u8]) {
        // A mark may be cut in two.
        let from = self.output.len().saturating_sub(READY.len() - 1);
        self.output.extend_from_slice(bytes);
        for part in self.output[from..].windows(READY.len()) {
            let is_drawn = self.is_drawing && part == DRAWN;
            self.prompts += usize::from(is_drawn);
            self.is_drawing = part == READY || (self.is_drawing && !is_drawn);
        }
        self.parser.process(bytes);
    }

    pub(crate) fn resize(&mut self, width: u16, height: u16) {
        self.parser.set_size(size(height), size(width));
    }

    /// The rows, without the blanks at their ends and without the empty ones at the bottom.
    pub(crate) fn rows(&self) -> Vec<String> {
        let screen = self.parser.screen();
        let (_, width) = screen.size();
        let rows = screen.rows(0, width.get());
        let mut rows: Vec<String> = rows.map(|row| row.trim_end().to_owned()).collect();
        let blank = rows.iter().rev().take_while(|row| row.is_empty()).count();
        rows.truncate(rows.len() - blank);
        rows
    }

    /// Row and column, from 0.
    pub(crate) fn cursor(&self) -> (u16, u16) {
        self.parser.screen().cursor_position()
    }

    pub(crate) fn colour_at(&self, row: u16, column: u16) -> Color {
        let cell = self.parser.screen().cell(row, column);
        cell.expect("it is on the screen").fgcolor()
    }

    pub(crate) fn wishes(&self) -> &[String] {
        &self.parser.callbacks().0
    }

    /// Whether the terminal is as a shell expects it, as far as that is in its output.
    pub(crate) fn is_plain(&self) -> bool {
        let screen = self.parser.screen();
        !(screen.bracketed_paste()
            || screen.hide_cursor()
            || screen.alternate_screen()
            || screen.application_cursor())
    }
}

fn size(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).expect("a terminal has a size")
}

impl Callbacks for Wishes {
    fn audible_bell(&mut self, _: &mut vt100::Screen) {
        self.0.push("bell".to_owned());
    }

    fn visual_bell(&mut self, _: &mut vt100::Screen) {
        self.0.push("visual bell".to_owned());
    }

    fn resize(&mut self, _: &mut vt100::Screen, request: (u16, u16)) {
        self.0.push(format!("size {request:?}"));
    }

    fn set_window_icon_name(&mut self, _: &mut vt100::Screen, name: &[u8]) {
        self.0.push(format!("icon {}", name.escape_ascii()));
    }

    fn set_window_title(&mut self, _: &mut vt100::Screen, title: &[u8]) {
        self.0.push(format!("title {}", title.escape_ascii()));
    }

    fn copy_to_clipboard(&mut self, _: &mut vt100::Screen, _: &[u8], data: &[u8]) {
        self.0.push(format!("copy {}", data.escape_ascii()));
    }

    fn paste_from_clipboard(&mut self, _: &mut vt100::Screen, _: &[u8]) {
        self.0.push("paste".to_owned());
    }

    fn unhandled_char(&mut self, _: &mut vt100::Screen, c: char) {
        self.0.push(format!("character {c:?}"));
    }

    fn unhandled_control(&mut self, _: &mut vt100::Screen, byte: u8) {
        self.0.push(format!("control {byte:#x}"));
    }

    fn unhandled_escape(&mut self, _: &mut vt100::Screen, _: Option<u8>, _: Option<u8>, end: u8) {
        self.0.push(format!("escape {}", end.escape_ascii()));
    }

    fn unhandled_csi(
        &mut self,
        _: &mut vt100::Screen,
        _: Option<u8>,
        _: Option<u8>,
        parameters: &[&[u16]],
        end: char,
    ) {
        // What lies between two of these is to appear at once.
        if parameters != [&[2026]] {
            self.0.push(format!("CSI {parameters:?} {end}"));
        }
    }

    fn unhandled_osc(&mut self, _: &mut vt100::Screen, parameters: &[&[u8]]) {
        let parts = parameters
            .iter()
            .map(|part| part.escape_ascii().to_string());
        self.0
            .push(format!("OSC {}", parts.collect::<Vec<_>>().join(";")));
    }
}
