//! The built-in command table, compared with a real server.
//!
//! This is also its generator: `REDSH_BLESS=1 cargo test --test integration commands` puts the commands of the server
//! into `src/engine/command/builtin.txt`. The reference server replaces entries, other servers add those that are missing.

mod write;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;

use redsh_engine::command::{CommandSpec, CommandTable, Keys};
use redsh_engine::resp::{Decoder, Tree, Value, encode_command};

use support::dice::Dice;
use support::server::Server;

const BUILTIN: &str = include_str!("../../src/engine/command/builtin.txt");

/// The server whose description of a command counts, if it has the command.
const REFERENCE: &str = "redis-server 7.0.15";

#[test]
fn the_built_in_table_has_the_commands_of_the_server() {
    let server = Server::start();
    let text = write::text(&merged(&server));
    if std::env::var_os("REDSH_BLESS").is_some() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/engine/command/builtin.txt");
        std::fs::write(path, text).expect("the table can be written");
        return;
    }
    let lines = text.lines().zip(BUILTIN.lines());
    let stale = lines.clone().find(|(said, built_in)| said != built_in);
    assert!(
        text == BUILTIN,
        "builtin.txt is stale, make it with REDSH_BLESS=1: {stale:?}"
    );
}

#[test]
fn the_built_in_table_reads_back_as_itself() {
    let text = write::text(&by_name(&CommandTable::builtin()));
    assert!(
        text == BUILTIN,
        "the table is written otherwise than it is read"
    );
}

/// The built-in commands, and those of a server, which has no modules but its own.
fn merged(server: &Server) -> BTreeMap<String, CommandSpec> {
    let source = version(server);
    let mut merged = by_name(&CommandTable::builtin());
    for (name, mut spec) in by_name(&learnt(server, "2")) {
        if source == REFERENCE {
            merged.insert(name, spec);
        } else if let Entry::Vacant(entry) = merged.entry(name) {
            if let (Some(since), true) = (&mut spec.since, source.starts_with("valkey")) {
                since.insert_str(0, "Valkey ");
            }
            entry.insert(spec);
        }
    }
    merged
}

fn by_name(table: &CommandTable) -> BTreeMap<String, CommandSpec> {
    table
        .iter()
        .map(|spec| (spec.name.clone(), spec.clone()))
        .collect()
}

#[test]
fn both_protocols_give_the_same_table() {
    let server = Server::start();
    assert_eq!(learnt(&server, "2"), learnt(&server, "3"));
}

#[test]
fn keys_are_found_where_the_server_finds_them() {
    let server = Server::start();
    let table = learnt(&server, "2");
    let version = version(&server);
    let mut calls = calls(&table);
    // Of a wrong call, Valkey 9.1 finds other keys than its commands use.
    let differs = |name: &str| name.starts_with("georadius") || name == "xreadgroup";
    calls.retain(|call| version == REFERENCE || !differs(&call[0]));
    let asked = calls
        .iter()
        .map(|call| [&["COMMAND".to_owned(), "GETKEYS".to_owned()], &call[..]].concat());
    let replies = replies(&server, &asked.collect::<Vec<_>>());
    let mut compared = 0;
    for (call, reply) in calls.iter().zip(&replies) {
        // An error means that the call is wrong or has no keys.
        if let Some(keys) = reply.as_slice() {
            let keys: Vec<_> = keys.iter().filter_map(Value::as_str).collect();
            assert_eq!(found(&table, call), keys, "{call:?}");
            compared += 1;
        }
    }
    assert!(compared > 10_000, "only {compared} calls were right");
}

/// The command table that the server describes.
fn learnt(server: &Server, protocol: &str) -> CommandTable {
    let asked = [
        vec!["HELLO", protocol],
        vec!["COMMAND"],
        vec!["COMMAND", "DOCS"],
    ];
    let replies = replies(server, &asked);
    let mut table = CommandTable::default();
    assert!(table.learn(&replies[1]) > 200);
    // Servers before 7.0 have no COMMAND DOCS.
    assert!(table.learn_docs(&replies[2]) > 200 || replies[2].as_error().is_some());
    table.describe_modules();
    table
}

/// `redis-server 7.0.15`.
fn version(server: &Server) -> String {
    let info = replies(server, &[["INFO", "server"]]).remove(0);
    let info = info.as_str().expect("INFO is text");
    let field = |name: &str| info.lines().find_map(|line| line.strip_prefix(name));
    let [valkey, redis] = ["valkey_version:", "redis_version:"].map(field);
    let redis = redis.map(|version| format!("redis-server {version}"));
    valkey
        .map(|version| format!("valkey-server {version}"))
        .or(redis)
        .expect("INFO tells the version")
}

/// The keys of a call according to the table.
fn found<'a>(table: &CommandTable, call: &'a [String]) -> Vec<&'a str> {
    match table.find(call).map(|spec| spec.keys(call)) {
        Some(Keys::At(positions)) => positions.into_iter().map(|at| call[at].as_str()).collect(),
        Some(Keys::None) => Vec::new(),
        other => panic!("{call:?}: {other:?}"),
    }
}

/// Hundreds of calls of each command that has keys: with a valid number of words, but made of words that mislead.
fn calls(table: &CommandTable) -> Vec<Vec<String>> {
    let mut dice = Dice(42);
    let with_keys = table.iter().filter(|spec| !spec.keys.is_empty());
    let calls = with_keys
        .flat_map(|spec| std::iter::repeat_n(spec, 300))
        .map(|spec| call(spec, &mut dice));
    calls
        .filter(|call| {
            table
                .find(call)
                .is_some_and(|spec| spec.accepts(call.len()))
        })
        .collect()
}

const WORDS: &[&str] = &[
    "k1",
    "k2",
    "",
    "-1",
    "0",
    "1",
    "2",
    "3",
    "99",
    "AUTH",
    "AUTH2",
    "BY",
    "COPY",
    "GET",
    "KEYS",
    "LEFT",
    "LIMIT",
    "m",
    "STORE",
    "store",
    "STOREDIST",
    "STREAMS",
];

fn call(spec: &CommandSpec, dice: &mut Dice) -> Vec<String> {
    let more = dice.below(10);
    let more = std::iter::repeat_with(|| WORDS[dice.below(WORDS.len())]).take(more);
    spec.name
        .split('|')
        .chain(more)
        .map(str::to_owned)
        .collect()
}

/// Sends all commands at once over one connection, and reads the replies meanwhile.
fn replies<A: AsRef<[u8]>, C: AsRef<[A]>>(server: &Server, commands: &[C]) -> Vec<Value> {
    let mut request = Vec::new();
    commands
        .iter()
        .for_each(|command| encode_command(command.as_ref(), &mut request));
    encode_command(&["QUIT"], &mut request);
    let writer = UnixStream::connect(server.socket()).expect("the server listens on its socket");
    let mut reader = writer.try_clone().expect("a socket has two ends");
    let mut replies = Vec::new();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            (&writer)
                .write_all(&request)
                .expect("the server takes commands")
        });
        reader
            .read_to_end(&mut replies)
            .expect("the server replies");
    });
    values(&replies)
}

fn values(mut bytes: &[u8]) -> Vec<Value> {
    let (mut decoder, mut tree, mut values) = (Decoder::new(), Tree::new(), Vec::new());
    while !bytes.is_empty() {
        let fed = decoder
            .feed(bytes, &mut tree)
            .expect("the server speaks RESP");
        bytes = &bytes[fed.consumed..];
        values.extend(tree.take());
    }
    values
}
