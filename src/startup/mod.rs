//! What a run is to be: the command line, the environment, and the server that a profile names.

pub(crate) mod scan;
pub(crate) mod session;
pub(crate) mod shell;

use std::cell::LazyCell;
use std::ffi::OsString;

use anyhow::anyhow;
use redsh_engine::net::ProtocolPreference;

use crate::cli::{self, Invocation, Usage};
use crate::config::Config;
use crate::words::preferences::{LayerValue, PreferenceLayer, Preferences};

/// A run, as it is asked for.
pub(crate) struct Startup {
    pub(crate) invocation: Invocation,
    pub(crate) given: CliOverrides,
    /// What is preferred with the server that it begins with.
    pub(crate) layer: PreferenceLayer,
}

/// What the command line says that holds with every profile that is used later.
pub(crate) struct CliOverrides {
    pub(crate) preferences: PreferenceLayer,
    pub(crate) protocol: Option<ProtocolPreference>,
}

/// Why there is nothing to run.
pub(crate) enum StartError {
    /// The command line is wrong, or asked for something else.
    Usage(Usage),
    /// The profile cannot be used.
    Failed(anyhow::Error),
}

impl From<Usage> for StartError {
    fn from(usage: Usage) -> Self {
        StartError::Usage(usage)
    }
}

/// A variable of the environment, by its name.
pub(crate) type Lookup<'e> = dyn Fn(&str) -> Option<OsString> + 'e;

/// Reads the arguments, without the program's name. The configuration is read where they name a profile.
///
/// # Errors
/// The command line is wrong; the profile cannot be used.
pub(crate) fn start(
    args: impl IntoIterator<Item = OsString>,
    env: &Lookup<'_>,
    config: &LazyCell<Config>,
) -> Result<Startup, StartError> {
    let args: Vec<_> = args.into_iter().collect();
    let plain = cli::parse(args.clone(), env)?;
    let given = CliOverrides::of(&plain);
    let (invocation, layer) = match plain.connect.profile.clone() {
        None => (plain, given.preferences.clone()),
        Some(name) => with_profile(config, &name, &given, args, env).map_err(StartError::Failed)?,
    };
    Ok(Startup {
        invocation,
        given,
        layer,
    })
}

impl CliOverrides {
    /// By the command line alone.
    fn of(plain: &Invocation) -> Self {
        let mut preferences = PreferenceLayer::default();
        let connect = &plain.connect;
        let switches = [
            ("read-only", connect.read_only),
            ("cross-slot", connect.cross_slot),
        ];
        let on = switches.into_iter().filter(|(_, is_on)| *is_on);
        on.for_each(|(name, is_on)| preferences.add(name, LayerValue::Switch(is_on)));
        if let Some(filter) = &plain.output.monitor_filter {
            preferences.add("monitor", LayerValue::Text(&filter.to_string()));
        }
        let protocol = connect.login.protocol;
        CliOverrides {
            preferences,
            protocol: (!plain.output.any_protocol).then_some(protocol),
        }
    }
}

/// What these arguments come to, with the options of a profile before them, so that they win; and what is preferred with
/// its server, where what the command line says wins too.
///
/// # Errors
/// There is no such profile, or its password is not to be had; or something in it is no option.
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
        // The arguments without the profile were understood.
        .map_err(|usage| anyhow!("profile '{name}': {}", usage.stderr.trim_end()))?;
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
