//! Refusals and losses since the client last had all replies, recorded in one place. Pure.

/// Records refused commands and lost connections, for the client to decide whether it drains the pipeline, refreshes the
/// topology, or gives up.
#[derive(Debug, Default)]
pub(super) struct Faults {
    /// The client reads all replies before it sends more.
    pub(super) drains: bool,
    /// A connection was lost with commands in flight since the window was last adjusted.
    lost_commands: bool,
    /// The topology may be out of date.
    pub(super) topology_is_stale: bool,
    /// The last lost connection had not brought any reply.
    fruitless: bool,
    /// The command that is being retried was refused, so it did not run.
    refused: bool,
}

impl Faults {
    pub(super) fn replied(&mut self) {
        self.fruitless = false;
    }

    /// A node refused a command in a way that the client handles.
    pub(super) fn refused(&mut self) {
        self.drains = true;
        self.fruitless = false;
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

    /// A connection was lost, or could not be opened, with commands in flight.
    pub(super) fn connection_lost(&mut self) {
        self.drains = true;
        self.lost_commands = true;
        self.topology_is_stale = true;
    }

    /// Records that an attempt brought no reply. True where the one before it brought none either: another connection to
    /// the same server would not help.
    pub(super) fn is_hopeless(&mut self, fruitless: bool) -> bool {
        std::mem::replace(&mut self.fruitless, fruitless) && fruitless
    }

    pub(super) fn drained(&mut self) {
        self.drains = false;
    }

    pub(super) fn abandoned(&mut self) {
        (self.drains, self.fruitless) = (false, false);
    }

    pub(super) fn topology_read(&mut self) {
        self.topology_is_stale = false;
    }

    /// Whether commands were lost since this was last asked.
    pub(super) fn take_lost_commands(&mut self) -> bool {
        std::mem::take(&mut self.lost_commands)
    }
}
