//! Commands after which replies could not be assigned to commands, with their error messages.

/// The commands that are skipped.
pub(super) fn alone() -> [(&'static str, &'static str); 10] {
    let messages = "not sent: it switches the connection to messages, which are not replies";
    let stream = "not sent: it switches the connection to an endless stream";
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
            "not sent: it closes the connection, and later commands would be lost",
        ),
        ("monitor", stream),
    ]
}
