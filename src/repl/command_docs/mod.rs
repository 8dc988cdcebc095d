//! The docs of the server's commands, fetched in the background over a connection of their own.
//!
//! Hints, completion and help then know the commands of modules too, and the prompt never waits. A cache on disk serves the
//! next shell with the same kind of server. Until then, and if the server cannot be asked, the built-in table is used.

mod cache;
mod fetch;
mod fingerprint;
mod replies;

use std::cell::RefCell;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use redsh_engine::command::CommandTable;
use redsh_engine::net::{Address, Credentials, Endpoint};

use cache::DocsCache;

/// Lets the prompt appear first on a machine with one processor.
const DELAY: Duration = Duration::from_millis(20);

/// The current table of commands. Clones share it.
#[derive(Debug, Clone)]
pub(super) struct KnownCommands(Rc<RefCell<KnownState>>);

#[derive(Debug)]
struct KnownState {
    table: Rc<CommandTable>,
    /// Receives the table of the last fetch. Earlier fetches are for another server, and their tables are dropped.
    fetched: Option<Receiver<CommandTable>>,
}

impl KnownCommands {
    pub(super) fn table(&self) -> Rc<CommandTable> {
        let mut state = self.0.borrow_mut();
        let fetched = state.fetched.as_ref();
        if let Some(table) = fetched.and_then(|fetched| fetched.try_recv().ok()) {
            state.table = Rc::new(table);
        }
        Rc::clone(&state.table)
    }
}

/// A server, the user there, and the number of the connection: another user may have more permissions, and another version
/// or module may be there after a reconnect.
type ServerLogin = (Address, Option<Credentials>, u64);

#[derive(Debug)]
pub(super) struct CommandDocs {
    known: KnownCommands,
    asked: Option<ServerLogin>,
    /// The table at the last call of [`learnt`](Self::learnt).
    seen: Rc<CommandTable>,
    cache: Option<DocsCache>,
}

impl CommandDocs {
    /// Starts with the built-in table. Docs are cached in the folder `cache`, if any.
    pub(super) fn new(built_in: CommandTable, cache: Option<PathBuf>) -> Self {
        let seen = Rc::new(built_in);
        let state = KnownState {
            table: Rc::clone(&seen),
            fetched: None,
        };
        CommandDocs {
            known: KnownCommands(Rc::new(RefCell::new(state))),
            asked: None,
            seen,
            cache: cache.map(DocsCache::new),
        }
    }

    pub(super) fn known(&self) -> &KnownCommands {
        &self.known
    }

    /// Returns the table if it has changed since the last call.
    pub(super) fn learnt(&mut self) -> Option<CommandTable> {
        let table = self.known.table();
        let is_new = !Rc::ptr_eq(&table, &self.seen);
        self.seen = table;
        is_new.then(|| (*self.seen).clone())
    }

    /// Fetches the docs again at the next [`begin`](Self::begin): the server has loaded or unloaded a module.
    pub(super) fn expire(&mut self) {
        self.asked = None;
    }

    /// Fetches the docs of a server in the background, unless they were already fetched for this connection.
    pub(super) fn begin(&mut self, server: Endpoint, connection: u64) {
        let credentials = server.login.credentials.clone();
        let login = (server.address.clone(), credentials, connection);
        if self.asked.as_ref() == Some(&login) {
            return;
        }
        self.asked = Some(login);
        let (sender, fetched) = channel();
        self.known.0.borrow_mut().fetched = Some(fetched);
        let cache = self.cache.clone();
        thread::spawn(move || {
            thread::sleep(DELAY);
            if let Some(table) = fetch::fetch(&server, cache.as_ref()) {
                // Fails if another fetch has begun.
                let _ = sender.send(table);
            }
        });
    }
}
