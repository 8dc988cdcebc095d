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
        let subscribes =
            |family: &SubscriptionKind| name.eq_ignore_ascii_case(family.command().as_bytes());
        let ends =
            |family: &SubscriptionKind| name.eq_ignore_ascii_case(family.ending().as_bytes());
        let subscribed = SubscriptionKind::ALL.into_iter().find(subscribes);
        let ended = || SubscriptionKind::ALL.into_iter().find(ends);
        subscribed
            .map(|family| (family, true))
            .or_else(|| Some((ended()?, false)))
    }

    /// Returns the command that subscribes.
    pub fn command(self) -> &'static str {
        match self {
            SubscriptionKind::Channel => "SUBSCRIBE",
            SubscriptionKind::Pattern => "PSUBSCRIBE",
            SubscriptionKind::Shard => "SSUBSCRIBE",
        }
    }

    /// Returns the command that unsubscribes.
    pub fn ending(self) -> &'static str {
        match self {
            SubscriptionKind::Channel => "UNSUBSCRIBE",
            SubscriptionKind::Pattern => "PUNSUBSCRIBE",
            SubscriptionKind::Shard => "SUNSUBSCRIBE",
        }
    }

    /// The first word of a message with data.
    pub(super) fn message(self) -> &'static [u8] {
        match self {
            SubscriptionKind::Channel => b"message",
            SubscriptionKind::Pattern => b"pmessage",
            SubscriptionKind::Shard => b"smessage",
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
