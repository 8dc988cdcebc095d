//! One throw-away server: on a free port, started, known to answer, started again.
//!
//! It stands on [`super::keeper`] for everything that must be taken away again. A cluster or a set of sentinels is several
//! of these ([`super::group`]).

use std::fs;
use std::io::{self, Read, Write};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use super::certificates::Certificates;
use super::keeper::Keeper;
use super::{Credentials, Plan, config, port, program};

/// A server takes some 10 ms to start; on a machine that is busy or swaps, it may take long.
const START: Duration = Duration::from_secs(30);
/// Between two looks whether the server answers.
const LOOK: Duration = Duration::from_millis(2);
/// For the answer to one PING.
const PING: Duration = Duration::from_secs(2);
/// A free port is found by asking the system for one and giving it back; someone else may take it meanwhile.
const PORTS_TRIED: usize = 5;
/// The lines of the log that are shown when the server does not start.
const LOG_SHOWN: usize = 6;

/// A running server, all of whose files, sockets and processes are gone when it is dropped or this process has ended.
#[derive(Debug)]
pub struct Sandbox {
    pub(super) keeper: Keeper,
    plan: Plan,
    role: ServerRole,
    certificates: Option<Certificates>,
    pub(super) credentials: Option<Credentials>,
    pub(super) socket: PathBuf,
    port: u16,
}

/// What a server is started as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum ServerRole {
    /// It keeps data, alone or as a primary or replica.
    #[default]
    Data,
    /// It keeps its part of a cluster's data, and needs a port for the cluster's bus.
    ClusterNode,
    /// It watches over others.
    Sentinel,
}

/// What a server has from the group that it belongs to; by default, that there is none.
#[derive(Debug, Default)]
pub(super) struct Membership<'a> {
    /// What it is started as.
    pub(super) role: ServerRole,
    /// The group's certificates; of its own where there are none. For a plan with TLS.
    pub(super) certificates: Option<&'a Certificates>,
    /// With what [`Sandbox::ask`] logs in.
    pub(super) credentials: Option<&'a Credentials>,
}

impl Sandbox {
    /// Starts a server and waits until it answers.
    ///
    /// # Errors
    /// There is no server program; or it ends or does not answer within 30 s, when the last lines of its log are told.
    pub fn start(plan: &Plan) -> anyhow::Result<Self> {
        Self::start_in(&Membership::default(), plan)
    }

    /// As [`Sandbox::start`], for a server of a group.
    pub(super) fn start_in(group: &Membership<'_>, plan: &Plan) -> anyhow::Result<Self> {
        let program = program::find(plan.server.as_deref())?;
        let keeper = Keeper::hire(&program, group.role.arguments())?;
        let certificates = plan
            .tls
            .then(|| match group.certificates {
                Some(certificates) => certificates.copy_to(keeper.folder()),
                None => Certificates::make(keeper.folder()),
            })
            .transpose()?;
        let mut sandbox = Sandbox {
            plan: plan.clone(),
            role: group.role,
            certificates,
            credentials: group.credentials.cloned(),
            socket: keeper.folder().join(config::SOCKET),
            port: 0,
            keeper,
        };
        sandbox.start_on_a_free_port()?;
        Ok(sandbox)
    }

    /// The TCP port on 127.0.0.1; with TLS, only TLS is spoken there.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The certificates, where the plan asked for TLS.
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
        let file = self.keeper.folder().join("redis.conf");
        fs::write(&file, config::text(&self.plan, port))
            .with_context(|| format!("could not write {}", file.display()))?;
        self.port = port;
        self.run()
    }

    /// Starts the server, which must not be running, and waits until it answers.
    pub(super) fn run(&mut self) -> anyhow::Result<()> {
        self.keeper.start()?;
        let deadline = Instant::now() + START;
        while !answers(&self.socket) {
            if self.keeper.ended_within(LOOK)? {
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

    /// The end of the log, where a server says why it gives up.
    fn last_words(&self) -> String {
        let log = fs::read(self.keeper.folder().join("server.log")).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        let lines: Vec<&str> = log.lines().filter(|line| !line.is_empty()).collect();
        lines[lines.len().saturating_sub(LOG_SHOWN)..].join("\n")
    }
}

impl ServerRole {
    /// What the program is given behind its file.
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

/// Whether a server answers PING on this socket. Asked there and not at the port, which may be someone else's: a server
/// that could not open all its ports ends before it answers anywhere.
fn answers(socket: &Path) -> bool {
    ping(socket).is_ok_and(|reply| !reply.starts_with(b"-LOADING"))
}

/// The reply to PING, or its beginning: `-NOAUTH` is as good a sign of life as `+PONG`.
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
