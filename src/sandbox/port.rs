//! Ports on 127.0.0.1 that nobody listens on. Someone else may take one before the server does: who asks must try again.

use std::net::{Ipv4Addr, TcpListener};
use std::ops::Range;

use anyhow::Context;

use super::random;

/// The bus of a cluster's node is this much above its port: no older server than 7.0 can be told otherwise.
const BUS: u16 = 10_000;
/// Where a node's port is looked for. Its bus port too is then below what Linux, and others, give to outgoing connections:
/// a node that is killed and started again finds both still free.
const NODE_PORTS: Range<u16> = 10_000..22_768;
/// Of these ports few are ever taken.
const TRIED: usize = 100;

/// A port of the system's choice.
pub(super) fn free() -> anyhow::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .context("could not find a free port on 127.0.0.1")?;
    Ok(listener.local_addr()?.port())
}

/// A port whose bus port is free too.
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
