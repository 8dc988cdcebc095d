//! `:use` switches to the server of a profile.

use vt100::Color;

use super::interrupts::wait_until_blocked;
use super::{PROMPT, configure, prompted};
use redsh_sandbox::Sandbox;
use support::cluster::Cluster;
use support::sentinel::SentinelSet;
use support::server::Server;
use support::terminal::{Key, Screen, Terminal};
use support::vacant::Vacant;

/// A shell at the first server, with a profile for the second that has these additional lines.
fn between(first: &Sandbox, second: u16, more: &str) -> Screen {
    let terminal = Terminal::redsh().on(first).knowing(second);
    configure(&terminal, &profile("other", second, more));
    terminal.start()
}

fn profile(name: &str, port: u16, more: &str) -> String {
    format!("[profiles.{name}]\nport = {port}\n{more}\n")
}

#[test]
fn all_settings_of_the_profile_apply() {
    let (first, second) = (Server::start(), Server::with(&[("requirepass", "secret")]));
    let more = "db = 2\npassword_command = \"echo secret\"\nname = \"me\"\nprotocol = 2\nread_only = true\nprompt_color = \"red\"";
    let mut screen = between(&first, second.port(), more);
    screen
        .type_line(":use other")
        .type_line("CLIENT GETNAME")
        .type_line("SET a b");
    screen.assert_screen([
        prompted(":use other").as_str(),
        "127.0.0.1:22222[2]> CLIENT GETNAME",
        "\"me\"",
        "127.0.0.1:22222[2]> SET a b",
        "(error) not sent: read-only mode, and this command may write",
        "127.0.0.1:22222[2]>",
    ]);
    assert_eq!(screen.colour_at(0, 0), Color::Default);
    assert_eq!(screen.colour_at(1, 0), Color::Idx(1));
    screen.type_line("HELLO").wait_for("(integer) 2");
}

#[test]
fn settings_that_the_next_profile_leaves_out_are_the_defaults() {
    let (first, second) = (Server::start(), Server::start());
    let terminal = Terminal::redsh().on(&first).knowing(second.port());
    let prod = profile(
        "prod",
        second.port(),
        "read_only = true\nprompt = \"prod> \"\ndb = 1",
    );
    configure(&terminal, &(prod + &profile("dev", first.port(), "")));
    let mut screen = terminal.start();
    screen
        .type_line(":use prod")
        .type_line(":set noview")
        .type_line(":use dev")
        .type_line("SET a b")
        .type_line(":get view");
    screen.assert_screen([
        prompted(":use prod").as_str(),
        "prod> :set noview",
        "prod> :use dev",
        &prompted("SET a b"),
        "OK",
        &prompted(":get view"),
        "view         off  show the replies of INFO, CLIENT LIST, XRANGE and others as ta",
        "bles",
        PROMPT,
    ]);
}

#[test]
fn restrictions_of_the_command_line_hold_in_every_profile() {
    let (first, second) = (Server::start(), Server::start());
    let terminal = Terminal::redsh()
        .on(&first)
        .knowing(second.port())
        .arg("--read-only");
    configure(
        &terminal,
        &profile("other", second.port(), "read_only = false"),
    );
    terminal
        .start()
        .type_line(":use other")
        .type_line("SET a b")
        .assert_screen([
            prompted(":use other").as_str(),
            "127.0.0.1:22222> SET a b",
            "(error) not sent: read-only mode, and this command may write",
            "127.0.0.1:22222>",
        ]);
}

#[test]
fn a_profile_that_cannot_be_used_is_reported_and_the_session_keeps_its_state() {
    let (first, second) = (Server::start(), Server::start());
    let mut screen = between(&first, second.port(), "password_command = \"false\"");
    screen
        .type_line("MULTI")
        .type_line(":use nosuch")
        .type_line(":use other")
        .type_line("EXEC");
    screen.assert_screen([
        prompted("MULTI").as_str(),
        "OK",
        "127.0.0.1:11111(TX)> :use nosuch",
        "unknown profile 'nosuch'; the profiles are other",
        "127.0.0.1:11111(TX)> :use other",
        "password_command false ended with exit status: 1",
        "127.0.0.1:11111(TX)> EXEC",
        "(empty array)",
        PROMPT,
    ]);
}

