//! A group of servers, for clusters and sentinels: one plan, certificates of one authority, a user for connections between
//! the servers, and a wait until all are ready.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context;

use super::MASTER;
use super::certificates::Certificates;
use super::server::ServerRole;
use super::{Plan, Sandbox, random};

/// Servers agree within about three seconds, but a busy machine may need longer.
const READY: Duration = Duration::from_secs(60);
/// The interval between two checks.
const LOOK: Duration = Duration::from_millis(10);
/// The user for connections between the servers, if the plan requires a login.
const USER: &str = "redsh-sandbox";

/// A user with all permissions and its password.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The name of the user.
    pub user: &'static str,
    /// Different for each group.
    pub password: String,
}

/// A directive: its name and its arguments.
pub(super) type Directive = (String, String);

/// Starts the servers of one group.
pub(super) struct Group<'a> {
    plan: &'a Plan,
    /// `None` if the plan requires no login. (Servers before 6.2 do not support the user.)
    credentials: Option<Credentials>,
    /// The certificates of the first server.
    certificates: Option<Certificates>,
}

impl<'a> Group<'a> {
    /// A group of servers with the settings of `plan`, and some of them with `more` directives.
    pub(super) fn new(plan: &'a Plan, more: &[Directive]) -> Self {
        let is_guarded = plan
            .config
            .iter()
            .chain(more)
            .any(|(name, _)| name == "requirepass" || name == "user");
        let is_guarded = is_guarded || plan.password.is_some();
        let credentials = is_guarded.then(|| Credentials {
            user: USER,
            password: format!("{:016x}", random::number()),
        });
        Group {
            plan,
            credentials,
            certificates: None,
        }
    }

    /// Starts a server with these directives, followed by those that the group depends on. The last of equal ones counts.
    pub(super) fn start(
        &mut self,
        role: ServerRole,
        config: impl IntoIterator<Item = Directive>,
    ) -> anyhow::Result<Sandbox> {
        let plan = Plan {
            config: config.into_iter().chain(self.directives(role)).collect(),
            ..self.plan.clone()
        };
        let (certificates, credentials) = (self.certificates.as_ref(), self.credentials.as_ref());
        let sandbox = Sandbox::start_as(role, &plan, certificates, credentials)?;
        if self.certificates.is_none() {
            self.certificates = sandbox.certificates().cloned();
        }
        Ok(sandbox)
    }

    fn directives(&self, role: ServerRole) -> Vec<Directive> {
        let mut directives = Vec::new();
        if self.plan.tls {
            directives.push(directive("tls-replication", "yes"));
        }
        if self.plan.tls && role == ServerRole::ClusterNode {
            directives.push(directive("tls-cluster", "yes"));
        }
        if let Some(Credentials { password, .. }) = &self.credentials {
            directives.extend(login(role, password));
        }
        directives
    }
}

/// Returns directives that define the user, and let the server log in to others as that user.
fn login(role: ServerRole, password: &str) -> Vec<Directive> {
    let everything = format!("{USER} on >{password} +@all ~* &*");
    let sentinel = |words: String| directive("sentinel", words);
    let mut directives = vec![directive("user", everything)];
    directives.extend(match role {
        ServerRole::Data | ServerRole::ClusterNode => vec![
            directive("masteruser", USER),
            directive("masterauth", password),
        ],
        ServerRole::Sentinel => vec![
            sentinel(format!("sentinel-user {USER}")),
            sentinel(format!("sentinel-pass {password}")),
            sentinel(format!("auth-user {MASTER} {USER}")),
            sentinel(format!("auth-pass {MASTER} {password}")),
        ],
    });
    directives
}

/// Constructs a directive.
pub(super) fn directive(name: &str, value: impl Into<String>) -> Directive {
    (name.to_owned(), value.into())
}

/// Repeats a check until it succeeds.
///
/// # Errors
/// The error of the last check, after 60 s.
pub(super) fn settle(name: &str, check: impl Fn() -> anyhow::Result<()>) -> anyhow::Result<()> {
    let deadline = Instant::now() + READY;
    loop {
        match check() {
            Ok(()) => return Ok(()),
            Err(error) if Instant::now() >= deadline => {
                let limit = READY.as_secs();
                return Err(error).with_context(|| format!("{name} is not ready after {limit} s"));
            }
            Err(_) => thread::sleep(LOOK),
        }
    }
}
