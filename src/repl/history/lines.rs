//! The history in memory: one text, and the range of each line in it.
//!
//! 100,000 lines load in a few milliseconds, and a search takes less than one.

use std::borrow::Cow;
use std::ops::Range;
use std::path::Path;

use memchr::memmem;
use rustyline::Result;
use rustyline::history::{History, SearchDirection, SearchResult};

/// The size of a step of the backward search, in bytes.
const BLOCK: usize = 64 * 1024;

/// The lines, oldest first.
#[derive(Debug, Default)]
pub(crate) struct HistoryLines {
    /// Each line ends with a line feed, so that no match spans two lines.
    text: String,
    /// The range of each line, without its line feed, in order.
    spans: Vec<Range<u32>>,
}

impl HistoryLines {
    /// Reads a file, and keeps the last `most` lines. Empty lines, and lines that are not UTF-8, are skipped.
    pub(super) fn read(file: Vec<u8>, most: usize) -> Self {
        let mut lines = HistoryLines {
            text: text(file),
            spans: Vec::new(),
        };
        let ends: Vec<u32> = memchr::memchr_iter(b'\n', lines.text.as_bytes())
            .filter_map(|end| end.try_into().ok())
            .collect();
        let starts = std::iter::once(0).chain(ends.iter().map(|end| end + 1));
        let spans = starts.zip(&ends).map(|(start, end)| start..*end);
        lines.spans = spans.filter(|span| !span.is_empty()).collect();
        lines.cut(most);
        lines
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    fn cut(&mut self, most: usize) {
        let excess = self.len().saturating_sub(most);
        if excess == 0 {
            return;
        }
        self.spans.drain(..excess);
        let first = self.spans.first();
        let before = first.map_or(self.text.len() as u32, |span| span.start);
        self.text.drain(..before as usize);
        for span in &mut self.spans {
            *span = span.start - before..span.end - before;
        }
    }

    fn line(&self, index: usize) -> Option<&str> {
        let span = self.spans.get(index)?;
        Some(&self.text[span.start as usize..span.end as usize])
    }

    /// Returns the line at a byte offset.
    fn line_at(&self, place: usize) -> usize {
        let spans = &self.spans;
        let before = spans.partition_point(|span| span.start as usize <= place);
        before.saturating_sub(1)
    }

    /// Returns the nearest line from `start` that contains `term`, and the offset in the line.
    fn find(&self, term: &str, start: usize, direction: SearchDirection) -> Option<(usize, usize)> {
        let span = self.spans.get(start).filter(|_| !term.is_empty())?;
        let place = match direction {
            SearchDirection::Reverse => {
                find_last(&self.text.as_bytes()[..span.end as usize], term.as_bytes())?
            }
            SearchDirection::Forward => {
                let from = span.start as usize;
                from + memmem::find(&self.text.as_bytes()[from..], term.as_bytes())?
            }
        };
        let index = self.line_at(place);
        Some((index, self.line(index)?.find(term)?))
    }

    fn find_beginning(
        &self,
        term: &str,
        start: usize,
        direction: SearchDirection,
    ) -> Option<usize> {
        let begins = |index: &usize| self.line(*index).is_some_and(|line| line.starts_with(term));
        self.spans.get(start).filter(|_| !term.is_empty())?;
        match direction {
            SearchDirection::Reverse => (0..=start).rev().find(begins),
            SearchDirection::Forward => (start..self.spans.len()).find(begins),
        }
    }

    fn found(&self, index: usize, pos: usize) -> Option<SearchResult<'_>> {
        Some(SearchResult {
            entry: Cow::Borrowed(self.line(index)?),
            idx: index,
            pos,
        })
    }
}

/// Returns the last place of a term, or another place in the same line.
///
/// A forward search in blocks, from the last to the first, is many times faster than a backward search by bytes.
fn find_last(text: &[u8], term: &[u8]) -> Option<usize> {
    let finder = memmem::Finder::new(term);
    let mut end = text.len();
    while end > 0 {
        let start = end.saturating_sub(BLOCK);
        let reach = text.len().min(end + term.len() - 1);
        if let Some(place) = finder.find_iter(&text[start..reach]).last() {
            return Some(start + place);
        }
        end = start;
    }
    None
}

/// Returns the file as text, without the lines that are not UTF-8.
fn text(file: Vec<u8>) -> String {
    let mut text = String::from_utf8(file).unwrap_or_else(|error| {
        let lines = error.as_bytes().split_inclusive(|byte| *byte == b'\n');
        let lines = lines.filter_map(|line| std::str::from_utf8(line).ok());
        lines.collect()
    });
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    text
}

