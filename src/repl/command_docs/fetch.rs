//! Fetches the docs of a server's commands, from the cache or over a connection of its own.

use redsh_engine::Error;
use redsh_engine::command::CommandTable;
use redsh_engine::net::{Connection, Endpoint};
use redsh_engine::resp::{Value, encode_command};

use super::cache::DocsCache;
use super::fingerprint::ServerFingerprint;
use super::replies::{DocsReplies, bounded_tree};

const FINGERPRINT_COMMANDS: [&[&str]; 2] = [&["HELLO"], &["COMMAND", "COUNT"]];
const DOCS_COMMANDS: [&[&str]; 2] = [&["COMMAND"], &["COMMAND", "DOCS"]];

/// Returns the table of a server's commands, or `None` if the server cannot be asked.
pub(super) fn fetch(server: &Endpoint, cache: Option<&DocsCache>) -> Option<CommandTable> {
    let mut connection = Connection::open(server, &[]).ok()?.connection;
    let [hello, count] = ask(&mut connection, FINGERPRINT_COMMANDS).ok()?;
    let fingerprint = ServerFingerprint::of(&hello, &count);
    let place = cache.zip(fingerprint.as_ref());
    let cached = place.and_then(|(cache, server)| cache.find(server));
    if let Some(table) = cached.and_then(table) {
        return Some(table);
    }
    let replies = ask(&mut connection, DOCS_COMMANDS).ok()?;
    // Another user may have the permissions that this one lacks: error replies are not cached.
    let is_complete = replies.iter().all(|reply| reply.as_error().is_none());
    if let Some((cache, server)) = place.filter(|_| is_complete) {
        let _ = cache.store(server, &replies);
    }
    table(replies)
}

fn ask(connection: &mut Connection, commands: [&[&str]; 2]) -> Result<[Value; 2], Error> {
    let mut wire = Vec::new();
    for words in commands {
        encode_command(words, &mut wire);
    }
    connection.send_counted(&wire).1?;
    let mut tree = bounded_tree();
    let mut next = || {
        connection.reader.read(&mut tree)?;
        Ok::<_, Error>(tree.sink.take().expect("read() reads a complete reply"))
    };
    Ok([next()?, next()?])
}

/// Returns the table of the documented commands, or `None` if there are none. Frees the replies early: they are large.
fn table([commands, docs]: DocsReplies) -> Option<CommandTable> {
    let mut table = CommandTable::builtin();
    let learnt = table.learn(&commands);
    table.drop_unlisted(&commands);
    drop(commands);
    // A server before 7.0 replies with an error, which is ignored.
    table.learn_docs(&docs);
    drop(docs);
    table.describe_modules();
    table.distrust(&CommandTable::builtin());
    (learnt > 0).then_some(table)
}
