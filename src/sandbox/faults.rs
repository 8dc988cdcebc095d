//! What a test does to a server behind its client's back: look into its folder, arrange its state over its socket, end it one
//! way or another, and start it again where it was.

use std::path::Path;
use std::time::Duration;

use anyhow::bail;

use super::Sandbox;

/// An orderly end may wait for a busy script or a lagging replica; after this it is killed.
const ORDERLY: Duration = Duration::from_secs(5);
/// The system ends a killed process at once; this is for a machine that swaps.
const KILLED: Duration = Duration::from_secs(20);

impl Sandbox {
    /// The server's folder: `redis.conf`, `server.log`, the socket, with TLS the certificates.
    pub(crate) fn folder(&self) -> &Path {
        self.keeper.folder()
    }

    /// The Unix socket, in that folder. Never TLS.
    pub(crate) fn socket(&self) -> &Path {
        &self.socket
    }

    /// The server's process; `None` after [`Sandbox::kill`] or [`Sandbox::stop`].
    pub(crate) fn pid(&self) -> Option<u32> {
        self.keeper.pid()
    }

    /// Ends the server by SIGKILL. Its folder stays.
    pub(crate) fn kill(&mut self) -> anyhow::Result<()> {
        self.keeper.signal("KILL")?;
        if !self.keeper.ended_within(KILLED)? {
            bail!("the server does not end when it is killed");
        }
        Ok(())
    }

    /// Ends the server by SIGTERM: it saves what it is configured to save. Its folder stays.
    pub(crate) fn stop(&mut self) -> anyhow::Result<()> {
        self.keeper.signal("TERM")?;
        if self.keeper.ended_within(ORDERLY)? {
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
