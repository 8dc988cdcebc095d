//! The figures of `--keystats`. Pure; the memory grows only with the types and with the limit of the largest keys.

use super::largest_keys::LargestKeys;
use super::name_lengths::NameLengths;
use super::size_distribution::SizeDistribution;
use crate::mode::analysis::totals::{KeyTotals, TypeTotals, UNKNOWN};

pub(super) struct KeyStats {
    /// The memory of the keys, by type.
    memory: KeyTotals,
    /// Their elements, or the bytes of strings, by type.
    lengths: KeyTotals,
    pub(super) largest: LargestKeys,
    pub(super) distribution: SizeDistribution,
    pub(super) names: NameLengths,
}

impl KeyStats {
    /// Keeps the `top` largest keys; 0 keeps all.
    pub(super) fn new(top: usize) -> Self {
        KeyStats {
            memory: KeyTotals::in_newer_order(),
            lengths: KeyTotals::in_newer_order(),
            largest: LargestKeys::new(top),
            distribution: SizeDistribution::new(),
            names: NameLengths::default(),
        }
    }

    pub(super) fn add(&mut self, key: &[u8], kind: Option<&str>, size: u64, length: u64) {
        self.memory.add(key, kind, size);
        self.lengths.add(key, kind, length);
        self.largest.add(key, kind.unwrap_or(UNKNOWN), size);
        self.distribution.add(size);
        self.names.add(key.len() as u64);
    }

    pub(super) fn keys(&self) -> u64 {
        self.memory.keys
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
