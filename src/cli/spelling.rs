//! The spellings of an option, with dashes.

use clap::Arg;

/// Returns all spellings of an option, short ones first.
pub(super) fn all(option: &Arg) -> impl Iterator<Item = String> {
    let shorts = option.get_short_and_visible_aliases().unwrap_or_default();
    let longs = option.get_long_and_visible_aliases().unwrap_or_default();
    let shorts = shorts.into_iter().map(|short| format!("-{short}"));
    shorts.chain(longs.into_iter().map(|long| format!("--{long}")))
}

/// Returns the spelling that messages use.
pub(super) fn first(option: &Arg) -> String {
    all(option)
        .next()
        .unwrap_or_else(|| option.get_id().to_string())
}
