//! The time for which a client retries something, and the report that it waits.
//!
//! The clock prints nothing: it tells a [`ReplyHandler`](super::ReplyHandler), or another observer, through a [`RetryNotice`].

use std::fmt;
use std::time::{Duration, Instant};

use super::Backoff;

/// How long a client retries by default. A failover takes the cluster's node timeout or the sentinels'
/// down-after-milliseconds (15 and 30 s by default) and a little more.
pub(super) const RETRY_TIMEOUT: Duration = Duration::from_secs(60);

/// A wait that is shorter is not reported.
const REPORT_AFTER: Duration = Duration::from_secs(1);

/// A report about a command or a request that is being retried. Each retry has at most one of each kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RetryNotice<'a> {
    /// The client has retried for more than a second, and waits.
    Waiting {
        /// The node and its error reply, or the error that names the node.
        cause: &'a str,
    },
    /// The client does not retry any longer.
    GaveUp {
        /// How long it has retried.
        after: Duration,
        /// The node and its error reply, or the error that names the node.
        cause: &'a str,
    },
}

impl fmt::Display for RetryNotice<'_> {
    /// `waiting: 127.0.0.1:7000: CLUSTERDOWN The cluster is down`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RetryNotice::Waiting { cause } => write!(f, "waiting: {cause}"),
            RetryNotice::GaveUp { after, cause } => {
                write!(f, "gave up after {} s: {cause}", after.as_secs_f64())
            }
        }
    }
}

/// The time since the first attempt, the delays between attempts, and the error of the last one.
#[derive(Debug)]
pub(super) struct RetryClock {
    since: Instant,
    limit: Duration,
    backoff: Backoff,
    cause: String,
    has_reported: bool,
}

impl RetryClock {
    /// A clock that begins now. With a limit of zero there is no retry.
    pub(super) fn new(limit: Duration) -> Self {
        RetryClock {
            since: Instant::now(),
            limit,
            backoff: Backoff::default(),
            cause: String::new(),
            has_reported: false,
        }
    }

    /// Whether there is no time left to wait.
    pub(super) fn is_over(&self) -> bool {
        self.since.elapsed() >= self.limit
    }

    /// Records the error of the last attempt.
    pub(super) fn failed(&mut self, cause: impl fmt::Display) {
        self.cause = cause.to_string();
    }

    /// Returns the delay before the next attempt, which does not exceed the limit. Reports the wait if it takes long.
    pub(super) fn next_delay(&mut self, report: impl FnOnce(RetryNotice<'_>)) -> Duration {
        let elapsed = self.since.elapsed();
        if elapsed >= REPORT_AFTER && !self.has_reported {
            self.has_reported = true;
            report(RetryNotice::Waiting { cause: &self.cause });
        }
        let delay = self.backoff.next_delay();
        // The first report is due after a second.
        let until_report = REPORT_AFTER.saturating_sub(elapsed);
        let delay = match until_report.is_zero() {
            true => delay,
            false => delay.min(until_report),
        };
        delay.min(self.limit.saturating_sub(elapsed))
    }

    /// Reports the end of a wait that was reported.
    pub(super) fn give_up(&self, report: impl FnOnce(RetryNotice<'_>)) {
        if self.has_reported {
            report(RetryNotice::GaveUp {
                after: self.limit,
                cause: &self.cause,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_limit_there_is_no_retry() {
        assert!(RetryClock::new(Duration::ZERO).is_over());
        assert!(!RetryClock::new(RETRY_TIMEOUT).is_over());
    }

    #[test]
    fn a_short_wait_is_not_reported() {
        let mut clock = RetryClock::new(RETRY_TIMEOUT);
        clock.failed("n:1: LOADING");
        let delay = clock.next_delay(|notice| panic!("{notice}"));
        assert!(delay <= Duration::from_millis(10));
        clock.give_up(|notice| panic!("{notice}"));
    }

    #[test]
    fn a_long_wait_is_reported_once_and_so_is_its_end() {
        let mut clock = RetryClock::new(RETRY_TIMEOUT);
        clock.since -= REPORT_AFTER;
        clock.failed("n:1: LOADING Redis is loading");
        let mut notices = Vec::new();
        clock.next_delay(|notice| notices.push(notice.to_string()));
        clock.next_delay(|notice| notices.push(notice.to_string()));
        clock.give_up(|notice| notices.push(notice.to_string()));
        assert_eq!(
            notices,
            [
                "waiting: n:1: LOADING Redis is loading",
                "gave up after 60 s: n:1: LOADING Redis is loading"
            ]
        );
    }

    #[test]
    fn a_wait_does_not_exceed_the_limit() {
        let mut clock = RetryClock::new(Duration::from_micros(1));
        assert!(clock.next_delay(|_| {}) <= Duration::from_micros(1));
    }
}
