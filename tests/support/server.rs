//! A real server for one test.

use std::ops::{Deref, DerefMut};

pub use redsh_sandbox::encoded;
use redsh_sandbox::{Plan, Sandbox};

/// A sandbox's server, which it dereferences to, and which ends when it is dropped.
pub struct Server {
    sandbox: Sandbox,
}

impl Server {
    /// A server on TCP without TLS.
    pub fn start() -> Self {
        Self::with(&[])
    }

    /// A server with these directives in its `redis.conf`.
    pub fn with(config: &[(&str, &str)]) -> Self {
        Self::planned(false, config)
    }

    /// A server that speaks only TLS on its port.
    pub fn tls() -> Self {
        Self::tls_with(&[])
    }

    /// A server that speaks TLS, with these directives.
    pub fn tls_with(config: &[(&str, &str)]) -> Self {
        Self::planned(true, config)
    }

    /// A server with DEBUG, which servers since 7.0 forbid.
    pub fn allowing_debug() -> Self {
        Self::of(&Plan {
            allows_all: true,
            ..plan(false, &[])
        })
    }

    fn planned(tls: bool, config: &[(&str, &str)]) -> Self {
        Self::of(&plan(tls, config))
    }

    fn of(plan: &Plan) -> Self {
        let sandbox = Sandbox::start(plan);
        Server {
            sandbox: sandbox.unwrap_or_else(|error| panic!("{error:#}")),
        }
    }
}

impl Deref for Server {
    type Target = Sandbox;

    fn deref(&self) -> &Sandbox {
        &self.sandbox
    }
}

impl DerefMut for Server {
    fn deref_mut(&mut self) -> &mut Sandbox {
        &mut self.sandbox
    }
}

/// A plan for the server program of this run of the tests.
pub(crate) fn plan(tls: bool, config: &[(&str, &str)]) -> Plan {
    Plan {
        server: std::env::var_os("REDSH_SERVER").map(Into::into),
        tls,
        config: directives(config),
        ..Plan::default()
    }
}

pub(crate) fn directives(config: &[(&str, &str)]) -> Vec<(String, String)> {
    config
        .iter()
        .map(|&(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}
