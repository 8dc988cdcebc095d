//! MONITOR at the prompt: commands of other clients appear above the typed line.

use super::{PROMPT, prompted, shell};
use support::server::Server;
use support::terminal::{Key, Screen, Terminal};

/// The prompt while MONITOR runs.
const MONITOR: &str = "127.0.0.1:11111(monitor)>";

fn monitor(screen: &mut Screen) {
    screen.wait_for_prompt().type_line("MONITOR");
    screen.assert_last_row(MONITOR);
}

/// Sets a key, and waits until MONITOR has shown that.
fn set(server: &Server, screen: &mut Screen, key: &str) {
    server.command(&["SET", key, "v"]);
    screen.wait_for(&format!("\"SET\" \"{key}\" \"v\""));
}

#[test]
fn commands_of_others_appear_above_the_line_and_the_next_command_ends_it() {
    let server = Server::start();
    let mut screen = shell(&server);
    monitor(&mut screen);
    screen.type_text("GET").wait_for("> GET");
    set(&server, &mut screen, "a");
    screen.type_text(" a\r").assert_last_row(PROMPT);
    server.command(&["SET", "b", "v"]);
    screen.type_line("PING").wait_for("PONG");
    screen.assert_last_row(PROMPT);
    let [seen, own]: [Vec<String>; 2] = {
        let rows = screen.rows().into_iter();
        let (seen, own) = rows.partition(|row| row.contains(" [0 "));
        [seen, own]
    };
    let is_seen = |row: &String| row.ends_with("\"SET\" \"a\" \"v\"");
    assert!(seen.iter().any(is_seen), "{screen:?}");
    assert!(!seen.iter().any(|row| row.contains("\"b\"")), "{screen:?}");
    let get = format!("{MONITOR} GET a");
    let monitor = prompted("MONITOR");
    let ping = prompted("PING");
    assert_eq!(own, [&monitor, "OK", &get, "\"v\"", &ping, "PONG", PROMPT]);
}

#[test]
fn ctrl_c_ends_it_and_the_session_keeps_its_state() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.wait_for_prompt().type_line("SELECT 3");
    screen.type_line("MONITOR").wait_for("[3](monitor)>");
    set(&server, &mut screen, "a");
    screen
        .press(Key::CtrlC)
        .assert_last_row("127.0.0.1:11111[3]>");
    screen.type_line("PING").wait_for("PONG");
}

#[test]
fn it_resumes_on_another_connection() {
    let server = Server::start();
    let mut screen = shell(&server);
    monitor(&mut screen);
    server.command(&["CLIENT", "KILL", "TYPE", "normal"]);
    server.command(&["CLIENT", "KILL", "TYPE", "replica"]);
    screen.wait_for("monitoring again; messages sent in between were lost");
    set(&server, &mut screen, "a");
    screen.assert_last_row(MONITOR);
}

#[test]
fn subscriptions_of_its_connection_continue_outside_of_a_transaction() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen
        .type_line("SUBSCRIBE ch")
        .wait_for("(subscribed mode)>");
    screen.type_line("MONITOR").assert_last_row(MONITOR);
    screen.type_line("MULTI");
    screen.assert_last_row("127.0.0.1:11111(TX)>");
    screen.type_line("PING").wait_for("QUEUED");
    screen.type_line("EXEC").wait_for("1) PONG");
    assert_eq!(server.reply(&["PUBLISH", "ch", "heard"]), b":1\r\n");
    screen.wait_for("\"heard\"");
}

#[test]
fn the_filter_can_be_changed_meanwhile() {
    let server = Server::start();
    let mut screen = Terminal::redsh()
        .on(&server)
        .args(["--monitor-filter", "cmd=set key=a"])
        .start();
    screen.type_line(":get monitor");
    screen.wait_for("monitor      \"cmd=set key=a\" show only the lines");
    monitor(&mut screen);
    server.command(&["SET", "b", "v"]);
    set(&server, &mut screen, "a");
    screen.type_line(":set monitor cmd=set key=c");
    screen.assert_last_row(MONITOR);
    server.command(&["SET", "a", "late"]);
    set(&server, &mut screen, "c");
    screen.type_line(":set monitor db=x");
    screen.wait_for("monitor must be all, or conditions: 'x' is not a database number");
    screen.type_line(":set nomonitor").assert_last_row(MONITOR);
    set(&server, &mut screen, "b");
    let rows = screen.rows();
    let shown = |text: &str| rows.iter().filter(|row| row.contains(text)).count();
    assert_eq!((shown("\"b\" \"v\""), shown("late")), (1, 0), "{screen:?}");
}
