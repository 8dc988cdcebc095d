//! Signals: the terminal is restored, and entered lines are not lost.

use std::fs;

use rustix::process::Signal;

use super::interrupts::wait_until_blocked;
use super::{PROMPT, prompted, shell};
use support::server::Server;
use support::shell::{Shell, installed};
use support::terminal::{Key, Screen, Terminal};

/// 128 and the signal's number.
fn ended_by(signal: Signal) -> i32 {
    128 + signal.as_raw()
}

fn history(screen: &Screen) -> String {
    fs::read_to_string(screen.home().join(".rediscli_history")).unwrap_or_default()
}

#[test]
fn a_termination_signal_restores_the_terminal() {
    let server = Server::start();
    for signal in [Signal::TERM, Signal::HUP] {
        let mut screen = shell(&server);
        screen.type_line("SET a b").wait_for_prompt();
        screen.type_text("half a line").wait_for("half a line");
        screen.signal(signal).assert_ended(ended_by(signal));
        screen.assert_cursor(3, 0);
        assert_eq!(history(&screen), "SET a b\n");
    }
}

#[test]
fn a_termination_signal_ends_a_running_command_too() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.type_line("BLPOP none 0");
    wait_until_blocked(&server, 1);
    screen
        .signal(Signal::TERM)
        .assert_ended(ended_by(Signal::TERM));
    assert_eq!(history(&screen), "BLPOP none 0\n");
}

#[test]
fn closing_the_terminal_ends_the_shell() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.type_line("SET a b").wait_for("OK").hang_up();
    // By the signal or by the end of the input, in either order.
    assert_ne!(screen.wait_for_exit(), 0);
    assert_eq!(history(&screen), "SET a b\n");
}

#[test]
fn sigint_from_outside_clears_the_line() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen
        .wait_for_prompt()
        .type_text("SET a b")
        .wait_for("SET a b");
    screen.signal(Signal::INT).wait_for(PROMPT);
    screen
        .type_text("")
        .assert_cursor(1, 17)
        .type_text("PING\r")
        .wait_for("PONG");
}

/// redsh as a job of a shell that prints the terminal's modes when redsh is stopped, and continues it.
fn job(server: &Server) -> Screen {
    let modes = r"stty -a | tr ' ;' '\n\n' | grep -x -e '-\?echo' -e '-\?isig' -e '-\?icanon' | sort | xargs";
    let redsh = env!("CARGO_BIN_EXE_redsh");
    let script = format!(
        "set -m; '{redsh}' -p {}; echo stopped; {modes}; fg >/dev/null; echo over; {modes}",
        server.port()
    );
    let sh = Shell::program(&installed("sh", "dash")).args(["-c", &script]);
    Terminal::of(sh).knowing(server.port()).start()
}

#[test]
fn ctrl_z_stops_redsh_and_the_line_is_there_again_when_it_continues() {
    let server = Server::start();
    let mut screen = job(&server);
    screen
        .wait_for_prompt()
        .type_text("PI")
        .wait_for("PI")
        .press(Key::CtrlZ);
    screen.wait_for("echo icanon isig");
    screen.assert_screen([
        prompted("PI").as_str(),
        "stopped",
        "echo icanon isig",
        &prompted("PI"),
    ]);
    screen.type_text("NG\r").wait_for("PONG");
    screen.press(Key::CtrlD).wait_for("over");
    assert_eq!(screen.wait_for_exit(), 0);
    screen.assert_screen([
        prompted("PI").as_str(),
        "stopped",
        "echo icanon isig",
        &prompted("PING"),
        "PONG",
        PROMPT,
        "over",
        "echo icanon isig",
    ]);
}

#[test]
fn ctrl_z_stops_redsh_during_a_command_too() {
    let server = Server::start();
    let mut screen = job(&server);
    screen.type_line("BLPOP l 0");
    screen
        .wait_until_as_before()
        .press(Key::CtrlZ)
        .wait_for("stopped");
    server.command(&["RPUSH", "l", "v"]);
    screen.wait_for_prompt().press(Key::CtrlD).wait_for("over");
}

#[test]
fn ctrl_z_does_nothing_without_job_control() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen
        .wait_for_prompt()
        .type_text("PI")
        .press(Key::CtrlZ)
        .type_text("NG\r");
    screen.assert_screen([prompted("PING").as_str(), "PONG", PROMPT]);
}
