//! The help on a command, a group of commands, or the shell's own commands. Pure.
//!
//! The layout is redis-cli's. The contents come from a table of commands; that of a server has its own summaries, and the
//! commands of modules.

mod similar;
mod summaries;

use std::collections::BTreeSet;

use redsh_engine::command::{CommandSpec, CommandTable};

use super::shell_commands::{self, ShellWord};
use crate::render::{self, Palette, SyntaxRole};
use similar::similar;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Detail {
    All,
    /// The facts that differ within a group.
    Brief,
}

/// Returns the help on a topic, given as the words after `help`.
pub(crate) fn help(table: &CommandTable, topic: &[Vec<u8>], palette: Palette) -> String {
    let page = HelpPage { table, palette };
    match topic {
        [] => shell_commands::WORDS.iter().map(line).collect(),
        [group, ..] if group.starts_with(b"@") => page.group(&group[1..]),
        _ => page.commands(topic),
    }
}

/// Returns the help from the built-in table, without colours.
pub(crate) fn built_in(topic: &[Vec<u8>]) -> String {
    help(&CommandTable::builtin(), topic, Palette::Plain)
}

pub(crate) fn groups(table: &CommandTable) -> BTreeSet<&str> {
    let groups = table.iter().filter_map(|spec| spec.group.as_deref());
    groups.collect()
}

fn line(word: &ShellWord) -> String {
    let left = format!("{} {}", word.name, word.arguments);
    format!("{left:<26} {}\n", word.help)
}

struct HelpPage<'t> {
    table: &'t CommandTable,
    palette: Palette,
}

impl HelpPage<'_> {
    fn group(&self, name: &[u8]) -> String {
        let name = String::from_utf8_lossy(name).to_ascii_lowercase();
        let is_in = |spec: &&CommandSpec| spec.group.as_ref() == Some(&name);
        let commands = self.table.iter().filter(is_in);
        let entries: String = commands
            .map(|spec| self.entry(spec, Detail::Brief))
            .collect();
        if entries.is_empty() {
            let groups = groups(self.table).into_iter();
            let groups: Vec<_> = groups.map(|group| format!("@{group}")).collect();
            let text = format!("unknown group '@{name}'; groups: {}", groups.join(", "));
            return shown(&text) + "\n";
        }
        format!("\n{entries}")
    }

    fn commands(&self, topic: &[Vec<u8>]) -> String {
        let Some(spec) = self.table.find(topic).filter(|spec| is_meant(spec, topic)) else {
            return self.not_found(topic);
        };
        let subcommands = self.table.subcommands(spec);
        let all = std::iter::once(spec).chain(subcommands);
        let entries: String = all.map(|spec| self.entry(spec, Detail::All)).collect();
        format!("\n{entries}")
    }

    fn entry(&self, spec: &CommandSpec, detail: Detail) -> String {
        let usage = spec.usage();
        let (name, arguments) = usage.split_at(spec.name.len());
        let mut out = "  ".to_owned();
        self.palette
            .paint(SyntaxRole::Command, &shown(name), &mut out);
        out += &shown(arguments);
        out.push('\n');
        for (label, fact) in facts(spec, detail) {
            out += "  ";
            self.palette.paint(SyntaxRole::Comment, label, &mut out);
            out += &format!(" {}\n", shown(fact.trim_end()));
        }
        out.push('\n');
        out
    }

    fn not_found(&self, topic: &[Vec<u8>]) -> String {
        if let Some(word) = shell_commands::named(&topic[0]) {
            return line(word);
        }
        let topic = String::from_utf8_lossy(&topic.join(&b' ')).into_owned();
        let names: Vec<String> = similar(self.table, &topic);
        let text = match names.as_slice() {
            [] => format!("no help for '{topic}'"),
            names => format!("no help for '{topic}'; did you mean {}?", names.join(", ")),
        };
        shown(&text) + "\n"
    }
}

