//! The position at which an interrupted scan resumes.

use std::fmt;
use std::str::FromStr;

use crate::address::Address;
use crate::cluster::NodeWord;

/// The position of a scan.
///
/// SCAN's guarantee spans interruptions of a scan of one server. The additional guarantee for clusters whose slots
/// move is for a single run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ScanPosition {
    /// The cursor of a single server, written as a number. In a cluster only 0 is valid, for all primaries.
    Cursor(u64),
    /// The cursors of primaries, written `HOST:PORT=CURSOR` and separated by commas. Other primaries are done.
    Nodes(Vec<(Address, u64)>),
}

/// A text that is not a position.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "invalid cursor '{text}': expected a number, or HOST:PORT=NUMBER for each node of a cluster, separated by commas"
)]
pub struct ScanPositionError {
    /// The text as the user wrote it.
    pub text: String,
}

impl ScanPosition {
    /// The beginning of a scan.
    pub const START: ScanPosition = ScanPosition::Cursor(0);
}

impl FromStr for ScanPosition {
    type Err = ScanPositionError;

    fn from_str(text: &str) -> Result<Self, ScanPositionError> {
        let position = match text.contains('=') {
            false => cursor(text).map(ScanPosition::Cursor),
            true => {
                let nodes = text.split(',').map(node).collect::<Option<_>>();
                nodes.map(ScanPosition::Nodes)
            }
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

/// Parses digits; a sign is invalid.
fn cursor(text: &str) -> Option<u64> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| is_number)
}

impl fmt::Display for ScanPosition {
    /// Formats the position as [`FromStr`] parses it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ScanPosition::Cursor(cursor) => cursor.fmt(f),
            ScanPosition::Nodes(nodes) => {
                let nodes = nodes
                    .iter()
                    .map(|(node, cursor)| format!("{node}={cursor}"));
                f.write_str(&nodes.collect::<Vec<_>>().join(","))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_read_back_as_themselves() {
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
    fn an_invalid_position_is_reported() {
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