impl History for HistoryLines {
    fn get(&self, index: usize, _: SearchDirection) -> Result<Option<SearchResult<'_>>> {
        Ok(self.found(index, 0))
    }

    /// Skips an empty line, and one that equals the last.
    fn add(&mut self, line: &str) -> Result<bool> {
        let last = self.len().checked_sub(1).and_then(|last| self.line(last));
        let begin = u32::try_from(self.text.len());
        let end = u32::try_from(self.text.len() + line.len());
        let (false, Ok(begin), Ok(end)) = (line.is_empty() || last == Some(line), begin, end)
        else {
            return Ok(false);
        };
        self.text.push_str(line);
        self.text.push('\n');
        self.spans.push(begin..end);
        Ok(true)
    }

    fn add_owned(&mut self, line: String) -> Result<bool> {
        self.add(&line)
    }

    fn len(&self) -> usize {
        self.spans.len()
    }

    fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    fn set_max_len(&mut self, len: usize) -> Result<()> {
        self.cut(len);
        Ok(())
    }

    fn ignore_dups(&mut self, _: bool) -> Result<()> {
        Ok(())
    }

    fn ignore_space(&mut self, _: bool) {}

    /// Does nothing, like the next two: [`HistoryFile`](super::HistoryFile) handles files.
    fn save(&mut self, _: &Path) -> Result<()> {
        Ok(())
    }

    fn append(&mut self, _: &Path) -> Result<()> {
        Ok(())
    }

    fn load(&mut self, _: &Path) -> Result<()> {
        Ok(())
    }

    fn clear(&mut self) -> Result<()> {
        *self = HistoryLines::default();
        Ok(())
    }

    fn search(
        &self,
        term: &str,
        start: usize,
        dir: SearchDirection,
    ) -> Result<Option<SearchResult<'_>>> {
        let found = self.find(term, start, dir);
        Ok(found.and_then(|(index, pos)| self.found(index, pos)))
    }

    fn starts_with(
        &self,
        term: &str,
        start: usize,
        dir: SearchDirection,
    ) -> Result<Option<SearchResult<'_>>> {
        let found = self.find_beginning(term, start, dir);
        Ok(found.and_then(|index| self.found(index, term.len())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use SearchDirection::{Forward, Reverse};

    fn lines(file: &[u8], most: usize) -> HistoryLines {
        HistoryLines::read(file.to_vec(), most)
    }

    fn all(lines: &HistoryLines) -> Vec<&str> {
        (0..lines.len())
            .filter_map(|index| lines.line(index))
            .collect()
    }

    #[test]
    fn empty_and_invalid_lines_are_skipped() {
        for (file, expected) in [
            (&b""[..], &[][..]),
            (b"\n\n", &[]),
            (b"GET a", &["GET a"]),
            (b"GET a\n\nGET b\n", &["GET a", "GET b"]),
            (b"GET a\nGET \xff\nGET b\n", &["GET a", "GET b"]),
        ] {
            assert_eq!(all(&lines(file, 10)), expected, "{}", file.escape_ascii());
        }
    }

    #[test]
    fn the_last_lines_are_kept() {
        assert_eq!(all(&lines(b"a\nb\n\nc\nd\n", 2)), ["c", "d"]);
        assert_eq!(lines(b"a\nb\nc\n", 2).text(), "b\nc\n");
        assert_eq!(all(&lines(b"a\nb\n", 0)), [""; 0]);
    }

    #[test]
    fn a_repeated_line_is_added_once() {
        let mut lines = lines(b"a\n", 10);
        for (line, added) in [("a", false), ("", false), ("b\nc", true), ("a", true)] {
            assert_eq!(
                lines.add(line).expect("adding works in memory"),
                added,
                "{line}"
            );
        }
        assert_eq!(all(&lines), ["a", "b\nc", "a"]);
    }

    #[test]
    fn lines_are_found_by_their_content_in_both_directions() {
        let lines = lines(b"SET a 1\nGET a\nSET b a\n", 10);
        let find = |term, start, direction| lines.find(term, start, direction);
        assert_eq!(find("a", 2, Reverse), Some((2, 6)));
        assert_eq!(find("a", 1, Reverse), Some((1, 4)));
        assert_eq!(find("T a", 0, Forward), Some((0, 2)));
        assert_eq!(find("SET", 1, Forward), Some((2, 0)));
        assert_eq!(find("SET", 1, Reverse), Some((0, 0)));
        for (term, start) in [("none", 2), ("", 2), ("a", 3)] {
            assert_eq!(find(term, start, Reverse), None, "{term}");
        }
    }

    #[test]
    fn a_backward_search_finds_lines_across_blocks() {
        for length in BLOCK - 4..BLOCK + 4 {
            let between = "x".repeat(length);
            let lines = lines(format!("GET a\nGET aaa\n{between}\n").as_bytes(), 10);
            assert_eq!(lines.find("GET", 2, Reverse), Some((1, 0)), "{length}");
            assert_eq!(lines.find("aa", 2, Reverse), Some((1, 4)), "{length}");
        }
    }

    #[test]
    fn lines_are_found_by_their_prefix() {
        let lines = lines(b"SET a 1\nGET a\nSET b a\n", 10);
        let find = |term, start, direction| lines.find_beginning(term, start, direction);
        assert_eq!(find("SET", 1, Reverse), Some(0));
        assert_eq!(find("SET", 1, Forward), Some(2));
        assert_eq!(find("ET", 2, Reverse), None);
        assert_eq!(find("SET", 3, Reverse), None);
    }
}
