//! The table as text, one fact per line, so that the diff of a server version is readable.
//!
//! ```text
//! getex -2 write fast
//!  docs group=string since=6.2.0
//!  complexity O(1)
//!  key index 1 range 0 1 0 RW access update
//!  arg key key spec=0
//!  arg expiration oneof flags=optional
//!   arg seconds integer token=EX
//! ```
//!
//! The server's words hold no spaces. The complexity may, so it has its own line. Summaries are left out: the program
//! contains no prose of the servers.

mod read;
mod write;

use std::sync::LazyLock;

use super::CommandTable;

/// The table of Redis 7.0.15, written by [`CommandTable::to_text`]. `tests/commands.rs` generates it and reports when
/// it is outdated.
const BUILTIN: &str = include_str!("../builtin.txt");

impl CommandTable {
    /// Returns the built-in commands, those of Redis 7.0.15. The first call parses them, which takes some tenths of a
    /// millisecond.
    pub fn builtin() -> Self {
        static READ: LazyLock<CommandTable> = LazyLock::new(|| {
            CommandTable::from_text(BUILTIN)
                .expect("the built-in table is made by to_text, and a test reads it")
        });
        READ.clone()
    }

    /// Parses a table. The error is the number of the first line that [`to_text`](Self::to_text) would not write.
    fn from_text(text: &str) -> Result<Self, usize> {
        let mut table = CommandTable::empty();
        let mut current = 0;
        for (number, line) in (1usize..).zip(text.lines()) {
            read::read_line(&mut table, &mut current, line).ok_or(number)?;
        }
        Ok(table)
    }

    /// Writes the table as text. `source` names the server that it comes from.
    pub fn to_text(&self, source: &str) -> String {
        let mut text = format!(
            "# The commands of {source}, by its COMMAND and COMMAND DOCS. Generated, not to be edited.\n"
        );
        for spec in self.iter() {
            write::write_command(&mut text, spec).expect("writing to a string succeeds");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_table_reads_back_as_itself() {
        let (header, _) = BUILTIN.split_once('\n').unwrap();
        let source = header
            .strip_prefix("# The commands of ")
            .unwrap()
            .split(',')
            .next()
            .unwrap();
        assert_eq!(CommandTable::builtin().to_text(source), BUILTIN);
    }

    #[test]
    fn groups_of_arguments_keep_their_members() {
        let table = CommandTable::builtin();
        let set = table.find(&["set"]).unwrap();
        let names: Vec<_> = set
            .arguments
            .iter()
            .map(|argument| argument.name.as_str())
            .collect();
        assert_eq!(names, ["key", "value", "condition", "get", "expiration"]);
        let tokens: Vec<_> = set.arguments[4]
            .arguments
            .iter()
            .map(|member| member.token.as_deref())
            .collect();
        assert_eq!(
            tokens,
            [
                Some("EX"),
                Some("PX"),
                Some("EXAT"),
                Some("PXAT"),
                Some("KEEPTTL")
            ]
        );
    }

    #[test]
    fn an_invalid_line_is_reported() {
        let lines = [
            "get",
            "get x",
            "get 2 nope",
            "get 2\n what",
            "get 2\n key index x",
            "get 2\n key index 1 range 1 2",
        ];
        let bad = [
            "get 2\n  arg deep key",
            "get 2\n arg k nope",
            "get 2\n arg k key x=y",
            "get 2\n docs when=now",
        ];
        for text in lines.into_iter().chain(bad) {
            let line = CommandTable::from_text(text).unwrap_err();
            assert_eq!(line, text.lines().count(), "{text}");
        }
    }
}
