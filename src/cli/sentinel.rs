//! Which sentinels are asked where the primary is, and what a connection to them is to be.

use clap::{Args, ValueHint};
use redsh_engine::net::{Address, Login, Secret, TlsOptions};

use super::env::Environment;
use super::given::Given;
use super::host::SentinelHosts;
use super::login;
use super::uri::Uri;
use super::usage::Usage;
use super::value::{self, Read, YesNo};

/// A primary that sentinels are to be asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SentinelTarget {
    /// The sentinels, in the order in which they are asked; never none.
    pub(crate) addresses: Vec<Address>,
    /// The name that they know the primary by.
    pub(crate) master: String,
    /// Their own credentials: those of the data nodes are not shown to them.
    pub(crate) login: Login,
    /// For connections to them; `None` is plain text.
    pub(crate) tls: Option<TlsOptions>,
}

/// In the words that redis-cli has for `-a`.
const PASSWORD_WARNING: &str = "Warning: Using a password with '--sentinel-pass' option on the command line interface may not be safe.";

#[derive(Debug, Args)]
#[command(next_help_heading = "Cluster and Sentinel")]
pub(super) struct SentinelArgs {
    /// Ask these sentinels where the primary is: HOST or HOST:PORT, with commas between them; the default port is 26379
    #[arg(long = "sentinel", value_name = "HOSTS", value_hint = ValueHint::Hostname, conflicts_with = "sandbox", value_parser = Read(value::sentinels))]
    sentinels: Option<SentinelHosts>,

    /// Name that the sentinels know the primary by
    #[arg(long, value_name = "NAME", value_hint = ValueHint::Other, value_parser = Read(value::text))]
    master: Option<String>,

    /// User for the sentinels; --user is for the servers
    #[arg(long, value_name = "USER", value_hint = ValueHint::Other, value_parser = Read(value::text))]
    sentinel_user: Option<String>,

    /// Password for the sentinels; REDSH_SENTINEL_AUTH is safer
    #[arg(long, value_name = "PASSWORD", value_parser = Read(value::secret))]
    sentinel_pass: Option<Secret>,

    /// Whether the sentinels speak TLS [default: as the servers do]
    #[arg(
        long,
        value_name = "YES/NO",
        ignore_case = true,
        hide_possible_values = true
    )]
    sentinel_tls: Option<YesNo>,
}

impl SentinelArgs {
    /// For a password that the command line shows.
    pub(super) fn warning(&self) -> Option<&'static str> {
        self.sentinel_pass.is_some().then_some(PASSWORD_WARNING)
    }

    /// Whether the sentinels speak TLS, where the data nodes do or do not.
    pub(super) fn wants_tls(&self, nodes: bool) -> bool {
        self.sentinel_tls.map_or(nodes, YesNo::is_yes)
    }

    /// `None` where no sentinel is named. Their own options do nothing then, as TLS' do nothing without `--tls`; but who
    /// names a primary must not end up with the server on 127.0.0.1.
    pub(super) fn resolve(
        self,
        given: &Given,
        env: &Environment,
        uri: &Uri,
        tls: Option<TlsOptions>,
    ) -> Result<Option<SentinelTarget>, Usage> {
        let sentinels = given.later("sentinels", self.sentinels, uri.sentinels.clone());
        let Some(SentinelHosts(addresses)) = sentinels else {
            return match self.master {
                None => Ok(None),
                Some(_) => Err(Usage::wrong("--master wants --sentinel with it")),
            };
        };
        stands_alone(given, uri)?;
        let master = given.later("master", self.master, uri.master.clone());
        let master = master.ok_or_else(|| no_name(given))?;
        Ok(Some(SentinelTarget {
            addresses,
            master,
            login: sentinel_login(self.sentinel_user, self.sentinel_pass, env)?,
            tls,
        }))
    }
}

fn sentinel_login(
    user: Option<String>,
    password: Option<Secret>,
    env: &Environment,
) -> Result<Login, Usage> {
    let password = match password {
        None => env.sentinel_password()?,
        given => given,
    };
    Ok(Login {
        credentials: login::credentials(user, password),
        ..Login::default()
    })
}

/// Nothing else may say which server is meant, not even where one of the two would win: the other was meant too.
fn stands_alone(given: &Given, uri: &Uri) -> Result<(), Usage> {
    let others = [
        ("host", "-h"),
        ("port", "-p"),
        ("socket", "-s"),
        ("cluster", "-c"),
    ];
    let other = given.first(&others);
    let other = other.or(uri.names_server().then_some("a -u that names a server"));
    match other {
        None => Ok(()),
        Some(other) => Err(Usage::wrong(format_args!(
            "{} cannot be used together with {other}",
            spelled(given)
        ))),
    }
}

fn no_name(given: &Given) -> Usage {
    let form = spelled(given);
    Usage::wrong(format_args!(
        "{form} wants --master NAME too, the name that the sentinels know the primary by"
    ))
}

/// The one of the two that named the sentinels.
fn spelled(given: &Given) -> &'static str {
    match given.place("sentinels") {
        Some(_) => "--sentinel",
        None => "-u redis+sentinel://",
    }
}
