//! What is shown behind a line that is typed.

use vt100::Color;

use super::{PROMPT, prompted, shell};
use crate::support::peer::Peer;
use crate::support::script::Script;
use crate::support::server::Server;
use crate::support::terminal::{Key, Terminal};
use crate::support::wait;

#[test]
fn the_arguments_of_a_command_follow_it_in_grey() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.wait_for_prompt().type_text("get");
    screen
        .assert_screen([prompted("get key")])
        .assert_cursor(0, 20);
    assert_eq!(screen.colour_at(0, 21), Color::Idx(8));
}

#[test]
fn what_has_been_typed_is_no_longer_hinted_at() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.wait_for_prompt().type_text("EXPIRE a ");
    screen.assert_screen([prompted("EXPIRE a seconds [NX|XX|GT|LT]")]);
    screen
        .type_text("5 ")
        .assert_screen([prompted("EXPIRE a 5 [NX|XX|GT|LT]")]);
    screen
        .type_text("nx")
        .assert_screen([prompted("EXPIRE a 5 nx")]);
}

#[test]
fn a_hint_goes_no_further_than_the_row_and_goes_with_the_line() {
    let server = Server::start();
    let mut screen = Terminal::redsh().on(&server).size(40, 10).start();
    screen.wait_for_prompt().type_text("SET k v");
    screen.assert_screen(["127.0.0.1:11111> SET k v [NX|XX] [GET]"]);
    screen.press(Key::Enter);
    screen.assert_screen([prompted("SET k v").as_str(), "OK", PROMPT]);
}

#[test]
fn a_hint_is_not_taken_into_the_line() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen
        .wait_for_prompt()
        .type_text("echo")
        .wait_for("message");
    screen.press(Key::Right).press(Key::End).type_text(" hi\r");
    screen.assert_screen([prompted("echo hi").as_str(), "\"hi\"", PROMPT]);
}

#[test]
fn without_colour_hints_have_none() {
    let server = Server::start();
    let mut screen = Terminal::redsh().on(&server).env("NO_COLOR", "1").start();
    screen.wait_for_prompt().type_text("get");
    screen.assert_screen([prompted("get key")]);
    assert_eq!(screen.colour_at(0, 21), Color::Default);
}

#[test]
fn hints_can_be_done_without() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen
        .type_line(":set nohints")
        .wait_for_prompt()
        .type_text("get");
    screen.assert_cursor(1, 20);
    screen.assert_screen([prompted(":set nohints"), prompted("get")]);
}

#[test]
fn a_command_that_only_the_server_knows_is_hinted_at_once_it_has_said_so() {
    let docs = concat!(
        "*2\r\n$6\r\nvec.of\r\n*4\r\n$5\r\ngroup\r\n$6\r\nmodule\r\n$9\r\narguments\r\n",
        "*1\r\n*4\r\n$4\r\nname\r\n$5\r\n\x1b[31m\r\n$4\r\ntype\r\n$6\r\nstring\r\n"
    );
    let commands = "*1\r\n*6\r\n$6\r\nvec.of\r\n:2\r\n*1\r\n+readonly\r\n:1\r\n:1\r\n:1\r\n";
    let session = Script::new().until("HELLO").send("%0\r\n").until_closed();
    let lesson = Script::new()
        .until("DOCS\r\n")
        .send([commands, docs].concat())
        .until_closed();
    let peer = Peer::in_turn([session, lesson]);
    let port = peer.port();
    let mut screen = Terminal::redsh()
        .knowing(port)
        .args(["-p", &port.to_string()])
        .start();
    peer.wait_until_received(b"DOCS\r\n");
    screen.wait_for_prompt();
    wait::until("a hint", || {
        screen.type_text("vec.of").wait_for("vec.of");
        let shown = screen.rows() == [prompted(r"vec.of \x1b[31m")];
        screen.press(Key::CtrlU).assert_screen([PROMPT]);
        shown
    });
    screen.assert_undisturbed();
}
