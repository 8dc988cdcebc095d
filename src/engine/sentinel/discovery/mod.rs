//! The search for the primary: whom to ask next, and whom to believe. The rules:
//!
//! 1. The sentinels are asked in the roster's order, each once.
//! 2. One that does not answer, refuses or does not know the name: the next is asked.
//! 3. Of one that answers the others are learnt; they too are asked, should it come to that.
//! 4. The node that it names, by the address that the map has for it, is asked for its ROLE. Only a primary is believed: a
//!    sentinel that was cut off names the one of before. Not believed: the next sentinel is asked.
//! 5. A node that was not believed is not asked again in the same search: while a primary is away all sentinels name it,
//!    and each attempt may take all of a timeout.
//! 6. The sentinel that was right becomes the first of the roster.

use super::{Doubt, NoPrimary, ReportedRole, Roster, Said, primary, role, sentinels};
use crate::cluster::NatMap;
use crate::net::Address;
use crate::resp::Value;

/// What is to be done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Ask this sentinel, and tell [`Discovery::asked`].
    Ask(Address),
    /// Ask this node for its ROLE, and tell [`Discovery::checked`].
    Check(Address),
    /// This is the primary.
    Found(Address),
    /// There is none.
    Failed(NoPrimary),
}

/// One search that is under way.
#[derive(Debug)]
pub struct Discovery<'a> {
    roster: &'a mut Roster,
    master: &'a str,
    natmap: &'a NatMap,
    /// What became of those that were asked.
    said: Vec<(Address, Said)>,
    state: State,
}

#[derive(Debug)]
enum State {
    Asking,
    Checking(Claim),
    Found(Address),
}

/// What a sentinel says, until it is known to be so.
#[derive(Debug)]
struct Claim {
    sentinel: Address,
    node: Address,
    others: Vec<Address>,
}

impl<'a> Discovery<'a> {
    /// A search for the primary that sentinels know as `master`.
    pub fn new(roster: &'a mut Roster, master: &'a str, natmap: &'a NatMap) -> Self {
        Discovery {
            roster,
            master,
            natmap,
            said: Vec::new(),
            state: State::Asking,
        }
    }

    /// What is to be done next. The same again until it is told what came of it.
    pub fn step(&self) -> Step {
        match &self.state {
            State::Found(primary) => Step::Found(primary.clone()),
            State::Checking(claim) => Step::Check(claim.node.clone()),
            State::Asking => match self.roster.iter().find(|sentinel| !self.has_said(sentinel)) {
                Some(sentinel) => Step::Ask(sentinel.clone()),
                None => Step::Failed(self.failure()),
            },
        }
    }

    /// What came of asking a sentinel for SENTINEL GET-MASTER-ADDR-BY-NAME and SENTINEL SENTINELS, or why there is no
    /// answer.
    pub fn asked(&mut self, sentinel: Address, replies: Result<(Value, Value), String>) {
        let (named, others) = match replies {
            Ok((named, others)) => (primary(&named), sentinels(&others).unwrap_or_default()),
            Err(why) => return self.said.push((sentinel, Said::Nothing(why))),
        };
        let others: Vec<_> = others.into_iter().map(|other| self.mapped(other)).collect();
        self.roster.learn(others.iter().cloned());
        match named {
            Ok(node) => self.consider(Claim {
                node: self.mapped(node),
                sentinel,
                others,
            }),
            Err(refusal) => self.said.push((sentinel, Said::Refused(refusal))),
        }
    }

    /// What the node under check replied to ROLE, or why there is no reply.
    pub fn checked(&mut self, reply: Result<Value, String>) {
        let doubt = match reply.map(|reply| role(&reply)) {
            Ok(Ok(ReportedRole::Primary)) => None,
            Ok(Ok(other)) => Some(Doubt::Is(other)),
            Ok(Err(refusal)) => Some(Doubt::Refused(refusal)),
            Err(why) => Some(Doubt::Unreachable(why)),
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

    fn doubt(&mut self, claim: Claim, doubt: Doubt) {
        self.said
            .push((claim.sentinel, Said::Named(claim.node, doubt)));
    }

    fn known_doubt(&self, node: &Address) -> Option<&Doubt> {
        self.said.iter().find_map(|(_, said)| match said {
            Said::Named(other, doubt) if other == node => Some(doubt),
            _ => None,
        })
    }

    fn has_said(&self, sentinel: &Address) -> bool {
        self.said.iter().any(|(who, _)| who == sentinel)
    }

    fn mapped(&self, mut address: Address) -> Address {
        self.natmap.apply(&mut address);
        address
    }

    fn failure(&self) -> NoPrimary {
        NoPrimary {
            master: self.master.to_owned(),
            said: self.said.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
