//! What a run is to be: the command line, the environment, and the server that a profile names.

use std::ffi::OsString;

use anyhow::anyhow;

use crate::cli::{self, Invocation, Usage};
use crate::config::{self, Config};

/// Why there is nothing to run.
pub(crate) enum Unstarted {
    /// The command line is wrong, or asked for something else.
    Usage(Usage),
    /// The profile cannot be used.
    Failed(anyhow::Error),
}

impl From<Usage> for Unstarted {
    fn from(usage: Usage) -> Self {
        Unstarted::Usage(usage)
    }
}

/// A variable of the environment, by its name.
pub(crate) type Lookup<'e> = dyn Fn(&str) -> Option<OsString> + 'e;

/// Reads the arguments, without the program's name. A profile's options come before them, so that they win.
///
/// # Errors
/// The command line is wrong; there is no such profile, or its password is not to be had.
pub(crate) fn invocation(
    args: impl IntoIterator<Item = OsString>,
    env: &Lookup<'_>,
) -> Result<Invocation, Unstarted> {
    let args: Vec<_> = args.into_iter().collect();
    let plain = cli::parse(args.clone(), env)?;
    let Some(name) = &plain.connect.profile else {
        return Ok(plain);
    };
    let (options, password, prefers_read_only) = profile(name, env).map_err(Unstarted::Failed)?;
    let with_password = |name: &str| match name {
        "REDISCLI_AUTH" | "VALKEYCLI_AUTH" if password.is_some() => password.clone(),
        name => env(name),
    };
    let mut invocation = cli::parse(options.into_iter().chain(args), &with_password)?;
    invocation.connect.read_only |= prefers_read_only;
    Ok(invocation)
}

/// A profile's options, its password, and whether it is for reading only.
type Read = (Vec<OsString>, Option<OsString>, bool);

fn profile(name: &str, env: &Lookup<'_>) -> anyhow::Result<Read> {
    let config = config(env)?;
    let profile = config.profile(name).map_err(|error| anyhow!(error))?;
    let password = profile.password()?.map(OsString::from);
    Ok((
        profile.options(),
        password,
        profile.read_only.unwrap_or_default(),
    ))
}

/// The user's file.
///
/// # Errors
/// It is not understood.
pub(crate) fn config(env: &Lookup<'_>) -> anyhow::Result<Config> {
    match config::path(env) {
        Some(path) => Ok(Config::read(&path)?),
        None => Ok(Config::default()),
    }
}