#[test]
fn a_password_command_that_takes_too_long_is_given_up() {
    let (first, second) = (Server::start(), Server::start());
    let more = "password_command = \"sh -c 'echo ready >&2; exec sleep 600'\"";
    let mut screen = between(&first, second.port(), more);
    screen.type_line(":use other").wait_for("ready");
    screen.press(Key::CtrlC).assert_screen([
        prompted(":use other").as_str(),
        "ready",
        "^C",
        "password_command sh ended with signal: 2 (SIGINT)",
        PROMPT,
    ]);
}

#[test]
fn a_profile_with_conflicting_settings_is_reported_by_its_name() {
    let (first, second) = (Server::start(), Server::start());
    let more = "uri = \"http://a\"\nreplicas = true";
    let mut screen = between(&first, second.port(), more);
    screen.type_line(":use other").wait_for("profile 'other': ");
    screen.assert_last_row(PROMPT);
}

#[test]
fn an_unreachable_server_leaves_the_session_disconnected() {
    let (server, vacant) = (Server::start(), Vacant::new());
    let mut screen = between(&server, vacant.port(), "db = 1");
    screen.type_line(":use other").assert_screen([
        prompted(":use other").as_str(),
        "could not connect to 127.0.0.1:22222: connection refused",
        "not connected>",
    ]);
}

#[test]
fn open_transactions_and_subscriptions_end_and_that_is_reported() {
    let (first, second) = (Server::start(), Server::start());
    let mut screen = between(&first, second.port(), "");
    for line in ["SUBSCRIBE a b", "clear", "MULTI", ":use other", "PING"] {
        screen.type_line(line);
    }
    screen.assert_screen([
        "127.0.0.1:11111(subscribed mode)> MULTI",
        "OK",
        "127.0.0.1:11111(TX)> :use other",
        "the transaction on 127.0.0.1:11111 is given up",
        "no longer subscribed to 2 channels on 127.0.0.1:11111",
        "127.0.0.1:22222> PING",
        "PONG",
        "127.0.0.1:22222>",
    ]);
    assert_eq!(second.command(&["PUBSUB", "CHANNELS"]), b"*0\r\n");
}

#[test]
fn monitor_ends_and_that_is_reported() {
    let (first, second) = (Server::start(), Server::start());
    let mut screen = between(&first, second.port(), "");
    screen.type_line("MONITOR").type_line(":use other");
    screen.wait_for("no longer monitoring on 127.0.0.1:11111");
    screen.assert_last_row("127.0.0.1:22222>");
}

#[test]
fn a_profile_with_tls_connects_with_tls() {
    let (first, second) = (Server::start(), Server::tls());
    let certificates = second.certificates().expect("it has some");
    let more = format!("tls = true\ncacert = \"{}\"", certificates.ca.display());
    let mut screen = between(&first, second.port(), &more);
    screen.type_line(":use other").type_line("PING");
    screen.assert_screen([
        prompted(":use other").as_str(),
        "127.0.0.1:22222> PING",
        "PONG",
        "127.0.0.1:22222>",
    ]);
}

#[test]
fn a_profile_of_a_cluster_follows_its_slots() {
    let (server, cluster) = (Server::start(), Cluster::empty(3, 0));
    let (first, second) = (&cluster.nodes()[0], &cluster.nodes()[1]);
    let key = cluster.key_on(1, 0);
    let terminal = Terminal::redsh()
        .on(&server)
        .knowing(first.port())
        .knowing(second.port());
    configure(
        &terminal,
        &profile("shards", first.port(), "cluster = true"),
    );
    let mut screen = terminal.start();
    screen
        .type_line(":use shards")
        .type_line(&format!("SET {key} v"))
        .assert_last_row("127.0.0.1:33333>");
    assert_eq!(second.command(&["DBSIZE"]), b":1\r\n");
}

