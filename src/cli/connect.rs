//! The settings of a connection.

use std::num::NonZeroUsize;
use std::time::Duration;

use clap::{Args, ValueHint};
use redsh_engine::cluster::NatMap;
use redsh_engine::net::{Address, AddressFamily, Login, TlsOptions};

use super::cluster::ClusterArgs;
use super::env::Environment;
use super::given::{ConnectSources, GivenOptions};
use super::login::{AskPassword, LoginArgs};
use super::sentinel::SentinelArgs;
use super::target::{AddressArgs, Target};
use super::tls::TlsArgs;
use super::uri::Uri;
use super::usage::Usage;
use super::value::{self, Read};

/// The settings of a connection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Connect {
    /// The target to connect to.
    pub(crate) target: Target,
    /// The login of every connection to a data node.
    pub(crate) login: Login,
    /// The password to ask the user for; until then `login` has no credentials.
    pub(crate) ask_password: Option<AskPassword>,
    /// The limit for each address of a host name; `None` uses the system's timeout.
    pub(crate) timeout: Option<Duration>,
    /// The limit for each part of a reply; `None` waits forever.
    pub(crate) reply_timeout: Option<Duration>,
    /// The most commands in flight; `None` where the engine decides.
    pub(crate) window: Option<NonZeroUsize>,
    /// The address family to try first.
    pub(crate) family: AddressFamily,
    /// Whether to use multipath TCP; never true for a Unix socket.
    pub(crate) multipath: bool,
    /// TLS for connections to data nodes; `None` is plain text.
    pub(crate) tls: Option<TlsOptions>,
    /// Whether read-only commands go to replicas; never true for a [`Target::Server`] outside a sandbox.
    pub(crate) replicas: bool,
    /// Whether commands with keys in several slots are split. Applies to clusters only.
    pub(crate) cross_slot: bool,
    /// How long a command is retried in a cluster or with sentinels; `None` where the kind of the run decides.
    pub(crate) cluster_retry: Option<Duration>,
    /// Maps announced addresses to reachable ones.
    pub(crate) natmap: NatMap,
    /// The profile to use. Its options are overridden by those of the command line.
    pub(crate) profile: Option<String>,
    /// Whether commands that may write are refused.
    pub(crate) read_only: bool,
}

#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Connection")]
pub(super) struct ConnectArgs {
    #[command(flatten)]
    pub(super) address: AddressArgs,

    /// Connect to a URI: redis://user:password@host:port/db
    ///
    /// rediss:// connects with TLS, unix:///path/to/socket to a Unix socket, and
    /// redis+sentinel://user:password@host:port,.../name/db to the primary that sentinels name. Of an option and a part
    /// of the URI, the later one on the command line counts.
    #[arg(short, value_name = "URI", value_hint = ValueHint::Url, value_parser = Read(value::uri))]
    pub(super) uri: Option<Uri>,

    /// Use the server profile NAME of the configuration file
    ///
    /// The file is $XDG_CONFIG_HOME/redsh/config.toml. Other options override the profile.
    #[arg(long, value_name = "NAME", value_hint = ValueHint::Other, value_parser = Read(value::text))]
    profile: Option<String>,

    /// Refuse to send commands that may write
    ///
    /// A command may write if the server flags it so, if it runs a script, or if redsh does not know it.
    #[arg(long)]
    pub(super) read_only: bool,

    /// Limit the time to connect [default: 0, no limit]
    ///
    /// Without a limit the timeout of the operating system applies to TCP, and 10 seconds to the TLS handshake.
    #[arg(short, value_name = "SECONDS", value_parser = Read(value::seconds))]
    pub(super) timeout: Option<Duration>,

    /// Limit the time to wait for a reply [default: 0, no limit]
    ///
    /// Ends the run, with an error, if the server sends nothing for so long. This includes a command that blocks, such as
    /// BLPOP, but not the messages of SUBSCRIBE and MONITOR.
    #[arg(long, value_name = "SECONDS", value_parser = Read(value::seconds))]
    reply_timeout: Option<Duration>,

