//! Servers, networks, files and users that fail redsh. Each fault is told in one clear line on stderr and by exit status 1,
//! whatever had come before it stays on stdout, and nothing hangs.
//!
//! Real servers are killed where the system's part in a fault matters; a scripted peer fails at a place that no real one
//! can be made to fail at.

mod connecting;
mod debugging;
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

/// redsh on its way to a peer.
fn at(peer: &Peer) -> Shell {
    Shell::redsh().args(["-p", &peer.port().to_string()])
}

/// One command, to a peer.
fn ask(peer: &Peer, words: &[&str]) -> Outcome {
    at(peer).args(words).run()
}

/// A message about this peer, or about its connection.
fn of(peer: &Peer, message: &str) -> String {
    message.replace("SERVER", &format!("127.0.0.1:{}", peer.port()))
}

/// Writes a line, and waits for the line that it is answered with.
#[track_caller]
fn exchange(redsh: &mut Coprocess, line: &str, reply: &str) {
    redsh.write_line(line);
    assert_eq!(redsh.read_line(), reply, "the reply to {line}");
}