#[test]
fn a_profile_with_sentinels_shows_the_primarys_name() {
    let (server, set) = (Server::start(), SentinelSet::start());
    let terminal = Terminal::redsh().on(&server);
    let port = set.sentinels()[0].port();
    let uri = format!("uri = \"redis+sentinel://127.0.0.1:{port}/mymaster\"");
    configure(&terminal, &format!("[profiles.ha]\n{uri}\n"));
    terminal
        .start()
        .type_line(":use ha")
        .type_line("PING")
        .assert_screen([
            prompted(":use ha").as_str(),
            "mymaster> PING",
            "PONG",
            "mymaster>",
        ]);
}

#[test]
fn profiles_are_listed_and_completed() {
    let (first, second) = (Server::start(), Server::start());
    let terminal = Terminal::redsh().on(&first).knowing(second.port());
    let text = profile("prod", second.port(), "") + &profile("dev", first.port(), "");
    configure(&terminal, &text);
    let mut screen = terminal.start();
    screen.wait_for_prompt().type_text(":use p").press(Key::Tab);
    screen.wait_for(&prompted(":use prod")).press(Key::Enter);
    screen.type_line(":use").assert_screen([
        prompted(":use prod").as_str(),
        "127.0.0.1:22222> :use",
        "  dev",
        "* prod",
        "127.0.0.1:22222>",
    ]);
}

#[test]
fn ctrl_c_still_gives_up_a_command() {
    let (first, second) = (Server::start(), Server::start());
    let mut screen = between(&first, second.port(), "");
    screen.type_line(":use other").type_line("BLPOP none 0");
    screen.wait_for("BLPOP none 0").wait_until_as_before();
    screen.press(Key::CtrlC).type_line("PING").wait_for("PONG");
    screen.assert_last_row("127.0.0.1:22222>");
}

#[test]
fn ctrl_c_applies_to_a_command_on_the_profiles_server() {
    let (first, second) = (Server::start(), Server::start());
    let mut screen = between(&first, second.port(), "");
    screen.type_line(":use other").type_line("BLPOP none 0");
    wait_until_blocked(&second, 1);
    screen.press(Key::CtrlC);
    screen.assert_screen([
        prompted(":use other").as_str(),
        "127.0.0.1:22222> BLPOP none 0",
        "^C",
        "(nil)",
        "127.0.0.1:22222>",
    ]);
}

#[test]
fn a_profile_whose_login_is_refused_is_not_used() {
    let (first, second) = (
        Server::start(),
        Server::with(&[("user", "default on nopass +@all ~*")]),
    );
    let more = "password_command = \"echo wrong\"\nuser = \"me\"\nprompt = \"other> \"";
    let mut screen = between(&first, second.port(), more);
    screen.type_line(":use other").type_line("PING");
    screen.assert_screen([
        prompted(":use other").as_str(),
        "AUTH failed: WRONGPASS invalid username-password pair or user is disabled.",
        &prompted("PING"),
        "PONG",
        PROMPT,
    ]);
}

#[test]
fn connecting_elsewhere_leaves_the_profile() {
    let (first, second) = (Server::start(), Server::start());
    let more = "prompt = \"prod> \"\nprompt_color = \"red\"\nread_only = true";
    let mut screen = between(&first, second.port(), more);
    screen.type_line(":use other").wait_for("prod>");
    screen.type_line(&format!("connect 127.0.0.1 {}", first.port()));
    screen.wait_for(PROMPT).type_line("SET a 1").wait_for("OK");
    let row = screen.cursor().0;
    assert_eq!(screen.colour_at(row, 0), Color::Default);
}
