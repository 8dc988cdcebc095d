//! Command tips that servers added or corrected after 7.2.
//!
//! The built-in table is that of one real server. This list completes it for older servers; newer servers report the
//! same tips. Source: <https://redis.io/docs/latest/develop/reference/command-tips/>.

use super::RequestPolicy::{AllNodes, AllShards};
use super::ResponsePolicy::{AllSucceeded, Min, Special, Sum};
use super::{CommandTable, RequestPolicy, ResponsePolicy, Tips};

const LATER: &[(&str, RequestPolicy, ResponsePolicy)] = &[
    ("acl|deluser", AllNodes, AllSucceeded),
    ("acl|save", AllNodes, AllSucceeded),
    ("acl|setuser", AllNodes, AllSucceeded),
    ("client|setinfo", AllNodes, AllSucceeded),
    ("client|setname", AllNodes, AllSucceeded),
    ("config|resetstat", AllNodes, AllSucceeded),
    ("config|rewrite", AllNodes, AllSucceeded),
    // Redis 7.0 reports all_succeeded, though the reply is a number of events.
    ("latency|reset", AllNodes, Sum),
    ("randomkey", AllShards, Special),
    // No server reports special, but entries do not name their node, so a joined list would be ambiguous.
    ("slowlog|get", AllNodes, Special),
    ("waitaof", AllShards, Min),
];

impl CommandTable {
    /// Returns the tips for a call; the default if the command is unknown.
    pub fn tips<A: AsRef<[u8]>>(&self, args: &[A]) -> Tips {
        let Some(spec) = self.find(args) else {
            return Tips::default();
        };
        match LATER.iter().find(|(name, ..)| *name == spec.name) {
            Some((_, request, response)) => Tips {
                request: Some(*request),
                response: Some(*response),
            },
            None => spec.tips,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_tips_override_those_of_the_table() {
        let table = CommandTable::builtin();
        let cases = [
            ("DBSIZE", Some(AllShards), Some(Sum)),
            ("slowlog len", Some(AllNodes), Some(Sum)),
            ("ACL SETUSER", Some(AllNodes), Some(AllSucceeded)),
            ("latency reset", Some(AllNodes), Some(Sum)),
            ("SLOWLOG GET 3", Some(AllNodes), Some(Special)),
            ("KEYS *", Some(AllShards), None),
            ("CONFIG GET", None, None),
            ("no.such", None, None),
        ];
        for (call, request, response) in cases {
            let args: Vec<_> = call.split(' ').collect();
            let tips = table.tips(&args);
            assert_eq!((tips.request, tips.response), (request, response), "{call}");
        }
    }

    #[test]
    fn tips_learned_from_the_server_are_kept() {
        let mut table = CommandTable::builtin();
        table.entry("my.count").tips = ["request_policy:all_shards", "response_policy:agg_max"]
            .into_iter()
            .collect();
        assert_eq!(
            table.tips(&["MY.COUNT"]).response,
            Some(ResponsePolicy::Max)
        );
    }
}
