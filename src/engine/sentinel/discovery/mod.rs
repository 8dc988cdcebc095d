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
use crate::address::Address;
use crate::cluster::NatMap;
use crate::resp::Value;

/// Searches for the primary that sentinels know as `master`. `ask` returns a sentinel's replies to SENTINEL
/// GET-MASTER-ADDR-BY-NAME and SENTINEL SENTINELS, and `check` a node's reply to ROLE, or the reason why there is none.
///
/// # Errors
/// Returns the answers of the sentinels if none of them named a primary.
pub fn find_primary(
    roster: &mut Roster,
    master: &str,
    natmap: &NatMap,
    mut ask: impl FnMut(&Address) -> Result<(Value, Value), String>,
    mut check: impl FnMut(&Address) -> Result<Value, String>,
) -> Result<Address, NoPrimary> {
    let mut results = Vec::new();
    while let Some(sentinel) = next(roster, &results) {
        let (named, others) = match ask(&sentinel) {
            Ok((named, others)) => (primary(&named), sentinels(&others).unwrap_or_default()),
            Err(why) => {
                results.push((sentinel, SentinelAnswer::Nothing(why)));
                continue;
            }
        };
        let others: Vec<_> = others.iter().map(|it| natmap.apply(it)).collect();
        roster.learn(others.iter().cloned());
        let answer = match named.map(|node| natmap.apply(&node)) {
            Err(refusal) => SentinelAnswer::Refused(refusal),
            Ok(node) => match known_doubt(&node, &results).or_else(|| doubt(check(&node))) {
                Some(doubt) => SentinelAnswer::Named(node, doubt),
                None => {
                    roster.trust(sentinel, &others);
                    return Ok(node);
                }
            },
        };
        results.push((sentinel, answer));
    }
    Err(NoPrimary {
        master: master.to_owned(),
        results,
    })
}

/// The results of the sentinels asked so far.
type Results = [(Address, SentinelAnswer)];

fn next(roster: &Roster, results: &Results) -> Option<Address> {
    let is_asked = |sentinel: &Address| results.iter().any(|(asked, _)| asked == sentinel);
    roster.iter().find(|sentinel| !is_asked(sentinel)).cloned()
}

fn known_doubt(node: &Address, results: &Results) -> Option<NotPrimary> {
    results.iter().find_map(|(_, result)| match result {
        SentinelAnswer::Named(other, doubt) if other == node => Some(doubt.clone()),
        _ => None,
    })
}

fn doubt(reply: Result<Value, String>) -> Option<NotPrimary> {
    match reply.map(|reply| role(&reply)) {
        Ok(Ok(ReportedRole::Primary)) => None,
        Ok(Ok(other)) => Some(NotPrimary::Is(other)),
        Ok(Err(refusal)) => Some(NotPrimary::Refused(refusal)),
        Err(why) => Some(NotPrimary::Unreachable(why)),
    }
}

#[cfg(test)]
mod tests;
