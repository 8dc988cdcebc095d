//! The terminal while a line is edited: its modes are the editor's then, and whatever ends or stops the process must first
//! put them back.

use std::io::{self, Write, stdin, stdout};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use nix::unistd::{getpgid, getpgrp, getppid, getsid};
use rustix::process::{Signal, kill_current_process_group};
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetwinsize, tcsetattr};
use signal_hook::consts::SIGTSTP;
use signal_hook::low_level::emulate_default_handler;

/// Text is pasted in brackets, which only an editor understands.
const PASTE_ON: &[u8] = b"\x1b[?2004h";
const PASTE_OFF: &[u8] = b"\x1b[?2004l";

/// The row below the cursor, on which nothing is left of a line that goes on there: where it ends, only the editor knows.
const BELOW: &[u8] = b"\n\x1b[J";

/// The terminal of stdin. Clones are the same.
#[derive(Clone)]
pub(crate) struct Tty(Arc<Mutex<State>>);

struct State {
    /// The modes while no line is edited.
    plain: Termios,
    is_editing: bool,
    /// Another program has the terminal, and modes of its own.
    is_lent: bool,
    /// The process was stopped since the editor began, so that its modes may have come back behind its end.
    was_stopped: bool,
}

impl Tty {
    /// The terminal as it is now.
    ///
    /// # Errors
    /// Stdin is none.
    pub(crate) fn new() -> io::Result<Self> {
        Ok(Tty(Arc::new(Mutex::new(State {
            plain: tcgetattr(stdin())?,
            is_editing: false,
            is_lent: false,
            was_stopped: false,
        }))))
    }

    /// Edits a line.
    pub(crate) fn edit<R>(&self, edit: impl FnOnce() -> R) -> R {
        self.state().begin();
        let edited = edit();
        self.state().end();
        edited
    }

    /// Has another program use the terminal, and puts it back as it was before: not every program does so that fails.
    pub(crate) fn lend<R>(&self, run: impl FnOnce() -> R) -> R {
        self.state().lend();
        let ran = run();
        self.state().take_back();
        ran
    }

    /// Ends the process, by the way that is given.
    pub(crate) fn end<R>(&self, end: impl FnOnce() -> R) {
        let state = self.state();
        if state.is_editing || state.is_lent {
            state.put_back();
            write(BELOW);
        }
        end();
    }

    /// Stops the process, until somebody has it go on; true where a line is edited, which is to be shown again. Where
    /// nobody would, it is not stopped, as the system has it.
    pub(crate) fn stop(&self) -> bool {
        let mut state = self.state();
        if is_orphaned() {
            return false;
        }
        let editors = tcgetattr(stdin());
        if state.is_editing {
            state.put_back();
            write(BELOW);
            state.was_stopped = true;
        }
        // In this thread, and so before the next line: it goes on there.
        let _ = emulate_default_handler(SIGTSTP);
        if let (true, Ok(modes)) = (state.is_editing, editors) {
            set(&modes);
            write(PASTE_ON);
        }
        state.is_editing
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn begin(&mut self) {
        self.note_modes();
        (self.is_editing, self.was_stopped) = (true, false);
    }

    fn end(&mut self) {
        self.is_editing = false;
        if self.was_stopped {
            self.put_back();
        }
    }

    fn lend(&mut self) {
        self.note_modes();
        self.is_lent = true;
    }

    fn take_back(&mut self) {
        self.is_lent = false;
        set(&self.plain);
    }

    fn note_modes(&mut self) {
        if let Ok(modes) = tcgetattr(stdin()) {
            self.plain = modes;
        }
    }

    fn put_back(&self) {
        write(PASTE_OFF);
        set(&self.plain);
    }
}

/// Stops all that runs in the foreground with this process, which is told by the signal.
pub(crate) fn stop_job() {
    // Where it cannot be, nothing happens, as in any program that is not to be stopped.
    let _ = kill_current_process_group(Signal::TSTP);
}

/// How many columns the terminal has, where it says so.
pub(crate) fn columns() -> Option<usize> {
    let size = tcgetwinsize(stdout()).ok()?;
    Some(usize::from(size.ws_col)).filter(|columns| *columns > 0)
}

/// A terminal that cannot be put back has gone.
fn set(modes: &Termios) {
    let _ = tcsetattr(stdin(), OptionalActions::Now, modes);
}

fn write(bytes: &[u8]) {
    let _ = stdout().write_all(bytes).and_then(|()| stdout().flush());
}

/// Whether nobody is there who would have this process go on: its parent is in no other job of the same session. A parent
/// outside of a container has no number inside, and cannot be asked.
fn is_orphaned() -> bool {
    let parent = Some(getppid()).filter(|parent| parent.as_raw() > 0);
    let is_keeper = |parent| -> nix::Result<bool> {
        Ok(getsid(Some(parent))? == getsid(None)? && getpgid(Some(parent))? != getpgrp())
    };
    !parent.is_some_and(|parent| is_keeper(parent).unwrap_or_default())
}
