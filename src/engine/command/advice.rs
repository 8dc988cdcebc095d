//! What servers advise since 7.2 about commands that older ones have too, and do not advise on, or wrongly.
//!
//! The built-in table is one real server's and stays that; this stands beside it. A server that is as new says the same
//! itself. Source: <https://redis.io/docs/latest/develop/reference/command-tips/>.

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
    // 7.0 says all_succeeded, though the reply is a number of events.
    ("latency|reset", AllNodes, Sum),
    ("randomkey", AllShards, Special),
    // No server says special, but an entry does not say whose it is: in one list nobody could tell.
    ("slowlog|get", AllNodes, Special),
    ("waitaof", AllShards, Min),
];

impl CommandTable {
    /// The tips for a call; none where the command is not known.
    pub fn tips<A: AsRef<[u8]>>(&self, args: &[A]) -> Tips {
        let Some(spec) = self.find(args) else {
            return Tips::default();
        };
        match LATER.iter().find(|(name, ..)| *name == spec.name) {
            Some((_, request, response)) => Tips {
                request: Some(*request),
                response: Some(*response),
                ..spec.tips
            },
            None => spec.tips,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_is_the_tables_unless_a_later_server_knows_better() {
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
    fn a_servers_own_advice_on_other_commands_stands() {
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
