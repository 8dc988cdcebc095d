//! What the server calls a connection: by that another connection can name it.

use super::ReplyHandler;
use crate::Error;
use crate::net::Connection;
use crate::resp::encode_command;

/// Asks what the server calls a connection, where it has not said so. Only while nothing is awaited on it.
///
/// # Errors
/// The connection's, and the handler's for what comes unasked.
pub(super) fn identify<T>(
    connection: &mut Connection,
    handler: &mut impl ReplyHandler<T>,
) -> Result<(), Error> {
    if connection.client_id().is_some() {
        return Ok(());
    }
    let mut wire = Vec::new();
    encode_command(&["CLIENT", "ID"], &mut wire);
    connection.send_counted(&wire).1?;
    // To a subscriber, messages and lines of MONITOR may come first.
    while !matches!(connection.reader.peek()?, b':' | b'-') {
        handler.unasked(&mut connection.reader)?;
    }
    let reply = connection.reader.read_value()?;
    connection.identified(&reply);
    Ok(())
}
