//! TAB at the cursor.

use std::fs;

use super::{PROMPT, prompted, shell};
use support::cluster::Cluster;
use support::server::Server;
use support::terminal::{Key, Terminal};

#[test]
fn names_are_completed_in_the_typed_case() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen
        .wait_for_prompt()
        .type_text("georadiusbym")
        .press(Key::Tab);
    screen.wait_for("georadiusbymember");
    screen.press(Key::CtrlC).wait_for_prompt();
    screen.type_text("CONFIG RES").press(Key::Tab);
    screen.wait_for("CONFIG RESETSTAT");
}

#[test]
fn keys_of_the_server_are_completed_and_quoted_where_necessary() {
    let server = Server::start();
    server.command(&["SET", "user:1:long name", "x"]);
    let mut screen = shell(&server);
    screen
        .wait_for_prompt()
        .type_text("GET user")
        .press(Key::Tab);
    screen.wait_for("GET \"user:1:long name\"");
    screen.press(Key::Enter).wait_for("\"x\"");
}

#[test]
fn only_keys_of_the_selected_database_are_completed() {
    let server = Server::start();
    server.command(&["MSET", "key:here", "a", "key:there", "b"]);
    server.command(&["MOVE", "key:there", "3"]);
    let mut screen = shell(&server);
    screen.type_line("SELECT 3").wait_for("[3]>");
    screen.type_text("GET key").press(Key::Tab);
    screen.wait_for("GET key:there");
}

#[test]
fn fields_of_the_key_on_the_line_are_completed() {
    let server = Server::start();
    server.command(&["HSET", "h", "colour", "red"]);
    let mut screen = shell(&server);
    screen
        .wait_for_prompt()
        .type_text("HGET h co")
        .press(Key::Tab);
    screen.wait_for("HGET h colour");
    screen.press(Key::Enter).wait_for("\"red\"");
}

#[test]
fn several_candidates_are_listed_also_in_a_transaction() {
    let server = Server::start();
    server.command(&["MSET", "key:1", "a", "key:2", "b"]);
    let mut screen = shell(&server);
    screen.type_line("MULTI").wait_for("(TX)");
    screen
        .type_text("GET k")
        .press(Key::Tab)
        .wait_for("GET key:");
    screen.press(Key::Tab).wait_for("key:2");
    screen.press(Key::CtrlC);
    screen.type_line("EXEC").wait_for("(empty array)");
    screen.assert_last_row(PROMPT);
}

#[test]
fn option_words_and_files_are_completed() {
    let server = Server::start();
    let terminal = Terminal::redsh().on(&server);
    fs::write(terminal.home().join("lines.redis"), "PING\n").expect("it is written");
    let mut screen = terminal.start();
    screen.wait_for_prompt();
    screen.type_text("SET k v KEEP").press(Key::Tab);
    screen.wait_for("SET k v KEEPTTL").press(Key::CtrlU);
    screen.type_text(":source li").press(Key::Tab);
    screen.assert_screen([prompted(":source lines.redis")]);
}

#[test]
fn a_long_list_needs_a_confirmation_and_is_shown_by_screenfuls() {
    let server = Server::start();
    let keys: Vec<String> = (0..150).map(|number| format!("key:{number:03}")).collect();
    let pairs = keys.iter().flat_map(|key| [key.as_str(), "v"]);
    let command: Vec<&str> = ["MSET"].into_iter().chain(pairs).collect();
    server.command(&command);
    let mut screen = shell(&server);
    // The test must not depend on the speed of the server.
    screen.type_line("KEYS key:*").type_line("clear");
    screen
        .wait_for_prompt()
        .type_text("GET key")
        .press(Key::Tab);
    screen.wait_for("GET key:").press(Key::Tab);
    screen.wait_for("Display all 150 possibilities? (y or n)");
    screen.type_text("y").wait_for("key:149");
    screen.assert_last_row(&prompted("GET key:"));
}

#[test]
fn shell_words_and_nodes_are_completed() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.wait_for_prompt().type_text(":pe").press(Key::Tab);
    screen.wait_for(&prompted(":peek"));
    screen.press(Key::CtrlC).wait_for_prompt();
    screen
        .type_text("@prim")
        .press(Key::Tab)
        .wait_for("@primaries");
}

#[test]
fn the_nodes_of_a_cluster_are_listed_once_its_map_is_known() {
    let cluster = Cluster::empty(2, 0);
    let (first, second) = (&cluster.nodes()[0], &cluster.nodes()[1]);
    let redsh = Terminal::redsh().on(first).knowing(second.port());
    let mut screen = redsh.arg("-c").start();
    screen.type_line("EXISTS k").wait_for("(integer) 0");
    screen.wait_for_prompt().type_text("@1").press(Key::Tab);
    screen.wait_for("@127.0.0.1:").press(Key::Tab);
    screen.wait_for("@127.0.0.1:22222");
}

#[test]
fn ctrl_c_leaves_a_list_that_is_too_long() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.wait_for_prompt().press(Key::Tab).press(Key::Tab);
    screen.wait_for("possibilities? (y or n)").press(Key::CtrlC);
    screen.assert_screen([PROMPT, PROMPT]);
    screen.press(Key::Tab).press(Key::Tab);
    screen.wait_for("possibilities? (y or n)").type_text("y");
    screen.wait_for("--More--").press(Key::CtrlC);
    screen.assert_last_row(PROMPT);
    screen.type_text("PING").press(Key::Enter).wait_for("PONG");
}
