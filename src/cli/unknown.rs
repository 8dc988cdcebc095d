//! Advice on an option that redsh does not have.

use clap::Command;

use super::spelling;

/// Options of redis-cli and valkey-cli, or their beginnings, that redsh does not support yet.
const UNSUPPORTED: [&str; 3] = ["--cluster", "--subscribed-mode", "--vset-recall"];

/// The message on an unknown option, with the option that was probably meant.
pub(super) fn advice(definition: &Command, word: &str) -> String {
    let name = word.split('=').next().unwrap_or(word);
    let is_part = |option: &&str| {
        name.strip_prefix(*option)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    if UNSUPPORTED.iter().any(is_part) {
        return format!("{name} is not supported yet; redis-cli has it");
    }
    match similar(definition, name) {
        Some(similar) => format!("unknown option '{word}'; did you mean {similar}?"),
        None => format!("unknown option '{word}'; see redsh --help"),
    }
}

/// The long option that differs least, if it differs by at most a third of its letters.
fn similar(definition: &Command, name: &str) -> Option<String> {
    let options = definition.get_arguments().flat_map(spelling::all);
    let options = options.filter(|option| option.starts_with("--"));
    let distances = options.map(|option| (strsim::osa_distance(name, &option), option));
    let (distance, nearest) = distances.min()?;
    (3 * distance <= nearest.len() - 2).then_some(nearest)
}
