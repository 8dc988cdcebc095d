//! The engine's glob patterns, compared with a real server's.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use redsh_engine::scan::is_match;

use support::server::Server;

/// Few different letters, so that patterns match.
const KEY: &str = "[ab\\-\\]^*?\\\\\\[]{0,4}";
const PATTERN: &str = "[abc\\-\\]^*?\\\\\\[]{1,8}";

#[test]
fn a_pattern_matches_the_same_keys_as_in_a_server() {
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
            // The first string is the cursor.
            let found: BTreeSet<&str> = reply.texts().skip(1).collect();
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
