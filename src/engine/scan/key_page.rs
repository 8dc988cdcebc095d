//! The keys of one reply.

/// A list of keys in a single buffer, which can be reused.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeyPage {
    bytes: Vec<u8>,
    /// The end of each key in `bytes`.
    ends: Vec<usize>,
}

impl KeyPage {
    /// Returns the number of keys.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Returns whether the page is empty.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Iterates over the keys in the order of the reply.
    pub fn keys(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(&0).chain(&self.ends);
        starts
            .zip(&self.ends)
            .map(|(start, end)| &self.bytes[*start..*end])
    }

    /// Returns the key at this index.
    ///
    /// # Panics
    /// Panics if there are not as many keys.
    pub fn key(&self, index: usize) -> &[u8] {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start..self.ends[index]]
    }

    /// Appends a key.
    pub fn push(&mut self, key: &[u8]) {
        self.extend_last(key);
        self.end_key();
    }

    /// Appends bytes to the last, incomplete key.
    pub(super) fn extend_last(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// Completes the last key.
    pub(super) fn end_key(&mut self) {
        self.ends.push(self.bytes.len());
    }

    /// Removes all keys but the first `count`.
    pub fn truncate(&mut self, count: usize) {
        self.ends.truncate(count);
        self.bytes.truncate(self.ends.last().copied().unwrap_or(0));
    }

    /// Removes all keys and keeps the memory.
    pub fn clear(&mut self) {
        self.truncate(0);
    }

    /// Removes the keys for which `keeps` returns false. Calls it once per key, in order.
    pub fn retain(&mut self, mut keeps: impl FnMut(&[u8]) -> bool) {
        let (mut start, mut kept, mut end) = (0, 0, 0);
        for number in 0..self.ends.len() {
            let key = start..self.ends[number];
            start = key.end;
            if keeps(&self.bytes[key.clone()]) {
                let length = key.len();
                // No key moves before the first one that is removed.
                if key.start > end {
                    self.bytes.copy_within(key, end);
                }
                end += length;
                self.ends[kept] = end;
                kept += 1;
            }
        }
        self.truncate(kept);
    }
}

impl<'k> FromIterator<&'k [u8]> for KeyPage {
    fn from_iter<I: IntoIterator<Item = &'k [u8]>>(keys: I) -> Self {
        let mut page = KeyPage::default();
        keys.into_iter().for_each(|key| page.push(key));
        page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(keys: &[&str]) -> KeyPage {
        keys.iter().map(|key| key.as_bytes()).collect()
    }

    #[test]
    fn pushed_keys_are_returned_including_empty_ones() {
        let page = page(&["a", "", "bc", ""]);
        let keys: Vec<&[u8]> = page.keys().collect();
        assert_eq!(keys, [&b"a"[..], b"", b"bc", b""]);
        assert_eq!(page.len(), 4);
    }

    #[test]
    fn retain_removes_keys_and_keeps_the_order() {
        let cases: [(&[&str], &[&str]); 5] = [
            (&["x1", "ab", "x2", "", "c"], &["ab", "", "c"]),
            (&["ab", "x1"], &["ab"]),
            (&["x"], &[]),
            (&[], &[]),
            (&["a", "bb"], &["a", "bb"]),
        ];
        for (before, after) in cases {
            let mut retained = page(before);
            retained.retain(|key| !key.starts_with(b"x"));
            assert_eq!(retained, page(after), "{before:?}");
        }
    }

    #[test]
    fn a_page_is_truncated_and_cleared() {
        let mut cut = page(&["a", "bb", "c"]);
        cut.truncate(2);
        assert_eq!(cut, page(&["a", "bb"]));
        cut.truncate(9);
        assert_eq!(cut.len(), 2);
        cut.clear();
        assert_eq!(cut, KeyPage::default());
    }
}
