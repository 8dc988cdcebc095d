//! Where the server is, and how a connection to it is made.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueHint};
use engine::net::{Address, Family, Login, ProtocolWish, TlsOptions};

use super::env::Environment;
use super::given::Given;
use super::login::{AskPassword, LoginArgs};
use super::tls::TlsArgs;
use super::uri::Uri;
use super::usage::Usage;
use super::value::{self, Read};

/// All that a connection needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Connect {
    /// The first server; with a sandbox, not used.
    pub(crate) address: Address,
    /// What every connection is to be.
    pub(crate) login: Login,
    /// The password is still to be asked for; until then `login` has no credentials.
    pub(crate) ask_password: Option<AskPassword>,
    /// For each address of a name; `None` leaves it to the system.
    pub(crate) timeout: Option<Duration>,
    /// Which addresses of a name to try first.
    pub(crate) family: Family,
    /// Multipath TCP; never with a socket's path.
    pub(crate) multipath: bool,
    /// `None` is plain text.
    pub(crate) tls: Option<TlsOptions>,
    /// Follow a cluster's redirects, `-c`.
    pub(crate) cluster: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Connection")]
pub(super) struct ConnectArgs {
    #[command(flatten)]
    address: AddressArgs,

    /// All of it in one: redis://user:password@host:port/db, rediss:// for TLS, or unix:///path/to/socket
    #[arg(short, value_name = "URI", value_hint = ValueHint::Url, value_parser = Read(value::uri))]
    uri: Option<Uri>,

    /// Time for making a connection; 0 leaves it to the system [default: 0]
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

    /// Follow a cluster's redirects
    #[arg(short)]
    cluster: bool,

    #[command(flatten)]
    login: LoginArgs,

    #[command(flatten)]
    tls: TlsArgs,
}

#[derive(Debug, Args)]
struct AddressArgs {
    /// Host name or address [default: 127.0.0.1]
    #[arg(short = 'h', value_name = "HOST", value_hint = ValueHint::Hostname, value_parser = Read(value::text))]
    host: Option<String>,

    /// Port [default: 6379]
    #[arg(short, value_name = "PORT", value_parser = Read(value::port))]
    port: Option<u16>,

    /// Unix socket; wins over host and port
    #[arg(short, value_name = "SOCKET", value_hint = ValueHint::FilePath)]
    socket: Option<PathBuf>,
}

impl ConnectArgs {
    /// What the options, the URI and the environment come to, and what is to be warned about.
    pub(super) fn resolve(
        self,
        given: &Given,
        env: &Environment,
        protocol: ProtocolWish,
    ) -> Result<(Connect, Vec<String>), Usage> {
        let uri = self.uri.unwrap_or_default();
        let tls = self.tls.resolve(uri.tls);
        let warnings = self.login.warnings(&uri);
        let address = self.address.resolve(given, env, &uri)?;
        let (login, ask_password) = self.login.resolve(given, env, uri, protocol)?;
        let connect = Connect {
            multipath: multipath(self.mptcp, &address)?,
            address,
            login,
            ask_password,
            timeout: self.timeout.filter(|timeout| !timeout.is_zero()),
            family: family(self.prefer_v4, self.prefer_v6),
            tls,
            cluster: self.cluster,
        };
        Ok((connect, warnings))
    }
}

impl AddressArgs {
    /// A socket wins whatever comes after it, as in redis-cli.
    fn resolve(self, given: &Given, env: &Environment, uri: &Uri) -> Result<Address, Usage> {
        if let Some(path) = self.socket.or(uri.socket.clone()) {
            return Ok(Address::Unix(path));
        }
        let host = given.later("host", self.host, uri.host.clone());
        let port = given.later("port", self.port, uri.port);
        let host = if host.is_none() { env.host()? } else { host };
        let port = if port.is_none() { env.port()? } else { port };
        Ok(Address::tcp(
            host.as_deref().unwrap_or("127.0.0.1"),
            port.unwrap_or(6379),
        ))
    }
}

fn multipath(asked: bool, address: &Address) -> Result<bool, Usage> {
    match address {
        Address::Unix(path) if asked => Err(Usage::wrong(format_args!(
            "--mptcp wants a host and a port, not the socket {}",
            path.display()
        ))),
        _ => Ok(asked),
    }
}

fn family(prefer_v4: bool, prefer_v6: bool) -> Family {
    match (prefer_v4, prefer_v6) {
        (true, _) => Family::PreferV4,
        (_, true) => Family::PreferV6,
        _ => Family::Any,
    }
}