/// Returns the known facts about a command, with labels.
fn facts(spec: &CommandSpec, detail: Detail) -> impl Iterator<Item = (&'static str, &str)> {
    let summary = spec.summary.as_deref();
    let always = [
        ("summary:", summary.or_else(|| summaries::of(&spec.name))),
        ("since:", spec.since.as_deref()),
        ("deprecated since:", spec.deprecated_since.as_deref()),
    ];
    let more = [
        ("group:", spec.group.as_deref()),
        ("complexity:", spec.complexity.as_deref()),
    ];
    let more = more.into_iter().filter(move |_| detail == Detail::All);
    let facts = always.into_iter().chain(more);
    facts.filter_map(|(label, fact)| Some((label, fact?)))
}

/// Whether a topic is this command. Unknown words after a container are not; after another command they are arguments.
fn is_meant(spec: &CommandSpec, topic: &[Vec<u8>]) -> bool {
    !spec.has_subcommands || topic.len() == 1
}

/// Converts text from the server into one harmless line.
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

    fn text(line: &str) -> String {
        built_in(&topic(line))
    }

    /// A table with one command, learnt from COMMAND DOCS.
    fn learnt(name: &str, fields: &[(&str, &str)]) -> CommandTable {
        let bulk = |text: &&str| Value::Bulk(text.as_bytes().into());
        let fields = fields.iter().map(|(name, value)| (bulk(name), bulk(value)));
        let docs = vec![(bulk(&name), Value::Map(fields.collect()))];
        let mut table = CommandTable::default();
        assert_eq!(table.learn_docs(&Value::Map(docs)), 1);
        table
    }

    #[test]
    fn an_entry_lists_all_known_facts() {
        assert_eq!(
            text("GetSet"),
            "\n  GETSET key value\n  summary: Sets a string, and returns the old value\n  since: 1.0.0\n  \
             deprecated since: 6.2.0\n  group: string\n  complexity: O(1)\n\n"
        );
        let table = learnt(
            "m.set",
            &[("group", "module"), ("summary", "Sets\na \x1b[31mthing ")],
        );
        assert_eq!(
            help(&table, &topic("M.SET"), Palette::Plain),
            "\n  M.SET\n  summary: Sets a \\x1b[31mthing\n  group: module\n\n"
        );
    }

    #[test]
    fn the_palette_colours_an_entry() {
        let table = learnt("m.get", &[("group", "string")]);
        assert_eq!(
            help(&table, &topic("m.get"), Palette::Colour),
            "\n  \x1b[32;1mM.GET\x1b[0m\n  \x1b[2mgroup:\x1b[0m string\n\n"
        );
    }

    #[test]
    fn a_container_is_listed_with_its_subcommands() {
        assert!(text("config").contains("\n\n  CONFIG GET parameter"));
        assert!(text("config get").starts_with("\n  CONFIG GET parameter"));
        assert!(!text("config get").contains("CONFIG SET"));
        assert!(text("get k").starts_with("\n  GET key\n"));
    }

    #[test]
    fn an_unknown_group_lists_the_known_ones() {
        let list = text("@LIST");
        assert!(list.starts_with("\n  BLMOVE source destination"), "{list}");
        assert!(!list.contains("group:"));
        assert_eq!(
            text("@nope").split(", @l").next(),
            Some(
                "unknown group '@nope'; groups: @bitmap, @cluster, @connection, @generic, @geo, \
                 @hash, @hyperloglog"
            )
        );
    }

    #[test]
    fn similar_names_are_suggested_for_an_unknown_one() {
        assert_eq!(
            text("hgetal"),
            "no help for 'hgetal'; did you mean HGETALL, HGET, HGETDEL, HGETEX?\n"
        );
        assert_eq!(
            text("config gte"),
            "no help for 'config gte'; did you mean CONFIG GET, CONFIG SET?\n"
        );
        assert_eq!(text("nonesuch x"), "no help for 'nonesuch x'\n");
        assert_eq!(text("a\x1b[2J"), "no help for 'a\\x1b[2J'\n");
    }

    #[test]
    fn each_shell_command_has_a_line() {
        assert!(text("").starts_with("help [COMMAND | @GROUP]"));
        assert_eq!(text("").lines().count(), shell_commands::WORDS.len());
        assert_eq!(
            text(":source"),
            ":source FILE               run the lines of a file\n"
        );
    }
}
