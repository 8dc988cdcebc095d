//! The help: what is known of a command, of a group of them, or of the shell's own words. Pure.
//!
//! Laid out as redis-cli's, from the table that is handed in: where a server has told of its commands, with their summaries,
//! and those of its modules too.

mod similar;

use std::collections::BTreeSet;

use redsh_engine::command::{CommandSpec, CommandTable};

use super::builtin::{self, Word};
use crate::render::{self, Palette, SyntaxRole};
use similar::similar;

/// What a command is told with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Detail {
    /// All of it.
    Whole,
    /// What is not the same for a whole group.
    Brief,
}

/// What there is to say about a command, a group of them, or the shell. `topic` is what stands behind `help`.
pub(crate) fn help(table: &CommandTable, topic: &[Vec<u8>], palette: Palette) -> String {
    let page = Page { table, palette };
    match topic {
        [] => builtin::WORDS.iter().map(line).collect(),
        [group, ..] if group.starts_with(b"@") => page.group(&group[1..]),
        _ => page.commands(topic),
    }
}

/// The same where no server has been asked, and without colour.
pub(crate) fn built_in(topic: &[Vec<u8>]) -> String {
    help(&CommandTable::builtin(), topic, Palette::Plain)
}

/// The groups that there are commands in.
pub(crate) fn groups(table: &CommandTable) -> BTreeSet<&str> {
    let groups = table.iter().filter_map(|spec| spec.group.as_deref());
    groups.collect()
}

/// A word of the shell's own.
fn line(word: &Word) -> String {
    let left = format!("{} {}", word.name, word.arguments);
    format!("{left:<26} {}\n", word.help)
}

/// What is told from, and how.
struct Page<'t> {
    table: &'t CommandTable,
    palette: Palette,
}

impl Page<'_> {
    fn group(&self, name: &[u8]) -> String {
        let name = String::from_utf8_lossy(name).to_ascii_lowercase();
        let is_in = |spec: &&CommandSpec| spec.group.as_ref() == Some(&name);
        let commands = self.table.iter().filter(is_in);
        let told: String = commands
            .map(|spec| self.entry(spec, Detail::Brief))
            .collect();
        if told.is_empty() {
            let groups = groups(self.table).into_iter();
            let groups: Vec<_> = groups.map(|group| format!("@{group}")).collect();
            let told = format!("no group '{name}'; there are {}", groups.join(", "));
            return shown(&told) + "\n";
        }
        format!("\n{told}")
    }

    /// A command, and those that are named with a second word behind it.
    fn commands(&self, topic: &[Vec<u8>]) -> String {
        let Some(spec) = self.table.find(topic).filter(|spec| is_meant(spec, topic)) else {
            return self.not_found(topic);
        };
        let subcommands = self.table.subcommands(spec);
        let all = std::iter::once(spec).chain(subcommands);
        let told: String = all.map(|spec| self.entry(spec, Detail::Whole)).collect();
        format!("\n{told}")
    }

    fn entry(&self, spec: &CommandSpec, detail: Detail) -> String {
        let usage = spec.usage();
        let (name, arguments) = usage.split_at(spec.name.len());
        let mut out = "  ".to_owned();
        self.palette.paint(SyntaxRole::Name, &shown(name), &mut out);
        out += &shown(arguments);
        out.push('\n');
        for (label, fact) in facts(spec, detail) {
            out += "  ";
            self.palette.paint(SyntaxRole::Faint, label, &mut out);
            out += &format!(" {}\n", shown(fact.trim_end()));
        }
        out.push('\n');
        out
    }

    fn not_found(&self, topic: &[Vec<u8>]) -> String {
        if let Some(word) = builtin::named(&topic[0]) {
            return line(word);
        }
        let topic = String::from_utf8_lossy(&topic.join(&b' ')).into_owned();
        let names: Vec<String> = similar(self.table, &topic);
        let told = match names.as_slice() {
            [] => format!("no help for '{topic}'"),
            names => format!("no help for '{topic}'; there is {}", names.join(", ")),
        };
        shown(&told) + "\n"
    }
}

