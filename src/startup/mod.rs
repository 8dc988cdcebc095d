//! Determines the mode to run in, from the command line, the environment and the profile.

pub(crate) mod connection;
pub(crate) mod scan;
pub(crate) mod shell;

use std::cell::LazyCell;
use std::ffi::OsString;

use anyhow::anyhow;
use redsh_engine::net::ProtocolPreference;

use crate::cli::{self, Invocation};
use crate::config::Config;
use crate::words::preferences::{LayerValue, PreferenceLayer, Preferences};

/// The run that the user requests.
pub(crate) struct Startup {
    pub(crate) invocation: Invocation,
    pub(crate) given: CliOverrides,
    pub(crate) layer: PreferenceLayer,
}

/// The options of the command line that override those of every profile, also after `:use`.
pub(crate) struct CliOverrides {
    pub(crate) preferences: PreferenceLayer,
    pub(crate) protocol: Option<ProtocolPreference>,
}

pub(crate) type Lookup<'e> = dyn Fn(&str) -> Option<OsString> + 'e;

/// Parses the arguments, which do not include the program's name. Reads the configuration if they name a profile.
///
/// # Errors
/// [`Usage`](cli::Usage) for an invalid command line or a request such as the help; the profile cannot be used.
pub(crate) fn start(
    args: impl IntoIterator<Item = OsString>,
    env: &Lookup<'_>,
    config: &LazyCell<Config>,
) -> anyhow::Result<Startup> {
    let args: Vec<_> = args.into_iter().collect();
    let plain = cli::parse(args.clone(), env)?;
    let given = CliOverrides::of(&plain);
    let (invocation, layer) = match plain.connect.profile.clone() {
        None => (plain, given.preferences.clone()),
        Some(name) => with_profile(config, &name, &given, args, env)?,
    };
    Ok(Startup {
        invocation,
        given,
        layer,
    })
}

impl CliOverrides {
    fn of(plain: &Invocation) -> Self {
        let mut preferences = PreferenceLayer::default();
        let connect = &plain.connect;
        for (name, is_on) in [
            ("read-only", connect.read_only),
            ("cross-slot", connect.cross_slot),
        ] {
            if is_on {
                preferences.add(name, LayerValue::Switch(true));
            }
        }
        if let Some(filter) = &plain.output.monitor_filter {
            preferences.add("monitor", LayerValue::Text(&filter.to_string()));
        }
        let protocol = connect.login.protocol;
        CliOverrides {
            preferences,
            protocol: plain.output.chooses_protocol().then_some(protocol),
        }
    }
}

/// Parses the arguments after the options of a profile, which they override, and returns the preferences for its server.
///
/// # Errors
/// The profile does not exist, has an invalid option, or its password command fails.
pub(crate) fn with_profile(
    config: &Config,
    name: &str,
    given: &CliOverrides,
    args: Vec<OsString>,
    env: &Lookup<'_>,
) -> anyhow::Result<(Invocation, PreferenceLayer)> {
    let profile = config.profile(name).map_err(|why| anyhow!(why))?;
    let password = profile.password()?.map(OsString::from);
    let with_password = |name: &str| match name {
        "REDISCLI_AUTH" | "VALKEYCLI_AUTH" if password.is_some() => password.clone(),
        name => env(name),
    };
    let args = profile.options().map(OsString::from).chain(args);
    let mut invocation = cli::parse(args, &with_password)
        // The arguments alone are valid.
        .map_err(|usage| anyhow!("profile '{name}': {usage}"))?;
    let layer = profile
        .preferences
        .clone()
        .overridden_by(&given.preferences);
    let preferences = Preferences::default().overridden_by(&layer);
    invocation.connect.read_only = preferences.read_only;
    invocation.connect.cross_slot = preferences.cross_slot;
    invocation.output.monitor_filter = preferences.monitor;
    Ok((invocation, layer))
}
