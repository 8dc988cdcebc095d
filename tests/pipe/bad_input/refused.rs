//! Commands after which nobody could tell which reply is whose, and what is said about them.

/// Those that are left out, alone.
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
