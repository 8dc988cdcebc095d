//! The search for the primary. The rules:
//!
//! 1. Each sentinel is asked once, in the order of the roster.
//! 2. If a sentinel does not reply, returns an error or does not know the name, the next one is asked.
//! 3. The sentinels that it names are added to the roster, and may be asked later.
//! 4. The node that it names, mapped by the NAT map, is asked for its ROLE. Only a primary is accepted: a sentinel
//!    that was cut off names the previous one. Otherwise the next sentinel is asked.
//! 5. A rejected node is not asked twice in one search: while a primary is down all sentinels name it, and each
//!    attempt may take a whole timeout.
//! 6. The sentinel that named the primary moves to the front of the roster.

use super::{
    NoPrimary, NotPrimary, ReportedRole, Roster, SentinelAnswer, primary, role, sentinels,
};
use crate::cluster::NatMap;
use crate::net::Address;
use crate::resp::Value;

/// The next step of a search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DiscoveryStep {
    /// Ask this sentinel, then call [`Discovery::asked`].
    Ask(Address),
    /// Ask this node for its ROLE, then call [`Discovery::checked`].
    Check(Address),
    /// The search has found the primary.
    Found(Address),
    /// The search has failed.
    Failed(NoPrimary),
}

/// A search in progress.
#[derive(Debug)]
pub struct Discovery<'a> {
    roster: &'a mut Roster,
    master: &'a str,
    natmap: &'a NatMap,
    /// The results of the sentinels asked so far.
    results: Vec<(Address, SentinelAnswer)>,
    state: State,
}

#[derive(Debug)]
enum State {
    Asking,
    Checking(Claim),
    Found(Address),
}

/// A sentinel's answer that is still to be verified.
#[derive(Debug)]
struct Claim {
    sentinel: Address,
    node: Address,
    others: Vec<Address>,
}

impl<'a> Discovery<'a> {
    /// Starts a search for the primary that sentinels know as `master`.
    pub fn new(roster: &'a mut Roster, master: &'a str, natmap: &'a NatMap) -> Self {
        Discovery {
            roster,
            master,
            natmap,
            results: Vec::new(),
            state: State::Asking,
        }
    }

    /// Returns the next step. It stays the same until its result is passed in.
    pub fn step(&self) -> DiscoveryStep {
        match &self.state {
            State::Found(primary) => DiscoveryStep::Found(primary.clone()),
            State::Checking(claim) => DiscoveryStep::Check(claim.node.clone()),
            State::Asking => match self
                .roster
                .iter()
                .find(|sentinel| !self.has_answered(sentinel))
            {
                Some(sentinel) => DiscoveryStep::Ask(sentinel.clone()),
                None => DiscoveryStep::Failed(self.failure()),
            },
        }
    }

    /// Passes in a sentinel's replies to SENTINEL GET-MASTER-ADDR-BY-NAME and SENTINEL SENTINELS, or the reason why
    /// there are none.
    pub fn asked(&mut self, sentinel: Address, replies: Result<(Value, Value), String>) {
        let (named, others) = match replies {
            Ok((named, others)) => (primary(&named), sentinels(&others).unwrap_or_default()),
            Err(why) => return self.results.push((sentinel, SentinelAnswer::Nothing(why))),
        };
        let others: Vec<_> = others.into_iter().map(|other| self.mapped(other)).collect();
        self.roster.learn(others.iter().cloned());
        match named {
            Ok(node) => self.consider(Claim {
                node: self.mapped(node),
                sentinel,
                others,
            }),
            Err(refusal) => self
                .results
                .push((sentinel, SentinelAnswer::Refused(refusal))),
        }
    }

    /// Passes in the node's reply to ROLE, or the reason why there is none.
    pub fn checked(&mut self, reply: Result<Value, String>) {
        let doubt = match reply.map(|reply| role(&reply)) {
            Ok(Ok(ReportedRole::Primary)) => None,
            Ok(Ok(other)) => Some(NotPrimary::Is(other)),
            Ok(Err(refusal)) => Some(NotPrimary::Refused(refusal)),
            Err(why) => Some(NotPrimary::Unreachable(why)),
        };
        if let State::Checking(claim) = std::mem::replace(&mut self.state, State::Asking) {
            match doubt {
                None => self.believe(claim),
                Some(doubt) => self.doubt(claim, doubt),
            }
        }
    }

    fn consider(&mut self, claim: Claim) {
        match self.known_doubt(&claim.node).cloned() {
            Some(doubt) => self.doubt(claim, doubt),
            None => self.state = State::Checking(claim),
        }
    }

    fn believe(&mut self, claim: Claim) {
        self.roster.trust(claim.sentinel, &claim.others);
        self.state = State::Found(claim.node);
    }

    fn doubt(&mut self, claim: Claim, doubt: NotPrimary) {
        self.results
            .push((claim.sentinel, SentinelAnswer::Named(claim.node, doubt)));
    }

    fn known_doubt(&self, node: &Address) -> Option<&NotPrimary> {
        self.results.iter().find_map(|(_, result)| match result {
            SentinelAnswer::Named(other, doubt) if other == node => Some(doubt),
            _ => None,
        })
    }

    fn has_answered(&self, sentinel: &Address) -> bool {
        self.results.iter().any(|(who, _)| who == sentinel)
    }

    fn mapped(&self, mut address: Address) -> Address {
        self.natmap.apply(&mut address);
        address
    }

    fn failure(&self) -> NoPrimary {
        NoPrimary {
            master: self.master.to_owned(),
            results: self.results.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
