//! A server whose replies are made to drive the terminal, or to deceive the user.

use super::{PROMPT, prompted, shell};
use support::peer::Peer;
use support::script::Script;
use support::server::Server;
use support::terminal::{Key, Screen, Terminal};

/// Titles, the clipboard, a bell, an empty screen, escapes in C1, and marks that change the writing direction.
const PAYLOADS: [&str; 8] = [
    "\x1b]0;owned\x07",
    "\x1b]52;c;b3duZWQ=\x07",
    "\x07",
    "\x1b[2J\x1b[H",
    "\x1b[?1049h\x1b[?25l",
    "\u{9b}2J\u{9d}0;owned\u{9c}",
    "\u{202e}txt.exe\u{202c}\u{2066}",
    "\x1bc\x0e\x1b(0",
];

/// A shell with a server that sends this reply to the first command, in RESP3.
fn answered(reply: &str) -> (Peer, Screen) {
    let script = Script::resp3().until("PING\r\n").send(reply).until_closed();
    let peer = Peer::playing(script);
    let port = peer.port();
    let mut screen = Terminal::redsh().to(port).start();
    screen.type_line("PING").wait_for_prompt();
    (peer, screen)
}

/// Asserts that the reply has arrived, and that nothing but text of it has reached the terminal.
#[track_caller]
fn check(mut screen: Screen, payload: &str) {
    screen.assert_last_row(PROMPT);
    assert_eq!(screen.rows()[0], prompted("PING"), "{screen:?}");
    assert_unharmed(&mut screen, payload);
}

/// Asserts that nothing has driven the terminal, and that the payload was not printed unescaped.
#[track_caller]
fn assert_unharmed(screen: &mut Screen, payload: &str) {
    screen.assert_undisturbed();
    let output = screen.output();
    let mut parts = output.windows(payload.len());
    assert!(!parts.any(|part| part == payload.as_bytes()), "{screen:?}");
}

#[test]
fn strings_errors_and_statuses_do_not_drive_the_terminal() {
    for payload in PAYLOADS {
        let length = payload.len();
        for reply in [
            format!("${length}\r\n{payload}\r\n"),
            format!("+{payload}\r\n"),
            format!("-ERR {payload}\r\n"),
            format!("!{length}\r\n{payload}\r\n"),
            format!("={}\r\ntxt:{payload}\r\n", length + 4),
            format!("%1\r\n+{payload}\r\n${length}\r\n{payload}\r\n"),
        ] {
            let (_peer, screen) = answered(&reply);
            check(screen, payload);
        }
    }
}

#[test]
fn push_messages_do_not_drive_the_terminal() {
    for payload in PAYLOADS {
        let length = payload.len();
        let reply = format!(">2\r\n+{payload}\r\n${length}\r\n{payload}\r\n+PONG\r\n");
        let (_peer, screen) = answered(&reply);
        check(screen, payload);
    }
}

#[test]
fn an_invalid_reply_is_reported_without_its_control_characters() {
    for payload in PAYLOADS {
        let (_peer, mut screen) = answered(&format!(",{payload}\r\n"));
        assert_unharmed(&mut screen, payload);
    }
}

#[test]
fn a_refused_password_does_not_drive_the_terminal() {
    for payload in PAYLOADS {
        let script = Script::new()
            .until("AUTH")
            .until("secret\r\n")
            .until("HELLO")
            .send(format!(
                "-WRONGPASS {payload}\r\n-ERR unknown {payload}\r\n"
            ))
            .until_closed();
        let peer = Peer::playing(script);
        let port = peer.port().to_string();
        let mut screen = Terminal::redsh()
            .args(["-p", &port, "--no-auth-warning", "-a", "secret"])
            .start();
        screen.wait_for("AUTH failed: WRONGPASS").wait_for_prompt();
        assert_unharmed(&mut screen, payload);
    }
}

#[test]
fn pasted_text_does_not_drive_the_terminal() {
    let server = Server::start();
    for payload in PAYLOADS {
        let mut screen = shell(&server);
        screen.paste(&format!("GET {payload}")).type_text("end");
        screen.wait_for("end");
        assert_unharmed(&mut screen, payload);
        screen.press(Key::Enter).wait_for("(nil)");
        assert_unharmed(&mut screen, payload);
    }
}
