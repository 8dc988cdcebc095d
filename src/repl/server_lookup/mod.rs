//! Looks up completion candidates on the server: keys with a prefix, and the fields and members of a key.
//!
//! It uses a connection of its own, opened on first use, since the session's may be in a transaction. It never sends KEYS, and
//! stops before the user notices a delay.

mod seen_keys;

use std::cell::{RefCell, RefMut};
use std::fs;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

use redsh_engine::net::{Address, Connection, Endpoint};
use redsh_engine::resp::Value;

use crate::words::complete::CompletionSource;
use seen_keys::SeenKeys;

/// How long a lookup waits for a server, which may be far away.
const TIMEOUT: Duration = Duration::from_millis(300);

/// How long a lookup asks for more pages. With the last reply a TAB takes 50 ms, unless the server is far away.
const PAGES: Duration = Duration::from_millis(45);

/// The COUNT of a SCAN: half a millisecond of the server's time.
const COUNT: &str = "500";

const MOST_NAMES: usize = 200;

/// The candidates that the session and the server know. Clones share the connection.
#[derive(Debug, Clone, Default)]
pub(crate) struct ServerLookup(Rc<RefCell<LookupState>>);

#[derive(Debug, Default)]
struct LookupState {
    seen: SeenKeys,
    /// The cluster's nodes, from the session's topology.
    nodes: Vec<Address>,
    server: Option<Endpoint>,
    connection: Option<Connection>,
    profiles: Vec<String>,
}

impl ServerLookup {
    pub(crate) fn new(profiles: Vec<String>) -> Self {
        ServerLookup(Rc::new(RefCell::new(LookupState {
            profiles,
            ..LookupState::default()
        })))
    }

    /// Sets the server. Another server, user or database invalidates the keys seen so far.
    pub(crate) fn set_server(&self, server: Endpoint) {
        let mut state = self.0.borrow_mut();
        let is_same = |old: &Endpoint| old.address == server.address && old.login == server.login;
        if state.server.as_ref().is_some_and(is_same) {
            return;
        }
        if state.server.is_some() {
            state.seen.clear();
        }
        state.connection = None;
        state.server = Some(server);
    }

    pub(crate) fn set_nodes(&self, nodes: Vec<Address>) {
        self.0.borrow_mut().nodes = nodes;
    }

    pub(crate) fn seen(&self) -> RefMut<'_, SeenKeys> {
        RefMut::map(self.0.borrow_mut(), |state| &mut state.seen)
    }
}

impl CompletionSource for ServerLookup {
    fn keys(&self, prefix: &[u8]) -> Vec<Vec<u8>> {
        let begun = Instant::now();
        let mut state = self.0.borrow_mut();
        let seen = state.seen.with_prefix(prefix).take(MOST_NAMES);
        let mut keys: Vec<Vec<u8>> = seen.map(<[u8]>::to_vec).collect();
        keys.extend(state.scan(&[b"SCAN"], prefix, 1, begun));
        keys
    }

    fn parts(&self, key: &[u8], prefix: &[u8]) -> Vec<Vec<u8>> {
        let begun = Instant::now();
        let mut state = self.0.borrow_mut();
        let kind = state.ask(&[b"TYPE", key], begun);
        let (command, each): (&[u8], usize) = match kind.as_ref().and_then(Value::as_str) {
            Some("hash") => (b"HSCAN", 2),
            Some("set") => (b"SSCAN", 1),
            Some("zset") => (b"ZSCAN", 2),
            _ => return Vec::new(),
        };
        state.scan(&[command, key], prefix, each, begun)
    }

    /// Returns the nodes that the session knows, without a request.
    fn nodes(&self) -> Vec<String> {
        let state = self.0.borrow();
        state.nodes.iter().map(Address::to_string).collect()
    }

    fn profiles(&self) -> Vec<String> {
        self.0.borrow().profiles.clone()
    }

    fn files(&self, prefix: &str) -> Vec<String> {
        let (folder, begun) = prefix
            .rsplit_once('/')
            .map_or(("", prefix), |(folder, name)| {
                (&prefix[..=folder.len()], name)
            });
        let place = if folder.is_empty() { "." } else { folder };
        let entries = fs::read_dir(Path::new(place))
            .into_iter()
            .flatten()
            .flatten();
        let names = entries.filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let end = if entry.path().is_dir() { "/" } else { "" };
            let is_match =
                name.starts_with(begun) && (!name.starts_with('.') || begun.starts_with('.'));
            is_match.then(|| format!("{folder}{name}{end}"))
        });
        names.take(MOST_NAMES).collect()
    }
}

