//! What a test does to servers behind their client's back: look into their folders, arrange their state over their sockets,
//! end them one way or another, and start them again where they were.

use std::path::Path;
use std::time::Duration;

use anyhow::bail;
use redsh_engine::net::Credentials;

use super::{Cluster, Sandbox, SentinelSet};

/// An orderly end may wait for a busy script or a lagging replica; after this it is killed.
const ORDERLY: Duration = Duration::from_secs(5);
/// The system ends a killed process at once; this is for a machine that swaps.
const KILLED: Duration = Duration::from_secs(20);

impl Sandbox {
    /// The server's folder: `redis.conf`, `server.log`, the socket, with TLS the certificates.
    pub(crate) fn folder(&self) -> &Path {
        self.supervisor.folder()
    }

    /// The Unix socket, in that folder. Never TLS.
    pub(crate) fn socket(&self) -> &Path {
        &self.socket
    }

    /// The user by which the servers of its group know each other; `None` where everyone may do everything.
    pub(crate) fn credentials(&self) -> Option<&Credentials> {
        self.credentials.as_ref()
    }

    /// The server's process; `None` after [`Sandbox::kill`] or [`Sandbox::stop`].
    pub(crate) fn pid(&self) -> Option<u32> {
        self.supervisor.pid()
    }

    /// Ends the server by SIGKILL. Its folder stays.
    pub(crate) fn kill(&mut self) -> anyhow::Result<()> {
        self.supervisor.signal("KILL")?;
        if !self.supervisor.ended_within(KILLED)? {
            bail!("the server does not end when it is killed");
        }
        Ok(())
    }

    /// Ends the server by SIGTERM: it saves what it is configured to save. Its folder stays.
    pub(crate) fn stop(&mut self) -> anyhow::Result<()> {
        self.supervisor.signal("TERM")?;
        if self.supervisor.ended_within(ORDERLY)? {
            Ok(())
        } else {
            self.kill()
        }
    }

    /// Kills the server if it runs, and starts it again on the same port, in the same folder.
    pub(crate) fn restart(&mut self) -> anyhow::Result<()> {
        self.kill()?;
        self.run()
    }
}

impl Cluster {
    /// The nodes: those that are the primaries to begin with, in the order of their slots, and behind them the replicas of
    /// the first, those of the second, and so on.
    pub(crate) fn nodes(&self) -> &[Sandbox] {
        &self.nodes
    }

    /// To end them and start them again.
    pub(crate) fn nodes_mut(&mut self) -> &mut [Sandbox] {
        &mut self.nodes
    }

    /// Those of the nodes that are the primaries to begin with.
    pub(crate) fn primaries(&self) -> &[Sandbox] {
        &self.nodes[..self.primaries]
    }

    /// The port of each of the nodes.
    pub(crate) fn ports(&self) -> Vec<u16> {
        self.nodes.iter().map(Sandbox::port).collect()
    }
}

impl SentinelSet {
    /// The servers: the one that is the primary to begin with, and its two replicas.
    pub(crate) fn servers(&self) -> &[Sandbox] {
        &self.servers
    }

    /// To end them and start them again.
    pub(crate) fn servers_mut(&mut self) -> &mut [Sandbox] {
        &mut self.servers
    }

    /// The one that is the primary to begin with.
    pub(crate) fn primary(&self) -> &Sandbox {
        &self.servers[0]
    }

    /// Those that are its replicas to begin with.
    pub(crate) fn replicas(&self) -> &[Sandbox] {
        &self.servers[1..]
    }

    /// To end them and start them again.
    pub(crate) fn sentinels_mut(&mut self) -> &mut [Sandbox] {
        &mut self.sentinels
    }
}
