//! Lines in the user's editor, which is a small script here. `$1` is the file.

use std::fs;

use rustix::process::Signal;

use super::{PROMPT, prompted};
use support::server::Server;
use support::terminal::{Key, Screen, Terminal};

/// A terminal where this script is the editor, and whose home has the temporary files.
fn with_editor(server: &Server, script: &str) -> Terminal {
    let terminal = Terminal::redsh().on(server);
    let home = terminal.home().to_owned();
    terminal
        .env("EDITOR", format!("sh -c '{script}' editor"))
        .env("TMPDIR", home)
}

/// Types a line, and opens it in the editor.
fn hand_over<'s>(screen: &'s mut Screen, line: &str) -> &'s mut Screen {
    screen.wait_for_prompt().type_text(line).wait_for(line);
    screen.press(Key::CtrlX).press(Key::CtrlE)
}

/// The temporary files that are left.
fn left(screen: &Screen) -> Vec<String> {
    let entries = fs::read_dir(screen.home()).expect("it is there");
    let names = entries.map(|entry| entry.expect("it is read").file_name());
    let names = names.map(|name| name.to_string_lossy().into_owned());
    names.filter(|name| name.starts_with("redsh-")).collect()
}

#[test]
fn the_saved_text_comes_back_and_is_not_run_before_enter() {
    let server = Server::start();
    let mut screen = with_editor(&server, "sed -i s/1/2/ \"$1\"").start();
    hand_over(&mut screen, "INCRBY a 1");
    screen
        .assert_screen([prompted("INCRBY a 1"), prompted("INCRBY a 2")])
        .assert_cursor(1, 27);
    assert_eq!(server.command(&["DBSIZE"]), b":0\r\n");
    screen.type_text("3").press(Key::Enter);
    screen.assert_screen([
        prompted("INCRBY a 1").as_str(),
        &prompted("INCRBY a 23"),
        "(integer) 23",
        PROMPT,
    ]);
    assert_eq!(server.command(&["GET", "a"]), b"$2\r\n23\r\n");
    assert_eq!(left(&screen), [""; 0]);
}

#[test]
fn a_long_line_with_wide_characters_comes_back_whole() {
    let server = Server::start();
    let mut screen = with_editor(&server, "sed -i s/SET/GET/ \"$1\"")
        .size(40, 10)
        .start();
    screen.wait_for_prompt();
    screen.type_text("SET 日本語日本語日本語日本語 x");
    screen.wait_for(" x").press(Key::Home);
    screen.press(Key::CtrlX).press(Key::CtrlE);
    screen.assert_screen([
        "127.0.0.1:11111> SET 日本語日本語日本語",
        "日本語 x",
        "127.0.0.1:11111> GET 日本語日本語日本語",
        "日本語 x",
    ]);
}

#[test]
fn several_lines_are_run_in_order() {
    let server = Server::start();
    let script = "printf \"SET a 1\\n# no command\\nINCR a\\nSETNX b \\\"x\\ny\\\"\\n\" >\"$1\"";
    let mut screen = with_editor(&server, script).start();
    hand_over(&mut screen, "");
    let typed = [
        PROMPT,
        &prompted("SET a 1"),
        "# no command",
        "INCR a",
        "SETNX b \"x",
        "y\"",
    ];
    screen.assert_screen(typed).press(Key::Enter);
    screen.assert_screen(
        typed
            .into_iter()
            .chain(["OK", "(integer) 2", "(integer) 1", PROMPT]),
    );
    assert_eq!(server.command(&["GET", "b"]), b"$3\r\nx\ny\r\n");
}

#[test]
fn a_line_with_an_open_quote_can_be_closed() {
    let server = Server::start();
    let mut screen = with_editor(&server, "printf \"%s \\\"\" \"$(cat \"$1\")\" >\"$1\"").start();
    hand_over(&mut screen, "ECHO \"a");
    screen.wait_for(&prompted("ECHO \"a \"")).press(Key::Enter);
    screen.assert_last_row(PROMPT).wait_for("\"a \"");
}

#[test]
fn edit_takes_the_last_command() {
    let server = Server::start();
    let mut screen = with_editor(&server, "sed -i s/a/b/ \"$1\"").start();
    screen.type_line("ECHO a").type_line(":edit");
    screen
        .assert_last_row(&prompted("ECHO b"))
        .press(Key::CtrlC)
        .type_line(":edit");
    screen.assert_screen([
        prompted("ECHO a").as_str(),
        "\"a\"",
        &prompted(":edit"),
        &prompted("ECHO b"),
        &prompted(":edit"),
        &prompted("ECHO b"),
    ]);
}

#[test]
fn edit_takes_its_arguments_as_they_were_typed() {
    let server = Server::start();
    let mut screen = with_editor(&server, "sed -i s/x/y/ \"$1\"").start();
    screen.type_line(":edit ECHO \"x\\x20\" | tr y z");
    screen.assert_screen([
        prompted(":edit ECHO \"x\\x20\" | tr y z"),
        prompted("ECHO \"y\\x20\" | tr y z"),
    ]);
}

