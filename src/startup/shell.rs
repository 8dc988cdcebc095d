//! Collects the settings of the shell from the configuration, redis-cli's file and the environment.

use super::connection::{client, prefer_resp3};
use crate::cli::{Connect, Invocation, Target};
use crate::config::Config;
use crate::config::redisclirc;
use crate::process::{program, stderr};
use crate::repl::command_docs::cache;
use crate::repl::history;
use crate::repl::shell::{NamedServer, Profiles, ShellSettings};
use crate::startup::{self, CliOverrides, Lookup};
use crate::words::preferences::{PreferenceLayer, Preferences};

/// The default pager, with colours.
const PAGER: [&str; 2] = ["less", "-R"];

/// The default editor, which every Unix has.
const EDITOR: &str = "vi";

/// Returns the settings. The preferences come from redis-cli's file, the configuration, the profile and the command line;
/// later sources override earlier ones. Errors in a file are reported, and ignored.
pub(crate) fn settings<'e>(
    invocation: &Invocation,
    given: &'e CliOverrides,
    layer: PreferenceLayer,
    config: &'e Config,
    env: &'e Lookup<'e>,
) -> ShellSettings<'e> {
    let preferences = rc_file(env).overridden_by(&config.shell);
    for fault in config.faults() {
        stderr::tell(fault.to_string());
    }
    let connect = &invocation.connect;
    ShellSettings {
        history: history::path(env),
        cache: cache::folder(env),
        primary: primary(connect),
        profile: connect.profile.clone(),
        color: invocation.output.color,
        pager: pager(env),
        text_editor: editor(env),
        preferences,
        layer,
        profiles: profiles(given, config, env),
    }
}

/// Returns the profiles of the configuration. `:use` opens one as `--profile` does.
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

/// Returns the preferences in redis-cli's file, and the defaults of the others.
fn rc_file(env: &Lookup<'_>) -> Preferences {
    let mut preferences = Preferences::default();
    if let Some(path) = redisclirc::path(env) {
        let unread = redisclirc::read(&path, &mut preferences);
        unread.iter().for_each(stderr::tell);
    }
    preferences
}

/// Returns the name of the primary that sentinels report, if any.
fn primary(connect: &Connect) -> Option<String> {
    match &connect.target {
        Target::Sentinel(target) => Some(target.master.clone()),
        Target::Server(_) | Target::Cluster(_) => None,
    }
}

fn pager(env: &Lookup<'_>) -> Vec<String> {
    let set = env("PAGER").and_then(|line| program::words(line.to_str()?));
    set.unwrap_or_else(|| PAGER.map(str::to_owned).to_vec())
}

fn editor(env: &Lookup<'_>) -> Vec<String> {
    let mut set = ["VISUAL", "EDITOR"].into_iter().filter_map(env);
    let set = set.find_map(|line| program::words(line.to_str()?));
    set.unwrap_or_else(|| vec![EDITOR.to_owned()])
}
