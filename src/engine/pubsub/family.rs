//! The three kinds of subscription, and what servers call what belongs to them.

/// What is subscribed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SubscriptionKind {
    /// Channels by name: SUBSCRIBE.
    Channel,
    /// All channels whose name matches: PSUBSCRIBE.
    Pattern,
    /// Channels that belong to a slot of a cluster: SSUBSCRIBE.
    Shard,
}

impl SubscriptionKind {
    /// All of them, in the order in which they are subscribed to again.
    pub const ALL: [SubscriptionKind; 3] = [
        SubscriptionKind::Channel,
        SubscriptionKind::Pattern,
        SubscriptionKind::Shard,
    ];

    /// The family that a command is about, and whether it subscribes, by its name in letters of any case. `None` for any
    /// other command.
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

    /// The command that subscribes.
    pub fn command(self) -> &'static str {
        match self {
            SubscriptionKind::Channel => "SUBSCRIBE",
            SubscriptionKind::Pattern => "PSUBSCRIBE",
            SubscriptionKind::Shard => "SSUBSCRIBE",
        }
    }

    /// The command that ends subscriptions.
    pub fn ending(self) -> &'static str {
        match self {
            SubscriptionKind::Channel => "UNSUBSCRIBE",
            SubscriptionKind::Pattern => "PUNSUBSCRIBE",
            SubscriptionKind::Shard => "SUNSUBSCRIBE",
        }
    }

    /// The word that a message begins with.
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
    fn a_command_is_known_in_letters_of_any_case() {
        let of = |name: &str| SubscriptionKind::of_command(name.as_bytes());
        assert_eq!(of("subscribe"), Some((SubscriptionKind::Channel, true)));
        assert_eq!(of("PSubscribe"), Some((SubscriptionKind::Pattern, true)));
        assert_eq!(of("SUNSUBSCRIBE"), Some((SubscriptionKind::Shard, false)));
        assert_eq!(of("GET"), None);
        assert_eq!(of(""), None);
    }
}
