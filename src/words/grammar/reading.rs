//! How each word of a call is read, now that those after it are known.

use redsh_engine::command::Argument;

use super::{Grammar, WordRole};

/// The words of a call by the likeliest reading of all of them: one by which they are complete, if there is one.
pub(crate) struct Reading<'a> {
    /// What each word is; of words that do not fit, and of those after one, nothing.
    pub(crate) roles: Vec<WordRole<'a>>,
    /// What may follow the words that fit.
    pub(crate) rest: Grammar<'a>,
}

/// How a reading comes from one of a word fewer.
#[derive(Clone, Copy)]
pub(super) struct Link<'a> {
    /// Its place among the readings before.
    pub(super) from: usize,
    /// What the word is by it.
    pub(super) role: WordRole<'a>,
}

impl<'a> Reading<'a> {
    pub(crate) fn new(arguments: &'a [Argument], words: &[&[u8]]) -> Self {
        let (mut rest, mut chain) = (Grammar::new(arguments), Vec::new());
        for word in words {
            let (next, links) = rest.read(word);
            if links.is_empty() {
                break;
            }
            rest = next;
            chain.push(links);
        }
        // BLPOP's last word is the timeout, though it may be a key that more is to follow.
        let last = rest.complete().unwrap_or(0);
        Reading {
            roles: roles(&chain, last),
            rest,
        }
    }
}

/// The roles by one of the last readings, found from its end.
fn roles<'a>(chain: &[Vec<Link<'a>>], last: usize) -> Vec<WordRole<'a>> {
    let mut at = last;
    let mut roles: Vec<_> = chain
        .iter()
        .rev()
        .map(|links| {
            let Link { from, role } = links[at];
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

    /// The words of a line, each with the token or the argument that it is.
    fn read(line: &str) -> Vec<String> {
        let table = CommandTable::builtin();
        let words: Vec<_> = line.split(' ').map(str::as_bytes).collect();
        let spec = table.find(&words).expect("the command is in the table");
        let name = spec.name.split('|').count();
        let roles = Reading::new(&spec.arguments, &words[name..]).roles;
        let text = |role| match role {
            WordRole::Token(token) => token.to_owned(),
            WordRole::Value(argument) => format!("<{}>", argument.name),
        };
        roles.into_iter().map(text).collect()
    }

    #[test]
    fn words_are_read_as_what_fits_those_after_them() {
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
    fn what_follows_a_word_that_does_not_fit_is_nothing() {
        assert_eq!(read("set k v bogus EX 5"), ["<key>", "<value>"]);
        assert_eq!(read("expire k soon"), ["<key>"]);
        assert_eq!(read("get k v"), ["<key>"]);
    }
}
