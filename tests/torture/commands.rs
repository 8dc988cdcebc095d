//! The commands of a round. Each appends its number, which is that of its line, to one or two keys.

use support::dice::Dice;

/// Hash tags; the keys of one tag are in one slot.
pub(crate) const TAGS: usize = 12;
const KEYS_OF_TAG: usize = 4;

/// A line of the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Line {
    Append(String),
    /// A script that appends to two keys of one slot.
    Eval([String; 2]),
    Multi,
    Exec,
}

impl Line {
    /// The keys that the line appends its number to.
    pub(crate) fn keys(&self) -> &[String] {
        match self {
            Line::Append(key) => std::slice::from_ref(key),
            Line::Eval(keys) => keys,
            Line::Multi | Line::Exec => &[],
        }
    }

    fn text(&self, number: usize) -> String {
        match self {
            Line::Append(key) => format!("APPEND {key} {number},\n"),
            Line::Eval([one, other]) => format!(
                "EVAL \"redis.call('APPEND',KEYS[1],ARGV[1]) redis.call('APPEND',KEYS[2],ARGV[1]) return 1\" 2 {one} {other} {number},\n"
            ),
            Line::Multi => "MULTI\n".to_owned(),
            Line::Exec => "EXEC\n".to_owned(),
        }
    }
}

/// About this many lines: the last transaction is complete.
pub(crate) fn lines(dice: &mut Dice, count: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    while lines.len() < count {
        let tag = dice.below(TAGS);
        match dice.below(20) {
            0 => {
                lines.push(Line::Multi);
                for _ in 0..1 + dice.below(3) {
                    lines.push(Line::Append(key(tag, dice.below(KEYS_OF_TAG))));
                }
                lines.push(Line::Exec);
            }
            1 => {
                let first = dice.below(KEYS_OF_TAG);
                let second = (first + 1) % KEYS_OF_TAG;
                lines.push(Line::Eval([key(tag, first), key(tag, second)]));
            }
            _ => lines.push(Line::Append(key(tag, dice.below(KEYS_OF_TAG)))),
        }
    }
    lines
}

/// The text of some lines; the first has this number.
pub(crate) fn text(lines: &[Line], first: usize) -> String {
    let lines = lines.iter().enumerate();
    lines
        .map(|(place, line)| line.text(first + place))
        .collect()
}

fn key(tag: usize, number: usize) -> String {
    format!("{{t{tag}}}{number}")
}
