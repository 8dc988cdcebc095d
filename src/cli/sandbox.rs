//! Parses the value of `--sandbox=KIND`.

use std::ffi::OsStr;

use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, Command};
use redsh_sandbox::SandboxKind;

use super::value::Read;

/// The limit for a cluster. Each node is a process, and each pair of nodes has two connections.
const MOST_NODES: usize = 64;

/// Parses a kind, and lists the kinds for completion. A cluster is not listed: it has many shapes, and the colon has a
/// special meaning in the completion of bash and zsh.
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
                "must be plain, tls, cluster:N, cluster:N+R or sentinel, not '{}'",
                value.display()
            )),
        },
    }
}

/// Parses `N` or `N+R`.
fn cluster(shape: &str) -> Result<SandboxKind, String> {
    let (primaries, replicas_each) = shape.split_once('+').unwrap_or((shape, "0"));
    let (Some(primaries), Some(replicas_each)) = (number(primaries), number(replicas_each)) else {
        return Err(format!(
            "must give numbers of primaries and replicas, as in cluster:3+1, not 'cluster:{shape}'"
        ));
    };
    let nodes = primaries * (1 + replicas_each);
    if primaries == 0 || nodes > MOST_NODES {
        return Err(format!(
            "must have 1 to {MOST_NODES} nodes, not 'cluster:{shape}'"
        ));
    }
    Ok(SandboxKind::Cluster {
        primaries,
        replicas_each,
    })
}

/// Accepts only digits, and so few that the product of two numbers cannot overflow.
fn number(text: &str) -> Option<usize> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() <= 4;
    text.parse().ok().filter(|_| is_number)
}
