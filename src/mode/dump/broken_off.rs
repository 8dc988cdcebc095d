//! Why a server ended a transfer, as far as it can be known afterwards, and the setting that limits it.

use std::time::Duration;

use anyhow::anyhow;
use redsh_engine::Error;
use redsh_engine::net::{Connection, Endpoint};
use redsh_engine::resp::Value;

/// How long the server may take to connect and to reply.
const PATIENCE: Duration = Duration::from_secs(5);

/// A transfer that broke off.
pub(super) struct BrokenTransfer {
    pub(super) error: Error,
    /// The number of bytes that were received.
    pub(super) bytes: u64,
    pub(super) elapsed: Duration,
    /// The longest time during which the output accepted nothing.
    pub(super) longest_write: Duration,
    /// Whether the server keeps no writes for this client during the transfer.
    pub(super) is_snapshot_only: bool,
}

/// The settings of a server that limit a transfer. `None` where the server does not tell.
#[derive(Default)]
struct TransferLimits {
    repl_timeout: Option<u64>,
    /// `client-output-buffer-limit` of replicas.
    replica_buffer: Option<String>,
}

/// The state of the server after the transfer.
enum ServerAfter {
    Unreachable(String),
    Restarted,
    Running(TransferLimits),
}

/// Returns the error, with the beginning that redis-cli's has. Asks the server for the reason over another connection.
pub(super) fn explain(broken: &BrokenTransfer, endpoint: &Endpoint) -> anyhow::Error {
    let after = server_after(broken, endpoint);
    let reason = reason(broken, &after);
    let (error, bytes) = (broken.error.cause_of_loss(), broken.bytes);
    anyhow!("I/O Error reading RDB payload from socket: {error} after {bytes} bytes; {reason}")
}

fn server_after(broken: &BrokenTransfer, endpoint: &Endpoint) -> ServerAfter {
    let mut endpoint = endpoint.clone();
    endpoint.dial.connect_timeout.get_or_insert(PATIENCE);
    endpoint.dial.reply_timeout.get_or_insert(PATIENCE);
    let connection = Connection::open(&endpoint, &[]).map_err(Error::from);
    let asked = connection.and_then(|opened| ask(opened.connection));
    match asked {
        Err(error) => ServerAfter::Unreachable(error.to_string()),
        Ok((uptime, _)) if uptime.is_some_and(|uptime| uptime < broken.elapsed.as_secs()) => {
            ServerAfter::Restarted
        }
        Ok((_, limits)) => ServerAfter::Running(limits),
    }
}

/// Returns the seconds since the server started, and its limits.
fn ask(mut connection: Connection) -> Result<(Option<u64>, TransferLimits), Error> {
    let [info, timeout, buffers] = connection.call_all([
        &["INFO", "server"][..],
        &["CONFIG", "GET", "repl-timeout"],
        &["CONFIG", "GET", "client-output-buffer-limit"],
    ])?;
    let limits = TransferLimits {
        repl_timeout: setting(&timeout).and_then(|seconds| seconds.parse().ok()),
        replica_buffer: setting(&buffers).and_then(replica_buffer),
    };
    let mut lines = info.as_str().unwrap_or_default().lines();
    let uptime = lines.find_map(|line| line.strip_prefix("uptime_in_seconds:"));
    Ok((uptime.and_then(|seconds| seconds.parse().ok()), limits))
}

/// The value in a reply to CONFIG GET.
fn setting(reply: &Value) -> Option<&str> {
    reply.as_slice()?.get(1)?.as_str()
}

/// The limits for replicas in `normal 0 0 0 slave 268435456 67108864 60 pubsub …`.
fn replica_buffer(limits: &str) -> Option<String> {
    let words: Vec<&str> = limits.split(' ').collect();
    let mut classes = words.chunks(4);
    let of_replicas = classes.find(|class| ["slave", "replica"].contains(&class[0]))?;
    Some(of_replicas[1..].join(" "))
}

fn reason(broken: &BrokenTransfer, after: &ServerAfter) -> String {
    let limits = match after {
        ServerAfter::Unreachable(error) => return error.clone(),
        ServerAfter::Restarted => return "the server has restarted".to_owned(),
        ServerAfter::Running(limits) => limits,
    };
    let stalled = broken.longest_write.as_secs();
    match limits.repl_timeout {
        Some(timeout) if stalled >= timeout => format!(
            "the output accepted nothing for {stalled} s, and the server's repl-timeout is {timeout} s"
        ),
        timeout => {
            let seconds = timeout.map_or(String::new(), |seconds| format!(" ({seconds} s)"));
            let buffer = limits.replica_buffer.as_deref();
            let buffer = buffer.map_or(String::new(), |limit| format!(" ({limit})"));
            match broken.is_snapshot_only {
                true => format!(
                    "the server may have reached its repl-timeout{seconds}: see the server's log"
                ),
                false => format!(
                    "the server may have reached its client-output-buffer-limit for replicas{buffer} or its \
                     repl-timeout{seconds}: see the server's log"
                ),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use redsh_engine::net::Address;

    use super::*;

    fn broken(stalled: u64, is_snapshot_only: bool) -> BrokenTransfer {
        BrokenTransfer {
            error: Error::Ended(Address::tcp("127.0.0.1", 6379)),
            bytes: 5,
            elapsed: Duration::from_secs(90),
            longest_write: Duration::from_secs(stalled),
            is_snapshot_only,
        }
    }

    fn limits(repl_timeout: Option<u64>) -> ServerAfter {
        ServerAfter::Running(TransferLimits {
            repl_timeout,
            replica_buffer: replica_buffer("normal 0 0 0 slave 256 64 60 pubsub 1 2 3"),
        })
    }

    #[test]
    fn the_limit_that_applies_is_named() {
        let unknown = ServerAfter::Running(TransferLimits::default());
        for (broken, after, expected) in [
            (
                broken(61, true),
                limits(Some(60)),
                "the output accepted nothing for 61 s, and the server's repl-timeout is 60 s",
            ),
            (
                broken(1, true),
                limits(Some(60)),
                "the server may have reached its repl-timeout (60 s): see the server's log",
            ),
            (
                broken(1, false),
                limits(Some(60)),
                "the server may have reached its client-output-buffer-limit for replicas (256 64 60) or its repl-timeout (60 s): see the server's log",
            ),
            (
                broken(1, false),
                unknown,
                "the server may have reached its client-output-buffer-limit for replicas or its repl-timeout: see the server's log",
            ),
            (
                broken(1, true),
                ServerAfter::Restarted,
                "the server has restarted",
            ),
        ] {
            assert_eq!(reason(&broken, &after), expected);
        }
    }
}
