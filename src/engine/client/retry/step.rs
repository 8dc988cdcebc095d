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
    /// Send EVAL in place of EVALSHA to this node, behind ASKING if EVALSHA was.
    Source { address: Address, asking: bool },
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

    /// Whether the client waits before it sends the command.
    pub(super) fn waits(&self) -> bool {
        matches!(self, Step::WaitFor(_) | Step::WaitAndRefresh)
    }

    /// Whether the command is sent behind ASKING.
    pub(super) fn is_asking(&self) -> bool {
        matches!(self, Step::Ask(_) | Step::Source { asking: true, .. })
    }
}

impl<T> Retry<'_, T> {
    /// The step that an error reply of the node at `asked` calls for, to a command that was sent by `last`; `None` where the
    /// error is the reply to the command.
    pub(super) fn step_after(
        &mut self,
        error: &[u8],
        asked: &Address,
        last: Option<&Step>,
    ) -> Option<Step> {
        let reaction = Reaction::to(error, asked);
        // An ASK holds for the command that it answers, and only at once.
        let is_old = matches!(reaction, Reaction::Ask(_)) && last.is_none() && !self.was_alone;
        if !self.was_refused(&reaction, is_old) {
            return None;
        }
        if is_old {
            return Some(Step::To(asked.clone()));
        }
        if matches!(reaction, Reaction::Wait) {
            return Some(self.step_after_wait(asked, last));
        }
        let client = &mut *self.client;
        Some(match reaction {
            Reaction::Moved(redirect) => {
                let owner = client.router.moved(&redirect);
                owner.map_or(Step::WaitAndRefresh, Step::To)
            }
            Reaction::Ask(redirect) => {
                let Redirect {
                    address, beside, ..
                } = redirect;
                Step::Ask(client.router.mapped(address.unwrap_or(beside)))
            }
            Reaction::LoadScript => Step::Source {
                address: asked.clone(),
                asking: last.is_some_and(Step::is_asking),
            },
            Reaction::Refresh => {
                client.faults.role_changed();
                Step::Refresh
            }
            Reaction::WaitAndRefresh => Step::WaitAndRefresh,
            // The router handles no error that is to be shown, and waits are handled above.
            Reaction::Show | Reaction::Wait => Step::To(asked.clone()),
        })
    }

    /// The step after an error reply of the node at `asked` that calls for a wait.
    fn step_after_wait(&mut self, asked: &Address, last: Option<&Step>) -> Step {
        let owner = self.owner();
        // After a delay the importing node may not be the one to ask.
        if last.is_some_and(Step::is_asking) {
            return Step::WaitFor(owner);
        }
        match self.client.router.skip_replica(asked, &owner) {
            true => Step::To(owner),
            false => Step::WaitFor(asked.clone()),
        }
    }

    /// Whether an error reply proves that the command was not run, so that it may be sent again.
    ///
    /// A script, or a module's command, may return any error after it has written. Only a redirect in the server's own form
    /// for the slot of the command's keys is believed then, and only once. An old ASK is not followed, and does not count.
    fn was_refused(&mut self, reaction: &Reaction, is_old: bool) -> bool {
        if !self.may_run_code() {
            return true;
        }
        match reaction {
            Reaction::Moved(redirect) | Reaction::Ask(redirect) => {
                let is_first = !std::mem::replace(&mut self.was_redirected, !is_old);
                is_first && self.has_key_in(redirect.slot)
            }
            Reaction::LoadScript => !std::mem::replace(&mut self.sends_source, true),
            _ => false,
        }
    }
}
