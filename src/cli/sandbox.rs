//! `--sandbox=KIND`: which throw-away servers to start.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, Command};

use super::value::Read;

/// More servers than this are no sandbox: each is a process, and each pair of nodes two connections.
const MOST_NODES: usize = 64;

/// Which throw-away servers to start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SandboxKind {
    /// A server on plain TCP.
    Plain,
    /// A server that speaks only TLS, with certificates made for it.
    Tls,
    /// A cluster.
    Cluster {
        /// At least 1. It takes three for a replica to take over where its primary is gone.
        primaries: usize,
        /// For each primary.
        replicas_each: usize,
    },
    /// A primary, two replicas and three sentinels.
    Sentinel,
}

/// Reads a kind, and names for completion those that are one word: of a cluster there are too many, and bash and zsh take
/// the colon in it for something else.
#[derive(Clone, Copy)]
pub(super) struct SandboxKinds;

impl TypedValueParser for SandboxKinds {
    type Value = SandboxKind;

    fn parse_ref(
        &self,
        command: &Command,
        option: Option<&Arg>,
        value: &OsStr,
    ) -> Result<SandboxKind, clap::Error> {
        Read(kind).parse_ref(command, option, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let values = [
            ("plain", "A server on plain TCP"),
            ("tls", "A server that speaks only TLS"),
            ("sentinel", "A primary, two replicas and three sentinels"),
        ];
        Some(Box::new(
            values
                .into_iter()
                .map(|(name, help)| PossibleValue::new(name).help(help)),
        ))
    }
}

fn kind(value: &OsStr) -> Result<SandboxKind, String> {
    let text = value.to_str().unwrap_or_default();
    match text {
        "plain" => Ok(SandboxKind::Plain),
        "tls" => Ok(SandboxKind::Tls),
        "sentinel" => Ok(SandboxKind::Sentinel),
        _ => match text.strip_prefix("cluster:") {
            Some(shape) => cluster(shape),
            None => Err(format!(
                "wants plain, tls, cluster:N, cluster:N+R or sentinel, not '{}'",
                value.display()
            )),
        },
    }
}

/// `N` or `N+R`.
fn cluster(shape: &str) -> Result<SandboxKind, String> {
    let (primaries, replicas_each) = shape.split_once('+').unwrap_or((shape, "0"));
    let (Some(primaries), Some(replicas_each)) = (number(primaries), number(replicas_each)) else {
        return Err(format!(
            "wants numbers of primaries and of replicas for each, as in cluster:3+1, not 'cluster:{shape}'"
        ));
    };
    let nodes = primaries * (1 + replicas_each);
    if primaries == 0 || nodes > MOST_NODES {
        return Err(format!(
            "wants a cluster of 1 to {MOST_NODES} nodes, not 'cluster:{shape}'"
        ));
    }
    Ok(SandboxKind::Cluster {
        primaries,
        replicas_each,
    })
}

/// Digits alone, and few enough that two such numbers can be multiplied.
fn number(text: &str) -> Option<usize> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() <= 4;
    text.parse().ok().filter(|_| is_number)
}
