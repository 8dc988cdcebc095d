//! The three kinds of subscription, and what servers call what belongs to them.

/// What is subscribed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// Channels by name: SUBSCRIBE.
    Channel,
    /// All channels whose name matches: PSUBSCRIBE.
    Pattern,
    /// Channels that belong to a slot of a cluster: SSUBSCRIBE.
    Shard,
}

impl Family {
    /// All of them, in the order in which they are subscribed to again.
    pub const ALL: [Family; 3] = [Family::Channel, Family::Pattern, Family::Shard];

    /// The family that a command is about, and whether it subscribes, by its name in letters of any case. `None` for any
    /// other command.
    pub fn of_command(name: &[u8]) -> Option<(Family, bool)> {
        let subscribes = |family: &Family| name.eq_ignore_ascii_case(family.command().as_bytes());
        let ends = |family: &Family| name.eq_ignore_ascii_case(family.ending().as_bytes());
        let subscribed = Family::ALL.into_iter().find(subscribes);
        let ended = || Family::ALL.into_iter().find(ends);
        subscribed
            .map(|family| (family, true))
            .or_else(|| Some((ended()?, false)))
    }

    /// The command that subscribes.
    pub fn command(self) -> &'static str {
        match self {
            Family::Channel => "SUBSCRIBE",
            Family::Pattern => "PSUBSCRIBE",
            Family::Shard => "SSUBSCRIBE",
        }
    }

    /// The command that ends subscriptions.
    pub fn ending(self) -> &'static str {
        match self {
            Family::Channel => "UNSUBSCRIBE",
            Family::Pattern => "PUNSUBSCRIBE",
            Family::Shard => "SUNSUBSCRIBE",
        }
    }

    /// The word that a message begins with.
    pub(super) fn message(self) -> &'static [u8] {
        match self {
            Family::Channel => b"message",
            Family::Pattern => b"pmessage",
            Family::Shard => b"smessage",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_known_in_letters_of_any_case() {
        let of = |name: &str| Family::of_command(name.as_bytes());
        assert_eq!(of("subscribe"), Some((Family::Channel, true)));
        assert_eq!(of("PSubscribe"), Some((Family::Pattern, true)));
        assert_eq!(of("SUNSUBSCRIBE"), Some((Family::Shard, false)));
        assert_eq!(of("GET"), None);
        assert_eq!(of(""), None);
    }
}
