//! Has the editor show its line anew, from any thread.
//!
//! The editor hears of it through what it calls an external printer, and hears one ring at a time: a second one waits until
//! it has heard the first, which may be with the next line. So a thread of its own waits, and nobody else does.

use std::sync::mpsc::{self, Receiver, SyncSender};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use rustyline::ExternalPrinter;

/// Up a row and down again: the editor shows its line anew behind what is printed, and nothing is to be seen of this.
const NOTHING: &str = "\x1b[A\n";

/// As long as it takes to print that, where nobody has to hear of another ring first.
const MOMENT: Duration = Duration::from_millis(2);

/// The bell. Clones are the same.
#[derive(Clone)]
pub(crate) struct RedrawSignal {
    rings: Option<SyncSender<()>>,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    rung: Condvar,
}

#[derive(Default)]
struct State {
    /// A line is edited.
    is_open: bool,
    /// The editor is being rung.
    is_ringing: bool,
}

impl RedrawSignal {
    /// A bell that nobody hears: on a terminal that the editor does not know, a line is only read.
    pub(crate) fn silent() -> Self {
        RedrawSignal {
            rings: None,
            shared: Arc::default(),
        }
    }

    /// The bell of an editor that prints so.
    pub(crate) fn new(printer: impl ExternalPrinter + Send + 'static) -> Self {
        let (rings, rung) = mpsc::sync_channel(1);
        let shared = Arc::<Shared>::default();
        let own = Arc::clone(&shared);
        thread::spawn(move || own.serve(&rung, printer));
        RedrawSignal {
            rings: Some(rings),
            shared,
        }
    }

    /// Whether there is an editor that hears it.
    pub(crate) fn is_heard(&self) -> bool {
        self.rings.is_some()
    }

    /// Rings, where a line is edited. Several rings may be heard as one.
    pub(crate) fn ring(&self) {
        if let Some(rings) = &self.rings {
            // A ring that waits serves for this one too.
            let _ = rings.try_send(());
        }
    }

    /// A line begins to be edited.
    pub(crate) fn open(&self) {
        self.shared.state().is_open = true;
    }

    /// The line has ended, and nobody is to be rung: whoever is not in the editor prints right on the terminal.
    pub(crate) fn close(&self) {
        let mut state = self.shared.state();
        state.is_open = false;
        // One that waits for the editor to hear of another prints nothing, and is not waited for.
        let is_ringing = |state: &mut State| state.is_ringing;
        let waited = self
            .shared
            .rung
            .wait_timeout_while(state, MOMENT, is_ringing);
        drop(waited);
    }
}

impl Shared {
    fn serve(&self, rings: &Receiver<()>, mut printer: impl ExternalPrinter) {
        while rings.recv().is_ok() {
            if !self.begin() {
                continue;
            }
            // Where it fails, the line is shown with the next key.
            let _ = printer.print(NOTHING.to_owned());
            self.state().is_ringing = false;
            self.rung.notify_all();
        }
    }

    fn begin(&self) -> bool {
        let mut state = self.state();
        state.is_ringing = state.is_open;
        state.is_open
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
