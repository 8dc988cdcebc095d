//! What to do next with a command that was refused or lost. Decides, and sends nothing.

use crate::client::Routing;
use crate::client::dispatch::Client;
use crate::cluster::Redirect;
use crate::error::Reaction;
use crate::net::Address;

/// What to do next with a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Send it there.
    To(Address),
    /// Send it there behind ASKING.
    Ask(Address),
    /// Send EVAL there in place of EVALSHA.
    Source(Address),
    /// Wait, then send it there.
    WaitFor(Address),
    /// Ask for the map, and send it to the owner of its slot.
    Refresh,
    /// Wait, then the same.
    WaitAndRefresh,
}

impl Step {
    /// This step has led to a refusal that asks for `next`. Who has just been said to serve, and does not yet, is given
    /// time.
    pub(super) fn and_then(&self, next: Step) -> Step {
        match (self, next) {
            (Step::Refresh | Step::WaitAndRefresh, Step::Refresh) => Step::WaitAndRefresh,
            (_, next) => next,
        }
    }
}

impl<T> Client<T> {
    /// What an error reply of `asked` asks for.
    pub(super) fn step_after(&mut self, error: &[u8], asked: &Address) -> Step {
        match Reaction::to(error, asked) {
            Reaction::Moved(redirect) => self.moved(&redirect),
            Reaction::Ask(Redirect {
                address: Some(address),
                ..
            }) => Step::Ask(self.mapped(address)),
            Reaction::LoadScript => Step::Source(asked.clone()),
            Reaction::Wait => Step::WaitFor(asked.clone()),
            Reaction::Refresh => {
                self.topology_is_stale = true;
                Step::Refresh
            }
            Reaction::Ask(_) | Reaction::WaitAndRefresh => Step::WaitAndRefresh,
            // Not taken by the client, so that they do not come here.
            Reaction::Show | Reaction::Busy => Step::To(asked.clone()),
        }
    }

    fn moved(&mut self, redirect: &Redirect) -> Step {
        let address = match &mut self.routing {
            Routing::Cluster(map) => map.learn(redirect),
            _ => redirect.address.clone(),
        };
        address.map_or(Step::WaitAndRefresh, Step::To)
    }

    fn mapped(&self, mut address: Address) -> Address {
        if let Routing::Cluster(map) = &self.routing {
            map.natmap().apply(&mut address);
        }
        address
    }
}
