//! Filters for MONITOR's lines: `cmd=GET,SET key=user:* db=3 client=10.0.0.*`.
//!
//! Conditions are separated by spaces, and all of them must hold. A condition is a field, `=` or `!=`, and values
//! separated by commas, one of which must match (or none, for `!=`). Values are globs as in servers, with `\,` for a
//! comma. Values with spaces are quoted as in the shell: `key="a b"`.
//!
//! | field | matches |
//! | --- | --- |
//! | `cmd` | the command in upper or lower case; a subcommand also with its container: `config`, `config\|get` |
//! | `key` | any key; of an unknown command, any word |
//! | `db` | the database number |
//! | `client` | the client's address, with or without the port: `10.0.0.7`, `10.0.0.7:45800`; `lua` for scripts |

use std::fmt;
use std::str::FromStr;

use super::MonitorLine;
use crate::command::{CommandTable, Keys};
use crate::resp::InlineWords;
use crate::scan::is_match;

/// A list of conditions which must all hold. Displayed as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filter {
    source: String,
    conditions: Vec<Condition>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Condition {
    field: Field,
    /// `!=`
    negated: bool,
    /// The globs; never empty.
    values: Vec<Vec<u8>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Command,
    Key,
    Db,
    Client,
}

/// A filter that cannot be parsed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FilterError {
    /// A quote is not closed.
    #[error("unbalanced quotes")]
    Quotes,
    /// The filter has no condition.
    #[error("empty filter; write conditions such as cmd=GET,SET key=user:* db=3 client=10.0.0.*")]
    Empty,
    /// A word is not a condition.
    #[error(
        "'{0}' is not a condition such as cmd=GET,SET or key!=user:* or db=3 or client=10.0.0.*"
    )]
    Word(String),
    /// A database is not a number.
    #[error("'{0}' is not a database number")]
    Db(String),
}

impl Filter {
    /// Returns whether a line passes the filter. `table` locates the keys of its command.
    pub fn admits(&self, line: &MonitorLine<'_>, table: &CommandTable) -> bool {
        self.conditions
            .iter()
            .all(|condition| condition.holds(line, table))
    }
}

impl FromStr for Filter {
    type Err = FilterError;

    fn from_str(text: &str) -> Result<Self, FilterError> {
        let mut words = InlineWords::new(text.as_bytes());
        let mut conditions = Vec::new();
        let mut word = Vec::new();
        while words.next(&mut word).map_err(|_| FilterError::Quotes)? {
            conditions.push(Condition::parse(&std::mem::take(&mut word))?);
        }
        match conditions.is_empty() {
            true => Err(FilterError::Empty),
            false => Ok(Filter {
                source: text.to_owned(),
                conditions,
            }),
        }
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.source)
    }
}

impl Condition {
    fn parse(word: &[u8]) -> Result<Self, FilterError> {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let wrong = || FilterError::Word(text(word));
        let equals = word.iter().position(|byte| *byte == b'=');
        let (name, values) = word.split_at(equals.ok_or_else(wrong)?);
        let (name, negated) = match name.strip_suffix(b"!") {
            Some(name) => (name, true),
            None => (name, false),
        };
        let field = Field::named(name).ok_or_else(wrong)?;
        let mut values = alternatives(&values[1..]);
        if values.iter().any(Vec::is_empty) && field != Field::Key {
            return Err(wrong());
        }
        match field {
            Field::Command => values
                .iter_mut()
                .for_each(|name| name.make_ascii_lowercase()),
            Field::Db => {
                let number = |value: &&Vec<u8>| !value.iter().all(u8::is_ascii_digit);
                if let Some(value) = values.iter().find(number) {
                    return Err(FilterError::Db(text(value)));
                }
            }
            Field::Key | Field::Client => {}
        }
        Ok(Condition {
            field,
            negated,
            values,
        })
    }

    fn holds(&self, line: &MonitorLine<'_>, table: &CommandTable) -> bool {
        let found = match self.field {
            Field::Command => self.matches_command(line, table),
            Field::Key => self.matches_key(line, table),
            Field::Db => self.matches(line.db.to_string().as_bytes()),
            Field::Client => self.matches(line.client) || self.matches(line.host()),
        };
        found != self.negated
    }

    fn matches(&self, text: &[u8]) -> bool {
        self.values.iter().any(|value| is_match(value, text))
    }

    fn matches_command(&self, line: &MonitorLine<'_>, table: &CommandTable) -> bool {
        let name = line.words[0].to_ascii_lowercase();
        let full = table.find(&line.words).map(|spec| spec.name.as_bytes());
        self.matches(&name) || full.is_some_and(|full| self.matches(full))
    }

