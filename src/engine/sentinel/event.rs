//! The events of a failover, which sentinels publish.
//!
//! See <https://redis.io/docs/latest/operate/oss_and_stack/management/sentinel/#pubsub-messages>.

use crate::address::Address;

/// The channels of the events that name a new primary: the first at the moment of the promotion, the second when all sentinels
/// agree.
pub const FAILOVER_CHANNELS: [&str; 2] = ["+promoted-slave", "+switch-master"];

/// Returns the address of the new primary of `master` that an event names. Returns `None` for an event about another primary.
pub fn new_primary(channel: &str, event: &str, master: &str) -> Option<Address> {
    let words: Vec<&str> = event.split(' ').collect();
    let (host, port) = match (channel, words.as_slice()) {
        ("+switch-master", [name, _, _, host, port]) if *name == master => (host, port),
        ("+promoted-slave", ["slave", _, host, port, "@", name, ..]) if *name == master => {
            (host, port)
        }
        _ => return None,
    };
    Some(Address::tcp(*host, port.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_events_name_the_new_primary() {
        let promoted = "slave 10.0.0.2:6380 10.0.0.2 6380 @ mymaster 10.0.0.1 6379";
        let switched = "mymaster 10.0.0.1 6379 10.0.0.2 6380";
        let expected = Some(Address::tcp("10.0.0.2", 6380));
        assert_eq!(
            new_primary("+promoted-slave", promoted, "mymaster"),
            expected
        );
        assert_eq!(
            new_primary("+switch-master", switched, "mymaster"),
            expected
        );
    }

    #[test]
    fn events_of_others_and_malformed_ones_name_none() {
        for (channel, event) in [
            ("+switch-master", "other 10.0.0.1 6379 10.0.0.2 6380"),
            ("+switch-master", "mymaster 10.0.0.1 6379 10.0.0.2 port"),
            ("+switch-master", "mymaster"),
            ("+promoted-slave", "slave a a 1 @ other b 2"),
            ("+sdown", "mymaster 10.0.0.1 6379 10.0.0.2 6380"),
            ("+promoted-slave", ""),
        ] {
            assert_eq!(new_primary(channel, event, "mymaster"), None, "{event}");
        }
    }
}
