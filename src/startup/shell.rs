//! Collects the settings of the shell from the configuration, redis-cli's file and the environment.

use std::io::{self, IsTerminal};

use super::connection::{client, prefer_resp3};
use super::scan;
use crate::cli::{Connect, Invocation, Target};
use crate::config::{Config, XdgFolder, redisclirc};
use crate::process::stderr;
use crate::repl::history;
use crate::repl::shell::{NamedServer, Profiles, ShellSettings};
use crate::startup::{self, CliOverrides, Lookup};
use crate::terminal::is_dumb;
use crate::words::preferences::{PreferenceLayer, Preferences};

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
        stderr::tell(&fault.message);
    }
    let connect = &invocation.connect;
    ShellSettings {
        history: history::path(env),
        cache: XdgFolder::Cache.path(env),
        primary: primary(connect),
        profile: connect.profile.clone(),
        palette: invocation.output.palette(io::stdout().is_terminal()),
        is_dumb: invocation.output.fake_prompt || is_dumb(env("TERM").as_deref()),
        pager: program(env, &["PAGER"], &["less", "-R"]),
        // Every Unix has vi.
        text_editor: program(env, &["VISUAL", "EDITOR"], &["vi"]),
        preferences,
        layer,
        overrides: given.preferences.clone(),
        profiles: profiles(given, config, env),
        analyse: Box::new(scan::analyse),
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

/// Returns a program and its arguments, from the first of these variables that is not empty and has no open quote.
fn program(env: &Lookup<'_>, names: &[&str], default: &[&str]) -> Vec<String> {
    let mut programs = names
        .iter()
        .filter_map(|name| shlex::split(env(name)?.to_str()?));
    let program = programs.find(|words| !words.is_empty());
    program.unwrap_or_else(|| default.iter().map(ToString::to_string).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program_of(line: &'static str) -> Vec<String> {
        let env = move |name: &str| (name == "PAGER").then(|| line.into());
        program(&env, &["NONE", "PAGER"], &["less", "-R"])
    }

    #[test]
    fn quotes_group_words() {
        let words = program_of("less -R -P 'a b'");
        assert_eq!(words, ["less", "-R", "-P", "a b"]);
    }

    #[test]
    fn an_empty_line_or_an_open_quote_is_no_program() {
        for line in ["", "  ", "more 'open"] {
            assert_eq!(program_of(line), ["less", "-R"], "{line}");
        }
    }
}
