//! Commands for several nodes: node words, such as in `@primaries DBSIZE`, and `--cross-slot`, on real clusters,
//! sentinels and single servers.

mod cross_slot;
mod groups;
mod one;
mod trouble;

use redsh_sandbox::Sandbox;
use support::outcome::Outcome;
use support::shell::Shell;

/// Runs these words, separated by blanks, as one command that starts at this server.
fn run(server: &Sandbox, line: &str) -> Outcome {
    Shell::redsh().on(server).args(line.split(' ')).run()
}

/// The lines on stdout.
fn lines(outcome: &Outcome) -> Vec<String> {
    let text = String::from_utf8(outcome.stdout.clone()).expect("addresses are text");
    text.lines().map(str::to_owned).collect()
}

/// The name by which redsh calls a node.
fn name(server: &Sandbox) -> String {
    format!("127.0.0.1:{}", server.port())
}
