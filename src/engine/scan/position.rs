//! Where a scan goes on: as it says when it is broken off, and as it is told the next time.

use std::fmt;
use std::str::FromStr;

use crate::cluster::NodeWord;
use crate::net::Address;

/// Where a scan begins, or goes on.
///
/// What SCAN promises holds from the beginning to the end of one scan at one server, across such a break too. What is
/// promised beyond that for a cluster whose slots move holds for one run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScanPosition {
    /// The cursor of a single server; of each primary, in a cluster, where it is 0. Written as a number.
    Cursor(u64),
    /// Cursors of primaries of a cluster; those that are not here are done. Written `HOST:PORT=CURSOR`, with commas.
    Nodes(Vec<(Address, u64)>),
}

/// A text that is no position.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "invalid cursor '{text}': expected a number, or HOST:PORT=NUMBER for each node of a cluster, separated by commas"
)]
pub struct ScanPositionError {
    /// As it was given.
    pub text: String,
}

impl ScanPosition {
    /// Where a scan begins that is not told otherwise.
    pub const START: ScanPosition = ScanPosition::Cursor(0);
}

impl FromStr for ScanPosition {
    type Err = ScanPositionError;

    fn from_str(text: &str) -> Result<Self, ScanPositionError> {
        let position = match text.contains('=') {
            false => cursor(text).map(ScanPosition::Cursor),
            true => text
                .split(',')
                .map(node)
                .collect::<Option<_>>()
                .map(ScanPosition::Nodes),
        };
        position.ok_or_else(|| ScanPositionError {
            text: text.to_owned(),
        })
    }
}

fn node(text: &str) -> Option<(Address, u64)> {
    let (node, number) = text.rsplit_once('=')?;
    match NodeWord::parse(format!("@{node}").as_bytes()) {
        Ok(NodeWord::At(address)) => Some((address, cursor(number)?)),
        _ => None,
    }
}

/// Digits only: a sign is no part of a cursor.
fn cursor(text: &str) -> Option<u64> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

impl fmt::Display for ScanPosition {
    /// As it is read.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ScanPosition::Cursor(cursor) => cursor.fmt(f),
            ScanPosition::Nodes(nodes) => {
                let nodes = nodes
                    .iter()
                    .map(|(address, cursor)| format!("{address}={cursor}"));
                f.write_str(&nodes.collect::<Vec<_>>().join(","))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_written_as_they_are_read() {
        let texts = [
            "0",
            "18446744073709551615",
            "10.0.0.1:7000=0",
            "node-1.example:7000=12,[2001:db8::1]:7001=3",
        ];
        for text in texts {
            let position = text.parse::<ScanPosition>().expect(text);
            assert_eq!(position.to_string(), text);
        }
        assert_eq!("0".parse(), Ok(ScanPosition::START));
    }

    #[test]
    fn what_is_no_position_is_named() {
        let texts = [
            "",
            "x",
            "-1",
            "+1",
            "1,2",
            "18446744073709551616",
            "h:1",
            "h=1",
            "h:1=",
            "h:1=x",
            "h:1=1,",
            "=1",
            ":1=1",
            "h:1=1,2",
            "primaries=1",
        ];
        for text in texts {
            let error = text.parse::<ScanPosition>().expect_err(text);
            assert_eq!(error.text, text);
        }
    }
}
