//! Refusals and losses since the client last had all replies, recorded in one place. Pure.

/// After this many commands in a row whose connection was lost without a reply, the client gives up. A script goes on after
/// fewer: a proxy closes the connection at each command that it does not support.
const MOST_FRUITLESS: u32 = 100;

/// Records refused commands and lost connections, for the client to decide whether it drains the pipeline, refreshes the
/// topology, or gives up.
#[derive(Debug, Default)]
pub(super) struct Faults {
    /// The client reads all replies before it sends more.
    pub(super) drains: bool,
    /// A connection was lost with several commands in flight since the window was last adjusted.
    lost_commands: bool,
    /// How many connections were lost with commands in flight.
    losses: u64,
    /// The topology may be out of date.
    pub(super) topology_is_stale: bool,
    /// How many commands in a row lost their connection without a reply.
    fruitless: u32,
    /// The command that is being retried was refused, so it did not run.
    refused: bool,
}

impl Faults {
    pub(super) fn replied(&mut self) {
        self.fruitless = 0;
    }

    /// A node refused a command in a way that the client handles.
    pub(super) fn refused(&mut self) {
        self.drains = true;
        self.fruitless = 0;
        self.refused = true;
    }

    /// The command that was refused has its reply, or was sent again and may have run.
    pub(super) fn retried(&mut self) {
        self.refused = false;
    }

    /// The owner of a slot has changed while commands for the old one are in flight.
    pub(super) fn owner_changed(&mut self) {
        self.drains = true;
    }

    /// Whether the first command in flight did not run, since a node refused it.
    pub(super) fn take_refused(&mut self) -> bool {
        std::mem::take(&mut self.refused)
    }

    /// A node refused a command because its role has changed.
    pub(super) fn role_changed(&mut self) {
        self.topology_is_stale = true;
    }

    /// A write failed. The reader learns why.
    pub(super) fn write_failed(&mut self) {
        self.drains = true;
    }

    /// A connection was lost, or could not be opened, with this many commands in flight on all connections.
    pub(super) fn connection_lost(&mut self, in_flight: usize) {
        self.drains = true;
        self.lost_commands |= in_flight > 1;
        self.losses += 1;
        self.topology_is_stale = true;
    }

    /// How many connections were lost so far with commands in flight.
    pub(super) fn losses(&self) -> u64 {
        self.losses
    }

    /// Records that a connection was lost, and whether it brought no reply. True where so many before it brought none either
    /// that another one would not help.
    pub(super) fn is_hopeless(&mut self, fruitless: bool) -> bool {
        self.fruitless = if fruitless { self.fruitless + 1 } else { 0 };
        self.fruitless >= MOST_FRUITLESS
    }

    pub(super) fn drained(&mut self) {
        self.drains = false;
    }

    pub(super) fn abandoned(&mut self) {
        (self.drains, self.fruitless) = (false, 0);
    }

    pub(super) fn topology_read(&mut self) {
        self.topology_is_stale = false;
    }

    /// Whether a connection was lost with several commands in flight since this was last asked.
    pub(super) fn take_lost_commands(&mut self) -> bool {
        std::mem::take(&mut self.lost_commands)
    }
}
