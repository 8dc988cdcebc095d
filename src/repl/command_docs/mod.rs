//! What the server says of its commands, asked over a connection beside the session's while the user types: so hints know
//! a module's commands, and no prompt waits for that. It is kept on disk for the next server of the same edition. Where the
//! server will not say, what is built in serves.

mod bound;
mod cache;
mod fetch;
mod fingerprint;

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::thread;
use std::time::Duration;

use redsh_engine::command::CommandTable;
use redsh_engine::net::{Address, Credentials, Endpoint};

use cache::Cache;

/// So that the prompt stands first, on a machine with one processor too.
const PAUSE: Duration = Duration::from_millis(20);

/// The commands that are known, to whoever asks while they are being learnt. Clones are the same.
#[derive(Debug, Clone)]
pub(super) struct Known(Arc<RwLock<State>>);

#[derive(Debug)]
struct State {
    table: Arc<CommandTable>,
    /// Which lesson is the last that was begun: what those before it tell is of another server.
    lesson: u64,
}

impl Known {
    /// What is known at this moment.
    pub(super) fn table(&self) -> Arc<CommandTable> {
        let state = self.0.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&state.table)
    }

    fn begin(&self) -> u64 {
        let mut state = self.0.write().unwrap_or_else(PoisonError::into_inner);
        state.lesson += 1;
        state.lesson
    }

    fn end(&self, lesson: u64, table: CommandTable) {
        let mut state = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if state.lesson == lesson {
            state.table = Arc::new(table);
        }
    }
}

/// Who was asked, and as whom: another user may be told more.
type Teacher = (Address, Option<Credentials>);

/// Learns from one server after the other.
#[derive(Debug)]
pub(super) struct CommandDocs {
    known: Known,
    asked: Option<Teacher>,
    /// What was known when that was asked last.
    seen: Arc<CommandTable>,
    cache: Option<Cache>,
}

impl CommandDocs {
    /// What is built in is known from the beginning. What is learnt is kept in the folder `cache`, if any.
    pub(super) fn new(built_in: CommandTable, cache: Option<PathBuf>) -> Self {
        let seen = Arc::new(built_in);
        let (table, lesson) = (Arc::clone(&seen), 0);
        CommandDocs {
            known: Known(Arc::new(RwLock::new(State { table, lesson }))),
            asked: None,
            seen,
            cache: cache.map(Cache::new),
        }
    }

    /// What is known.
    pub(super) fn known(&self) -> &Known {
        &self.known
    }

    /// What is known, if that is more than when it was asked last.
    pub(super) fn learnt(&mut self) -> Option<CommandTable> {
        let table = self.known.table();
        let is_new = !Arc::ptr_eq(&table, &self.seen);
        self.seen = table;
        is_new.then(|| (*self.seen).clone())
    }

    /// Has this server asked in the background, where that is not done.
    pub(super) fn begin(&mut self, server: Endpoint) {
        let teacher = (server.address.clone(), server.login.credentials.clone());
        if self.asked.as_ref() == Some(&teacher) {
            return;
        }
        self.asked = Some(teacher);
        let (lesson, known) = (self.known.begin(), self.known.clone());
        let cache = self.cache.clone();
        thread::spawn(move || {
            thread::sleep(PAUSE);
            if let Some(table) = fetch::learn(&server, cache.as_ref()) {
                known.end(lesson, table);
            }
        });
    }
}
