//! The table of known commands.

use std::sync::Arc;

use super::CommandSpec;

/// The known commands: those built in, and those learned from a server.
///
/// Clones share their memory until one of them changes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CommandTable(Arc<Rows>);

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Rows {
    /// Sorted by name; a container command precedes its subcommands.
    specs: Vec<CommandSpec>,
    /// The beginning of each name, in the same order. A load looks up every command, and these lie close together in
    /// memory.
    heads: Vec<Head>,
}

/// The first letters of a name, padded with NULs, as a number that sorts as the name does.
type Head = u64;

impl CommandTable {
    /// Returns the command that these words call, in upper or lower case. Returns the subcommand if the second word
    /// names one.
    pub fn find<A: AsRef<[u8]>>(&self, args: &[A]) -> Option<&CommandSpec> {
        let name = args.first()?.as_ref();
        let spec = self.get(name, None)?;
        match args.get(1) {
            Some(second) if spec.has_subcommands => {
                self.get(name, Some(second.as_ref())).or(Some(spec))
            }
            _ => Some(spec),
        }
    }

    /// Iterates over all commands in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = &CommandSpec> {
        self.0.specs.iter()
    }

    /// Iterates over the subcommands of a container command.
    pub fn subcommands(&self, container: &CommandSpec) -> impl Iterator<Item = &CommandSpec> {
        let prefix = format!("{}|", container.name);
        self.iter()
            .filter(move |spec| spec.name.starts_with(&prefix))
    }

    fn get(&self, name: &[u8], subcommand: Option<&[u8]>) -> Option<&CommandSpec> {
        // `config|get` lists a subcommand, but does not call one.
        let callable = !name.contains(&b'|');
        let head = head(called(name, subcommand));
        let Rows { specs, heads } = &*self.0;
        let first = heads.partition_point(|other| *other < head);
        let alike = heads[first..].iter().take_while(|other| **other == head);
        let found = specs[first..first + alike.count()]
            .iter()
            .find(|spec| spec.name.bytes().eq(called(name, subcommand)));
        found.filter(|_| callable)
    }

    /// Returns the entry of this name, and creates it if missing.
    pub(super) fn entry(&mut self, name: &str) -> &mut CommandSpec {
        let name = name.to_ascii_lowercase();
        let place = match self.place(&name) {
            Ok(place) => place,
            Err(_) => self.put(CommandSpec {
                name,
                ..CommandSpec::default()
            }),
        };
        &mut self.rows().specs[place]
    }

    /// Inserts or replaces a command, and marks its container. Returns its index.
    pub(super) fn put(&mut self, spec: CommandSpec) -> usize {
        if let Some((container, _)) = spec.name.split_once('|') {
            self.entry(container).has_subcommands = true;
        }
        let found = self.place(&spec.name);
        let rows = self.rows();
        match found {
            Ok(place) => rows.specs[place] = spec,
            Err(place) => {
                rows.heads.insert(place, head(spec.name.bytes()));
                rows.specs.insert(place, spec);
            }
        }
        found.unwrap_or_else(|place| place)
    }

    /// Returns the command at an index.
    pub(super) fn at(&mut self, place: usize) -> Option<&mut CommandSpec> {
        self.rows().specs.get_mut(place)
    }

    /// Returns the entry of this name, in lower case.
    pub(super) fn named(&self, name: &str) -> Option<&CommandSpec> {
        let place = self.place(name).ok()?;
        self.0.specs.get(place)
    }

    pub(super) fn retain(&mut self, keep: impl FnMut(&CommandSpec) -> bool) {
        let rows = self.rows();
        rows.specs.retain(keep);
        rows.heads = rows
            .specs
            .iter()
            .map(|spec| head(spec.name.bytes()))
            .collect();
    }

    pub(super) fn specs_mut(&mut self) -> impl Iterator<Item = &mut CommandSpec> {
        self.rows().specs.iter_mut()
    }

    /// Returns the rows for writing. Copies them if another table shares them.
    fn rows(&mut self) -> &mut Rows {
        Arc::make_mut(&mut self.0)
    }

    fn place(&self, name: &str) -> Result<usize, usize> {
        let specs = &self.0.specs;
        specs.binary_search_by(|spec| spec.name.as_str().cmp(name))
    }
}