/// What is known of a command, each with its label.
fn facts(spec: &CommandSpec, detail: Detail) -> impl Iterator<Item = (&'static str, &str)> {
    let always = [
        ("summary:", &spec.summary),
        ("since:", &spec.since),
        ("deprecated since:", &spec.deprecated_since),
    ];
    let whole = [("group:", &spec.group), ("complexity:", &spec.complexity)];
    let whole = whole.into_iter().filter(move |_| detail == Detail::Whole);
    let facts = always.into_iter().chain(whole);
    facts.filter_map(|(label, fact)| Some((label, fact.as_deref()?)))
}

/// A container's other words are words that it does not have; what follows any other command is its arguments.
fn is_meant(spec: &CommandSpec, topic: &[Vec<u8>]) -> bool {
    !spec.has_subcommands || topic.len() == 1
}

/// Much of it is a server's word: as one line of harmless text.
fn shown(text: &str) -> String {
    let text = render::harmless(text.as_bytes());
    String::from_utf8_lossy(&text).replace(['\n', '\r', '\t'], " ")
}

#[cfg(test)]
mod tests {
    use redsh_engine::resp::Value;

    use super::*;

    fn topic(line: &str) -> Vec<Vec<u8>> {
        line.split_whitespace().map(|word| word.into()).collect()
    }

    fn told(line: &str) -> String {
        built_in(&topic(line))
    }

    /// What COMMAND DOCS says of a command.
    fn taught(name: &str, fields: &[(&str, &str)]) -> CommandTable {
        let bulk = |text: &&str| Value::Bulk(text.as_bytes().into());
        let fields = fields.iter().map(|(name, value)| (bulk(name), bulk(value)));
        let docs = vec![(bulk(&name), Value::Map(fields.collect()))];
        let mut table = CommandTable::empty();
        assert_eq!(table.learn_docs(&Value::Map(docs)), 1);
        table
    }

    #[test]
    fn a_command_is_told_with_all_that_is_known_of_it() {
        assert_eq!(
            told("GetSet"),
            "\n  GETSET key value\n  since: 1.0.0\n  deprecated since: 6.2.0\n  group: string\n  \
             complexity: O(1)\n\n"
        );
        let table = taught(
            "m.set",
            &[("group", "module"), ("summary", "Sets\na \x1b[31mthing ")],
        );
        assert_eq!(
            help(&table, &topic("M.SET"), Palette::Plain),
            "\n  M.SET\n  summary: Sets a \\x1b[31mthing\n  group: module\n\n"
        );
    }

    #[test]
    fn colours_are_the_palettes() {
        let table = taught("get", &[("group", "string")]);
        assert_eq!(
            help(&table, &topic("get"), Palette::Colour),
            "\n  \x1b[32;1mGET\x1b[0m\n  \x1b[2mgroup:\x1b[0m string\n\n"
        );
    }

    #[test]
    fn a_container_is_told_with_its_subcommands_and_each_of_them_alone() {
        assert!(told("config").contains("\n\n  CONFIG GET parameter"));
        assert!(told("config get").starts_with("\n  CONFIG GET parameter"));
        assert!(!told("config get").contains("CONFIG SET"));
        assert!(told("get k").starts_with("\n  GET key\n"));
    }

    #[test]
    fn a_group_is_listed_and_where_there_is_none_those_that_there_are() {
        let list = told("@LIST");
        assert!(list.starts_with("\n  BLMOVE source destination"), "{list}");
        assert!(!list.contains("group:"));
        assert_eq!(
            told("@nope").split(", @l").next(),
            Some(
                "no group 'nope'; there are @bitmap, @cluster, @connection, @generic, @geo, \
                 @hash, @hyperloglog"
            )
        );
    }

    #[test]
    fn of_an_unknown_word_those_are_named_that_are_like_it() {
        assert_eq!(
            told("hgetal"),
            "no help for 'hgetal'; there is HGETALL, HGET\n"
        );
        assert_eq!(
            told("config gte"),
            "no help for 'config gte'; there is CONFIG GET, CONFIG SET\n"
        );
        assert_eq!(told("nonesuch x"), "no help for 'nonesuch x'\n");
        assert_eq!(told("a\x1b[2J"), "no help for 'a\\x1b[2J'\n");
    }

    #[test]
    fn the_shells_own_words_have_a_line_each() {
        assert!(told("").starts_with("help [COMMAND | @GROUP]"));
        assert_eq!(told("").lines().count(), builtin::WORDS.len());
        assert_eq!(
            told(":source"),
            ":source FILE               run the lines of a file\n"
        );
    }
}
