//! The modes of the terminal while a line is edited or another program uses it, and how they are restored.
//!
//! The line editor changes the modes. They must be restored before a signal ends or stops the process.

use std::io::{Write, stdin, stdout};
use std::sync::Arc;

use nix::unistd::{getpgid, getpgrp, getppid, getsid};
use parking_lot::Mutex;
use rustix::process::{Signal, kill_current_process_group};
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
use signal_hook::consts::SIGTSTP;
use signal_hook::low_level::emulate_default_handler;

/// Turns bracketed paste on and off, which only the editor supports.
const PASTE_ON: &[u8] = b"\x1b[?2004h";
const PASTE_OFF: &[u8] = b"\x1b[?2004l";

/// Moves to the next row, and clears the rest of a line that continues there: only the editor knows its end.
const NEXT_ROW: &[u8] = b"\n\x1b[J";

/// The terminal that stdin is. Clones share the state.
#[derive(Clone)]
pub(crate) struct Tty(Arc<Mutex<TtyState>>);

struct TtyState {
    /// The modes outside of the editor; none if stdin is not a terminal.
    plain: Option<Termios>,
    is_editing: bool,
    /// Another program uses the terminal.
    is_lent: bool,
    /// The process was stopped during the current line, so that the editor may restore the wrong modes at its end.
    was_stopped: bool,
}

impl Tty {
    /// Reads the current modes.
    pub(crate) fn new() -> Self {
        Tty(Arc::new(Mutex::new(TtyState {
            plain: tcgetattr(stdin()).ok(),
            is_editing: false,
            is_lent: false,
            was_stopped: false,
        })))
    }

    /// Runs the editor for a line.
    pub(crate) fn edit<R>(&self, edit: impl FnOnce() -> R) -> R {
        let mut state = self.0.lock();
        state.read_modes();
        (state.is_editing, state.was_stopped) = (true, false);
        drop(state);
        let edited = edit();
        let mut state = self.0.lock();
        state.is_editing = false;
        if state.was_stopped {
            state.restore();
        }
        edited
    }

    /// Runs another program on the terminal, and restores the modes, which a failing program may not do.
    pub(crate) fn lend<R>(&self, run: impl FnOnce() -> R) -> R {
        let mut state = self.0.lock();
        state.read_modes();
        state.is_lent = true;
        drop(state);
        let ran = run();
        let mut state = self.0.lock();
        state.is_lent = false;
        state.plain.iter().for_each(set);
        ran
    }

    /// Restores the terminal, and runs `end`, which ends the process.
    pub(crate) fn end<R>(&self, end: impl FnOnce() -> R) {
        let state = self.0.lock();
        if state.is_editing || state.is_lent {
            state.restore();
            write(NEXT_ROW);
        }
        end();
    }

    /// Stops the process until it is continued, and returns whether the editor must draw its line again.
    ///
    /// An orphaned process is not stopped, as POSIX requires: no shell would continue it.
    pub(crate) fn stop(&self) -> bool {
        let mut state = self.0.lock();
        if is_orphaned() {
            return false;
        }
        let editors = tcgetattr(stdin());
        if state.is_editing {
            state.restore();
            write(NEXT_ROW);
            state.was_stopped = true;
        }
        // Stops in this call, and continues on the next line.
        let _ = emulate_default_handler(SIGTSTP);
        if let (true, Ok(modes)) = (state.is_editing, editors) {
            set(&modes);
            write(PASTE_ON);
        }
        state.is_editing
    }
}

impl TtyState {
    fn read_modes(&mut self) {
        if let Ok(modes) = tcgetattr(stdin()) {
            self.plain = Some(modes);
        }
    }

    fn restore(&self) {
        write(PASTE_OFF);
        self.plain.iter().for_each(set);
    }
}

/// Sends SIGTSTP to the process group, including this process.
pub(crate) fn stop_job() {
    // A failure has no consequence: the process just keeps running.
    let _ = kill_current_process_group(Signal::TSTP);
}

/// Sets the modes. This fails only if the terminal is gone.
fn set(modes: &Termios) {
    let _ = tcsetattr(stdin(), OptionalActions::Now, modes);
}

fn write(bytes: &[u8]) {
    let _ = stdout().write_all(bytes).and_then(|()| stdout().flush());
}

/// Whether no shell would continue this process: its parent is not in another process group of the same session. A parent
/// outside of the container has no process id here.
fn is_orphaned() -> bool {
    let parent = Some(getppid()).filter(|parent| parent.as_raw() > 0);
    let is_shell = |parent| -> nix::Result<bool> {
        Ok(getsid(Some(parent))? == getsid(None)? && getpgid(Some(parent))? != getpgrp())
    };
    !parent.is_some_and(|parent| is_shell(parent).unwrap_or_default())
}
