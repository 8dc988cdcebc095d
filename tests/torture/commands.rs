//! The commands of a round. Each appends its number, which is that of its line, to one or two keys.

use support::dice::Dice;

/// Hash tags; the keys of one tag are in one slot.
pub(crate) const TAGS: usize = 12;
const KEYS_OF_TAG: usize = 4;

/// A key in a database.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) database: usize,
    pub(crate) key: String,
}

/// A line of the input.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Line {
    Append(Place),
    /// A script that appends to two keys of one slot.
    Eval([Place; 2]),
    Multi,
    Exec,
    Select(usize),
}

impl Line {
    /// The keys that the line appends its number to.
    pub(crate) fn places(&self) -> &[Place] {
        match self {
            Line::Append(place) => std::slice::from_ref(place),
            Line::Eval(places) => places,
            Line::Multi | Line::Exec | Line::Select(_) => &[],
        }
    }

    fn text(&self, number: usize) -> String {
        match self {
            Line::Append(Place { key, .. }) => format!("APPEND {key} {number},\n"),
            Line::Eval([Place { key: one, .. }, Place { key: other, .. }]) => format!(
                "EVAL \"redis.call('APPEND',KEYS[1],ARGV[1]) redis.call('APPEND',KEYS[2],ARGV[1]) return 1\" 2 {one} {other} {number},\n"
            ),
            Line::Multi => "MULTI\n".to_owned(),
            Line::Exec => "EXEC\n".to_owned(),
            Line::Select(database) => format!("SELECT {database}\n"),
        }
    }
}

/// About this many lines, for this many databases: the last transaction is complete.
pub(crate) fn lines(dice: &mut Dice, count: usize, databases: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut database = 0;
    while lines.len() < count {
        if databases > 1 && dice.below(20) == 0 {
            database = dice.below(databases);
            lines.push(Line::Select(database));
        }
        let tag = dice.below(TAGS);
        let place = |number: usize| Place {
            database,
            key: format!("{{t{tag}}}{number}"),
        };
        match dice.below(20) {
            0 => {
                lines.push(Line::Multi);
                for _ in 0..1 + dice.below(3) {
                    lines.push(Line::Append(place(dice.below(KEYS_OF_TAG))));
                }
                lines.push(Line::Exec);
            }
            1 => {
                let first = dice.below(KEYS_OF_TAG);
                let second = (first + 1) % KEYS_OF_TAG;
                lines.push(Line::Eval([place(first), place(second)]));
            }
            _ => lines.push(Line::Append(place(dice.below(KEYS_OF_TAG)))),
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
