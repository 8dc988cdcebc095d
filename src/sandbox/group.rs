//! What the servers of a cluster and of a sentinel set have in common: one plan, certificates of one authority, a user by
//! which they know each other, and that all must be ready before anyone may use them.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::Context;

use super::MASTER;
use super::certificates::Certificates;
use super::server::{Membership, ServerRole};
use super::{Plan, Sandbox, random};

/// Servers take a second or three to agree; on a machine that is busy or swaps, it may take long.
const READY: Duration = Duration::from_secs(60);
/// Between two looks.
const LOOK: Duration = Duration::from_millis(10);
/// The user by which the servers know each other where the plan keeps others out.
const USER: &str = "redsh-sandbox";

/// A user with all permissions and its password.
#[derive(Debug, Clone)]
pub struct Credentials {
    /// The name of the user.
    pub user: &'static str,
    /// Different for each group.
    pub password: String,
}

/// A directive: its name, and what stands after it.
pub(super) type Directive = (String, String);

/// Starts the servers of one group.
pub(super) struct Group<'a> {
    plan: &'a Plan,
    /// `None` where everyone may do everything: servers before 6.2 have no such users.
    credentials: Option<Credentials>,
    /// The first server's.
    certificates: Option<Certificates>,
}

impl<'a> Group<'a> {
    /// A group whose servers are all to be as in `plan`, and some as in `more` too.
    pub(super) fn new(plan: &'a Plan, more: &[Directive]) -> Self {
        let is_guarded = plan
            .config
            .iter()
            .chain(more)
            .any(|(name, _)| name == "requirepass" || name == "user");
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

    /// One more server, with these directives: the last of each counts, and what the group stands on comes behind them.
    pub(super) fn start(
        &mut self,
        role: ServerRole,
        config: impl IntoIterator<Item = Directive>,
    ) -> anyhow::Result<Sandbox> {
        let plan = Plan {
            config: config.into_iter().chain(self.directives(role)).collect(),
            ..self.plan.clone()
        };
        let membership = Membership {
            role,
            certificates: self.certificates.as_ref(),
            credentials: self.credentials.as_ref(),
        };
        let sandbox = Sandbox::start_in(&membership, &plan)?;
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

/// Lets the user in, and has the server be that user with the others.
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

/// One of the lines that a plan's `config` is made of.
pub(super) fn directive(name: &str, value: impl Into<String>) -> Directive {
    (name.to_owned(), value.into())
}

/// Tries until it works.
///
/// # Errors
/// That of the last try, when 60 s are over.
pub(super) fn settle(what: &str, check: impl Fn() -> anyhow::Result<()>) -> anyhow::Result<()> {
    let deadline = Instant::now() + READY;
    loop {
        match check() {
            Ok(()) => return Ok(()),
            Err(error) if Instant::now() >= deadline => {
                let limit = READY.as_secs();
                return Err(error).with_context(|| format!("{what} is not ready after {limit} s"));
            }
            Err(_) => thread::sleep(LOOK),
        }
    }
}
