//! Access for tests: the folders, sockets and processes of servers, and ways to stop and restart them.

use std::path::Path;
use std::time::Duration;

use anyhow::bail;
use redsh_engine::net::Credentials;

use super::{Cluster, Sandbox, SentinelSet};

/// The time for a shutdown, which may wait for a script or a replica, before the server is killed.
const ORDERLY: Duration = Duration::from_secs(5);
/// The time for a killed server to end, on a busy machine.
const KILLED: Duration = Duration::from_secs(20);

impl Sandbox {
    /// The server's folder, with `redis.conf`, `server.log`, the socket, and the certificates for TLS.
    pub(crate) fn folder(&self) -> &Path {
        self.supervisor.folder()
    }

    /// The Unix socket in that folder. It never uses TLS.
    pub(crate) fn socket(&self) -> &Path {
        &self.socket
    }

    /// The user of the other servers in the group; `None` if the plan has no users.
    pub(crate) fn credentials(&self) -> Option<&Credentials> {
        self.credentials.as_ref()
    }

    /// The server's process; `None` after [`Sandbox::kill`] or [`Sandbox::stop`].
    pub(crate) fn pid(&self) -> Option<u32> {
        self.supervisor.pid()
    }

    /// Kills the server. Its folder stays.
    pub(crate) fn kill(&mut self) -> anyhow::Result<()> {
        self.supervisor.signal("KILL")?;
        if !self.supervisor.ended_within(KILLED)? {
            bail!("the server did not end after SIGKILL");
        }
        Ok(())
    }

    /// Shuts the server down by SIGTERM; it saves its data if configured so. Its folder stays.
    pub(crate) fn stop(&mut self) -> anyhow::Result<()> {
        self.supervisor.signal("TERM")?;
        if self.supervisor.ended_within(ORDERLY)? {
            Ok(())
        } else {
            self.kill()
        }
    }

    /// Kills the server if it runs, and restarts it on the same port, in the same folder.
    pub(crate) fn restart(&mut self) -> anyhow::Result<()> {
        self.kill()?;
        self.run()
    }
}

impl Cluster {
    /// The nodes: the initial primaries in the order of their slots, then the replicas of the first, of the second, and so on.
    pub(crate) fn nodes(&self) -> &[Sandbox] {
        &self.nodes
    }

    /// The nodes, to stop and restart.
    pub(crate) fn nodes_mut(&mut self) -> &mut [Sandbox] {
        &mut self.nodes
    }

    /// The initial primaries.
    pub(crate) fn primaries(&self) -> &[Sandbox] {
        &self.nodes[..self.primaries]
    }

    /// The port of the first primary.
    pub(crate) fn port(&self) -> u16 {
        self.nodes[0].port()
    }

    /// The ports of all nodes.
    pub(crate) fn ports(&self) -> Vec<u16> {
        self.nodes.iter().map(Sandbox::port).collect()
    }
}

impl SentinelSet {
    /// The servers: the initial primary and its two replicas.
    pub(crate) fn servers(&self) -> &[Sandbox] {
        &self.servers
    }

    /// The nodes, to stop and restart.
    pub(crate) fn servers_mut(&mut self) -> &mut [Sandbox] {
        &mut self.servers
    }

    /// The initial primary.
    pub(crate) fn primary(&self) -> &Sandbox {
        &self.servers[0]
    }

    /// The initial replicas.
    pub(crate) fn replicas(&self) -> &[Sandbox] {
        &self.servers[1..]
    }

    /// The nodes, to stop and restart.
    pub(crate) fn sentinels_mut(&mut self) -> &mut [Sandbox] {
        &mut self.sentinels
    }
}
