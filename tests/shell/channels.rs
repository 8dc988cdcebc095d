//! Messages above the line that the user types: SUBSCRIBE and similar commands at the prompt.

use super::{PROMPT, prompted, shell};
use support::cluster::Cluster;
use support::peer::Peer;
use support::script::Script;
use support::server::Server;
use support::terminal::{Key, Screen, Terminal};
use support::wait;

/// The prompt of a subscriber.
pub(super) const SUBSCRIBED: &str = "127.0.0.1:11111(subscribed mode)>";
const READING: &str = "Reading messages... (press Ctrl-C to quit or any key to type command)";

/// Subscribes in a shell.
fn subscribe(screen: &mut Screen, channels: &str) {
    screen.wait_for_prompt();
    screen.type_line(&format!("SUBSCRIBE {channels}"));
    screen.assert_last_row(SUBSCRIBED);
}

/// The rows from the first one with this beginning.
fn rows_from(screen: &Screen, beginning: &str) -> Vec<String> {
    let rows = screen.rows().into_iter();
    rows.skip_while(|row| !row.starts_with(beginning)).collect()
}

/// Publishes a message, which must have a subscriber.
pub(super) fn publish(server: &Server, channel: &str, message: &str) {
    assert_eq!(server.reply(&["PUBLISH", channel, message]), b":1\r\n");
}

fn message(channel: &str, message: &str) -> [String; 3] {
    [
        "1) \"message\"".to_owned(),
        format!("2) \"{channel}\""),
        format!("3) \"{message}\""),
    ]
}

#[test]
fn a_message_appears_above_the_typed_line() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.wait_for_prompt().type_line("SUBSCRIBE ch");
    screen.assert_last_row(SUBSCRIBED).type_text("ECHO ab");
    screen.wait_for("ECHO ab").press(Key::Left);
    publish(&server, "ch", "hello");
    screen.wait_for("hello").type_text("X").press(Key::Enter);
    screen.assert_screen([
        prompted("SUBSCRIBE ch").as_str(),
        READING,
        "1) \"subscribe\"",
        "2) \"ch\"",
        "3) (integer) 1",
        "1) \"message\"",
        "2) \"ch\"",
        "3) \"hello\"",
        &format!("{SUBSCRIBED} ECHO aXb"),
        "\"aXb\"",
        SUBSCRIBED,
    ]);
}

#[test]
fn in_resp2_only_commands_that_the_server_allows_run_meanwhile() {
    let server = Server::start();
    let mut screen = Terminal::redsh().on(&server).args(["-2"]).start();
    subscribe(&mut screen, "ch");
    publish(&server, "ch", "one");
    screen.wait_for("one").type_line("PING").type_line("GET k");
    screen.wait_for("QUIT / RESET");
    publish(&server, "ch", "two");
    screen.wait_for("two").type_line("UNSUBSCRIBE ch");
    screen.assert_last_row(PROMPT);
    let [first, second, third] = message("ch", "one");
    let [_, _, fourth] = message("ch", "two");
    assert_eq!(
        rows_from(&screen, "1) \"message"),
        [
            first.as_str(),
            &second,
            &third,
            &format!("{SUBSCRIBED} PING"),
            "1) \"pong\"",
            "2) \"\"",
            &format!("{SUBSCRIBED} GET k"),
            "(error) ERR Can't execute 'get': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING /",
            " QUIT / RESET are allowed in this context",
            &first,
            &second,
            &fourth,
            &format!("{SUBSCRIBED} UNSUBSCRIBE ch"),
            "1) \"unsubscribe\"",
            "2) \"ch\"",
            "3) (integer) 0",
            PROMPT,
        ]
    );
}

#[test]
fn ctrl_c_replaces_a_connection_in_resp2() {
    let peer = Peer::in_turn([
        Script::new()
            .commands(1)
            .send("*3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n")
            .until_closed(),
        Script::new().commands(1).send("$1\r\nv\r\n").until_closed(),
    ]);
    let mut screen = Terminal::redsh().to(peer.port()).args(["-2"]).start();
    subscribe(&mut screen, "a");
    screen.press(Key::CtrlC);
    screen.type_line("GET k").wait_for("\"v\"");
    screen.assert_last_row(PROMPT);
    let rows = screen.rows();
    assert!(!rows.iter().any(|row| row.contains("again")), "{rows:?}");
}

#[test]
fn ctrl_c_clears_the_line_and_on_an_empty_line_ends_the_subscription() {
    let server = Server::start();
    let mut screen = shell(&server);
    subscribe(&mut screen, "a b");
    screen.type_text("GET k").wait_for("GET k");
    screen.press(Key::CtrlC).assert_last_row(SUBSCRIBED);
    publish(&server, "a", "still heard");
    screen.wait_for("still heard").press(Key::CtrlC);
    screen.assert_last_row(PROMPT);
    assert_eq!(server.reply(&["PUBLISH", "a", "x"]), b":0\r\n");
    screen.type_line("PING").assert_last_row(PROMPT);
}

