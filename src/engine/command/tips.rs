//! The server's tips: to which nodes a command is best sent, and how their replies make one.
//!
//! Source: <https://redis.io/docs/latest/develop/reference/command-tips/>.

use super::word::{ServerWord, words};

/// What a server advises about one command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tips {
    /// Where to send it; without one: by its keys, or to any node.
    pub request: Option<RequestPolicy>,
    /// How the replies of several nodes make one; without one see [`ResponsePolicy`].
    pub response: Option<ResponsePolicy>,
    /// The same call may answer differently next time.
    pub nondeterministic_output: bool,
    /// The same call may answer in another order next time.
    pub nondeterministic_output_order: bool,
}

words! {
    /// Where to send a command.
    pub enum RequestPolicy {
        /// To every node, replicas too.
        AllNodes = "all_nodes",
        /// To every primary.
        AllShards = "all_shards",
        /// Split by key, to the primaries that own them.
        MultiShard = "multi_shard",
        /// In a way of its own.
        Special = "special",
    }
}

words! {
    /// How the replies of several nodes make one.
    ///
    /// Without a policy, replies that are aggregates are put one after another where the command has no keys, and in
    /// the order of the keys where it has; any other reply has no rule.
    pub enum ResponsePolicy {
        /// The first reply that is no error.
        OneSucceeded = "one_succeeded",
        /// One reply where none is an error, else the error.
        AllSucceeded = "all_succeeded",
        /// AND of ones and noughts, element by element.
        LogicalAnd = "agg_logical_and",
        /// OR of ones and noughts, element by element.
        LogicalOr = "agg_logical_or",
        /// The smallest number.
        Min = "agg_min",
        /// The largest number.
        Max = "agg_max",
        /// The sum.
        Sum = "agg_sum",
        /// In a way of its own.
        Special = "special",
    }
}

impl Tips {
    /// Takes one tip in; a tip that is not known is dropped.
    pub(super) fn add(&mut self, tip: &str) {
        match tip.split_once(':') {
            Some(("request_policy", policy)) => self.request = RequestPolicy::from_word(policy),
            Some(("response_policy", policy)) => self.response = ResponsePolicy::from_word(policy),
            None if tip == "nondeterministic_output" => self.nondeterministic_output = true,
            None if tip == "nondeterministic_output_order" => {
                self.nondeterministic_output_order = true
            }
            _ => {}
        }
    }

    /// The tips in the server's spelling.
    pub(super) fn words(&self) -> Vec<String> {
        let request = self
            .request
            .map(|policy| format!("request_policy:{}", policy.word()));
        let response = self
            .response
            .map(|policy| format!("response_policy:{}", policy.word()));
        let output = self
            .nondeterministic_output
            .then(|| "nondeterministic_output".to_owned());
        let order = self
            .nondeterministic_output_order
            .then(|| "nondeterministic_output_order".to_owned());
        [request, response, output, order]
            .into_iter()
            .flatten()
            .collect()
    }
}

impl<'a> FromIterator<&'a str> for Tips {
    fn from_iter<I: IntoIterator<Item = &'a str>>(words: I) -> Self {
        let mut tips = Tips::default();
        words.into_iter().for_each(|word| tips.add(word));
        tips
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tips_read_back_as_themselves() {
        let words = [
            "request_policy:all_shards",
            "response_policy:agg_sum",
            "nondeterministic_output",
        ];
        let tips: Tips = words.into_iter().collect();
        assert_eq!(tips.request, Some(RequestPolicy::AllShards));
        assert_eq!(tips.response, Some(ResponsePolicy::Sum));
        assert_eq!(tips.words(), words);
    }

    #[test]
    fn tips_of_the_future_are_dropped() {
        let tips: Tips = ["dont_cache", "request_policy:by_moon", "x:y", ""]
            .into_iter()
            .collect();
        assert_eq!(tips, Tips::default());
    }
}
