//! Command tips: the nodes to send a command to, and how to merge their replies.
//!
//! Source: <https://redis.io/docs/latest/develop/reference/command-tips/>.

use super::word::{ServerWord, words};

/// The server's tips for a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tips {
    /// The nodes to send it to. `None`: by its keys, or any node.
    pub request: Option<RequestPolicy>,
    /// How to merge the replies of several nodes. For `None`, see [`ResponsePolicy`].
    pub response: Option<ResponsePolicy>,
}

words! {
    /// The nodes to send a command to.
    pub enum RequestPolicy {
        /// All nodes, including replicas.
        AllNodes = "all_nodes",
        /// All primaries.
        AllShards = "all_shards",
        /// The primaries that own the keys, each with its part of the command.
        MultiShard = "multi_shard",
        /// A policy of the command's own.
        Special = "special",
    }
}

words! {
    /// How to merge the replies of several nodes.
    ///
    /// Without a policy, aggregates are concatenated if the command has no keys, and put in the order of the keys if
    /// it has. Other replies cannot be merged.
    pub enum ResponsePolicy {
        /// The first reply that is not an error.
        OneSucceeded = "one_succeeded",
        /// Any reply if none is an error, otherwise the error.
        AllSucceeded = "all_succeeded",
        /// Logical AND of zeros and ones, element by element.
        LogicalAnd = "agg_logical_and",
        /// Logical OR of zeros and ones, element by element.
        LogicalOr = "agg_logical_or",
        Min = "agg_min",
        Max = "agg_max",
        Sum = "agg_sum",
        /// A policy of the command's own.
        Special = "special",
    }
}

impl<'a> FromIterator<&'a str> for Tips {
    /// Skips unknown tips.
    fn from_iter<I: IntoIterator<Item = &'a str>>(tips: I) -> Self {
        let mut known = Tips::default();
        for tip in tips {
            match tip.split_once(':') {
                Some(("request_policy", policy)) => {
                    known.request = RequestPolicy::from_word(policy);
                }
                Some(("response_policy", policy)) => {
                    known.response = ResponsePolicy::from_word(policy);
                }
                _ => {}
            }
        }
        known
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tips_are_parsed() {
        let words = ["request_policy:all_shards", "response_policy:agg_sum"];
        let tips: Tips = words.into_iter().collect();
        assert_eq!(tips.request, Some(RequestPolicy::AllShards));
        assert_eq!(tips.response, Some(ResponsePolicy::Sum));
    }

    #[test]
    fn unknown_tips_are_ignored() {
        let tips: Tips = [
            "nondeterministic_output",
            "request_policy:by_moon",
            "x:y",
            "",
        ]
        .into_iter()
        .collect();
        assert_eq!(tips, Tips::default());
    }
}
