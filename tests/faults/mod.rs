//! Servers, networks, files and users that fail. Each fault is reported in one clear line on stderr and by exit
//! status 1, earlier output stays on stdout, and nothing hangs.
//!
//! Real servers are killed where the operating system's part in a fault matters; a scripted peer fails at a point
//! where no real server can be made to fail.

mod connecting;
mod debugging;
mod first_process;
mod handshake;
mod losing;
mod memory;
mod replies;
mod streams;
mod transactions;

use support::coprocess::Coprocess;
use support::outcome::Outcome;
use support::peer::Peer;
use support::shell::Shell;

/// redsh, started at a peer.
fn at(peer: &Peer) -> Shell {
    Shell::redsh().args(["-p", &peer.port().to_string()])
}

/// redsh, started at a peer that reads several commands before it replies.
fn pipelined_at(peer: &Peer) -> Shell {
    at(peer).args(["--window", "64"])
}

/// Sends one command to a peer.
fn ask(peer: &Peer, words: &[&str]) -> Outcome {
    at(peer).args(words).run()
}

/// A message about this peer or its connection.
fn of(peer: &Peer, message: &str) -> String {
    message.replace("SERVER", &format!("127.0.0.1:{}", peer.port()))
}

/// Writes a line, and waits for the line that answers it.
#[track_caller]
fn exchange(redsh: &mut Coprocess, line: &str, reply: &str) {
    redsh.write_line(line);
    assert_eq!(redsh.read_line(), reply, "the reply to {line}");
}
