//! Publishes messages to one subscriber, as fast as the server accepts them.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use redsh_engine::resp::encode_command;

/// The channel that the client subscribes to.
pub(crate) const CHANNEL: &str = "news";

/// The limit for the subscription of the client.
const PATIENCE: Duration = Duration::from_secs(20);

/// The size of one write.
const BATCH: usize = 64 * 1024;

/// A connection to the server.
pub(crate) struct Publisher {
    out: TcpStream,
    replies: BufReader<TcpStream>,
}

impl Publisher {
    /// Connects to the server on this port of 127.0.0.1.
    pub(crate) fn connect(port: u16) -> io::Result<Self> {
        let out = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        let replies = BufReader::with_capacity(64 * 1024, out.try_clone()?);
        Ok(Publisher { out, replies })
    }

    /// Waits until the client has subscribed.
    pub(crate) fn wait_for_subscriber(&mut self) -> io::Result<()> {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            writeln!(self.out, "PUBSUB NUMSUB {CHANNEL}")?;
            // An array of the name, which is two lines, and of the count.
            let lines: io::Result<Vec<String>> = self.replies.by_ref().lines().take(4).collect();
            if lines?.last().is_some_and(|count| count == ":1") {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(1));
        }
        Err(io::Error::new(
            io::ErrorKind::TimedOut,
            "the client has not subscribed",
        ))
    }

    /// Publishes the messages, and waits until the server has accepted them all.
    pub(crate) fn publish(&mut self, count: u32, message: fn(u32) -> String) -> io::Result<()> {
        let out = &mut self.out;
        thread::scope(|scope| {
            let writing = scope.spawn(move || {
                let mut batch = Vec::new();
                for n in 0..count {
                    encode_command(&["PUBLISH", CHANNEL, &message(n)], &mut batch);
                    if batch.len() >= BATCH || n + 1 == count {
                        out.write_all(&batch)?;
                        batch.clear();
                    }
                }
                Ok::<(), io::Error>(())
            });
            // Each reply is `:1`, as there is one subscriber.
            let replies = u64::from(count) * 4;
            let got = io::copy(&mut (&mut self.replies).take(replies), &mut io::sink())?;
            writing.join().expect("writing does not panic")?;
            match got == replies {
                true => Ok(()),
                false => Err(io::ErrorKind::UnexpectedEof.into()),
            }
        })
    }

    /// Has the server close the client's connection.
    pub(crate) fn end(&mut self) -> io::Result<()> {
        writeln!(self.out, "CLIENT KILL TYPE pubsub")?;
        self.replies.read_line(&mut String::new()).map(|_| ())
    }
}
