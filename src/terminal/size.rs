//! The size of the terminal that stdout is.

use std::io::stdout;

use rustix::termios::tcgetwinsize;

/// The width of a terminal that reports none.
const UNKNOWN_COLUMNS: usize = 80;

/// The size of a screen, in characters.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ScreenSize {
    pub(crate) columns: usize,
    pub(crate) rows: usize,
}

/// Returns the current size of stdout's terminal, or `None` if stdout is not a terminal.
///
/// A terminal that reports no size has 80 columns and no limit on rows, as in the line editor.
pub(crate) fn of_stdout() -> Option<ScreenSize> {
    let size = tcgetwinsize(stdout()).ok()?;
    let or = |reported: u16, fallback| match reported {
        0 => fallback,
        reported => usize::from(reported),
    };
    Some(ScreenSize {
        columns: or(size.ws_col, UNKNOWN_COLUMNS),
        rows: or(size.ws_row, usize::from(u16::MAX)),
    })
}

/// Returns the width of the line editor's terminal: 80 if stdout is not a terminal, as the editor assumes.
pub(crate) fn of_editor() -> usize {
    of_stdout().map_or(UNKNOWN_COLUMNS, |size| size.columns)
}

/// Returns the width of stdout's terminal, which is unlimited if stdout is not a terminal.
pub(crate) fn columns() -> usize {
    of_stdout().map_or(usize::MAX, |size| size.columns)
}
