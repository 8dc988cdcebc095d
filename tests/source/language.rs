//! Counts words of the comments.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::ops::Range;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};

use crate::tree::{files, repository};

const PERSONS: [&str; 4] = ["who", "whoever", "nobody", "somebody"];

/// How often some words occur in comments.
#[derive(Clone, Copy, Default)]
pub(crate) struct WordCount {
    /// All words.
    words: usize,
    /// The word "what".
    what: usize,
    /// The words in [`PERSONS`].
    persons: usize,
}

impl WordCount {
    /// Whether there are few enough of them: 3 and 1 per 1,000 words.
    pub(crate) fn is_plain(self) -> bool {
        self.what * 1000 <= self.words * 3 && self.persons * 1000 <= self.words
    }

    fn add(&mut self, comment: &str) {
        let letters = |letter: char| !letter.is_alphabetic() && letter != '\'';
        for word in comment.split(letters).filter(|word| !word.is_empty()) {
            let word = word.to_lowercase();
            let word = word.split('\'').next().unwrap_or_default();
            self.words += 1;
            self.what += usize::from(word == "what");
            self.persons += usize::from(PERSONS.contains(&word));
        }
    }

    fn merge(&mut self, other: WordCount) {
        self.words += other.words;
        self.what += other.what;
        self.persons += other.persons;
    }
}

/// Counts the words in the comments of a folder; returns them, and a table of the counts in each folder below it.
pub(crate) fn count(folder: &str) -> (WordCount, String) {
    let mut parts: BTreeMap<String, WordCount> = BTreeMap::new();
    for file in files(folder, "rs") {
        let below = file.strip_prefix(folder).expect("the folder");
        let part = below.iter().next().unwrap_or_default().to_string_lossy();
        count_file(&file, parts.entry(part.into_owned()).or_default());
    }
    let mut total = WordCount::default();
    parts.values().for_each(|count| total.merge(*count));
    parts.insert(format!("all of {folder}"), total);
    (total, table(&parts))
}

fn table(parts: &BTreeMap<String, WordCount>) -> String {
    let mut table = String::from("   words   what  per 1000    who…  per 1000\n");
    for (part, count) in parts {
        let rate = |number: usize| number as f64 * 1000.0 / count.words.max(1) as f64;
        let _ = writeln!(
            table,
            "{:8} {:6} {:9.1} {:7} {:9.1}  {part}",
            count.words,
            count.what,
            rate(count.what),
            count.persons,
            rate(count.persons),
        );
    }
    table
}

fn count_file(file: &Path, count: &mut WordCount) {
    let text = fs::read_to_string(repository().join(file)).expect("a file of Rust");
    let tokens = text.parse().expect("a file of Rust");
    let mut code = text.clone().into_bytes();
    blank_literals(tokens, &text, &mut code);
    for line in String::from_utf8_lossy(&code).lines() {
        if let Some((_, comment)) = line.split_once("//") {
            count.add(comment);
        }
    }
}

/// Replaces the literals by spaces: a string may contain two slashes.
fn blank_literals(tokens: TokenStream, text: &str, code: &mut [u8]) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => blank_literals(group.stream(), text, code),
            TokenTree::Literal(literal) => {
                let range: Range<usize> = literal.span().byte_range();
                // The text of a documentation comment is a literal too.
                if !text[range.clone()].starts_with('/') {
                    code[range].fill(b' ');
                }
            }
            _ => {}
        }
    }
}
