//! Rules that match a command by its name and arguments.

/// Commands in lower case, and the arguments that they must have. A space precedes a subcommand, and `|` separates
/// alternatives of a word.
pub(super) struct CommandRule(pub(super) &'static str, pub(super) RuleCondition);

pub(super) enum RuleCondition {
    Always,
    /// This number of words, with the command itself.
    Words(usize),
    /// More words than this.
    MoreWords(usize),
    /// This option, at this position or later.
    With(&'static str, usize),
    /// This option after the keys, whose number is the word at this position.
    WithAfterKeys(&'static str, usize),
    /// Any options except this one.
    Without(&'static str),
}

impl CommandRule {
    /// Returns whether a command fits.
    pub(super) fn fits(&self, words: &[Vec<u8>]) -> bool {
        let mut names = self.0.as_bytes();
        for word in words {
            match strip_word(names, word) {
                None => return false,
                Some([]) => return self.1.to(words),
                Some(rest) => names = rest,
            }
        }
        false
    }
}

impl RuleCondition {
    fn to(&self, words: &[Vec<u8>]) -> bool {
        match *self {
            RuleCondition::Always => true,
            RuleCondition::Words(number) => words.len() == number,
            RuleCondition::MoreWords(number) => words.len() > number,
            RuleCondition::With(option, place) => has(words, option, place),
            RuleCondition::WithAfterKeys(option, place) => {
                has(words, option, after_keys(words, place))
            }
            RuleCondition::Without(option) => !has(words, option, 1),
        }
    }
}

/// Returns the names behind the first one, if that, or one of its alternatives, is `word`.
fn strip_word<'n>(mut names: &'n [u8], word: &[u8]) -> Option<&'n [u8]> {
    loop {
        if let Some((name, rest)) = names.split_at_checked(word.len())
            && matches!(rest.first(), None | Some(b' ' | b'|'))
            && name.eq_ignore_ascii_case(word)
        {
            let end = rest.iter().position(|byte| *byte == b' ');
            return Some(end.map_or(&[], |end| &rest[end + 1..]));
        }
        let end = names.iter().position(|byte| matches!(byte, b' ' | b'|'))?;
        if names[end] == b' ' {
            return None;
        }
        names = &names[end + 1..];
    }
}

fn is(word: &[u8], name: &str) -> bool {
    word.eq_ignore_ascii_case(name.as_bytes())
}

fn has(words: &[Vec<u8>], option: &str, from: usize) -> bool {
    words.iter().skip(from).any(|word| is(word, option))
}

/// Returns the position of the options after the keys, whose number is the word at `place`.
fn after_keys(words: &[Vec<u8>], place: usize) -> usize {
    let number = words
        .get(place)
        .and_then(|word| std::str::from_utf8(word).ok());
    let number: usize = number.and_then(|it| it.parse().ok()).unwrap_or(0);
    number.saturating_add(place + 1)
}
