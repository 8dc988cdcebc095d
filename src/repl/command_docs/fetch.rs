//! One lesson: who a server is, and what it says of its commands, unless that was kept from another time.

use redsh_engine::Error;
use redsh_engine::command::CommandTable;
use redsh_engine::net::{Connection, Endpoint};
use redsh_engine::resp::{Tee, Tree, Value, encode_command};

use super::bound::Bound;
use super::cache::Cache;
use super::fingerprint::ServerFingerprint;

/// In bytes, of memory and of a file. Redis 7.0 takes 2 MB of memory.
pub(super) const LARGEST: usize = 8 * 1024 * 1024;

/// The replies to COMMAND and COMMAND DOCS.
pub(super) type Lesson = [Value; 2];

const WHO: [&[&str]; 2] = [&["HELLO"], &["COMMAND", "COUNT"]];
const WHAT: [&[&str]; 2] = [&["COMMAND"], &["COMMAND", "DOCS"]];

/// All that the server says, over a connection of its own. `None` where it will not.
pub(super) fn learn(server: &Endpoint, cache: Option<&Cache>) -> Option<CommandTable> {
    let mut connection = Connection::open(server, &[]).ok()?.connection;
    let [hello, count] = ask(&mut connection, WHO).ok()?;
    let edition = ServerFingerprint::of(&hello, &count);
    let place = cache.zip(edition.as_ref());
    let kept = place.and_then(|(cache, edition)| cache.find(edition));
    if let Some(table) = kept.and_then(table) {
        return Some(table);
    }
    let lesson = ask(&mut connection, WHAT).ok()?;
    if let Some((cache, edition)) = place.filter(|_| is_whole(&lesson)) {
        // Where it cannot be kept, it is asked for again.
        let _ = cache.keep(edition, &lesson);
    }
    table(lesson)
}

fn ask(connection: &mut Connection, questions: [&[&str]; 2]) -> Result<[Value; 2], Error> {
    let mut wire = Vec::new();
    questions
        .iter()
        .for_each(|words| encode_command(words, &mut wire));
    connection.send_counted(&wire).1?;
    let mut bound = Bound::new(LARGEST);
    let mut next = || read(connection, &mut bound);
    Ok([next()?, next()?])
}

fn read(connection: &mut Connection, bound: &mut Bound) -> Result<Value, Error> {
    let mut tree = Tree::new();
    connection.reader.read(&mut Tee(bound, &mut tree))?;
    Ok(tree.take().expect("the reader has read a whole reply"))
}

/// What is known then; `None` where nothing was said. The replies are larger than that, and go as soon as they are read.
fn table([commands, docs]: Lesson) -> Option<CommandTable> {
    let mut table = CommandTable::builtin();
    let told = table.learn(&commands);
    drop(commands);
    // From 7.0 on; a server before it refuses.
    table.learn_docs(&docs);
    drop(docs);
    table.distrust(&CommandTable::builtin());
    (told > 0).then_some(table)
}

/// Whether it would do for another user, who may be allowed to ask for more.
fn is_whole(lesson: &Lesson) -> bool {
    lesson.iter().all(|reply| reply.as_error().is_none())
}
