//! Where the server is, and how a connection to it is made.

use std::time::Duration;

use clap::{Args, ValueHint};
use redsh_engine::cluster::NatMap;
use redsh_engine::net::{Address, AddressFamily, Login, ProtocolPreference, TlsOptions};

use super::cluster::ClusterArgs;
use super::env::Environment;
use super::given::Given;
use super::login::{AskPassword, LoginArgs};
use super::sentinel::SentinelArgs;
use super::target::{AddressArgs, Target};
use super::tls::TlsArgs;
use super::uri::Uri;
use super::usage::Usage;
use super::value::{self, Read};

/// All that a connection needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Connect {
    /// Which server is meant.
    pub(crate) target: Target,
    /// What every connection to a data node is to be.
    pub(crate) login: Login,
    /// The password is still to be asked for; until then `login` has no credentials.
    pub(crate) ask_password: Option<AskPassword>,
    /// For each address of a name; `None` leaves it to the system.
    pub(crate) timeout: Option<Duration>,
    /// Which addresses of a name to try first.
    pub(crate) family: AddressFamily,
    /// Multipath TCP; never with a socket's path.
    pub(crate) multipath: bool,
    /// For connections to data nodes; `None` is plain text.
    pub(crate) tls: Option<TlsOptions>,
    /// Commands that only read go to replicas; never with a [`Target::Server`] outside of a sandbox.
    pub(crate) replicas: bool,
    /// Commands whose keys belong to several nodes are split; means something in a cluster only.
    pub(crate) cross_slot: bool,
    /// Announced addresses to such as can be reached.
    pub(crate) natmap: NatMap,
    /// The server of this name in the user's configuration, whose options come before those of the command line.
    pub(crate) profile: Option<String>,
    /// Commands that may write are refused.
    pub(crate) read_only: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Connection")]
pub(super) struct ConnectArgs {
    #[command(flatten)]
    address: AddressArgs,

    /// All of it in one: redis://user:password@host:port/db, rediss:// for TLS, unix:///path/to/socket, or redis+sentinel://user:password@host:port,.../name/db
    #[arg(short, value_name = "URI", value_hint = ValueHint::Url, value_parser = Read(value::uri))]
    uri: Option<Uri>,

    /// The server of this name in the configuration, $XDG_CONFIG_HOME/redsh/config.toml; options beside it win
    #[arg(long, value_name = "NAME", value_hint = ValueHint::Other, value_parser = Read(value::text))]
    profile: Option<String>,

    /// Refuse commands that may write, before they are sent
    #[arg(long)]
    pub(super) read_only: bool,

    /// Time for making a connection; 0 leaves it to the system, and 10 seconds for TLS [default: 0]
    #[arg(short, value_name = "SECONDS", value_parser = Read(value::seconds))]
    timeout: Option<Duration>,

    /// Try a name's IPv4 addresses first
    #[arg(short = '4', overrides_with = "prefer_v6")]
    prefer_v4: bool,

    /// Try a name's IPv6 addresses first
    #[arg(short = '6', overrides_with = "prefer_v4")]
    prefer_v6: bool,

    /// Use multipath TCP
    #[arg(long)]
    mptcp: bool,

    #[command(flatten)]
    cluster: ClusterArgs,

    #[command(flatten)]
    sentinel: SentinelArgs,

    #[command(flatten)]
    login: LoginArgs,

    #[command(flatten)]
    tls: TlsArgs,
}

impl ConnectArgs {
    /// What the options, the URI and the environment come to, and what is to be warned about.
    pub(super) fn resolve(
        self,
        given: &Given,
        env: &Environment,
        protocol: ProtocolPreference,
    ) -> Result<(Connect, Vec<String>), Usage> {
        let warnings = self.warnings();
        let uri = self.uri.unwrap_or_default();
        let tls = self.tls.resolve(uri.tls, &self.sentinel);
        let sentinels = self.sentinel.resolve(given, env, &uri, tls.sentinels)?;
        let target = match sentinels {
            Some(sentinels) => Target::Sentinel(Box::new(sentinels)),
            None => self
                .address
                .resolve(given, env, &uri, self.cluster.cluster)?,
        };
        self.cluster.check(given, &target)?;
        let (login, ask_password) = self.login.resolve(given, env, uri, protocol)?;
        let connect = Connect {
            multipath: multipath(self.mptcp, &target)?,
            target,
            login,
            ask_password,
            timeout: self.timeout.filter(|timeout| !timeout.is_zero()),
            family: family(self.prefer_v4, self.prefer_v6),
            tls: tls.nodes,
            replicas: self.cluster.replicas,
            cross_slot: self.cluster.cross_slot,
            natmap: self.cluster.natmap.unwrap_or_default(),
            profile: self.profile,
            read_only: self.read_only,
        };
        Ok((connect, warnings))
    }

    fn warnings(&self) -> Vec<String> {
        let shown = [
            self.login.warning(self.uri.as_ref()),
            self.sentinel.warning(),
        ];
        let shown = shown.into_iter().flatten().filter(|_| self.login.warns());
        shown.map(str::to_owned).collect()
    }
}

fn multipath(asked: bool, target: &Target) -> Result<bool, Usage> {
    match target {
        Target::Server(Address::Unix(path)) | Target::Cluster(Address::Unix(path)) if asked => {
            Err(Usage::wrong(format_args!(
                "--mptcp wants a host and a port, not the socket {}",
                path.display()
            )))
        }
        _ => Ok(asked),
    }
}

fn family(prefer_v4: bool, prefer_v6: bool) -> AddressFamily {
    match (prefer_v4, prefer_v6) {
        (true, _) => AddressFamily::PreferV4,
        (_, true) => AddressFamily::PreferV6,
        _ => AddressFamily::Any,
    }
}
