//! Reads the replies to COMMAND and COMMAND DOCS into a table.
//!
//! Entries that cannot be parsed are skipped, so the built-in ones stay.

mod undocumented;
mod unlisted;

use self::unlisted::ListedCommands;
use super::syntax::{ArgumentKind, ArgumentSpec};
use super::word::{ServerWord, known};
use super::{BeginSearch, CommandFlag, CommandSpec, CommandTable, FindKeys, KeySpec};
use crate::resp::Value;

impl CommandTable {
    /// Reads a reply to COMMAND or COMMAND INFO, of any server since 2.8.13, in RESP2 or RESP3. Returns the number of
    /// commands read; 0 if the reply is an error.
    pub fn learn(&mut self, reply: &Value) -> usize {
        let entries = reply.as_slice().unwrap_or_default().iter();
        entries.filter_map(|entry| self.learn_one(entry)).count()
    }

    fn learn_one(&mut self, entry: &Value) -> Option<()> {
        let items = entry.as_slice()?;
        let spec = self.entry(items.first()?.as_str()?);
        spec.arity = items.get(1)?.as_integer()?;
        spec.flags = known(texts(items.get(2)?));
        spec.learn_keys(items);
        if let Some(tips) = items.get(7) {
            spec.tips = texts(tips).collect();
        }
        if let Some(subcommands) = items.get(9) {
            self.learn(subcommands);
        }
        Some(())
    }

    /// Restores the flags from `known` for commands that have become read-only or non-writing. A server that lies, or
    /// an outdated cache, must not cause a write to be sent twice or to pass a read-only mode. Commands that block stay
    /// so: servers before 7.0 have no flag for that.
    pub fn distrust(&mut self, known: &CommandTable) {
        for learnt in self.specs_mut() {
            let Some(spec) = known.named(&learnt.name) else {
                continue;
            };
            let seems_safer = (learnt.is_read_only() && !spec.is_read_only())
                || (!learnt.may_write() && spec.may_write());
            if seems_safer {
                learnt.flags = spec.flags;
            }
            learnt.flags |= spec.flags & CommandFlag::Blocking;
        }
    }

    /// Reads a reply to COMMAND DOCS. Returns the number of commands read; 0 if the reply is an error.
    pub fn learn_docs(&mut self, reply: &Value) -> usize {
        let commands = reply.pairs();
        commands
            .filter_map(|(name, docs)| self.learn_docs_of(name.as_str()?, docs))
            .count()
    }

    /// Drops the commands that a reply to COMMAND does not list.
    pub fn drop_unlisted(&mut self, reply: &Value) {
        let listed = ListedCommands::read(reply);
        self.retain(|spec| listed.has(&spec.name));
    }

    /// Gives the commands of modules, which often lack documentation, the arguments that their keys imply.
    pub fn describe_modules(&mut self) {
        for spec in self.specs_mut() {
            if spec.flags.contains(CommandFlag::Module) && spec.arguments.is_empty() {
                spec.arguments = undocumented::implied_arguments(spec);
            }
        }
    }

    fn learn_docs_of(&mut self, name: &str, docs: &Value) -> Option<()> {
        docs.field("group")?;
        let spec = self.entry(name);
        spec.summary = text(docs, "summary");
        spec.group = text(docs, "group");
        spec.since = text(docs, "since");
        spec.deprecated_since = text(docs, "deprecated_since");
        spec.complexity = text(docs, "complexity").and_then(|text| formula(&text));
        spec.arguments = arguments(docs);
        if let Some(subcommands) = docs.field("subcommands") {
            self.learn_docs(subcommands);
        }
        Some(())
    }
}

impl CommandSpec {
    /// Reads key specifications (since 7.0). The first key, last key and step of older servers are less precise than
    /// the built-in rules, so they are used only for commands that are not built in. Servers that implement a part of Redis
    /// send an empty list for every command, which keeps the built-in rules too.
    fn learn_keys(&mut self, items: &[Value]) {
        match items.get(8).and_then(Value::as_slice) {
            Some(specs) if !specs.is_empty() => self.keys = specs.iter().map(key_spec).collect(),
            _ if self.keys.is_empty() => self.keys = legacy(items).into_iter().collect(),
            _ => return,
        }
        let told = items.len() > 8 && !self.keys.is_empty();
        if !told && self.flags.contains(CommandFlag::MovableKeys) {
            self.keys.push(KeySpec::unknown());
        }
    }
}

