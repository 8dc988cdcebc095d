//! Commands to a server behind its clients' back: over its Unix socket, as a user with all permissions.

use std::io::{self, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use anyhow::{Context, ensure};

use super::{Reply, Sandbox};

/// The time limit for a reply: no server is so busy, and one that hangs must not hang its caller.
const ANSWER: Duration = Duration::from_secs(20);

impl Sandbox {
    /// Sends one command on a connection of its own and returns the reply.
    ///
    /// # Errors
    /// The server does not reply, or replies with an error.
    pub fn ask<A: AsRef<[u8]>>(&self, words: &[A]) -> anyhow::Result<Reply> {
        let reply = self
            .exchange(words)
            .with_context(|| format!("127.0.0.1:{} did not reply", self.port()))?;
        ensure!(
            !reply.is_error(),
            "127.0.0.1:{} refused {}: {}",
            self.port(),
            words
                .first()
                .map_or("".into(), |name| String::from_utf8_lossy(name.as_ref())),
            reply.text()
        );
        Ok(reply)
    }

    /// As [`Sandbox::ask`], but returns an error reply too.
    pub(crate) fn exchange<A: AsRef<[u8]>>(&self, words: &[A]) -> io::Result<Reply> {
        let mut stream = UnixStream::connect(&self.socket)?;
        stream.set_read_timeout(Some(ANSWER))?;
        stream.set_write_timeout(Some(ANSWER))?;
        if let Some(login) = &self.credentials {
            stream.write_all(&encoded(&["AUTH", login.user, &login.password]))?;
        }
        stream.write_all(&encoded(words))?;
        let mut from = BufReader::new(stream);
        if self.credentials.is_some() {
            let reply = Reply::read(&mut from)?;
            if reply.is_error() {
                return Ok(reply);
            }
        }
        Reply::read(&mut from)
    }
}

/// A command as an array of bulk strings.
pub fn encoded<A: AsRef<[u8]>>(words: &[A]) -> Vec<u8> {
    let mut request = format!("*{}\r\n", words.len()).into_bytes();
    for word in words.iter().map(AsRef::as_ref) {
        request.extend_from_slice(format!("${}\r\n", word.len()).as_bytes());
        request.extend_from_slice(word);
        request.extend_from_slice(b"\r\n");
    }
    request
}
