//! What is in the server that TAB may ask for: keys that begin so, fields and members of the key at hand.
//!
//! It has a connection of its own, made when it is first wanted, since the session's may be in a transaction. It asks for
//! no longer than nobody notices, and never with KEYS.

use std::cell::RefCell;
use std::fs;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, Instant};

use redsh_engine::net::{Address, Connection, Endpoint};
use redsh_engine::resp::{Value, encode_command};

use super::complete::Known;
use super::seen_keys::SeenKeys;

/// How long may be asked. TAB may take 50 ms in all, and the last answer comes a little late.
const PATIENCE: Duration = Duration::from_millis(45);

/// How many keys a server looks at in a step: half a millisecond's worth.
const STEP: &str = "500";

/// As many names are enough.
const ENOUGH: usize = 200;

/// Who is asked. Clones are the same.
#[derive(Debug, Clone, Default)]
pub(crate) struct ServerLookup(Rc<RefCell<State>>);

#[derive(Debug, Default)]
struct State {
    seen: SeenKeys,
    /// Those of the cluster, by the session's map.
    nodes: Vec<Address>,
    server: Option<Endpoint>,
    connection: Option<Connection>,
    profiles: Vec<String>,
}

impl ServerLookup {
    /// One that knows the names of these profiles, and nothing else yet.
    pub(crate) fn new(profiles: Vec<String>) -> Self {
        ServerLookup(Rc::new(RefCell::new(State {
            profiles,
            ..State::default()
        })))
    }

    /// The server at hand. Where that is another one, or another database, what was seen was seen elsewhere.
    pub(crate) fn look_at(&self, server: Endpoint) {
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

    /// The nodes of the cluster at hand.
    pub(crate) fn look_at_nodes(&self, nodes: Vec<Address>) {
        self.0.borrow_mut().nodes = nodes;
    }

    /// The keys that were seen.
    pub(crate) fn seen(&self) -> std::cell::RefMut<'_, SeenKeys> {
        std::cell::RefMut::map(self.0.borrow_mut(), |state| &mut state.seen)
    }
}

impl Known for ServerLookup {
    fn keys(&self, prefix: &[u8]) -> Vec<Vec<u8>> {
        let until = Instant::now() + PATIENCE;
        let mut state = self.0.borrow_mut();
        let seen = state.seen.beginning_with(prefix).take(ENOUGH);
        let mut keys: Vec<Vec<u8>> = seen.map(<[u8]>::to_vec).collect();
        let pattern = pattern(prefix);
        let scan = |cursor: &[u8]| {
            words(&[
                b"SCAN",
                cursor,
                b"MATCH",
                &pattern,
                b"COUNT",
                STEP.as_bytes(),
            ])
        };
        keys.extend(state.pages(scan, 1, until));
        keys
    }

    fn parts(&self, key: &[u8], prefix: &[u8]) -> Vec<Vec<u8>> {
        let until = Instant::now() + PATIENCE;
        let mut state = self.0.borrow_mut();
        let kind = state.ask(&words(&[b"TYPE", key]), until);
        let (command, each): (&[u8], usize) = match kind.as_ref().and_then(Value::as_str) {
            Some("hash") => (b"HSCAN", 2),
            Some("set") => (b"SSCAN", 1),
            Some("zset") => (b"ZSCAN", 2),
            _ => return Vec::new(),
        };
        let pattern = pattern(prefix);
        let scan = |cursor: &[u8]| {
            words(&[
                command,
                key,
                cursor,
                b"MATCH",
                &pattern,
                b"COUNT",
                STEP.as_bytes(),
            ])
        };
        state.pages(scan, each, until)
    }

    /// As far as the session has come to know them: for the map no server is asked.
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
            let is_meant =
                name.starts_with(begun) && (!name.starts_with('.') || begun.starts_with('.'));
            is_meant.then(|| format!("{folder}{name}{end}"))
        });
        names.take(ENOUGH).collect()
    }
}

impl State {
    /// The names on the pages of a scan, of `each` so many elements only the first, until the time is over.
    fn pages(
        &mut self,
        scan: impl Fn(&[u8]) -> Vec<Vec<u8>>,
        each: usize,
        until: Instant,
    ) -> Vec<Vec<u8>> {
        let mut names = Vec::new();
        let mut cursor = b"0".to_vec();
        while names.len() < ENOUGH {
            let Some(reply) = self.ask(&scan(&cursor), until) else {
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

    /// Asks the server, unless the time is over. A connection that does not answer in time is given up, with what is still
    /// to come on it.
    fn ask(&mut self, words: &[Vec<u8>], until: Instant) -> Option<Value> {
        let left = time_left(until)?;
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
            .set_timeout(Some(time_left(until)?))
            .ok()?;
        let mut wire = Vec::new();
        encode_command(words, &mut wire);
        connection.send_counted(&wire).1.ok()?;
        let reply = connection.reader.read_reply().ok()?;
        self.connection = Some(connection);
        Some(reply)
    }
}

/// What is left until then, which is more than nothing.
fn time_left(until: Instant) -> Option<Duration> {
    let left = until.checked_duration_since(Instant::now());
    left.filter(|left| !left.is_zero())
}

fn words(words: &[&[u8]]) -> Vec<Vec<u8>> {
    words.iter().map(|word| word.to_vec()).collect()
}

/// A glob for what begins so.
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
    fn what_is_special_in_a_glob_stands_for_itself() {
        assert_eq!(pattern(b"a*[b]?"), br"a\*\[b\]\?*");
        assert_eq!(pattern(b""), b"*");
    }

    #[test]
    fn without_a_server_there_is_what_was_seen() {
        let browser = ServerLookup::default();
        browser.seen().see(b"user:1");
        assert_eq!(browser.keys(b"user"), [b"user:1".to_vec()]);
        assert!(browser.keys(b"x").is_empty());
        assert!(browser.parts(b"user:1", b"").is_empty());
    }

    #[test]
    fn nodes_are_those_that_the_session_knows() {
        let browser = ServerLookup::default();
        assert!(browser.nodes().is_empty());
        browser.look_at_nodes(vec![
            Address::tcp("10.0.0.7", 7001),
            Address::tcp("::1", 7002),
        ]);
        assert_eq!(browser.nodes(), ["10.0.0.7:7001", "[::1]:7002"]);
        browser.look_at_nodes(Vec::new());
        assert!(browser.nodes().is_empty());
    }

    #[test]
    fn files_begin_as_is_typed_and_hidden_ones_are_asked_for() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["one.txt", "other", ".hidden"] {
            fs::write(folder.path().join(name), "").expect("it is written");
        }
        fs::create_dir(folder.path().join("of")).expect("it is made");
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
