//! A temporary server on a free port.
//!
//! The [`super::supervisor`] owns everything that must be removed at the end. Clusters and sets of sentinels consist of several
//! servers ([`super::group`]).

use std::fs;
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use super::certificates::Certificates;
use super::supervisor::Supervisor;
use super::{Credentials, Plan, config, port, program};

/// A server starts within about 10 ms, but a busy machine may need longer.
const START: Duration = Duration::from_secs(30);
/// The interval between two checks whether the server answers.
const LOOK: Duration = Duration::from_millis(2);
/// The timeout for the reply to one PING.
const PING: Duration = Duration::from_secs(2);
/// The number of ports to try, since another process may take a free port before the server does.
const PORTS_TRIED: usize = 5;
/// The number of log lines in the error if the server does not start.
const LOG_SHOWN: usize = 6;

/// A running server. Its files and processes are removed when this is dropped or this process ends.
#[derive(Debug)]
pub struct Sandbox {
    pub(super) supervisor: Supervisor,
    plan: Plan,
    role: ServerRole,
    certificates: Option<Certificates>,
    pub(super) credentials: Option<Credentials>,
    pub(super) socket: PathBuf,
    port: u16,
}

/// The role of a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ServerRole {
    /// A standalone server, a primary or a replica.
    Data,
    /// A cluster node, which needs a port for the cluster bus too.
    ClusterNode,
    /// A sentinel.
    Sentinel,
}

impl Sandbox {
    /// Starts a server and waits until it answers.
    ///
    /// # Errors
    /// There is no server program; or the server ends, or does not answer within 30 s. The message contains the end of its log.
    pub fn start(plan: &Plan) -> anyhow::Result<Self> {
        Self::start_as(ServerRole::Data, plan, None, None)
    }

    /// Like [`Sandbox::start`], for a server of a group. Without the group's `certificates`, creates new ones if the plan uses
    /// TLS. [`Sandbox::ask`] logs in with the `credentials`.
    pub(super) fn start_as(
        role: ServerRole,
        plan: &Plan,
        certificates: Option<&Certificates>,
        credentials: Option<&Credentials>,
    ) -> anyhow::Result<Self> {
        let program = program::find(plan.server.as_deref())?;
        let supervisor = Supervisor::launch(&program, role.arguments())?;
        let certificates = plan
            .tls
            .then(|| match certificates {
                Some(certificates) => certificates.copy_to(supervisor.folder()),
                None => Certificates::make(supervisor.folder()),
            })
            .transpose()?;
        let mut sandbox = Sandbox {
            plan: plan.clone(),
            role,
            certificates,
            credentials: credentials.cloned(),
            socket: supervisor.folder().join(config::SOCKET),
            port: 0,
            supervisor,
        };
        sandbox.start_on_a_free_port()?;
        Ok(sandbox)
    }

    /// The TCP port on 127.0.0.1, which accepts only TLS if the plan uses it.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The certificates, if the plan uses TLS.
    pub fn certificates(&self) -> Option<&Certificates> {
        self.certificates.as_ref()
    }

    fn start_on_a_free_port(&mut self) -> anyhow::Result<()> {
        for _ in 1..PORTS_TRIED {
            match self.start_on(self.role.free_port()?) {
                Err(_) if self.port_was_taken() => continue,
                result => return result,
            }
        }
        self.start_on(self.role.free_port()?)
    }

    fn start_on(&mut self, port: u16) -> anyhow::Result<()> {
        let file = self.supervisor.folder().join("redis.conf");
        fs::write(&file, config::text(&self.plan, port))
            .with_context(|| format!("could not write {}", file.display()))?;
        self.port = port;
        self.run()
    }

    /// Starts the server, which must not be running, and waits until it answers.
    pub(super) fn run(&mut self) -> anyhow::Result<()> {
        self.supervisor.start()?;
        let deadline = Instant::now() + START;
        while !answers(&self.socket) {
            if self.supervisor.ended_within(LOOK)? {
                bail!("the server did not start:\n{}", self.last_words());
            }
            if Instant::now() >= deadline {
                bail!(
                    "the server does not answer after {} s:\n{}",
                    START.as_secs(),
                    self.last_words()
                );
            }
        }
        Ok(())
    }

    fn port_was_taken(&self) -> bool {
        self.last_words().contains("Address already in use")
    }

    /// The end of the log, where a server reports why it does not start.
    fn last_words(&self) -> String {
        let log = fs::read(self.supervisor.folder().join("server.log")).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = log.lines().filter(|line| !line.is_empty()).collect();
        lines[lines.len().saturating_sub(LOG_SHOWN)..].join("\n")
    }
}

impl ServerRole {
    /// The arguments of the program after the configuration file.
    fn arguments(self) -> &'static [&'static str] {
        match self {
            ServerRole::Data | ServerRole::ClusterNode => &[],
            ServerRole::Sentinel => &["--sentinel"],
        }
    }

    fn free_port(self) -> anyhow::Result<u16> {
        match self {
            ServerRole::Data | ServerRole::Sentinel => port::free(),
            ServerRole::ClusterNode => port::free_for_node(),
        }
    }
}

/// Whether a server answers PING on this socket. The port may belong to another process; the socket does not. A server that
/// cannot open its port ends before it answers on the socket.
fn answers(socket: &Path) -> bool {
    ping(socket).is_ok_and(|reply| !reply.starts_with(b"-LOADING"))
}

/// Returns the beginning of the reply to PING. An error such as `-NOAUTH` shows that the server runs, too.
fn ping(socket: &Path) -> io::Result<Vec<u8>> {
    let mut stream = UnixStream::connect(socket)?;
    stream.set_read_timeout(Some(PING))?;
    stream.write_all(b"PING\r\n")?;
    let mut reply = [0; 64];
    match stream.read(&mut reply)? {
        0 => Err(io::ErrorKind::UnexpectedEof.into()),
        length => Ok(reply[..length].to_vec()),
    }
}
