//! The sent and the rejected commands of each key, compared with the final data.

use std::collections::HashMap;

use redsh_engine::resp::{Decoder, Tree};

use super::load::{COMMANDS, Command, KEYS, Load, TAGS, command, is_string};
use support::cluster::Cluster;

/// The account of a key. For a counter, only the numbers matter.
#[derive(Default, Clone)]
struct Account {
    sent: Vec<String>,
    rejected: Vec<String>,
}

/// All accounts.
pub(super) struct Ledger<'a> {
    load: &'a Load,
    accounts: Vec<Account>,
}

impl<'a> Ledger<'a> {
    /// From all sent commands and these rejects, as protocol.
    pub(super) fn new(load: &'a Load, rejects: &[Vec<String>]) -> Self {
        let mut ledger = Ledger {
            load,
            accounts: vec![Account::default(); KEYS],
        };
        for Command { key, token } in (0..COMMANDS).map(command) {
            ledger.accounts[key].sent.push(token.unwrap_or_default());
        }
        let keys = (0..KEYS).map(|key| (load.key(key), key)).collect();
        for words in rejects {
            let Command { key, token } = rejected(words, &keys);
            ledger.accounts[key]
                .rejected
                .push(token.unwrap_or_default());
        }
        ledger
    }

    /// Asserts that every key has the value of its account, and that there are no other keys.
    pub(super) fn assert_left(&self, cluster: &Cluster) {
        for tag in 0..TAGS {
            let keys: Vec<usize> = (tag..KEYS).step_by(TAGS).collect();
            let values = self.values(cluster, tag, &keys);
            for (&key, value) in keys.iter().zip(values) {
                if let Err(wrong) = self.accounts[key].check(is_string(key), &value) {
                    panic!("{}: {wrong}", self.load.key(key));
                }
            }
        }
    }

    /// Asserts that no other commands were rejected than those in flight to a killed node.
    pub(super) fn assert_rejected_only(&self, possible: impl Fn(usize) -> bool) {
        for (key, account) in self.accounts.iter().enumerate() {
            let may_be = account.rejected.is_empty() || possible(key % TAGS);
            assert!(may_be, "{}: {:?}", self.load.key(key), account.rejected);
        }
    }

    fn values(&self, cluster: &Cluster, tag: usize, keys: &[usize]) -> Vec<String> {
        let owner = cluster.owner(cluster.slot_of(&self.load.tags()[tag]));
        let names = keys.iter().map(|&key| self.load.key(key));
        let words: Vec<String> = ["MGET".to_owned()].into_iter().chain(names).collect();
        let values = cluster.nodes()[owner].ask(&words).expect("the values");
        values.texts().map(str::to_owned).collect()
    }
}

/// The commands in a file of protocol.
pub(super) fn commands(mut protocol: &[u8]) -> Vec<Vec<String>> {
    let mut commands = Vec::new();
    while !protocol.is_empty() {
        let mut tree = Tree::new();
        let fed = Decoder::new().feed(protocol, &mut tree);
        let fed = fed.expect("the rejects are protocol");
        let command = tree.take().expect("the last reject is whole");
        let words = command.as_slice().expect("a command is an array").iter();
        let words = words.map(|word| word.as_str().expect("a word is text").to_owned());
        commands.push(words.collect());
        protocol = &protocol[fed.consumed..];
    }
    commands
}

fn rejected(words: &[String], keys: &HashMap<String, usize>) -> Command {
    let key = |name: &String| *keys.get(name).expect("a key that was loaded");
    match words {
        [name, name_of_key] if name == "INCR" => Command {
            key: key(name_of_key),
            token: None,
        },
        [name, name_of_key, token] if name == "APPEND" => Command {
            key: key(name_of_key),
            token: Some(token.clone()),
        },
        _ => panic!("never sent: {words:?}"),
    }
}

impl Account {
    fn check(&self, is_string: bool, value: &str) -> Result<(), String> {
        if is_string {
            self.check_rejects()?;
            self.check_tokens(value)
        } else {
            self.check_count(value)
        }
    }

    /// Rejects were sent, and are in order, each once.
    fn check_rejects(&self) -> Result<(), String> {
        let mut sent = self.sent.iter();
        match self
            .rejected
            .iter()
            .find(|&token| !sent.any(|other| other == token))
        {
            Some(token) => Err(format!(
                "{token} is a reject out of order, twice or never sent"
            )),
            None => Ok(()),
        }
    }

    /// Sent commands are in the value in order, each once, except for rejects.
    fn check_tokens(&self, value: &str) -> Result<(), String> {
        let mut left = value.split_inclusive(',').peekable();
        for token in &self.sent {
            if left.next_if_eq(&token.as_str()).is_none() && !self.rejected.contains(token) {
                return Err(match left.peek() {
                    Some(other) => format!("{other} stands where {token} should"),
                    None => format!("{token} is missing"),
                });
            }
        }
        match left.next() {
            Some(token) => Err(format!("{token} is there out of order or twice")),
            None => Ok(()),
        }
    }

    fn check_count(&self, value: &str) -> Result<(), String> {
        let count = value.parse().unwrap_or(0);
        let most = self.sent.len();
        let least = most.checked_sub(self.rejected.len());
        let least = least.ok_or("more rejects than were sent")?;
        if (least..=most).contains(&count) {
            Ok(())
        } else {
            Err(format!("{count}, not {least} to {most}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Account;

    fn account(rejected: &[&str]) -> Account {
        let tokens = |tokens: &[&str]| tokens.iter().map(|&token| token.to_owned()).collect();
        Account {
            sent: tokens(&["1,", "22,", "3,"]),
            rejected: tokens(rejected),
        }
    }

    #[test]
    fn any_sent_command_may_be_there_and_those_that_were_not_rejected_must_be() {
        for (rejected, value) in [
            (&[][..], "1,22,3,"),
            (&["22,"], "1,3,"),
            (&["22,"], "1,22,3,"),
            (&["22,", "3,"], "1,3,"),
            (&["1,", "22,", "3,"], ""),
        ] {
            assert_eq!(account(rejected).check(true, value), Ok(()), "{value}");
        }
        assert_eq!(account(&["", ""]).check(false, "1"), Ok(()));
        assert_eq!(account(&[]).check(false, "3"), Ok(()));
    }

    #[test]
    fn missing_repeated_and_misplaced_commands_are_found() {
        for (rejected, value) in [
            (&[][..], "1,3,"),
            (&["22,"], "1,"),
            (&[], "1,22,3,3,"),
            (&["22,"], "1,22,22,3,"),
            (&["22,"], "1,3,22,"),
            (&[], "22,1,3,"),
            (&[], "1,22,3,4,"),
            (&["3,", "22,"], "1,"),
            (&["3,", "3,"], "1,22,"),
            (&["4,"], "1,22,3,"),
        ] {
            assert!(account(rejected).check(true, value).is_err(), "{value}");
        }
        for (rejected, value) in [(&[][..], "2"), (&[], "4"), (&[""], "1"), (&[""; 4], "3")] {
            assert!(account(rejected).check(false, value).is_err(), "{value}");
        }
    }
}