fn legacy(items: &[Value]) -> Option<KeySpec> {
    let number = |at: usize| items.get(at)?.as_integer();
    KeySpec::legacy(number(3)?, number(4)?, number(5)?)
}

fn key_spec(spec: &Value) -> KeySpec {
    let begin = spec.field("begin_search").and_then(begin_search);
    let find = spec.field("find_keys").and_then(find_keys);
    let rule = begin.zip(find);
    let (begin, find) = rule.unwrap_or((BeginSearch::Unknown, FindKeys::Unknown));
    KeySpec {
        begin,
        find,
        flags: known(spec.field("flags").into_iter().flat_map(texts)),
    }
}

fn begin_search(search: &Value) -> Option<BeginSearch> {
    let spec = search.field("spec")?;
    match search.field("type")?.as_str()? {
        "index" => Some(BeginSearch::Index(number(spec, "index")?)),
        "keyword" => Some(BeginSearch::Keyword {
            keyword: text(spec, "keyword")?,
            start_from: number(spec, "startfrom")?,
        }),
        _ => None,
    }
}

fn find_keys(find: &Value) -> Option<FindKeys> {
    let spec = find.field("spec")?;
    match find.field("type")?.as_str()? {
        "range" => Some(FindKeys::Range {
            last_key: number(spec, "lastkey")?,
            step: number(spec, "keystep")?,
            limit: number(spec, "limit")?,
        }),
        "keynum" => Some(FindKeys::KeyNum {
            key_num: number(spec, "keynumidx")?,
            first_key: number(spec, "firstkey")?,
            step: number(spec, "keystep")?,
        }),
        _ => None,
    }
}

fn arguments(docs: &Value) -> Vec<ArgumentSpec> {
    let arguments = docs.field("arguments").and_then(Value::as_slice);
    let arguments = arguments.unwrap_or_default().iter();
    arguments.filter_map(argument).collect()
}

fn argument(docs: &Value) -> Option<ArgumentSpec> {
    let kind =
        ArgumentKind::from_word(docs.field("type")?.as_str()?).unwrap_or(ArgumentKind::String);
    Some(ArgumentSpec {
        name: text(docs, "name")?,
        kind,
        token: text(docs, "token"),
        display: text(docs, "display_text"),
        flags: known(docs.field("flags").into_iter().flat_map(texts)),
        arguments: arguments(docs),
    })
}

/// The formula without prose: `O(N)+O(M)` of "O(N)+O(M) where …". `None` without a formula.
fn formula(complexity: &str) -> Option<String> {
    let start = complexity.find("O(")?;
    let mut rest = &complexity[start..];
    let mut terms = Vec::new();
    while let Some(length) = term_length(rest) {
        terms.push(&rest[..length]);
        let sum = rest[length..].trim_start().strip_prefix('+');
        rest = sum.unwrap_or_default().trim_start();
    }
    (!terms.is_empty()).then(|| terms.join("+"))
}

/// The length of the `O(…)` at the beginning of the text.
fn term_length(text: &str) -> Option<usize> {
    let mut depth = 0;
    text.starts_with("O(").then_some(())?;
    text.find(|letter| {
        depth += i32::from(letter == '(') - i32::from(letter == ')');
        letter == ')' && depth == 0
    })
    .map(|end| end + 1)
}

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    let items = value.as_slice().unwrap_or_default().iter();
    items.filter_map(Value::as_str)
}

fn text(fields: &Value, name: &str) -> Option<String> {
    fields.field(name)?.as_str().map(str::to_owned)
}

fn number(fields: &Value, name: &str) -> Option<i64> {
    fields.field(name)?.as_integer()
}

#[cfg(test)]
mod tests;
