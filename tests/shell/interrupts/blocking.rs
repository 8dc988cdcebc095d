//! A blocked command is released by the server, over a second connection, and the session's connection stays as it
//! is. Where the server cannot release it, the session's connection is replaced.

use super::{GIVEN_UP, wait_until_blocked};
use crate::shell::{PROMPT, prompted, shell};
use support::cluster::Cluster;
use support::peer::Peer;
use support::script::Script;
use support::server::Server;
use support::terminal::{Key, Screen, Terminal};
use support::wait;

/// The id of the shell's connection at the server.
fn client_id(screen: &mut Screen) -> Option<String> {
    screen.type_line("CLIENT ID").wait_for_prompt();
    let rows = screen.rows();
    screen.type_line("clear");
    rows.into_iter().find(|row| row.starts_with("(integer)"))
}

#[test]
fn a_blocked_command_is_answered_and_its_connection_stays() {
    let server = Server::start();
    let mut screen = shell(&server);
    let id = client_id(&mut screen).expect("it has one");
    for line in ["SELECT 3", "WATCH w", "CLIENT TRACKING ON", "clear"] {
        screen.type_line(line);
    }
    screen.type_line("BLPOP none 0");
    wait_until_blocked(&server, 1);
    screen.press(Key::CtrlC);
    screen
        .type_line("SET w changed")
        .type_line("MULTI")
        .type_line("EXEC");
    screen.assert_screen([
        "127.0.0.1:11111[3]> BLPOP none 0",
        "^C",
        "(nil)",
        "127.0.0.1:11111[3]> SET w changed",
        "OK",
        "127.0.0.1:11111[3]> MULTI",
        "OK",
        "127.0.0.1:11111[3](TX)> EXEC",
        "(nil)",
        "127.0.0.1:11111[3]>",
    ]);
    assert_eq!(client_id(&mut screen), Some(id));
}

#[test]
fn every_kind_of_blocked_command_is_released() {
    let server = Server::start();
    server.command(&["XGROUP", "CREATE", "s", "g", "$", "MKSTREAM"]);
    let mut screen = shell(&server);
    let named = format!("@127.0.0.1:{} BRPOP a 0", server.port());
    for (line, reply) in [
        ("BLMOVE a b LEFT RIGHT 0", "(nil)"),
        ("BZMPOP 0 1 z MIN", "(nil)"),
        ("XREAD BLOCK 0 STREAMS s $", "(nil)"),
        ("XREADGROUP GROUP g me BLOCK 0 STREAMS s >", "(nil)"),
        ("WAIT 1 0", "(integer) 0"),
        (named.as_str(), "(nil)"),
    ] {
        screen.type_line("clear").type_line(line);
        wait_until_blocked(&server, 1);
        screen.press(Key::CtrlC);
        let line = prompted(line).replace(&server.port().to_string(), "11111");
        screen.assert_screen([line.as_str(), "^C", reply, PROMPT]);
    }
}

#[test]
fn the_id_of_an_unidentified_connection_is_fetched_first() {
    let server = Server::start();
    server.command(&["ACL", "SETUSER", "bob", "on", ">pw", "+@all", "~*"]);
    let mut screen = Terminal::redsh().on(&server).arg("-2").start();
    screen.type_line("AUTH bob pw").type_line("clear");
    screen.type_line("BLPOP none 0");
    wait_until_blocked(&server, 1);
    screen.press(Key::CtrlC);
    screen.assert_screen([prompted("BLPOP none 0").as_str(), "^C", "(nil)", PROMPT]);
}

#[test]
fn a_repeated_command_is_released_once() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.type_line("5 BLPOP none 0");
    wait_until_blocked(&server, 1);
    screen.press(Key::CtrlC).type_line("PING");
    screen.assert_screen([
        prompted("5 BLPOP none 0").as_str(),
        "^C",
        "(nil)",
        &prompted("PING"),
        "PONG",
        PROMPT,
    ]);
}

#[test]
fn a_program_that_waits_for_its_reply_ends_and_the_connection_stays() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.type_line("BLPOP none 0 | cat");
    wait_until_blocked(&server, 1);
    screen.press(Key::CtrlC);
    // An empty row before it depends on the progress of the program with an empty reply.
    screen.wait_for("'cat' ended with signal: 2 (SIGINT)");
    screen.assert_last_row(PROMPT);
    assert_eq!(screen.rows()[1], "^C", "{screen:?}");
}

#[test]
fn a_subscription_continues_after_it() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.type_line("SUBSCRIBE news").type_line("clear");
    screen.type_line("BLPOP none 0");
    wait_until_blocked(&server, 1);
    screen.press(Key::CtrlC).wait_for_prompt();
    server.command(&["PUBLISH", "news", "still here"]);
    screen.wait_for("still here");
}

