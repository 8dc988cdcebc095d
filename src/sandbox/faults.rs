//! Access for tests: the folders, sockets and processes of servers, and ways to stop and restart them.

use std::ffi::OsString;
use std::path::Path;
use std::time::Duration;

use anyhow::bail;

use super::{Cluster, Credentials, Sandbox, SentinelSet};

/// The time for a shutdown, which may wait for a script or a replica, before the server is killed.
const ORDERLY: Duration = Duration::from_secs(5);
/// The time for a killed server to end, on a busy machine.
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

    /// The server's folder, with `redis.conf`, `server.log`, the socket, and the certificates for TLS.
    pub fn folder(&self) -> &Path {
        self.supervisor.folder()
    }

    /// The Unix socket in that folder. It never uses TLS.
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// The user of the other servers in the group; `None` if the plan has no users.
    pub fn credentials(&self) -> Option<&Credentials> {
        self.credentials.as_ref()
    }

    /// The server's process; `None` after [`Sandbox::kill`] or [`Sandbox::stop`].
    pub fn pid(&self) -> Option<u32> {
        self.supervisor.pid()
    }

    /// Kills the server. Its folder stays.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        self.supervisor.send("KILL")?;
        if !self.supervisor.ended_within(KILLED)? {
            bail!("the server did not end after SIGKILL");
        }
        Ok(())
    }

    /// Shuts the server down by SIGTERM; it saves its data if configured so. Its folder stays.
    pub fn stop(&mut self) -> anyhow::Result<()> {
        self.supervisor.send("TERM")?;
        if self.supervisor.ended_within(ORDERLY)? {
            Ok(())
        } else {
            self.kill()
        }
    }

    /// Stops the server's process by SIGSTOP: connections stay open, and no command is answered.
    pub fn suspend(&mut self) -> anyhow::Result<()> {
        self.supervisor.send("STOP")
    }

    /// Continues the process of a server that [`suspend`](Self::suspend) stopped.
    pub fn resume(&mut self) -> anyhow::Result<()> {
        self.supervisor.send("CONT")
    }

    /// Kills the server if it runs, and restarts it on the same port, in the same folder.
    pub fn restart(&mut self) -> anyhow::Result<()> {
        self.kill()?;
        self.run()
    }
}

impl Cluster {
    /// The nodes: the initial primaries in the order of their slots, then the replicas of the first, of the second, and so on.
    pub fn nodes(&self) -> &[Sandbox] {
        &self.nodes
    }

    /// The nodes, to stop and restart.
    pub fn nodes_mut(&mut self) -> &mut [Sandbox] {
        &mut self.nodes
    }

    /// The initial primaries.
    pub fn primaries(&self) -> &[Sandbox] {
        &self.nodes[..self.primaries]
    }

    /// The ports of all nodes.
    pub fn ports(&self) -> Vec<u16> {
        self.nodes.iter().map(Sandbox::port).collect()
    }
}

impl SentinelSet {
    /// The servers: the initial primary and its two replicas.
    pub fn servers(&self) -> &[Sandbox] {
        &self.servers
    }

    /// The nodes, to stop and restart.
    pub fn servers_mut(&mut self) -> &mut [Sandbox] {
        &mut self.servers
    }

    /// The initial primary.
    pub fn primary(&self) -> &Sandbox {
        &self.servers[0]
    }

    /// The initial replicas.
    pub fn replicas(&self) -> &[Sandbox] {
        &self.servers[1..]
    }

    /// The nodes, to stop and restart.
    pub fn sentinels_mut(&mut self) -> &mut [Sandbox] {
        &mut self.sentinels
    }
}
