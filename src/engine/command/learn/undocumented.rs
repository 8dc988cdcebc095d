//! The arguments of commands without documentation, such as those of modules: their keys, and any more.

use super::{ArgumentKind, ArgumentSpec, BeginSearch, CommandSpec, FindKeys};
use crate::command::ArgumentFlag;

/// Returns the arguments that the positions of the keys and the number of words imply. Empty without a fixed first key.
pub(super) fn implied_arguments(spec: &CommandSpec) -> Vec<ArgumentSpec> {
    let Some(rule) = spec.keys.first() else {
        return Vec::new();
    };
    let (BeginSearch::Index(1), FindKeys::Range { last_key, .. }) = (&rule.begin, &rule.find)
    else {
        return Vec::new();
    };
    let key = argument("key", ArgumentKind::Key);
    match (last_key, spec.arity) {
        (0, 2) => vec![key],
        (0, _) => vec![key, any()],
        _ => vec![repeated(key)],
    }
}

fn argument(name: &str, kind: ArgumentKind) -> ArgumentSpec {
    ArgumentSpec {
        name: name.to_owned(),
        kind,
        ..ArgumentSpec::default()
    }
}

fn repeated(mut argument: ArgumentSpec) -> ArgumentSpec {
    argument.flags |= ArgumentFlag::Multiple;
    argument
}

fn any() -> ArgumentSpec {
    let mut argument = repeated(argument("argument", ArgumentKind::String));
    argument.flags |= ArgumentFlag::Optional;
    argument
}
