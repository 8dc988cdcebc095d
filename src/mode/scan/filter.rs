//! The facts that a scan requests about keys, the keys that pass the filters, and the report of facts that a server refuses.

use anyhow::bail;
use redsh_engine::keys::{Facts, KeyFact, KeyQuery, Ttl};

use super::{advice, exporter};
use crate::cli::{ExportFormat, Filters, ScanRun};
use crate::mode::progress::ProgressLog;

/// Returns the facts that the filters and the output need. `None` if there are none.
pub(crate) fn key_query(scan: &ScanRun) -> Option<KeyQuery> {
    let filters = scan.filters;
    let needed = KeyFact::OF_EVERY_TYPE
        .into_iter()
        .filter(|fact| is_needed(*fact, &filters));
    let needed: Vec<_> = needed.collect();
    let shown: &[KeyFact] = match scan.export {
        Some(ExportFormat::Restore) => &exporter::FACTS,
        None if scan.long => &KeyFact::OF_EVERY_TYPE,
        None => &[],
    };
    KeyQuery::new(&needed, shown, move |facts| pass(&filters, facts))
}

fn is_needed(fact: KeyFact, filters: &Filters) -> bool {
    match fact {
        KeyFact::Type | KeyFact::Length | KeyFact::Frequency => false,
        KeyFact::Expiry | KeyFact::Dump => false,
        KeyFact::Ttl => filters.ttl.is_some(),
        KeyFact::Idle => filters.idle.is_some(),
        KeyFact::Size => filters.size.is_some(),
    }
}

/// Whether a key passes all filters. An unknown fact passes.
fn pass(filters: &Filters, facts: &Facts) -> bool {
    let ttl = facts.ttl.map(|ttl| match ttl {
        Ttl::Endless => None,
        Ttl::Left(left) => Some(left),
    });
    admits(filters.ttl, ttl, |filter, ttl| filter.admits(ttl))
        && admits(filters.idle, facts.idle, |bound, idle| bound.admits(idle))
        && admits(filters.size, facts.size, |bound, size| bound.admits(size))
}

fn admits<F, T>(filter: Option<F>, fact: Option<T>, admits: impl Fn(F, T) -> bool) -> bool {
    match (filter, fact) {
        (Some(filter), Some(fact)) => admits(filter, fact),
        _ => true,
    }
}

pub(crate) struct RefusedFacts {
    filters: Filters,
    reported: Vec<KeyFact>,
    log: ProgressLog,
}

impl RefusedFacts {
    pub(crate) fn new(filters: Filters, log: ProgressLog) -> Self {
        RefusedFacts {
            filters,
            reported: Vec::new(),
            log,
        }
    }

    pub(super) fn report(&mut self, refusals: &[(KeyFact, String)]) -> anyhow::Result<()> {
        for (fact, error) in refusals {
            let advice = String::from_utf8_lossy(advice(error.as_bytes()));
            if is_needed(*fact, &self.filters) {
                bail!("could not filter by {}: {error}{advice}", fact.name());
            }
            if !self.reported.contains(fact) {
                self.reported.push(*fact);
                let name = fact.name();
                self.log
                    .tell(format!("no {name} is shown: {error}{advice}"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::cli::{Bound, TtlFilter};

    #[test]
    fn a_key_must_pass_every_filter() {
        let hour = Duration::from_secs(3600);
        let filters = Filters {
            ttl: Some(TtlFilter::Within(Bound::Below(hour))),
            idle: None,
            size: Some(Bound::Above(100)),
        };
        let facts = |ttl, size| Facts {
            ttl: Some(ttl),
            size: Some(size),
            idle: Some(hour),
            ..Facts::default()
        };
        let soon = Ttl::Left(Duration::from_secs(60));
        assert!(pass(&filters, &facts(soon, 101)));
        assert!(!pass(&filters, &facts(soon, 100)));
        assert!(!pass(&filters, &facts(Ttl::Left(hour), 101)));
        assert!(!pass(&filters, &facts(Ttl::Endless, 101)));
        assert!(pass(&filters, &Facts::default()));
    }
}