#[test]
fn the_release_is_sent_over_tls_and_as_the_same_user() {
    let server = Server::tls();
    server.command(&["ACL", "SETUSER", "bob", "on", ">pw", "+@all", "~*"]);
    let alone = server.ask(&["ACL", "SETUSER", "default", "nocommands", "+info"]);
    alone.expect("the user is restricted");
    let mut screen = Terminal::redsh()
        .on(&server)
        .args(["--user", "bob", "-a", "pw", "--no-auth-warning"])
        .start();
    screen.type_line("BLPOP none 0");
    wait_until_blocked(&server, 1);
    screen.press(Key::CtrlC);
    screen.assert_screen([prompted("BLPOP none 0").as_str(), "^C", "(nil)", PROMPT]);
}

#[test]
fn in_a_cluster_the_release_is_sent_to_the_blocking_node() {
    let cluster = Cluster::empty(3, 0);
    let key = cluster.key_on(2, 0);
    let nodes = cluster.nodes();
    let mut screen = Terminal::redsh()
        .on(&nodes[0])
        .arg("-c")
        .knowing(nodes[2].port())
        .start();
    screen.type_line(&format!("BLPOP {key} 0"));
    wait_until_blocked(&nodes[2], 1);
    screen.press(Key::CtrlC).wait_for_prompt();
    screen.assert_last_row("127.0.0.1:22222>");
    let rows = screen.rows();
    let reply = &rows[rows.len() - 3..];
    assert_eq!(reply, ["^C", "(nil)", "127.0.0.1:22222>"]);
}

#[test]
fn while_writes_are_paused_nothing_is_released_because_servers_abort_on_that() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.wait_for_prompt();
    server.command(&["CLIENT", "PAUSE", "600000", "WRITE"]);
    screen.type_line("BLPOP none 0");
    wait_until_blocked(&server, 1);
    screen.press(Key::CtrlC).type_line("PING");
    screen.assert_screen([
        prompted("BLPOP none 0").as_str(),
        "^C",
        GIVEN_UP,
        &prompted("PING"),
        "PONG",
        PROMPT,
    ]);
    assert_eq!(server.info("commandstats", "cmdstat_client|unblock"), 0);
}

#[test]
fn a_user_without_the_permission_gets_the_prompt_on_another_connection() {
    let server = Server::start();
    server.command(&["ACL", "SETUSER", "default", "-client|unblock"]);
    let mut screen = shell(&server);
    screen.type_line("SELECT 3").type_line("clear");
    screen.type_line("BLPOP none 0");
    wait_until_blocked(&server, 1);
    screen.press(Key::CtrlC).type_line("PING");
    screen.assert_screen([
        "127.0.0.1:11111[3]> BLPOP none 0",
        "^C",
        GIVEN_UP,
        "127.0.0.1:11111[3]> PING",
        "PONG",
        "127.0.0.1:11111[3]>",
    ]);
}

#[test]
fn an_element_that_was_popped_meanwhile_is_shown() {
    let popped = "*2\r\n$1\r\nk\r\n$7\r\nelement\r\n";
    let waits = Script::new().until("ID").send(":7\r\n").until("BLPOP");
    let waits = waits.pause().send(popped).until_closed();
    let unblocks = Script::new().commands(2).send("+OK\r\n+QUEUED\r\n");
    let unblocks = unblocks.commands(2).send("+QUEUED\r\n*2\r\n:0\r\n:0\r\n");
    // The second connection serves the request for the command table.
    let peer = Peer::in_turn([waits, Script::new().until_closed(), unblocks.until_closed()]);
    let mut screen = Terminal::redsh().arg("-2").to(peer.port()).start();
    wait::until("the second connection sends its command", || {
        peer.received().len() == 2
    });
    screen.type_line("BLPOP k 0");
    peer.wait_until_received(b"BLPOP");
    screen.press(Key::CtrlC);
    peer.wait_until_received(b"UNBLOCK");
    peer.resume();
    screen.assert_screen([
        prompted("BLPOP k 0").as_str(),
        "^C",
        "1) \"k\"",
        "2) \"element\"",
        PROMPT,
    ]);
}

#[test]
fn a_server_that_does_not_release_the_command_does_not_keep_the_prompt_away() {
    let waits = Script::new().until("ID").send(":7\r\n").until_closed();
    let peer = Peer::in_turn([waits, Script::new().until_closed()]);
    let mut screen = Terminal::redsh().arg("-2").to(peer.port()).start();
    screen.type_line("XREAD BLOCK 0 STREAMS s $");
    peer.wait_until_received(b"XREAD");
    screen.press(Key::CtrlC);
    screen.assert_screen([
        prompted("XREAD BLOCK 0 STREAMS s $").as_str(),
        "^C",
        "interrupted",
        PROMPT,
    ]);
}
