//! What the shell at a terminal is made of, beside its session.

use super::session::{client, prefer_resp3};
use crate::cli::{Connect, Invocation, Target};
use crate::config::{Config, XdgFolder, redisclirc};
use crate::process::{program, stderr};
use crate::repl::history;
use crate::repl::profiles::{NamedServer, Profiles};
use crate::repl::shell::ShellSettings;
use crate::startup::{self, CliOverrides, Lookup};
use crate::words::preferences::{PreferenceLayer, Preferences};

/// Where the environment names no pager. It shows colours.
const PAGER: [&str; 2] = ["less", "-R"];

/// Where it names no editor. Every Unix has it.
const EDITOR: &str = "vi";

/// How the shell is to be: as ever, and over that what redis-cli's file says, the configuration, the profile, and the
/// command line. (The file is for several programs, the configuration for this one.) What is wrong in a file is told, and
/// the shell begins without it.
pub(crate) fn settings<'e>(
    invocation: &Invocation,
    given: &'e CliOverrides,
    layer: PreferenceLayer,
    config: &'e Config,
    env: &'e Lookup<'e>,
) -> ShellSettings<'e> {
    let usual = rc_file(env).overridden_by(&config.shell);
    let faults = config.faults().into_iter();
    faults.for_each(|fault| stderr::tell(fault.to_string()));
    let connect = &invocation.connect;
    ShellSettings {
        history: history::path(env),
        cache: XdgFolder::Cache.path(env),
        primary: primary(connect),
        profile: connect.profile.clone(),
        color: invocation.output.color,
        pager: pager(env),
        text_editor: editor(env),
        preferences: usual,
        layer,
        profiles: profiles(given, config, env),
    }
}

/// The servers of the configuration, each as `--profile` would have it.
fn profiles<'e>(given: &'e CliOverrides, config: &'e Config, env: &'e Lookup<'e>) -> Profiles<'e> {
    let open = move |name: &str| {
        let (mut invocation, layer) = startup::with_profile(config, name, given, Vec::new(), env)?;
        prefer_resp3(&mut invocation);
        let connect = &mut invocation.connect;
        if let Some(protocol) = given.protocol {
            connect.login.protocol = protocol;
        }
        Ok(NamedServer {
            client: client(connect, true)?,
            primary: primary(connect),
            layer,
        })
    };
    Profiles {
        names: config.names().map(str::to_owned).collect(),
        open: Box::new(open),
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
