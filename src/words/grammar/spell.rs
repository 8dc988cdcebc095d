//! Generates random calls from the grammar, for tests.

use redsh_engine::command::{ArgumentFlag, ArgumentKind, ArgumentSpec, CommandSpec};
use support::dice::Dice;

use super::counts_the_next;

fn yes(dice: &mut Dice) -> bool {
    dice.below(2) == 1
}

/// Returns a complete line, with empty words quoted, and its arguments.
pub(crate) fn complete_line(spec: &CommandSpec, dice: &mut Dice) -> (String, Vec<String>) {
    let mut arguments = Vec::new();
    spell(&spec.arguments, dice, &mut arguments);
    let name = spec.name.split('|').map(str::to_owned);
    let words = name.chain(arguments.iter().cloned());
    let quoted = words.map(|word| {
        if word.is_empty() {
            "\"\"".to_owned()
        } else {
            word
        }
    });
    (quoted.collect::<Vec<_>>().join(" "), arguments)
}

/// Appends words for the arguments.
fn spell(arguments: &[ArgumentSpec], dice: &mut Dice, words: &mut Vec<String>) {
    let mut is_counted = false;
    for run in arguments.chunk_by(|a, b| a.is_optional() && b.is_optional()) {
        let mut run: Vec<_> = run.iter().collect();
        // Arguments without a token, such as the keys of EVAL, cannot be reordered.
        if run.iter().all(|argument| argument.token.is_some()) {
            let turn = dice.below(run.len());
            run.rotate_left(turn);
        }
        for argument in run {
            // A preceding number may require keys.
            if !argument.is_optional() || argument.name == "key" || yes(dice) {
                spell_often(argument, is_counted, dice, words);
            }
            is_counted = counts_the_next(argument);
        }
    }
}

fn spell_often(
    argument: &ArgumentSpec,
    is_counted: bool,
    dice: &mut Dice,
    words: &mut Vec<String>,
) {
    spell_token(argument, words);
    spell_value(argument, dice, words);
    // Numbers are spelled as 1, so that a counted list has one element.
    if argument.is_multiple() && !is_counted && yes(dice) {
        if argument.flags.contains(ArgumentFlag::MultipleToken) {
            spell_token(argument, words);
        }
        spell_value(argument, dice, words);
    }
}

fn spell_token(argument: &ArgumentSpec, words: &mut Vec<String>) {
    let token = argument.token.iter();
    words.extend(
        token
            .filter(|_| argument.kind != ArgumentKind::PureToken)
            .cloned(),
    );
}

fn spell_value(argument: &ArgumentSpec, dice: &mut Dice, words: &mut Vec<String>) {
    match argument.kind {
        ArgumentKind::OneOf => {
            let member = dice.below(argument.arguments.len());
            spell_often(&argument.arguments[member], false, dice, words);
        }
        ArgumentKind::Block => spell(&argument.arguments, dice, words),
        ArgumentKind::PureToken => words.extend(argument.token.clone()),
        ArgumentKind::Integer | ArgumentKind::Double | ArgumentKind::UnixTime => {
            words.push("1".into());
        }
        _ => words.push("word".to_owned()),
    }
}
