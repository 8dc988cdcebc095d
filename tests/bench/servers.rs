//! The servers of a run: only those that a case needs, and empty before each case.

use std::path::PathBuf;

use anyhow::Result;
use redsh_engine::cluster::Slot;

use crate::case::Place;
use redsh_sandbox::{Cluster, Plan, Sandbox};

/// The servers that run, ended on drop.
pub(crate) struct Servers {
    alone: Option<Sandbox>,
    tls: Option<Sandbox>,
    cluster: Option<Cluster>,
}

/// The address of a server on 127.0.0.1.
#[derive(Clone)]
pub(crate) struct Address {
    /// The TCP port.
    pub(crate) port: u16,
    /// The certificate of the authority to trust, if the server has TLS.
    pub(crate) authority: Option<PathBuf>,
}

impl Servers {
    /// Starts the servers for these places.
    pub(crate) fn start(places: &[Place]) -> Result<Self> {
        let wanted = |place| places.contains(&place);
        let start = |place, plan| wanted(place).then(|| Sandbox::start(&plan)).transpose();
        let cluster = || Cluster::start(&cluster(), NODES, 0);
        Ok(Servers {
            alone: start(Place::Server, plan())?,
            tls: start(
                Place::TlsServer,
                Plan {
                    tls: true,
                    ..plan()
                },
            )?,
            cluster: wanted(Place::Cluster).then(cluster).transpose()?,
        })
    }

    /// Returns the servers of a case. A client connects to the first.
    pub(crate) fn at(&self, place: Place) -> Vec<Address> {
        match place {
            Place::Server => self.alone.iter().map(address).collect(),
            Place::TlsServer => self.tls.iter().map(address).collect(),
            Place::Cluster => self.nodes().map(plain).collect(),
        }
    }

    fn nodes(&self) -> impl Iterator<Item = u16> {
        self.cluster.iter().flat_map(Cluster::ports)
    }
}

/// Returns the index of the server that owns a key.
pub(crate) fn owner(key: &[u8], servers: usize) -> usize {
    let slot = usize::from(Slot::of(key).number());
    let first = |server: &usize| server * usize::from(Slot::COUNT) / servers;
    (0..servers)
        .rfind(|server| first(server) <= slot)
        .unwrap_or(0)
}

const NODES: usize = 3;

fn plan() -> Plan {
    Plan {
        server: std::env::var_os("REDSH_SERVER").map(Into::into),
        ..Plan::default()
    }
}

/// A script may keep a node busy for long, without the others taking it for failed.
fn cluster() -> Plan {
    let patience = ("cluster-node-timeout".to_owned(), "60000".to_owned());
    Plan {
        config: vec![patience],
        ..plan()
    }
}

fn address(server: &Sandbox) -> Address {
    Address {
        authority: server.certificates().map(|files| files.ca.clone()),
        ..plain(server.port())
    }
}

fn plain(port: u16) -> Address {
    Address {
        port,
        authority: None,
    }
}
