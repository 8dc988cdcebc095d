//! Commands after which replies could not be assigned to commands, with their error messages.

/// The commands that are skipped.
pub(super) fn alone() -> [(&'static str, &'static str); 10] {
    let messages = "not sent: it turns the connection over to messages, which are no replies";
    let stream = "not sent: it turns the connection over to a stream without end";
    [
        ("SUBSCRIBE news", messages),
        ("psubscribe n*", messages),
        ("SSUBSCRIBE news", messages),
        ("UNSUBSCRIBE", messages),
        ("PUNSUBSCRIBE n*", messages),
        ("MONITOR", stream),
        ("SYNC", stream),
        ("PSYNC ? -1", stream),
        (
            "QUIT",
            "not sent: it ends the connection, and what follows would be lost",
        ),
        ("monitor", stream),
    ]
}
