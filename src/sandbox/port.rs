//! Finds free ports on 127.0.0.1. Another process may take a port before the server does, so callers must retry.

use std::net::{Ipv4Addr, TcpListener};
use std::ops::Range;

use anyhow::Context;

use super::random;

/// The offset of the bus port of a cluster node. Only servers since 7.0 can change it.
const BUS: u16 = 10_000;
/// The range for ports of nodes. It keeps the bus ports below the range for outgoing connections on Linux and others, so that
/// both ports are still free when a node restarts.
const NODE_PORTS: Range<u16> = 10_000..22_768;
/// Few of these ports are ever in use.
const TRIED: usize = 100;

/// Returns a free port that the system chooses.
pub(super) fn free() -> anyhow::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .context("could not find a free port on 127.0.0.1")?;
    Ok(listener.local_addr()?.port())
}

/// Returns a free port whose bus port is free too.
pub(super) fn free_for_node() -> anyhow::Result<u16> {
    (0..TRIED)
        .map(|_| any_of(NODE_PORTS))
        .find(|&port| is_free(port) && is_free(port + BUS))
        .context("could not find a free port on 127.0.0.1 for a node of a cluster")
}

fn any_of(ports: Range<u16>) -> u16 {
    let offset = random::number() % u64::try_from(ports.len()).unwrap_or(1);
    ports.start + u16::try_from(offset).unwrap_or(0)
}

fn is_free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}
