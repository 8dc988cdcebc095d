//! A line of CLUSTER NODES.
//!
//! Source: <https://redis.io/docs/latest/commands/cluster-nodes/>.

/// A line of CLUSTER NODES, split into its fields. The fields are as the server wrote them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeLine<'a> {
    /// The node's id: 40 hexadecimal digits.
    pub id: &'a str,
    /// `HOST:PORT@BUS-PORT`, since 7.0 with `,HOSTNAME`.
    pub address: &'a str,
    /// `myself`, `master`, `slave`, `fail?`, …
    pub flags: Vec<&'a str>,
    /// The id of the primary, if the node is a replica that knows one.
    pub primary: Option<&'a str>,
    /// When the pending PING was sent, in milliseconds since 1970; 0 without one.
    pub ping_sent: &'a str,
    /// When the last PONG was received.
    pub pong_received: &'a str,
    /// The node's configuration epoch.
    pub epoch: &'a str,
    /// `connected` or `disconnected`.
    pub link: &'a str,
    /// Slots (`77`), ranges (`0-5460`), and slots that move (`[93->-ID]`, `[93-<-ID]`).
    pub slots: Vec<&'a str>,
}

impl<'a> NodeLine<'a> {
    /// Splits a line. Returns `None` if fields are missing.
    pub fn parse(line: &'a str) -> Option<Self> {
        let words: Vec<&str> = line.split(' ').collect();
        let [
            id,
            address,
            flags,
            primary,
            ping_sent,
            pong_received,
            epoch,
            link,
            slots @ ..,
        ] = words.as_slice()
        else {
            return None;
        };
        Some(NodeLine {
            id,
            address,
            flags: flags.split(',').collect(),
            primary: Some(*primary).filter(|id| *id != "-"),
            ping_sent,
            pong_received,
            epoch,
            link,
            slots: slots.to_vec(),
        })
    }

    /// Whether the node has any of these flags.
    pub fn has_flag(&self, names: &[&str]) -> bool {
        self.flags.iter().any(|flag| names.contains(flag))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_split_into_its_fields() {
        let line = "07c37df 127.0.0.1:30004@31004,host slave,fail? e7d1eec 0 14 4 connected";
        let node = NodeLine::parse(line).expect("a line");
        assert_eq!(node.address, "127.0.0.1:30004@31004,host");
        assert_eq!(node.primary, Some("e7d1eec"));
        assert!(node.has_flag(&["slave", "replica"]) && !node.has_flag(&["myself"]));
        assert!(node.slots.is_empty());
        let node =
            NodeLine::parse("e7d1eec :1@2 myself,master - 0 0 1 connected 0-2 [9->-07c37df]");
        let node = node.expect("a line");
        assert_eq!(
            (node.primary, node.slots),
            (None, vec!["0-2", "[9->-07c37df]"])
        );
        assert_eq!(NodeLine::parse("e7d1eec :1@2 myself,master - 0 0 1"), None);
    }
}
