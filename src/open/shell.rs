//! What the shell at a terminal is made of, beside its session.

use crate::cli::{Connect, Invocation, Target};
use crate::config::Config;
use crate::repl::lessons::cache;
use crate::repl::preferences::{Layer, Preferences};
use crate::repl::shell::Settings;
use crate::repl::{history, redisclirc};
use crate::start::Lookup;
use crate::{program, stderr};

/// Where the environment names no pager. It shows colours.
const PAGER: [&str; 2] = ["less", "-R"];

/// Where it names no editor. Every Unix has it.
const EDITOR: &str = "vi";

/// How the shell is to be: as ever, and over that what redis-cli's file says, the configuration, the profile, and the
/// command line. (The file is for several programs, the configuration for this one.) What is wrong in a file is told, and
/// the shell begins without it.
pub(crate) fn settings(
    invocation: &Invocation,
    given: &Layer,
    config: &Config,
    env: &Lookup<'_>,
) -> Settings {
    let usual = rc_file(env).under(&config.shell);
    let faults = config.faults().into_iter();
    faults.for_each(|fault| stderr::tell(fault.to_string()));
    let connect = &invocation.connect;
    Settings {
        history: history::path(env),
        cache: cache::folder(env),
        primary: primary(connect),
        profile: connect.profile.clone(),
        colour: invocation.output.color,
        pager: pager(env),
        editor: editor(env),
        preferences: usual,
        layer: layer(config, connect.profile.as_deref()).under(given),
    }
}

/// As ever, but for what redis-cli's file says.
fn rc_file(env: &Lookup<'_>) -> Preferences {
    let mut preferences = Preferences::default();
    if let Some(path) = redisclirc::path(env) {
        let unread = redisclirc::read(&path, &mut preferences);
        unread.iter().for_each(stderr::tell);
    }
    preferences
}

/// The name that sentinels know the primary by.
fn primary(connect: &Connect) -> Option<String> {
    match &connect.target {
        Target::Sentinel(target) => Some(target.master.clone()),
        Target::Server(_) | Target::Cluster(_) => None,
    }
}

/// What is preferred with a profile's server.
fn layer(config: &Config, profile: Option<&str>) -> Layer {
    let profile = profile.and_then(|name| config.profile(name).ok());
    profile.map_or_else(Layer::default, |profile| profile.preferences.clone())
}

/// The user's pager, into words.
fn pager(env: &Lookup<'_>) -> Vec<String> {
    let set = env("PAGER").and_then(|line| program::words(line.to_str()?));
    set.unwrap_or_else(|| PAGER.map(str::to_owned).to_vec())
}

/// The user's editor, into words: one for a screen before one for any terminal.
fn editor(env: &Lookup<'_>) -> Vec<String> {
    let mut set = ["VISUAL", "EDITOR"].into_iter().filter_map(env);
    let set = set.find_map(|line| program::words(line.to_str()?));
    set.unwrap_or_else(|| vec![EDITOR.to_owned()])
}
