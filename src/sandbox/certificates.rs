//! The certificates of a server with TLS and of its clients, issued anew for each sandbox.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

#[cfg(feature = "tls")]
use super::authority::issue;

/// The files: of the authority, of the server, of the client.
const FILES: [&str; 5] = [
    "ca.crt",
    "server.crt",
    "server.key",
    "client.crt",
    "client.key",
];

/// The paths of the PEM files of an authority, and of a server and a client whose certificates it signs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificates {
    /// The authority's certificate, for `--cacert`.
    pub ca: PathBuf,
    /// A client's certificate, for `--cert`.
    pub client: PathBuf,
    /// The client's private key, for `--key`.
    pub client_key: PathBuf,
}

impl Certificates {
    /// Writes `ca.crt`, `server.crt`, `server.key`, `client.crt` and `client.key` into `folder`.
    ///
    /// # Errors
    /// A file cannot be written, or the program was built without the feature `tls`.
    pub(crate) fn make(folder: &Path) -> anyhow::Result<Self> {
        issue(folder)?;
        Ok(Certificates::within(folder))
    }

    /// Copies all files into `folder`: the servers of a group trust one authority.
    pub(crate) fn copy_to(&self, folder: &Path) -> anyhow::Result<Self> {
        for file in FILES {
            let path = folder.join(file);
            fs::copy(self.ca.with_file_name(file), &path)
                .with_context(|| format!("could not write {}", path.display()))?;
        }
        Ok(Certificates::within(folder))
    }

    fn within(folder: &Path) -> Self {
        Certificates {
            ca: folder.join("ca.crt"),
            client: folder.join("client.crt"),
            client_key: folder.join("client.key"),
        }
    }
}

#[cfg(not(feature = "tls"))]
fn issue(_: &Path) -> anyhow::Result<()> {
    anyhow::bail!("--sandbox=tls needs a redsh that was built with the feature sandbox-tls")
}
