//! The engine's globs beside those of a real server.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use redsh_engine::scan::is_match;

use crate::support::server::Server;

/// Few letters, so that patterns find something.
const KEY: &str = "[ab\\-\\]^*?\\\\\\[]{0,4}";
const PATTERN: &str = "[abc\\-\\]^*?\\\\\\[]{1,8}";

#[test]
fn a_pattern_takes_the_same_keys_here_and_in_a_server() {
    let server = Server::start();
    let mut runner = TestRunner::new(Config::with_cases(40));
    let keys = proptest::collection::vec(KEY, 1..60);
    let patterns = proptest::collection::vec(PATTERN, 1..40);
    let outcome = runner.run(&(keys, patterns), |(keys, patterns)| {
        server.command(&["FLUSHALL"]);
        for key in &keys {
            server.command(&["SET", key, "v"]);
        }
        for pattern in &patterns {
            let reply = server
                .ask(&["SCAN", "0", "COUNT", "100000", "MATCH", pattern])
                .expect("SCAN");
            let found = reply
                .as_slice()
                .and_then(|reply| reply[1].as_slice())
                .expect("keys");
            let found: BTreeSet<&str> = found.iter().filter_map(|key| key.as_str()).collect();
            let ours = keys
                .iter()
                .filter(|key| is_match(pattern.as_bytes(), key.as_bytes()));
            prop_assert_eq!(
                ours.map(String::as_str).collect::<BTreeSet<_>>(),
                found,
                "{}",
                pattern
            );
        }
        Ok(())
    });
    outcome.unwrap_or_else(|error| panic!("{error}"));
}
