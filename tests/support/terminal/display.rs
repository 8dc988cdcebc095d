//! The screen of a program's output, and the other requests to the terminal in it.

use std::num::NonZeroU16;
use std::sync::{Mutex, MutexGuard, PoisonError};

use vt100::{Callbacks, Color, Parser};

/// Written by the line editor when it begins to wait for keys: it turns bracketed paste on.
const READY: &[u8; 8] = b"\x1b[?2004h";
/// Written by the line editor at the end of an update of the screen.
const DRAWN: &[u8; 8] = b"\x1b[?2026l";

/// Written by one thread, read by another.
pub(crate) struct Display(Mutex<State>);

pub(crate) struct State {
    parser: Parser<Requests>,
    /// The whole output.
    pub(crate) output: Vec<u8>,
    /// The number of prompts that were drawn.
    pub(crate) prompts: usize,
    /// The editor waits for a line whose prompt is not drawn yet.
    is_drawing: bool,
}

/// Requests to the terminal beside text: bells, titles, the clipboard, and unknown sequences.
#[derive(Default)]
struct Requests(Vec<String>);

impl Display {
    pub(crate) fn new(width: u16, height: u16) -> Self {
        let (width, height) = (size(width), size(height));
        Display(Mutex::new(State {
            parser: Parser::new_with_callbacks(height, width, 0, Requests::default()),
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
        // A mark may be split between two reads.
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

    /// The rows, without trailing blanks and trailing empty rows.
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

    pub(crate) fn requests(&self) -> &[String] {
        &self.parser.callbacks().0
    }

    /// Whether the terminal is in the state that a shell expects, as far as the output determines it.
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

impl Callbacks for Requests {
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
        // Marks the beginning and the end of an update of the screen.
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