impl LookupState {
    /// Runs a scan of a lookup that has begun at `begun`, and returns the first of every `each` elements.
    fn scan(
        &mut self,
        command: &[&[u8]],
        prefix: &[u8],
        each: usize,
        begun: Instant,
    ) -> Vec<Vec<u8>> {
        let pattern = pattern(prefix);
        let mut names = Vec::new();
        let mut cursor = b"0".to_vec();
        let mut is_first = true;
        while names.len() < MOST_NAMES && (is_first || begun.elapsed() < PAGES) {
            is_first = false;
            let options = [&*cursor, b"MATCH", &pattern, b"COUNT", COUNT.as_bytes()];
            let Some(reply) = self.ask(&[command, &options].concat(), begun) else {
                break;
            };
            let Some([next, page]) = reply.as_slice() else {
                break;
            };
            let page = page.as_slice().unwrap_or_default();
            let firsts = page.iter().step_by(each);
            names.extend(firsts.filter_map(|name| name.as_bytes().map(<[u8]>::to_vec)));
            cursor = next.as_bytes().unwrap_or(b"0").to_vec();
            if cursor == b"0" {
                break;
            }
        }
        names
    }

    /// Sends a command of a lookup that has begun at `begun`, and returns its reply. A connection that does not reply in time
    /// is closed.
    fn ask(&mut self, words: &[&[u8]], begun: Instant) -> Option<Value> {
        let deadline = begun + TIMEOUT;
        let left = time_left(deadline)?;
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => {
                let mut server = self.server.clone()?;
                server.dial.connect_timeout = Some(left);
                Connection::open(&server, &[]).ok()?.connection
            }
        };
        connection
            .reader
            .set_timeout(Some(time_left(deadline)?))
            .ok()?;
        let reply = connection.call(words).ok()?;
        self.connection = Some(connection);
        Some(reply)
    }
}

fn time_left(deadline: Instant) -> Option<Duration> {
    let left = deadline.checked_duration_since(Instant::now());
    left.filter(|left| !left.is_zero())
}

fn pattern(prefix: &[u8]) -> Vec<u8> {
    let mut pattern = Vec::new();
    for byte in prefix {
        if b"*?[]\\^".contains(byte) {
            pattern.push(b'\\');
        }
        pattern.push(*byte);
    }
    pattern.push(b'*');
    pattern
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn special_characters_of_a_glob_are_escaped() {
        assert_eq!(pattern(b"a*[b]?"), br"a\*\[b\]\?*");
        assert_eq!(pattern(b""), b"*");
    }

    #[test]
    fn without_a_server_only_seen_keys_are_found() {
        let lookup = ServerLookup::default();
        lookup.seen().add(b"user:1");
        assert_eq!(lookup.keys(b"user"), [b"user:1".to_vec()]);
        assert!(lookup.keys(b"x").is_empty());
        assert!(lookup.parts(b"user:1", b"").is_empty());
    }

    #[test]
    fn the_nodes_are_those_of_the_session() {
        let lookup = ServerLookup::default();
        assert!(lookup.nodes().is_empty());
        lookup.set_nodes(vec![
            Address::tcp("10.0.0.7", 7001),
            Address::tcp("::1", 7002),
        ]);
        assert_eq!(lookup.nodes(), ["10.0.0.7:7001", "[::1]:7002"]);
        lookup.set_nodes(Vec::new());
        assert!(lookup.nodes().is_empty());
    }

    #[test]
    fn files_match_the_prefix_and_hidden_files_need_a_dot() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        for name in ["one.txt", "other", ".hidden"] {
            fs::write(folder.path().join(name), "").expect("the file is written");
        }
        fs::create_dir(folder.path().join("of")).expect("the folder is created");
        let at = |begun: &str| {
            let prefix = format!("{}/{begun}", folder.path().display());
            let mut files = ServerLookup::default().files(&prefix);
            files.sort();
            let cut = folder.path().display().to_string().len() + 1;
            files
                .iter()
                .map(|file| file[cut..].to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(at("o"), ["of/", "one.txt", "other"]);
        assert_eq!(at("."), [".hidden"]);
    }
}
