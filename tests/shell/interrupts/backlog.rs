//! Ctrl-C behind output that the terminal has not taken yet: the rest of it is not printed.

use super::super::{PROMPT, shell};
use support::server::Server;
use support::terminal::Screen;
use support::wait;

/// The buffers of the system and of redsh, with room.
const MOST_PRINTED: usize = 200_000;

/// Typed at once: the key waits until the terminal is read.
const CTRL_C: &str = "\x03";

fn printed_since(screen: &Screen, before: usize) -> usize {
    screen.output().len() - before
}

#[test]
fn the_rest_of_a_long_reply_is_dropped() {
    let server = Server::start();
    server.command(&["EVAL", FILL, "1", "list"]);
    let mut screen = shell(&server);
    screen.type_line("LRANGE list 0 -1").wait_for("element");
    let before = screen.stop(true).output().len();
    wait::idle();
    screen.type_text(CTRL_C);
    wait::until("the connection is closed", || {
        let clients = server.command(&["CLIENT", "LIST"]);
        !String::from_utf8_lossy(&clients).contains("cmd=lrange")
    });
    screen.stop(false).wait_for_prompt();
    let printed = printed_since(&screen, before);
    assert!(printed < MOST_PRINTED, "{printed} bytes");
    screen.type_line("ECHO next").wait_for("\"next\"");
}

/// A reply of 8 MB.
const FILL: &str = "for i = 1, 400000 do redis.call('RPUSH', KEYS[1], 'element ' .. i) end";

#[test]
fn messages_are_dropped_and_counted_when_their_channel_is_left() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.type_line("SUBSCRIBE ch").wait_for("(integer) 1");
    let before = screen.stop(true).output().len();
    server.command(&["EVAL", PUBLISH, "0"]);
    screen.type_text(CTRL_C);
    screen.stop(false).wait_for("messages that were not shown:");
    screen.assert_last_row(PROMPT);
    let printed = printed_since(&screen, before);
    assert!(printed < 10 * MOST_PRINTED, "{printed} bytes");
    screen.type_line("ECHO next").wait_for("\"next\"");
}

/// 11 MB of messages, which the server buffers.
const PUBLISH: &str = "for i = 1, 100000 do redis.call('PUBLISH', 'ch', string.rep('m', 100)) end";
