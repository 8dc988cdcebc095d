//! What a test does to servers behind their client's back: look into their folders, arrange their state over their sockets,
//! end them one way or another, and start them again where they were.

use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use anyhow::bail;

use super::{Cluster, Credentials, Sandbox, SentinelSet};

/// An orderly end may wait for a busy script or a lagging replica; after this it is killed.
const ORDERLY: Duration = Duration::from_secs(5);
/// The system ends a killed process at once; this is for a machine that swaps.
const KILLED: Duration = Duration::from_secs(20);

impl Sandbox {
    /// The arguments with which a client reaches it: the port, and with TLS the authority's certificate.
    pub fn arguments(&self) -> Vec<OsString> {
        let mut arguments: Vec<OsString> = vec!["-p".into(), self.port().to_string().into()];
        if let Some(certificates) = self.certificates() {
            arguments.extend(["--tls".into(), "--cacert".into(), (&certificates.ca).into()]);
        }
        arguments
    }

    /// Sends one command on a connection of its own and returns the bytes of the reply, `+OK\r\n` for example.
    ///
    /// # Panics
    /// The server does not reply, or replies with an error.
    pub fn command<A: AsRef<[u8]>>(&self, words: &[A]) -> Vec<u8> {
        let reply = self.ask(words).unwrap_or_else(|error| panic!("{error:#}"));
        reply.into_raw()
    }

    /// As [`Sandbox::command`], but returns an error reply too.
    ///
    /// # Panics
    /// The server does not reply.
    pub fn reply<A: AsRef<[u8]>>(&self, words: &[A]) -> Vec<u8> {
        self.exchange(words).expect("the server replies").into_raw()
    }

    /// The first word of ROLE: `master`, `slave`, `sentinel`.
    ///
    /// # Panics
    /// The server does not reply.
    pub fn role(&self) -> String {
        self.ask(&["ROLE"]).expect("ROLE").text().to_owned()
    }

    /// The number on a line of INFO, the first where there are several; 0 where there is no such line.
    ///
    /// # Panics
    /// The server does not reply, or the line has no number.
    pub fn info(&self, section: &str, field: &str) -> u64 {
        let reply = self.ask(&["INFO", section]).expect("INFO");
        let mut lines = reply.text().lines();
        let value = lines.find_map(|line| line.strip_prefix(field)?.strip_prefix(':'));
        let first = value.and_then(|value| value.split(',').next());
        let digits = first.map(|first| first.rsplit('=').next().unwrap_or(first));
        digits.map_or(0, |digits| digits.parse().expect("a number"))
    }

    /// The server's folder: `redis.conf`, `server.log`, the socket, with TLS the certificates.
    pub fn folder(&self) -> &Path {
        self.keeper.folder()
    }

    /// The Unix socket, in that folder. Never TLS.
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// The user by which the servers of its group know each other; `None` where everyone may do everything.
    pub fn credentials(&self) -> Option<&Credentials> {
        self.credentials.as_ref()
    }

    /// The server's process; `None` after [`Sandbox::kill`] or [`Sandbox::stop`].
    pub fn pid(&self) -> Option<u32> {
        self.keeper.pid()
    }

    /// Ends the server by SIGKILL. Its folder stays.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.keeper.signal("KILL")?;
        if !self.keeper.ended_within(KILLED)? {
            bail!("the server does not end when it is killed");
        }
        Ok(())
    }

    /// Ends the server by SIGTERM: it saves what it is configured to save. Its folder stays.
    pub fn stop(&mut self) -> anyhow::Result<()> {
        self.keeper.signal("TERM")?;
        if self.keeper.ended_within(ORDERLY)? {
            Ok(())
        } else {
            self.kill()
        }
    }

    /// Kills the server if it runs, and starts it again on the same port, in the same folder.
    pub fn restart(&mut self) -> anyhow::Result<()> {
        self.kill()?;
        self.run()
    }
}

impl Cluster {
    /// The nodes: those that are the primaries to begin with, in the order of their slots, and behind them the replicas of
    /// the first, those of the second, and so on.
    pub fn nodes(&self) -> &[Sandbox] {
        &self.nodes
    }

    /// To end them and start them again.
    pub fn nodes_mut(&mut self) -> &mut [Sandbox] {
        &mut self.nodes
    }

    /// Those of the nodes that are the primaries to begin with.
    pub fn primaries(&self) -> &[Sandbox] {
        &self.nodes[..self.primaries]
    }

    /// The port of each of the nodes.
    pub fn ports(&self) -> Vec<u16> {
        self.nodes.iter().map(Sandbox::port).collect()
    }
}

impl SentinelSet {
    /// The servers: the one that is the primary to begin with, and its two replicas.
    pub fn servers(&self) -> &[Sandbox] {
        &self.servers
    }

    /// To end them and start them again.
    pub fn servers_mut(&mut self) -> &mut [Sandbox] {
        &mut self.servers
    }

    /// The one that is the primary to begin with.
    pub fn primary(&self) -> &Sandbox {
        &self.servers[0]
    }

    /// Those that are its replicas to begin with.
    pub fn replicas(&self) -> &[Sandbox] {
        &self.servers[1..]
    }

    /// To end them and start them again.
    pub fn sentinels_mut(&mut self) -> &mut [Sandbox] {
        &mut self.sentinels
    }
}