    /// Have up to N commands in flight, from 1 to 16384
    ///
    /// A proxy may close the connection at a command that it does not support, and drop the replies to all commands in
    /// flight. So without this option the first use of a command's name is alone in flight, and so is each command after
    /// such a loss.
    #[arg(long, value_name = "N", value_parser = Read(value::window), conflicts_with_all = ["pipe", "scan"])]
    window: Option<NonZeroUsize>,

    /// Try IPv4 addresses first
    #[arg(short = '4', overrides_with = "prefer_v6")]
    prefer_v4: bool,

    /// Try IPv6 addresses first
    #[arg(short = '6', overrides_with = "prefer_v4")]
    prefer_v6: bool,

    /// Use multipath TCP
    #[arg(long)]
    mptcp: bool,

    #[command(flatten)]
    pub(super) cluster: ClusterArgs,

    #[command(flatten)]
    sentinel: SentinelArgs,

    #[command(flatten)]
    pub(super) login: LoginArgs,

    #[command(flatten)]
    pub(super) tls: TlsArgs,
}

impl ConnectArgs {
    /// Merges options, URI and environment.
    pub(super) fn resolve(self, given: &GivenOptions, env: &Environment) -> Result<Connect, Usage> {
        let uri = self.uri.clone().unwrap_or_default();
        let has_tls = self.tls.tls || uri.tls;
        let sources = ConnectSources { given, uri, env };
        let target = self.target(&sources, has_tls)?;
        let (login, ask_password) = self.login.resolve(sources)?;
        Ok(Connect {
            multipath: multipath(self.mptcp, &target)?,
            target,
            login,
            ask_password,
            timeout: self.timeout.filter(|timeout| !timeout.is_zero()),
            reply_timeout: self.reply_timeout.filter(|timeout| !timeout.is_zero()),
            window: self.window,
            family: family(self.prefer_v4, self.prefer_v6),
            tls: has_tls.then(|| self.tls.options()),
            replicas: self.cluster.replicas,
            cross_slot: self.cluster.cross_slot,
            cluster_retry: self.cluster.cluster_retry,
            natmap: self.cluster.natmap.unwrap_or_default(),
            profile: self.profile,
            read_only: self.read_only,
        })
    }

    fn target(&self, sources: &ConnectSources, has_tls: bool) -> Result<Target, Usage> {
        let sentinel_tls = self.sentinel.wants_tls(has_tls);
        let sentinel_tls = sentinel_tls.then(|| self.tls.clone().options());
        let address = || self.address.clone().resolve(sources);
        Ok(
            match self.sentinel.clone().resolve(sources, sentinel_tls)? {
                Some(sentinels) => Target::Sentinel(Box::new(sentinels)),
                None if self.cluster.cluster => Target::Cluster(address()?),
                None => Target::Server(address()?),
            },
        )
    }

    /// Returns the warnings about passwords on the command line. The wording is redis-cli's, since scripts filter it from
    /// stderr.
    pub(super) fn warnings(&self) -> Vec<String> {
        if self.login.no_auth_warning {
            return Vec::new();
        }
        let of_uri = self.uri.as_ref().and_then(|uri| uri.password.as_ref());
        let passwords = [
            ("-a' or '-u", self.login.password.as_ref().or(of_uri)),
            ("--sentinel-pass", self.sentinel.sentinel_pass.as_ref()),
        ];
        let shown = passwords.iter().filter(|(_, password)| password.is_some());
        let warning = |option| {
            format!(
                "Warning: Using a password with '{option}' option on the command line interface may not be safe."
            )
        };
        shown.map(|(option, _)| warning(option)).collect()
    }
}

fn multipath(asked: bool, target: &Target) -> Result<bool, Usage> {
    match target {
        Target::Server(Address::Unix(path)) | Target::Cluster(Address::Unix(path)) if asked => {
            Err(Usage::wrong(format_args!(
                "--mptcp requires a host and a port, not the socket {}",
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
