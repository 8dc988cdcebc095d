//! The next step for a command that was refused or lost. Decides, and sends nothing.

use super::Retry;
use crate::cluster::Redirect;
use crate::error::Reaction;
use crate::net::Address;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Send it to this node.
    To(Address),
    /// Send it to this node behind ASKING.
    Ask(Address),
    /// Send EVAL in place of EVALSHA to this node.
    Source(Address),
    /// Wait, then send it to this node.
    WaitFor(Address),
    /// Ask for the topology, and send it to the owner of its slot.
    Refresh,
    /// Wait, then the same.
    WaitAndRefresh,
}

impl Step {
    /// The step after this one, where the refusal calls for `next`. A node that has just been named as the owner and does not
    /// serve yet is given time.
    pub(super) fn and_then(&self, next: Step) -> Step {
        match (self, next) {
            (Step::Refresh | Step::WaitAndRefresh, Step::Refresh) => Step::WaitAndRefresh,
            (_, next) => next,
        }
    }
}

impl<T> Retry<'_, T> {
    /// The step that an error reply of the node at `asked` calls for.
    pub(super) fn step_after(&mut self, error: &[u8], asked: &Address) -> Step {
        let client = &mut *self.client;
        match Reaction::to(error, asked) {
            Reaction::Moved(redirect) => {
                let owner = client.router.moved(&redirect);
                owner.map_or(Step::WaitAndRefresh, Step::To)
            }
            Reaction::Ask(Redirect {
                address: Some(address),
                ..
            }) => Step::Ask(client.router.mapped(address)),
            Reaction::LoadScript => Step::Source(asked.clone()),
            Reaction::Wait => Step::WaitFor(asked.clone()),
            Reaction::Refresh => {
                client.faults.role_changed();
                Step::Refresh
            }
            Reaction::Ask(_) | Reaction::WaitAndRefresh => Step::WaitAndRefresh,
            // The router handles neither, so they do not come here.
            Reaction::Show => Step::To(asked.clone()),
        }
    }
}