/// The name under which the table lists a call.
fn called<'a>(name: &'a [u8], subcommand: Option<&'a [u8]>) -> impl Iterator<Item = u8> + 'a {
    let subcommand = subcommand.map(|word| b"|".iter().chain(word));
    let letters = name.iter().chain(subcommand.into_iter().flatten());
    letters.map(u8::to_ascii_lowercase)
}

fn head(letters: impl Iterator<Item = u8>) -> Head {
    let mut head = [0; size_of::<Head>()];
    let places = head.iter_mut().zip(letters);
    places.for_each(|(place, letter)| *place = letter);
    Head::from_be_bytes(head)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::CommandFlag;

    fn found(words: &[&str]) -> Option<String> {
        CommandTable::builtin()
            .find(words)
            .map(|spec| spec.name.clone())
    }

    #[test]
    fn commands_are_found_in_upper_and_lower_case() {
        assert_eq!(found(&["GeT", "k"]).as_deref(), Some("get"));
        assert_eq!(
            found(&["CONFIG", "Get", "x"]).as_deref(),
            Some("config|get")
        );
        assert_eq!(found(&["memory", "USAGE"]).as_deref(), Some("memory|usage"));
    }

    #[test]
    fn unknown_subcommands_resolve_to_their_container() {
        assert_eq!(found(&["config"]).as_deref(), Some("config"));
        assert_eq!(
            found(&["config", "of-the-future"]).as_deref(),
            Some("config")
        );
        assert_eq!(found(&["get", "set"]).as_deref(), Some("get"));
    }

    #[test]
    fn unknown_names_are_not_found() {
        for words in [
            &["nope"][..],
            &["config|get", "x"],
            &["config|get"],
            &[""],
            &["ge"],
            &["gett"],
            &["get\0"],
            &[],
        ] {
            assert_eq!(found(words), None, "{words:?}");
        }
    }

    #[test]
    fn names_are_sorted_and_containers_list_their_subcommands() {
        let table = CommandTable::builtin();
        assert!(table.0.specs.is_sorted_by(|a, b| a.name < b.name));
        for spec in table.iter() {
            assert_eq!(
                spec.has_subcommands,
                table.subcommands(spec).next().is_some(),
                "{}",
                spec.name
            );
        }
        let object = table.find(&["object"]).unwrap();
        let words: Vec<_> = table
            .subcommands(object)
            .map(CommandSpec::last_word)
            .collect();
        assert_eq!(words, ["encoding", "freq", "help", "idletime", "refcount"]);
    }

    #[test]
    fn read_only_commands_are_told_from_writes() {
        let table = CommandTable::builtin();
        let reads = |words: &[&str]| table.find(words).unwrap().is_read_only();
        for words in [
            &["GET"][..],
            &["EVAL_RO"],
            &["FCALL_RO"],
            &["XREAD"],
            &["XINFO", "STREAM"],
            &["SORT_RO"],
            &["DBSIZE"],
        ] {
            assert!(reads(words), "{words:?}");
        }
        for words in [
            &["SET"][..],
            &["GETDEL"],
            &["GETEX"],
            &["EVAL"],
            &["EVALSHA"],
            &["XREADGROUP"],
            &["SORT"],
            &["INCR"],
        ] {
            assert!(!reads(words), "{words:?}");
        }
        for words in [
            &["PING"][..],
            &["CONFIG", "SET"],
            &["PUBLISH"],
            &["EXEC"],
            &["CONFIG"],
            &["CLUSTER", "RESET"],
        ] {
            assert!(!reads(words), "{words:?}");
        }
        assert!(
            table
                .find(&["BLPOP"])
                .unwrap()
                .flags
                .contains(CommandFlag::Blocking)
        );
    }
}
