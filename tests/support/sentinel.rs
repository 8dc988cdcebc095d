//! A real primary with replicas and sentinels, for one test.

use std::ops::{Deref, DerefMut};

use super::server::{directives, plan};
use super::wait;
use redsh_sandbox::{self as sandbox, Sandbox};

/// A sandbox's sentinel set, which it dereferences to, and which ends when it is dropped.
pub struct SentinelSet {
    sandbox: sandbox::SentinelSet,
}

impl SentinelSet {
    /// A set on TCP without TLS.
    pub fn start() -> Self {
        Self::with(&[], &[])
    }

    /// A set with directives for the servers, and others for the sentinels.
    pub fn with(config: &[(&str, &str)], for_sentinels: &[(&str, &str)]) -> Self {
        Self::planned(&plan(false, config), for_sentinels)
    }

    /// A set in which servers and sentinels speak only TLS.
    pub fn tls() -> Self {
        Self::planned(&plan(true, &[]), &[])
    }

    fn planned(plan: &sandbox::Plan, for_sentinels: &[(&str, &str)]) -> Self {
        let sandbox = sandbox::SentinelSet::start(plan, &directives(for_sentinels));
        SentinelSet {
            sandbox: sandbox.unwrap_or_else(|error| panic!("{error:#}")),
        }
    }

    /// Has a replica take over, and waits until all sentinels agree.
    pub fn fail_over(&self) {
        let old = self.agreed();
        let order = self.sentinels()[0].ask(&["SENTINEL", "FAILOVER", sandbox::MASTER]);
        order.expect("a replica is fit for it");
        wait::until("another primary is agreed on", || {
            let new = self.agreed();
            new.is_some() && new != old
        });
    }

    /// The port of the primary that every running sentinel names; `None` while they disagree.
    pub fn agreed(&self) -> Option<u16> {
        let running = self.sentinels().iter().filter(|node| node.pid().is_some());
        let mut named: Vec<Option<u16>> = running.map(named).collect();
        named.dedup();
        match named[..] {
            [port] => port,
            _ => None,
        }
    }
}

/// The port that one sentinel names.
fn named(sentinel: &Sandbox) -> Option<u16> {
    let address = sentinel.ask(&["SENTINEL", "GET-MASTER-ADDR-BY-NAME", "mymaster"]);
    let address = address.ok()?;
    address.texts().nth(1)?.parse().ok()
}

impl Deref for SentinelSet {
    type Target = sandbox::SentinelSet;

    fn deref(&self) -> &sandbox::SentinelSet {
        &self.sandbox
    }
}

impl DerefMut for SentinelSet {
    fn deref_mut(&mut self) -> &mut sandbox::SentinelSet {
        &mut self.sandbox
    }
}