#[test]
fn a_connection_that_is_lost_while_idle_is_reported_and_made_again() {
    let server = Server::start();
    let mut screen = shell(&server);
    subscribe(&mut screen, "ch");
    screen.type_text("PI").wait_for("PI");
    server.command(&["CLIENT", "KILL", "TYPE", "pubsub"]);
    screen.wait_for("resubscribed to 1 channel; messages sent in between were lost");
    publish(&server, "ch", "heard");
    screen.wait_for("heard").type_text("NG\r").wait_for("PONG");
    screen.assert_last_row(SUBSCRIBED);
    let rows = rows_from(&screen, "127.0.0.1:11111 closed");
    let expected = [
        "127.0.0.1:11111 closed the connection; reconnecting",
        "connected to 127.0.0.1:11111 again",
        "resubscribed to 1 channel; messages sent in between were lost",
        "1) \"subscribe\"",
        "2) \"ch\"",
        "3) (integer) 1",
        "1) \"message\"",
        "2) \"ch\"",
        "3) \"heard\"",
        &format!("{SUBSCRIBED} PING"),
        "PONG",
        SUBSCRIBED,
    ];
    assert_eq!(rows, expected);
}

#[test]
fn a_flood_is_shown_whole_and_in_order_while_a_line_is_typed() {
    const COUNT: usize = 5000;
    let server = Server::start();
    let mut screen = shell(&server);
    subscribe(&mut screen, "ch");
    let publish = "for i = 1, ARGV[1] do redis.call('PUBLISH', 'ch', 'm' .. i) end";
    let count = COUNT.to_string();
    screen.type_text("EC");
    server.command(&["EVAL", publish, "0", &count]);
    screen.type_line("HO end").wait_for("\"end\"");
    screen.wait_for(&format!("\"m{COUNT}\"")).wait_for_prompt();
    let output = String::from_utf8_lossy(&screen.output()).into_owned();
    let numbers = output.split("\"m").skip(1);
    let numbers: Vec<usize> = numbers
        .filter_map(|rest| rest.split('"').next()?.parse().ok())
        .collect();
    let wanted: Vec<usize> = (1..=COUNT).collect();
    assert_eq!(numbers, wanted, "{screen:?}");
}

#[test]
fn on_a_small_screen_wide_messages_and_lines_of_two_rows_stay_whole() {
    let server = Server::start();
    let mut screen = Terminal::redsh().on(&server).size(40, 10).start();
    subscribe(&mut screen, "鍵");
    screen.type_text("ECHO 一二三四五六七八");
    screen.wait_for("五六七八");
    publish(&server, "鍵", "盤盤盤盤盤盤盤盤盤盤盤盤盤盤盤盤盤盤盤盤");
    screen.assert_screen([
        "t or any key to type command)",
        "1) \"subscribe\"",
        "2) \"鍵\"",
        "3) (integer) 1",
        "1) \"message\"",
        "2) \"鍵\"",
        "3) \"盤盤盤盤盤盤盤盤盤盤盤盤盤盤盤盤盤盤",
        "盤盤\"",
        "127.0.0.1:11111(subscribed mode)> ECHO",
        "一二三四五六七八",
    ]);
    screen.press(Key::Backspace).press(Key::Enter);
    screen
        .wait_for("\"一二三四五六七\"")
        .assert_last_row(SUBSCRIBED);
}

#[test]
fn a_hostile_message_does_not_drive_the_terminal() {
    let server = Server::start();
    let mut screen = shell(&server);
    subscribe(&mut screen, "ch");
    publish(&server, "ch", "\x1b]0;pwn\x07\x1b[2J\u{202e}x\r\n\u{9b}31m");
    screen.wait_for("3) ").assert_last_row(SUBSCRIBED);
    screen.assert_undisturbed();
}

#[test]
fn a_message_that_arrives_while_a_reply_is_piped_goes_to_the_terminal() {
    let server = Server::start();
    let mut screen = shell(&server);
    subscribe(&mut screen, "ch");
    let line = "EVAL \"redis.call('PUBLISH', 'ch', 'hello') return 'reply'\" 0 | tr a-z A-Z";
    screen
        .type_line(line)
        .wait_for("REPLY")
        .wait_for("\"hello\"");
    screen.assert_last_row(SUBSCRIBED);
}

#[test]
fn the_history_can_be_searched_meanwhile() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.wait_for_prompt().type_line("ECHO needle");
    subscribe(&mut screen, "ch");
    screen.press(Key::CtrlR).type_text("need");
    screen.wait_for("(reverse-i-search)`need'");
    publish(&server, "ch", "hello");
    screen.type_text("l").press(Key::Enter);
    screen.wait_for("\"hello\"").wait_for("\"needle\"");
    screen.assert_last_row(SUBSCRIBED);
}

