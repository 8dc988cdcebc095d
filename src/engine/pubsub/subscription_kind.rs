//! The three kinds of subscription, and their commands.

/// A kind of subscription.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SubscriptionKind {
    /// Channels by name: SUBSCRIBE.
    Channel,
    /// Channels by pattern: PSUBSCRIBE.
    Pattern,
    /// Sharded channels, each in a slot of the cluster: SSUBSCRIBE.
    Shard,
}

impl SubscriptionKind {
    /// All kinds, in the order in which a client resubscribes.
    pub const ALL: [SubscriptionKind; 3] = [
        SubscriptionKind::Channel,
        SubscriptionKind::Pattern,
        SubscriptionKind::Shard,
    ];

    /// Returns the kind that a command is for, and whether the command subscribes. The name may be in upper or lower
    /// case. Returns `None` for other commands.
    pub fn of_command(name: &[u8]) -> Option<(SubscriptionKind, bool)> {
        SubscriptionKind::ALL.into_iter().find_map(|family| {
            let [begins, ends, _] = family.words();
            let begun = name.eq_ignore_ascii_case(begins.as_bytes());
            (begun || name.eq_ignore_ascii_case(ends.as_bytes())).then_some((family, begun))
        })
    }

    /// Returns the command that subscribes.
    pub fn command(self) -> &'static str {
        self.words()[0]
    }

    /// Returns the command that unsubscribes.
    pub fn ending(self) -> &'static str {
        self.words()[1]
    }

    /// Returns the first word of a message with data.
    pub(super) fn message(self) -> &'static [u8] {
        self.words()[2].as_bytes()
    }

    fn words(self) -> [&'static str; 3] {
        match self {
            SubscriptionKind::Channel => ["SUBSCRIBE", "UNSUBSCRIBE", "message"],
            SubscriptionKind::Pattern => ["PSUBSCRIBE", "PUNSUBSCRIBE", "pmessage"],
            SubscriptionKind::Shard => ["SSUBSCRIBE", "SUNSUBSCRIBE", "smessage"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_found_in_upper_and_lower_case() {
        let of = |name: &str| SubscriptionKind::of_command(name.as_bytes());
        assert_eq!(of("subscribe"), Some((SubscriptionKind::Channel, true)));
        assert_eq!(of("PSubscribe"), Some((SubscriptionKind::Pattern, true)));
        assert_eq!(of("SUNSUBSCRIBE"), Some((SubscriptionKind::Shard, false)));
        assert_eq!(of("GET"), None);
        assert_eq!(of(""), None);
    }
}
