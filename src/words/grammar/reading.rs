//! The roles of the words of a call, after all of them are known.

use redsh_engine::command::ArgumentSpec;

use super::{Grammar, WordRole};

/// The likeliest reading of a call. One that makes the call complete comes first.
pub(crate) struct CallReading<'a> {
    /// The role of each word, up to the first word that does not fit.
    pub(crate) roles: Vec<WordRole<'a>>,
    /// The arguments that may follow these words.
    pub(crate) rest: Grammar<'a>,
}

/// The last step of a reading.
#[derive(Clone, Copy)]
pub(super) struct ReadingLink<'a> {
    /// The index of the reading before the word.
    pub(super) from: usize,
    pub(super) role: WordRole<'a>,
}

impl<'a> CallReading<'a> {
    pub(crate) fn new(arguments: &'a [ArgumentSpec], words: &[&[u8]]) -> Self {
        let (mut rest, mut chain) = (Grammar::new(arguments), Vec::new());
        for word in words {
            let (next, links) = rest.read(word);
            if links.is_empty() {
                break;
            }
            rest = next;
            chain.push(links);
        }
        // The last word of BLPOP is the timeout, although it might also be another key.
        let last = rest.complete().unwrap_or(0);
        CallReading {
            roles: roles(&chain, last),
            rest,
        }
    }
}

/// Follows the links from a last reading back to the first word.
fn roles<'a>(chain: &[Vec<ReadingLink<'a>>], last: usize) -> Vec<WordRole<'a>> {
    let mut at = last;
    let mut roles: Vec<_> = chain
        .iter()
        .rev()
        .map(|links| {
            let ReadingLink { from, role } = links[at];
            at = from;
            role
        })
        .collect();
    roles.reverse();
    roles
}

#[cfg(test)]
mod tests {
    use redsh_engine::command::CommandTable;

    use super::*;

    /// The token or the argument of each word of a line.
    fn read(line: &str) -> Vec<String> {
        let table = CommandTable::builtin();
        let words: Vec<_> = line.split(' ').map(str::as_bytes).collect();
        let spec = table.find(&words).expect("the command is in the table");
        let name = spec.name_words();
        let roles = CallReading::new(&spec.arguments, &words[name..]).roles;
        let text = |role| match role {
            WordRole::Token(token) => token.to_owned(),
            WordRole::Value(argument) => format!("<{}>", argument.name),
        };
        roles.into_iter().map(text).collect()
    }

    #[test]
    fn later_words_decide_between_readings() {
        assert_eq!(
            read("set k v nx EX 5"),
            ["<key>", "<value>", "NX", "EX", "<seconds>"]
        );
        assert_eq!(
            read("mset a b c d"),
            ["<key>", "<value>", "<key>", "<value>"]
        );
        assert_eq!(
            read("eval s 2 a b c"),
            ["<script>", "<numkeys>", "<key>", "<key>", "<arg>"]
        );
        assert_eq!(read("blpop a b 5"), ["<key>", "<key>", "<timeout>"]);
        assert_eq!(read("blpop a b"), ["<key>", "<key>"]);
        assert_eq!(read("client kill id 5"), ["ID", "<client-id>"]);
        assert_eq!(read("client kill a:1"), ["<ip:port>"]);
    }

    #[test]
    fn words_after_a_misfit_have_no_role() {
        assert_eq!(read("set k v bogus EX 5"), ["<key>", "<value>"]);
        assert_eq!(read("expire k soon"), ["<key>"]);
        assert_eq!(read("get k v"), ["<key>"]);
    }
}
