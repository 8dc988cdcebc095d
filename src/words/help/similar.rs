//! Finds command names that resemble an unknown one. Pure.

use redsh_engine::command::CommandTable;

const MOST_NAMES: usize = 5;

/// The number of edits between similar names, which is also limited to a third of the letters.
const MOST_EDITS: usize = 2;

/// In bytes. Longer names are not compared.
const LONGEST: usize = 64;

/// Returns the names, in upper case, that start with the topic or differ in a few letters, most similar first.
pub(super) fn similar(table: &CommandTable, topic: &str) -> Vec<String> {
    let topic = topic.to_ascii_uppercase();
    let names = table.iter().map(|spec| &spec.name);
    let names = names.map(|name| name.replace('|', " ").to_ascii_uppercase());
    let mut found: Vec<(usize, String)> = names
        .filter(|name| name.len().max(topic.len()) <= LONGEST)
        .filter_map(|name| Some((distance(&topic, &name)?, name)))
        .collect();
    found.sort_unstable();
    found.truncate(MOST_NAMES);
    found.into_iter().map(|(_, name)| name).collect()
}

fn distance(topic: &str, name: &str) -> Option<usize> {
    let distance = strsim::osa_distance(topic, name);
    let is_prefix = topic.len() > 1 && name.starts_with(topic);
    (is_prefix || distance <= MOST_EDITS.min(topic.len() / 3)).then_some(distance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn similar_names_have_the_prefix_or_differ_in_a_few_letters() {
        let table = CommandTable::builtin();
        for (topic, expected) in [
            ("hgetal", &["HGETALL", "HGET", "HGETDEL", "HGETEX"][..]),
            ("hgetlal", &["HGETALL", "HGETDEL"]),
            ("zrangebyscor", &["ZRANGEBYSCORE"]),
            ("config gte", &["CONFIG GET", "CONFIG SET"]),
            ("confg get", &["CONFIG GET", "CONFIG SET"]),
            ("geos", &["GEOSEARCH", "GEOSEARCHSTORE"]),
            ("g", &[]),
            ("nonesuch", &[]),
            ("日本語", &[]),
            ("", &[]),
        ] {
            assert_eq!(similar(&table, topic), expected, "{topic}");
        }
        assert_eq!(similar(&table, "ge").len(), MOST_NAMES);
        assert!(similar(&table, &"get".repeat(100_000)).is_empty());
    }
}
