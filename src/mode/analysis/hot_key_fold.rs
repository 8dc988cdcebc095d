//! The figures of `--hotkeys`: the keys with the highest counters of use.

use anyhow::bail;
use redsh_engine::client::ScannedPage;
use redsh_engine::keys::{KeyFact, KeyQuery};

use super::data_report::KeyFold;
use super::hottest_keys::HottestKeys;
use crate::mode::progress::ProgressLog;
use crate::render::{Figure, FigureSource, FigureTable, quoted};

pub(super) struct HotKeyFold {
    pub(super) keys: u64,
    pub(super) hottest: HottestKeys,
    log: ProgressLog,
}

/// A key that is one of the hottest so far.
pub(super) struct HotKey<'k> {
    pub(super) name: &'k [u8],
    pub(super) counter: u64,
}

impl HotKeyFold {
    /// The `count` hottest keys.
    pub(super) fn new(count: usize, log: ProgressLog) -> Self {
        HotKeyFold {
            keys: 0,
            hottest: HottestKeys::new(count),
            log,
        }
    }

    /// Adds the keys of a page. After each, calls `counted` with the number of keys, and with the key if it is one of the
    /// hottest so far.
    ///
    /// # Errors
    /// The server does not tell the counters.
    pub(super) fn add_each(
        &mut self,
        page: &ScannedPage,
        mut counted: impl FnMut(u64, Option<HotKey<'_>>),
    ) -> anyhow::Result<()> {
        if let Some((_, error)) = page.refusals.first() {
            bail!("could not read the counters of the keys: {error}");
        }
        for (key, facts) in page.keys.keys().zip(&page.facts) {
            counted(self.keys + 1, self.add_key(key, facts.frequency));
        }
        Ok(())
    }

    fn add_key<'k>(&mut self, key: &'k [u8], counter: Option<u64>) -> Option<HotKey<'k>> {
        self.keys += 1;
        let Some(counter) = counter else {
            self.log.tell(warning(key));
            return None;
        };
        let is_hot = self.hottest.add(key, counter);
        is_hot.then_some(HotKey { name: key, counter })
    }
}

impl KeyFold for HotKeyFold {
    fn query(&self) -> KeyQuery {
        KeyQuery::of_all(KeyFact::Frequency)
    }

    fn add(&mut self, page: &ScannedPage) -> anyhow::Result<()> {
        self.add_each(page, |_, _| {})
    }

    fn keys(&self) -> u64 {
        self.keys
    }
}

impl FigureSource for HotKeyFold {
    fn values(&self) -> Vec<(&'static str, Figure<'_>)> {
        vec![("keys", Figure::Count(self.keys))]
    }

    fn tables(&self) -> Vec<FigureTable<'_>> {
        vec![self.csv_table()]
    }

    fn csv_table(&self) -> FigureTable<'_> {
        let keys = self.hottest.keys().iter();
        let rows = keys.map(|(counter, key)| vec![Figure::text(key), Figure::Count(*counter)]);
        FigureTable {
            name: "hottest",
            columns: &["key", "counter"],
            rows: Box::new(rows),
        }
    }
}

/// The warning of redis-cli about a key that has vanished.
fn warning(key: &[u8]) -> Vec<u8> {
    let before: &[u8] = b"Warning: OBJECT freq on '";
    [before, &quoted(key), b"' failed (may have been deleted)"].concat()
}