#[test]
fn an_invalidation_of_a_key_is_shown_above_the_line() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.type_line("CLIENT TRACKING ON").type_line("GET k");
    screen.wait_for("(nil)").wait_for_prompt().type_text("PI");
    screen.wait_for("> PI");
    server.command(&["SET", "k", "v"]);
    screen.wait_for("invalidate").type_text("NG\r");
    screen.assert_screen([
        prompted("CLIENT TRACKING ON").as_str(),
        "OK",
        &prompted("GET k"),
        "(nil)",
        "-> invalidate: 'k'",
        &prompted("PING"),
        "PONG",
        PROMPT,
    ]);
}

#[test]
fn keys_are_tracked_again_when_the_tracking_connection_is_lost() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.type_line("CLIENT TRACKING ON BCAST PREFIX a");
    screen.type_line("CLIENT TRACKING ON BCAST PREFIX b");
    screen.wait_for_prompt();
    screen.type_text("PI").wait_for("> PI");
    server.command(&["CLIENT", "KILL", "TYPE", "normal"]);
    screen.wait_for("tracking keys again");
    server.command(&["MSET", "a1", "v", "b1", "v", "c1", "v"]);
    screen.wait_for("'b1'").type_text("NG\r");
    screen.assert_screen([
        prompted("CLIENT TRACKING ON BCAST PREFIX a").as_str(),
        "OK",
        &prompted("CLIENT TRACKING ON BCAST PREFIX b"),
        "OK",
        "127.0.0.1:11111 closed the connection; reconnecting",
        "connected to 127.0.0.1:11111 again",
        "tracking keys again; messages sent in between were lost",
        "OK",
        "OK",
        "-> invalidate: 'a1'",
        "-> invalidate: 'b1'",
        &prompted("PING"),
        "PONG",
        PROMPT,
    ]);
}

#[test]
fn keys_that_are_no_longer_tracked_are_not_tracked_again() {
    let mut server = Server::start();
    let mut screen = shell(&server);
    screen.type_line("CLIENT TRACKING ON");
    screen.type_line("CLIENT TRACKING OFF");
    screen.type_line("CLIENT TRACKING ON");
    screen
        .type_line("RESET")
        .type_line("clear")
        .wait_for_prompt();
    server.restart().expect("it starts again");
    wait::idle();
    screen.type_line("PING");
    screen.assert_screen([
        prompted("PING").as_str(),
        "connected to 127.0.0.1:11111 again",
        "PONG",
        PROMPT,
    ]);
}

#[test]
fn in_a_cluster_channels_of_several_shards_are_heard_and_ended_from_any_node() {
    let cluster = Cluster::empty(3, 0);
    let channels: Vec<String> = (0..3).map(|node| cluster.key_on(node, 0)).collect();
    let mut screen = Terminal::redsh().on(&cluster.nodes()[0]).arg("-c").start();
    screen.wait_for_prompt();
    screen.type_line(&format!("SSUBSCRIBE {}", channels.join(" ")));
    screen.wait_for("(subscribed mode)>");
    for (node, channel) in channels.iter().enumerate() {
        let said = format!("to {node}");
        let heard = cluster.nodes()[node].reply(&["SPUBLISH", channel, &said]);
        assert_eq!(heard, b":1\r\n");
        screen.wait_for(&said);
    }
    // Commands without keys go to another node from here on.
    screen
        .type_line(&format!("GET {}", channels[2]))
        .wait_for("(nil)");
    screen.type_line("SUNSUBSCRIBE").type_line("ECHO end");
    screen.wait_for("\"end\"");
    for (node, channel) in channels.iter().enumerate() {
        let heard = cluster.nodes()[node].reply(&["SPUBLISH", channel, "unheard"]);
        assert_eq!(heard, b":0\r\n");
    }
}

#[test]
fn on_a_terminal_without_an_editor_messages_are_shown_at_once() {
    let server = Server::start();
    let mut screen = Terminal::redsh().on(&server).env("TERM", "dumb").start();
    screen.wait_for(PROMPT).type_text("SUBSCRIBE ch\r");
    screen.wait_for(SUBSCRIBED);
    publish(&server, "ch", "hello");
    screen.wait_for("3) \"hello\"");
    screen.type_text("ECHO b\r").wait_for("\"b\"");
}

#[test]
fn an_endless_message_does_not_keep_the_prompt_away() {
    let confirmed = ">3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n";
    let half = ">3\r\n$7\r\nmessage\r\n$1\r\na\r\n$10\r\nhalf";
    let peer = Peer::in_turn([
        Script::resp3()
            .until("SUBSCRIBE")
            .send(confirmed)
            .send(half)
            .until_closed(),
        Script::resp3().until_closed(),
    ]);
    let mut screen = Terminal::redsh().to(peer.port()).start();
    subscribe(&mut screen, "a");
    screen.type_line("PING").wait_for("\"half");
    screen.press(Key::CtrlC).wait_for("interrupted");
    screen.assert_last_row(PROMPT);
}