#[test]
fn the_visual_editor_is_preferred() {
    let server = Server::start();
    let mut screen = with_editor(&server, "exit 1")
        .env("VISUAL", "sed -i 's/a/b c/'")
        .start();
    hand_over(&mut screen, "ECHO a");
    screen.assert_last_row(&prompted("ECHO b c"));
}

#[test]
fn a_line_with_a_password_is_written_to_no_file() {
    let server = Server::start();
    let mut screen = with_editor(&server, "touch edited").start();
    screen.wait_for_prompt().type_text("AUTH hunter2");
    screen.wait_for("*******");
    screen.press(Key::CtrlX).press(Key::CtrlE);
    let refused = "edit this line here: its password must not be written to a file";
    let masked = prompted("AUTH *******");
    let hinted = prompted("AUTH ******* password");
    screen.assert_screen([&masked, refused, &hinted]);
    screen.press(Key::CtrlC).type_line(":edit AUTH hunter2");
    screen.assert_screen([
        &masked,
        refused,
        &hinted,
        &prompted(":edit AUTH *******"),
        refused,
        &hinted,
    ]);
    assert!(!screen.home().join("edited").exists());
    assert!(!screen.home().join(".rediscli_history").exists());
}

#[test]
fn an_editor_that_fails_leaves_the_line_unchanged() {
    let server = Server::start();
    let mut screen = with_editor(&server, "echo DEL a >\"$1\"; exit 3").start();
    hand_over(&mut screen, "GET a");
    screen.assert_screen([
        prompted("GET a").as_str(),
        "the editor sh failed (exit status: 3), line unchanged",
        &prompted("GET a"),
    ]);
    assert_eq!(left(&screen), [""; 0]);
}

#[test]
fn a_missing_editor_leaves_the_line_unchanged() {
    let server = Server::start();
    let mut screen = with_editor(&server, "").env("VISUAL", "nosuch -n").start();
    hand_over(&mut screen, "GET a");
    screen.assert_screen([
        prompted("GET a").as_str(),
        "could not run the editor nosuch: no such file or directory",
        &prompted("GET a"),
    ]);
    assert_eq!(left(&screen), [""; 0]);
}

#[test]
fn the_editor_gets_the_original_terminal_modes_and_its_own_end_with_it() {
    let server = Server::start();
    let script =
        "stty -a | grep -o -w -e \"-*icanon\" -e \"-*echo\" >modes; stty raw -echo; exit 1";
    let mut screen = with_editor(&server, script).start();
    hand_over(&mut screen, "PING");
    screen.wait_for("the editor sh failed");
    let modes = fs::read_to_string(screen.home().join("modes"));
    assert_eq!(modes.expect("it is written"), "icanon\necho\n");
    screen.press(Key::Enter).wait_for("PONG");
    screen.press(Key::CtrlD).assert_ended(0);
}

#[test]
fn ctrl_c_goes_to_the_editor_while_it_runs() {
    let server = Server::start();
    // A shell that waits for a child would miss a signal between the fork and the exec.
    let script = "trap \"echo ECHO b >$1; exit 0\" INT; echo editing; read -r line";
    let mut screen = with_editor(&server, script).start();
    hand_over(&mut screen, "ECHO a");
    screen.wait_for("editing").press(Key::CtrlC);
    screen.assert_last_row(&prompted("ECHO b"));
    screen.press(Key::Enter).wait_for("\"b\"");
}

#[test]
fn a_termination_signal_leaves_neither_the_file_nor_the_editors_modes() {
    let server = Server::start();
    let mut screen = with_editor(&server, "stty raw; echo editing; read -r line").start();
    hand_over(&mut screen, "GET a").wait_for("editing");
    assert_eq!(left(&screen).len(), 1);
    screen
        .signal(Signal::TERM)
        .assert_ended(128 + Signal::TERM.as_raw());
    assert_eq!(left(&screen), [""; 0]);
}

#[test]
fn edited_text_does_not_answer_a_confirmation() {
    let server = Server::start();
    server.command(&["SET", "a", "1"]);
    let mut screen = with_editor(&server, "touch edited").start();
    screen.type_line("FLUSHALL").wait_for("[y/N]");
    screen.type_text("y").press(Key::CtrlX).press(Key::CtrlE);
    screen.assert_screen([
        prompted("FLUSHALL").as_str(),
        "FLUSHALL on 127.0.0.1:11111, which has 1 key? [y/N] y",
        PROMPT,
    ]);
    assert_eq!(server.command(&["DBSIZE"]), b":1\r\n");
    assert!(!screen.home().join("edited").exists());
}

#[test]
fn without_a_line_editor_nothing_can_be_edited() {
    let server = Server::start();
    let mut screen = with_editor(&server, "touch edited")
        .env("TERM", "dumb")
        .start();
    screen.wait_for(PROMPT).type_text(":edit GET a\r");
    screen.wait_for(":edit is not available on this type of terminal");
    assert!(!screen.home().join("edited").exists());
}
