//! The bench's side of a client's pipes.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use crate::case::{Case, Input};
use crate::digest::Digest;
use crate::publisher::Publisher;

/// The stdin and stdout of a client that runs.
pub(crate) struct Talk<'a> {
    stdin: Option<ChildStdin>,
    stdout: Option<ChildStdout>,
    case: &'a Case,
    /// The server's.
    port: u16,
}

impl<'a> Talk<'a> {
    /// Takes the child's pipes.
    pub(crate) fn with(child: &mut Child, case: &'a Case, port: u16) -> Self {
        Talk {
            stdin: child.stdin.take(),
            stdout: child.stdout.take(),
            case,
            port,
        }
    }

    /// Writes the whole stdin and reads the whole stdout.
    pub(crate) fn hold(self) -> io::Result<Digest> {
        let mut digest = Digest::new(self.case.same);
        let Some(stdout) = self.stdout else {
            return Ok(digest);
        };
        match (&self.case.input, self.stdin) {
            (Input::Dialogue(command), Some(stdin)) => {
                dialogue(self.case.commands, *command, stdin, stdout, &mut digest)?;
            }
            (Input::Messages { message, .. }, _) => {
                hear(self.case, *message, self.port, stdout, &mut digest)?;
            }
            _ => digest.drain(stdout)?,
        }
        Ok(digest)
    }
}

/// Runs `talk`, which waits for the child. After `limit` it kills the child, so that `talk` returns, and discards the
/// result.
pub(crate) fn within<T>(limit: Duration, child: &mut Child, talk: impl FnOnce() -> T) -> Option<T> {
    let (over, wait) = mpsc::channel::<()>();
    thread::scope(|scope| {
        let watch = scope.spawn(move || {
            let late = wait.recv_timeout(limit) == Err(RecvTimeoutError::Timeout);
            // Fails where the child has just ended by itself.
            late && child.kill().is_ok()
        });
        let told = talk();
        drop(over);
        let killed = watch.join().unwrap_or(true);
        (!killed).then_some(told)
    })
}

/// Publishes all messages once the client has subscribed, and closes its connection once it has printed them.
fn hear(
    case: &Case,
    message: fn(u32) -> String,
    port: u16,
    mut stdout: ChildStdout,
    digest: &mut Digest,
) -> io::Result<()> {
    let count = case.commands;
    thread::scope(|scope| {
        let publishing = scope.spawn(move || {
            let mut publisher = Publisher::connect(port)?;
            publisher.wait_for_subscriber()?;
            publisher.publish(count, message).map(|()| publisher)
        });
        digest.drain(stdout.by_ref().take(printed(case)))?;
        let publisher: io::Result<Publisher> =
            publishing.join().expect("publishing does not panic");
        publisher?.end()
    })?;
    digest.drain(stdout)
}

/// Returns the number of bytes that the client prints for all messages.
fn printed(case: &Case) -> u64 {
    let Input::Messages {
        message,
        confirmed,
        around,
    } = case.input
    else {
        return 0;
    };
    let around = around.concat().len();
    let lengths = (0..case.commands).map(|n| (around + message(n).len()) as u64);
    confirmed.len() as u64 + lengths.sum::<u64>()
}

/// Writes each command and waits for the line with its reply. At the end it closes stdin and reads the rest.
fn dialogue(
    commands: u32,
    command: fn(u32) -> String,
    mut stdin: ChildStdin,
    stdout: ChildStdout,
    digest: &mut Digest,
) -> io::Result<()> {
    let mut stdout = BufReader::new(stdout);
    let mut line = Vec::new();
    for n in 0..commands {
        stdin.write_all(command(n).as_bytes())?;
        line.clear();
        stdout.read_until(b'\n', &mut line)?;
        while digest.passes_over(&line) {
            line.clear();
            stdout.read_until(b'\n', &mut line)?;
        }
        digest.take(&line);
    }
    drop(stdin);
    digest.drain(stdout)
}
