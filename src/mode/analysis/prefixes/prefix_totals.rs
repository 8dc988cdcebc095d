//! The figures of the keys with a prefix. Pure.

use std::time::Duration;

use redsh_engine::keys::Ttl;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// The upper bounds of the groups of TTLs, in seconds; the last group has none.
const TTLS: [u64; 5] = [MINUTE, HOUR, DAY, 7 * DAY, 30 * DAY];

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct PrefixTotals {
    pub(super) keys: u64,
    pub(super) bytes: u64,
    /// The keys without a TTL.
    pub(super) endless: u64,
    /// The keys by their TTL: below a minute, an hour, a day, a week and 30 days, and others.
    pub(super) ttls: [u64; TTLS.len() + 1],
    /// The idle times of all keys together, in seconds.
    idle: u64,
    /// The keys whose idle time is known.
    idle_keys: u64,
}

impl PrefixTotals {
    /// The figures of one key.
    pub(super) fn of_key(bytes: u64, ttl: Option<Ttl>, idle: Option<Duration>) -> Self {
        let mut totals = PrefixTotals {
            keys: 1,
            bytes,
            idle: idle.map_or(0, |idle| idle.as_secs()),
            idle_keys: u64::from(idle.is_some()),
            ..PrefixTotals::default()
        };
        match ttl {
            None => {}
            Some(Ttl::Endless) => totals.endless = 1,
            Some(Ttl::Left(left)) => totals.ttls[ttl_group(left)] = 1,
        }
        totals
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.keys += other.keys;
        self.bytes = self.bytes.saturating_add(other.bytes);
        self.endless += other.endless;
        for (keys, more) in self.ttls.iter_mut().zip(other.ttls) {
            *keys += more;
        }
        self.idle = self.idle.saturating_add(other.idle);
        self.idle_keys += other.idle_keys;
    }

    /// The mean of the known idle times.
    pub(super) fn mean_idle(&self) -> Option<Duration> {
        self.idle
            .checked_div(self.idle_keys)
            .map(Duration::from_secs)
    }
}

fn ttl_group(left: Duration) -> usize {
    TTLS.partition_point(|bound| Duration::from_secs(*bound) <= left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_counted_by_their_time_to_live() {
        let mut totals = PrefixTotals::default();
        let seconds = [0, 59, 60, 3599, 3600, 86_400, 604_800, 2_592_000, 9_999_999];
        for left in seconds {
            let ttl = Ttl::Left(Duration::from_secs(left));
            totals.add(&PrefixTotals::of_key(10, Some(ttl), None));
        }
        totals.add(&PrefixTotals::of_key(5, Some(Ttl::Endless), None));
        totals.add(&PrefixTotals::of_key(1, None, None));
        assert_eq!(totals.ttls, [2, 2, 1, 1, 1, 2]);
        assert_eq!((totals.keys, totals.bytes, totals.endless), (11, 96, 1));
    }

    #[test]
    fn the_mean_is_of_the_known_idle_times() {
        let mut totals = PrefixTotals::default();
        assert_eq!(totals.mean_idle(), None);
        for idle in [Some(10), None, Some(21)] {
            let idle = idle.map(Duration::from_secs);
            totals.add(&PrefixTotals::of_key(0, None, idle));
        }
        assert_eq!(totals.mean_idle(), Some(Duration::from_secs(15)));
    }
}
