//! The servers of one call: only those that a case wants, and empty before each case.

use std::path::PathBuf;

use anyhow::Result;
use redsh_engine::cluster::Slot;

use crate::case::Place;
use redsh_sandbox::{Cluster, Plan, Sandbox};

/// Those that run. Gone when this is dropped.
pub(crate) struct Servers {
    alone: Option<Sandbox>,
    tls: Option<Sandbox>,
    cluster: Option<Cluster>,
}

/// Where on 127.0.0.1 a server listens.
#[derive(Clone)]
pub(crate) struct Address {
    /// Its TCP port.
    pub(crate) port: u16,
    /// Where TLS is spoken, the authority to trust.
    pub(crate) authority: Option<PathBuf>,
}

impl Servers {
    /// Starts those for which there is work at these places.
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

    /// The servers that a case is about; a client is sent to the first. None where none was wanted at the start.
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

/// Which of so many servers has a key, as an index.
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

/// No node is to be given up while a script fills it.
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
