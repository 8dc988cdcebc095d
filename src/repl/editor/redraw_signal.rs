//! Asks the line editor to draw its line again, from any thread.
//!
//! The request is a message to rustyline's external printer, which takes one message at a time: a second one blocks until the
//! editor has read the first, perhaps with the next line. A separate thread sends the messages, so that no other thread blocks.

use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use rustyline::ExternalPrinter;

/// Moves up a row and down again. The editor draws its line after any message; this one leaves no trace.
const NO_OUTPUT: &str = "\x1b[A\n";

/// The time to print a message that is not blocked by an earlier one.
const PRINT_TIME: Duration = Duration::from_millis(2);

/// Sends redraw requests. Clones share the thread.
#[derive(Clone)]
pub(crate) struct RedrawSignal {
    requests: Option<SyncSender<()>>,
    shared: Arc<RedrawShared>,
}

#[derive(Default)]
struct RedrawShared {
    state: Mutex<RedrawState>,
    printed: Condvar,
}

#[derive(Default)]
struct RedrawState {
    /// The user is editing a line.
    is_open: bool,
    is_printing: bool,
}

impl RedrawSignal {
    /// Creates a signal without effect, for a terminal that the editor does not support.
    pub(crate) fn silent() -> Self {
        RedrawSignal {
            requests: None,
            shared: Arc::default(),
        }
    }

    pub(crate) fn new(printer: impl ExternalPrinter + Send + 'static) -> Self {
        let (requests, received) = mpsc::sync_channel(1);
        let shared = Arc::<RedrawShared>::default();
        let own = Arc::clone(&shared);
        thread::spawn(move || own.serve(&received, printer));
        RedrawSignal {
            requests: Some(requests),
            shared,
        }
    }

    /// Whether requests have an effect.
    pub(crate) fn is_heard(&self) -> bool {
        self.requests.is_some()
    }

    /// Requests a redraw. Requests in quick succession may be merged.
    pub(crate) fn request(&self) {
        if let Some(requests) = &self.requests {
            // A full queue holds an earlier request, which serves for this one too.
            let _ = requests.try_send(());
        }
    }

    /// Starts to send requests: the user edits a line.
    pub(crate) fn open(&self) {
        self.shared.state().is_open = true;
    }

    /// Stops sending requests: output outside of the editor goes to the terminal directly.
    pub(crate) fn close(&self) {
        let mut state = self.shared.state();
        state.is_open = false;
        // Does not wait for a blocked message, which prints nothing.
        let is_printing = |state: &mut RedrawState| state.is_printing;
        let waited = self
            .shared
            .printed
            .wait_timeout_while(state, PRINT_TIME, is_printing);
        drop(waited);
    }
}

impl RedrawShared {
    fn serve(&self, requests: &Receiver<()>, mut printer: impl ExternalPrinter) {
        while requests.recv().is_ok() {
            if !self.begin() {
                continue;
            }
            // On failure the next key press draws the line.
            let _ = printer.print(NO_OUTPUT.to_owned());
            self.state().is_printing = false;
            self.printed.notify_all();
        }
    }

    fn begin(&self) -> bool {
        let mut state = self.state();
        state.is_printing = state.is_open;
        state.is_open
    }

    fn state(&self) -> MutexGuard<'_, RedrawState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