    fn matches_key(&self, line: &MonitorLine<'_>, table: &CommandTable) -> bool {
        let words = &line.words;
        match table.find(words).map(|spec| spec.keys(words)) {
            Some(Keys::None) => false,
            Some(Keys::At(places)) => places.iter().any(|place| self.matches(&words[*place])),
            // In doubt, the line is shown.
            Some(Keys::AskServer) | None => words[1..].iter().any(|word| self.matches(word)),
        }
    }
}

impl Field {
    fn named(name: &[u8]) -> Option<Self> {
        match name.to_ascii_lowercase().as_slice() {
            b"cmd" => Some(Field::Command),
            b"key" => Some(Field::Key),
            b"db" => Some(Field::Db),
            b"client" => Some(Field::Client),
            _ => None,
        }
    }
}

/// Splits values at commas, except at those after a backslash.
fn alternatives(values: &[u8]) -> Vec<Vec<u8>> {
    let mut alternatives = vec![Vec::new()];
    let mut bytes = values.iter();
    while let Some(byte) = bytes.next() {
        if *byte == b',' {
            alternatives.push(Vec::new());
            continue;
        }
        let value = alternatives.last_mut().expect("never empty");
        value.push(*byte);
        if *byte == b'\\' {
            value.extend(bytes.next());
        }
    }
    alternatives
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks filters that accept a line, and filters that reject it.
    fn check(line: &str, admitting: &[&str], refusing: &[&str]) {
        let table = CommandTable::builtin();
        let line = MonitorLine::parse(line.as_bytes()).expect("it is a line");
        for (filters, expected) in [(admitting, true), (refusing, false)] {
            for filter in filters {
                let parsed: Filter = filter.parse().expect("it is a filter");
                assert_eq!(parsed.admits(&line, &table), expected, "{filter}");
            }
        }
    }

    #[test]
    fn all_conditions_must_hold_by_one_of_their_values() {
        check(
            r#"1.5 [3 10.0.0.7:45800] "set" "user:1" "v""#,
            &[
                "cmd=SET",
                "cmd=get,set",
                "cmd=s*",
                "CMD=SET",
                "key=user:*",
                "key=user:[0-9]",
                "db=3",
                "db=1,3",
                "client=10.0.0.*",
                "client=10.0.0.7",
                "client=10.0.0.7:45800",
                "cmd=GET,SET key=user:* db=3 client=10.0.0.*",
                "cmd!=GET",
                "key!=session:*,cache:*",
                "db!=0",
                "cmd=* db!=0 key=user:1",
            ],
            &[
                "cmd=GET",
                "key=v",
                "key=user",
                "db=0",
                "db=33",
                "client=10.0.1.*",
                "client=45800",
                "cmd=GET,SET key=user:* db=4 client=10.0.0.*",
                "cmd!=set",
                "key!=user:*",
            ],
        );
    }

    #[test]
    fn keys_are_located_by_the_command_table() {
        check(
            r#"1.5 [0 lua] "EVAL" "return 1" "2" "a" "b c" "d""#,
            &["key=a", "key=\"b c\"", "key=x,a", "client=lua"],
            &["key=d", "key=2", "key=return*"],
        );
        check(
            r#"1.5 [0 unix:/s] "PING" "a""#,
            &["key!=a", "client=unix:*"],
            &["key=a", "key=*"],
        );
        check(
            r#"1.5 [0 unix:/s] "SOME.MODULES" "PUT" "a""#,
            &["key=a", "key=PUT", "cmd=some.*"],
            &["key=SOME.MODULES"],
        );
    }

    #[test]
    fn a_subcommand_matches_with_and_without_its_container() {
        check(
            r#"1.5 [0 127.0.0.1:1] "CONFIG" "get" "maxmemory""#,
            &["cmd=config", "cmd=config|get", "cmd=CONFIG|*"],
            &["cmd=config|set", "cmd=get"],
        );
    }

    #[test]
    fn values_may_contain_commas_and_spaces() {
        check(
            r#"1.5 [0 127.0.0.1:1] "GET" "a,b c""#,
            &[r"key=a\,b*", r#"key="a\\,b c""#, r"key=x,a\,b?c"],
            &["key=a,b", r"key=a\,b"],
        );
        check(
            r#"1.5 [0 127.0.0.1:1] "GET" """#,
            &["key=", "key=x,"],
            &["key=x"],
        );
    }

    #[test]
    fn an_invalid_condition_is_reported() {
        let error = |text: &str| text.parse::<Filter>().expect_err("it is none");
        for text in [
            "GET", "user=x", "cmd", "=GET", "cmd=", "cmd=a,,b", "db!3", "!=3",
        ] {
            assert_eq!(error(text), FilterError::Word(text.to_owned()));
        }
        assert_eq!(error("db=x"), FilterError::Db("x".to_owned()));
        assert_eq!(error("db=1,-1"), FilterError::Db("-1".to_owned()));
        assert_eq!(error(""), FilterError::Empty);
        assert_eq!(error("  "), FilterError::Empty);
        assert_eq!(error("key=\"a"), FilterError::Quotes);
    }
}
