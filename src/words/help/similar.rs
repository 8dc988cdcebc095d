//! Which names of commands might have been meant. Pure.

use redsh_engine::command::CommandTable;

/// How many are named at most.
const MOST: usize = 5;

/// How many letters may be wrong; and no more than one in three.
const FARTHEST: usize = 2;

/// In bytes. What is longer is no command's name.
const LONGEST: usize = 64;

/// Commands whose names begin so, or differ in few letters, in capitals; the likeliest first.
pub(super) fn similar(table: &CommandTable, topic: &str) -> Vec<String> {
    let topic = topic.to_ascii_uppercase();
    let names = table.iter().map(|spec| &spec.name);
    let names = names.map(|name| name.replace('|', " ").to_ascii_uppercase());
    let mut found: Vec<(usize, String)> = names
        .filter(|name| name.len().max(topic.len()) <= LONGEST)
        .filter_map(|name| Some((distance(&topic, &name)?, name)))
        .collect();
    found.sort_unstable();
    found.truncate(MOST);
    found.into_iter().map(|(_, name)| name).collect()
}

/// How far they are apart; `None` where that is too far.
fn distance(topic: &str, name: &str) -> Option<usize> {
    let distance = strsim::osa_distance(topic, name);
    let is_begun = topic.len() > 1 && name.starts_with(topic);
    (is_begun || distance <= FARTHEST.min(topic.len() / 3)).then_some(distance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_similar_that_begin_so_or_differ_in_few_letters() {
        let table = CommandTable::builtin();
        for (topic, expected) in [
            ("hgetal", &["HGETALL", "HGET"][..]),
            ("hgetlal", &["HGETALL"]),
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
        assert_eq!(similar(&table, "ge").len(), MOST);
        assert!(similar(&table, &"get".repeat(100_000)).is_empty());
    }
}
