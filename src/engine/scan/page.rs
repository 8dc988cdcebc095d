//! The keys of one reply, in one piece of memory.

/// Keys one after another in one buffer, which can be used again for the next ones.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    bytes: Vec<u8>,
    /// Where each key ends.
    ends: Vec<usize>,
}

impl Page {
    /// A page without keys.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The keys, in the order in which they came.
    pub fn keys(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(&0).chain(&self.ends);
        starts
            .zip(&self.ends)
            .map(|(start, end)| &self.bytes[*start..*end])
    }

    /// The key at this position.
    ///
    /// # Panics
    /// If there are not as many keys.
    pub fn key(&self, index: usize) -> &[u8] {
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.bytes[start..self.ends[index]]
    }

    /// Adds a key.
    pub fn push(&mut self, key: &[u8]) {
        self.extend_last(key);
        self.end_key();
    }

    /// Adds bytes to a key that is not complete yet.
    pub(super) fn extend_last(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// The last key is complete.
    pub(super) fn end_key(&mut self) {
        self.ends.push(self.bytes.len());
    }

    /// Leaves out all keys but the first `count`.
    pub fn truncate(&mut self, count: usize) {
        self.ends.truncate(count);
        self.bytes.truncate(self.ends.last().copied().unwrap_or(0));
    }

    /// Leaves out all keys, and keeps the memory.
    pub fn clear(&mut self) {
        self.truncate(0);
    }

    /// Leaves out the keys that `keeps` says no to; it is asked once for each, in order.
    pub fn retain(&mut self, mut keeps: impl FnMut(&[u8]) -> bool) {
        let (mut start, mut kept, mut end) = (0, 0, 0);
        for number in 0..self.ends.len() {
            let key = start..self.ends[number];
            start = key.end;
            if keeps(&self.bytes[key.clone()]) {
                let length = key.len();
                self.bytes.copy_within(key, end);
                end += length;
                self.ends[kept] = end;
                kept += 1;
            }
        }
        self.truncate(kept);
    }
}

impl<'k> FromIterator<&'k [u8]> for Page {
    fn from_iter<I: IntoIterator<Item = &'k [u8]>>(keys: I) -> Self {
        let mut page = Page::new();
        keys.into_iter().for_each(|key| page.push(key));
        page
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(keys: &[&str]) -> Page {
        let mut page = Page::new();
        keys.iter().for_each(|key| page.push(key.as_bytes()));
        page
    }

    #[test]
    fn keys_are_what_was_pushed_empty_ones_too() {
        let page = page(&["a", "", "bc", ""]);
        let keys: Vec<&[u8]> = page.keys().collect();
        assert_eq!(keys, [&b"a"[..], b"", b"bc", b""]);
        assert_eq!(page.len(), 4);
    }

    #[test]
    fn what_is_not_retained_is_gone_and_the_rest_is_as_it_was() {
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
    fn a_page_is_cut_and_cleared() {
        let mut cut = page(&["a", "bb", "c"]);
        cut.truncate(2);
        assert_eq!(cut, page(&["a", "bb"]));
        cut.truncate(9);
        assert_eq!(cut.len(), 2);
        cut.clear();
        assert_eq!(cut, Page::new());
    }
}
