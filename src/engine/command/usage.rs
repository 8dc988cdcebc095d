//! A command's syntax on one line: `SET key value [NX|XX] [GET] …`.

use super::CommandSpec;
use super::syntax::{ArgumentFlag, ArgumentKind, ArgumentSpec};

impl CommandSpec {
    /// Returns the command's name and arguments in the notation of the servers' documentation: `[optional]`,
    /// `one|other`, `many [many ...]`, keywords in upper case.
    pub fn usage(&self) -> String {
        let arguments = self.arguments.iter().map(ArgumentSpec::usage);
        let words =
            std::iter::once(self.name.replace('|', " ").to_ascii_uppercase()).chain(arguments);
        words.collect::<Vec<_>>().join(" ")
    }
}

impl ArgumentSpec {
    /// Returns the whole argument: token, value, brackets if it is optional, and the repetition.
    pub fn usage(&self) -> String {
        if self.is_optional() {
            format!("[{}]", self.repeated_usage())
        } else {
            self.repeated_usage()
        }
    }

    /// Returns one repetition: the value, after the token if that is repeated too.
    pub fn next_usage(&self) -> String {
        if self.flags.contains(ArgumentFlag::MultipleToken) {
            self.first_usage()
        } else {
            self.value_usage()
        }
    }

    /// Returns the part after the token: the value's name, or the members of a group.
    pub fn value_usage(&self) -> String {
        match self.kind {
            // CLIENT KILL marks each alternative as optional, which adds nothing to the choice itself.
            ArgumentKind::OneOf => self.members_usage(ArgumentSpec::repeated_usage, "|"),
            ArgumentKind::Block => self.members_usage(ArgumentSpec::usage, " "),
            // MIGRATE has the empty string as a token.
            ArgumentKind::PureToken if self.token.as_deref() == Some("") => "\"\"".to_owned(),
            ArgumentKind::PureToken => self.token.clone().unwrap_or_default(),
            _ => self.display.as_ref().unwrap_or(&self.name).clone(),
        }
    }

    fn repeated_usage(&self) -> String {
        let first = self.first_usage();
        if self.is_multiple() {
            format!("{first} [{} ...]", self.next_usage())
        } else {
            first
        }
    }

    fn first_usage(&self) -> String {
        match &self.token {
            Some(token) if self.kind != ArgumentKind::PureToken => {
                format!("{token} {}", self.value_usage())
            }
            _ => self.value_usage(),
        }
    }

    fn members_usage(&self, usage: fn(&ArgumentSpec) -> String, between: &str) -> String {
        let members: Vec<_> = self.arguments.iter().map(usage).collect();
        members.join(between)
    }
}

#[cfg(test)]
mod tests {
    use crate::command::CommandTable;

    #[test]
    fn usage_follows_the_notation_of_the_documentation() {
        let table = CommandTable::builtin();
        let usage = |line: &str| {
            let words: Vec<&str> = line.split(' ').collect();
            table
                .find(&words)
                .expect("the command is in the table")
                .usage()
        };
        assert_eq!(usage("get"), "GET key");
        assert_eq!(usage("mset"), "MSET key value [key value ...]");
        assert_eq!(
            usage("set"),
            "SET key value [NX|XX] [GET] [EX seconds|PX milliseconds|EXAT unix-time-seconds|\
             PXAT unix-time-milliseconds|KEEPTTL]"
        );
        assert_eq!(usage("client no-evict"), "CLIENT NO-EVICT ON|OFF");
        assert!(
            usage("migrate")
                .starts_with("MIGRATE host port key|\"\" destination-db timeout [COPY]")
        );
        assert!(usage("sort").contains(" [GET pattern [GET pattern ...]] "));
        assert_eq!(usage("linsert"), "LINSERT key BEFORE|AFTER pivot element");
    }
}
