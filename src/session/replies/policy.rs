//! How replies are to be dealt with, as far as whoever opens a session decides.

/// What is asked of a receiver.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Policy {
    /// What happens to a reply that is an error.
    pub(crate) errors: Errors,
    /// Push messages are printed.
    pub(crate) pushes: bool,
    /// That messages are being read is said before the first.
    pub(crate) announces: bool,
    /// Commands follow behind SUBSCRIBE and MONITOR, as at the prompt; else they are the last, and only messages follow.
    pub(crate) goes_on: bool,
    /// What SUBSCRIBE and MONITOR have begun goes on over another connection when theirs is lost; else that is the end.
    pub(crate) resubscribes: bool,
    /// The time that a slow reply took is printed behind it.
    pub(crate) timed: bool,
    /// That a command goes to another node of a cluster is said before its reply, in redis-cli's words for a redirect.
    pub(crate) nodes: bool,
    /// Each connection that is made is told on stderr.
    pub(crate) verbose: bool,
    /// A connection that takes the place of one that was lost is told on stderr.
    pub(crate) reconnects: bool,
}

/// Where a reply that is an error goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Errors {
    /// To stdout like any reply, and on to the next.
    Printed,
    /// To stderr, and nothing after it.
    Fatal,
}
