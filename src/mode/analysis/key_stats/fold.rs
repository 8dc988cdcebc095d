//! The figures of `--keystats`. The memory grows only with the types and with the limit of the largest keys.

use redsh_engine::client::ScannedPage;
use redsh_engine::keys::{KeyFact, KeyQuery};

use super::largest_keys::LargestKeys;
use super::name_lengths::NameLengths;
use super::size_distribution::SizeDistribution;
use crate::cli::KeyStatsRun;
use crate::mode::analysis::data_report::KeyFold;
use crate::mode::analysis::totals::{KeyTotals, TypeTotals, UNKNOWN};
use crate::mode::analysis::unknown_facts::UnknownFacts;

pub(in crate::mode::analysis) struct KeyStats {
    run: KeyStatsRun,
    unknown: UnknownFacts,
    /// The memory of the keys, by type.
    memory: KeyTotals,
    /// Their elements, or the bytes of strings, by type.
    lengths: KeyTotals,
    pub(super) largest: LargestKeys,
    pub(super) distribution: SizeDistribution,
    pub(super) names: NameLengths,
}

impl KeyStats {
    pub(in crate::mode::analysis) fn new(run: KeyStatsRun, unknown: UnknownFacts) -> Self {
        KeyStats {
            run,
            unknown,
            memory: KeyTotals::in_newer_order(),
            lengths: KeyTotals::in_newer_order(),
            largest: LargestKeys::new(run.top),
            distribution: SizeDistribution::new(),
            names: NameLengths::default(),
        }
    }

    fn add_key(&mut self, key: &[u8], kind: Option<&str>, size: u64, length: u64) {
        self.memory.add(key, kind, size);
        self.lengths.add(key, kind, length);
        self.largest.add(key, kind.unwrap_or(UNKNOWN), size);
        self.distribution.add(size);
        self.names.add(key.len() as u64);
    }

    pub(super) fn name_bytes(&self) -> u64 {
        self.memory.name_bytes
    }

    /// The memory of all keys.
    pub(super) fn bytes(&self) -> u64 {
        let sizes = self.memory.types().map(|totals| totals.size);
        sizes.fold(0, u64::saturating_add)
    }

    /// The memory and the lengths of each type that has keys, in the order of redis-cli.
    pub(super) fn types(&self) -> impl Iterator<Item = (&TypeTotals, &TypeTotals)> {
        let types = self.memory.types().zip(self.lengths.types());
        types.filter(|(memory, _)| memory.keys > 0)
    }
}

impl KeyFold for KeyStats {
    fn query(&self) -> KeyQuery {
        let shown = [KeyFact::Size, KeyFact::Length];
        let query = KeyQuery::new(&[KeyFact::Type], &shown, |_| true);
        let query = query.expect("it requests facts");
        match self.run.samples {
            None => query,
            Some(samples) => query.with_samples(samples),
        }
    }

    fn add(&mut self, page: &ScannedPage) -> anyhow::Result<()> {
        self.unknown.refused(&page.refusals);
        for (key, facts) in page.keys.keys().zip(&page.facts) {
            let size = self.unknown.number(KeyFact::Size, key, facts);
            let length = self.unknown.number(KeyFact::Length, key, facts);
            self.add_key(key, facts.kind.as_deref(), size, length);
        }
        Ok(())
    }

    fn keys(&self) -> u64 {
        self.memory.keys
    }
}
