//! Subscribers and MONITOR: lost connections, shards, filters, and hostile messages.

mod hostile;
mod listening;
mod monitor;
mod resuming;
mod scripts;
mod shards;

use std::process::Command;

use redsh_sandbox::Sandbox;
use support::coprocess::Coprocess;
use support::outcome::Outcome;
use support::wait;

/// Waits until a channel has this number of subscribers.
fn wait_for_subscribers(server: &Sandbox, command: &str, channel: &str, count: usize) {
    let end = format!(":{count}\r\n");
    wait::until(&format!("{count} listen to {channel}"), || {
        server
            .reply(&["PUBSUB", command, channel])
            .ends_with(end.as_bytes())
    });
}

/// The next lines.
fn lines<const N: usize>(program: &mut Coprocess) -> [String; N] {
    std::array::from_fn(|_| program.read_line())
}

/// Interrupts the program as Ctrl-C does, and waits for its end.
fn interrupted(program: Coprocess) -> Outcome {
    let script = format!("kill -s INT {}", program.pid());
    let kill = Command::new("/bin/sh").args(["-c", &script]).status();
    assert!(kill.expect("there is a shell").success());
    program.finish()
}
