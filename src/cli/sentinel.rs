//! Sentinel options: the sentinels to ask for a primary, and how to connect to them.

use clap::{Args, ValueHint};
use redsh_engine::net::{Address, Login, Secret, TlsOptions};

use super::given::{ConnectSources, GivenOptions};
use super::login;
use super::uri::{SentinelHosts, Uri};
use super::usage::Usage;
use super::value::{self, Read};

/// A primary that sentinels name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SentinelTarget {
    /// The sentinels, in the order in which they are asked; never empty.
    pub(crate) addresses: Vec<Address>,
    /// The name of the primary.
    pub(crate) master: String,
    /// The login of connections to sentinels. The credentials for data nodes are never sent to them.
    pub(crate) login: Login,
    /// TLS for connections to sentinels; `None` is plain text.
    pub(crate) tls: Option<TlsOptions>,
}

#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Cluster and Sentinel")]
pub(super) struct SentinelArgs {
    /// Ask these sentinels for the primary
    ///
    /// Each is HOST or HOST:PORT, with port 26379 by default. Separate several by commas.
    #[arg(long = "sentinel", value_name = "HOSTS", value_hint = ValueHint::Hostname, conflicts_with = "sandbox", value_parser = Read(value::sentinels))]
    sentinels: Option<SentinelHosts>,

    /// Ask the sentinels for the primary NAME
    #[arg(long, value_name = "NAME", value_hint = ValueHint::Other, value_parser = Read(value::text))]
    master: Option<String>,

    /// Log in to the sentinels as USER
    ///
    /// The servers have a user of their own: --user.
    #[arg(long, value_name = "USER", value_hint = ValueHint::Other, value_parser = Read(value::text))]
    sentinel_user: Option<String>,

    /// Set the password for the sentinels
    ///
    /// Other users of the machine can see it. REDSH_SENTINEL_AUTH is safer.
    #[arg(long, value_name = "PASSWORD", value_parser = Read(value::secret))]
    pub(super) sentinel_pass: Option<Secret>,

    /// Use TLS to sentinels [default: as for servers]
    #[arg(
        long,
        value_name = "YES/NO",
        ignore_case = true,
        hide_possible_values = true,
        value_parser = value::yes_no()
    )]
    sentinel_tls: Option<bool>,
}

impl SentinelArgs {
    /// Whether connections to sentinels use TLS, given whether those to data nodes do.
    pub(super) fn wants_tls(&self, nodes: bool) -> bool {
        self.sentinel_tls.unwrap_or(nodes)
    }

    /// Returns `None` if no sentinel is named. The other sentinel options have no effect then, except `--master`, which is an
    /// error: a user who names a primary must not end up on the server at 127.0.0.1.
    pub(super) fn resolve(
        self,
        sources: &ConnectSources,
        tls: Option<TlsOptions>,
    ) -> Result<Option<SentinelTarget>, Usage> {
        let ConnectSources { given, uri, env } = sources;
        let sentinels = given.later("sentinels", self.sentinels, uri.sentinels.clone());
        let Some(SentinelHosts(addresses)) = sentinels else {
            return match self.master {
                None => Ok(None),
                Some(_) => Err(Usage::requires("--master", "--sentinel")),
            };
        };
        stands_alone(given, uri)?;
        let master = given.later("master", self.master, uri.master.clone());
        let master = master.ok_or_else(|| no_name(given))?;
        let password = env.or(self.sentinel_pass, "REDSH_SENTINEL_AUTH", value::secret)?;
        let login = Login {
            credentials: login::credentials(self.sentinel_user, password),
            ..Login::default()
        };
        Ok(Some(SentinelTarget {
            addresses,
            master,
            login,
            tls,
        }))
    }
}

/// Refuses any other option that names a server, since it would be ignored.
fn stands_alone(given: &GivenOptions, uri: &Uri) -> Result<(), Usage> {
    let other = given.first(&["host", "port", "socket", "cluster"]);
    let of_uri = || {
        uri.names_server()
            .then(|| "a -u that names a server".into())
    };
    let other = other.or_else(of_uri);
    match other {
        None => Ok(()),
        Some(other) => Err(Usage::wrong(format_args!(
            "{} cannot be used together with {other}",
            spelled(given)
        ))),
    }
}

fn no_name(given: &GivenOptions) -> Usage {
    let form = spelled(given);
    Usage::wrong(format_args!(
        "{form} requires --master NAME, the name of the primary"
    ))
}

/// Returns the option that named the sentinels.
fn spelled(given: &GivenOptions) -> &'static str {
    match given.place("sentinels") {
        Some(_) => "--sentinel",
        None => "-u redis+sentinel://",
    }
}
