//! How replies are treated, as the options of a run ask for it.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Policy {
    /// Error replies of servers.
    pub(crate) errors: Errors,
    /// Refusals of redsh's own, such as an unknown node word.
    pub(crate) refusals: Errors,
    pub(crate) pushes: bool,
    /// `QUEUED` ends its line also if the queued command has text for people as its reply, such as INFO: as in valkey-cli.
    pub(crate) ends_queued: bool,
    /// A line announces that messages are being read.
    pub(crate) announces: bool,
    /// Commands may follow SUBSCRIBE and MONITOR, as at the prompt.
    pub(crate) interleaves: bool,
    /// Subscriptions and MONITOR are restored after a loss; otherwise they end with their connection.
    pub(crate) resubscribes: bool,
    /// The time that a slow reply took is printed behind it.
    pub(crate) timed: bool,
    /// A line before the reply says that the command went to another node, in redis-cli's words for a redirect.
    pub(crate) nodes: bool,
    pub(crate) verbose: bool,
    /// A connection that replaces a lost one is reported on stderr.
    pub(crate) reconnects: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Errors {
    /// They go to stdout like any reply.
    Printed,
    /// They go to stderr, and the run ends.
    Fatal,
}
