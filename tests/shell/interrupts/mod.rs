//! Ctrl-C clears the line, and gives up a command that takes too long; the session keeps its state.

mod backlog;
mod blocking;
mod connecting;

use super::{PROMPT, prompted, shell};
use redsh_sandbox::Sandbox;
use support::cluster::Cluster;
use support::server::Server;
use support::terminal::{Key, Terminal};
use support::wait;

/// The message about a command that was sent.
const GIVEN_UP: &str = "interrupted; whether the command ran is not known";

/// A server whose scripts run for ever, and that replies BUSY at once.
fn patient() -> Server {
    Server::with(&[("lua-time-limit", "1")])
}

/// Waits until a script runs.
#[track_caller]
fn wait_until_busy(server: &Sandbox) {
    // PING is refused then.
    wait::until("a script runs", || server.ask(&["PING"]).is_err());
}

/// Waits until this number of clients are blocked or paused.
#[track_caller]
pub(super) fn wait_until_blocked(server: &Sandbox, clients: u64) {
    let blocked = || server.info("clients", "blocked_clients") == clients;
    wait::until("the command waits", blocked);
}

#[test]
fn at_the_prompt_it_clears_the_line() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.wait_for_prompt().type_text("SET a b");
    screen.wait_for("SET a b").press(Key::CtrlC);
    screen.type_line("EXISTS a").wait_for_prompt();
    screen.assert_last_row(PROMPT);
    let rows = screen.rows();
    assert_eq!(rows[1..], [&prompted("EXISTS a"), "(integer) 0", PROMPT]);
}

#[test]
fn a_busy_server_does_not_keep_the_prompt_away() {
    let server = patient();
    let mut screen = Terminal::redsh().on(&server).args(["-n", "2"]).start();
    screen.type_line("EVAL 'while true do end' 0");
    wait_until_busy(&server);
    screen.press(Key::CtrlC);
    screen.assert_screen([
        "127.0.0.1:11111[2]> EVAL 'while true do end' 0",
        "^C",
        GIVEN_UP,
        "127.0.0.1:11111[2]>",
    ]);
}

#[test]
fn a_paused_command_is_given_up_and_the_session_is_restored() {
    let server = Server::start();
    server.command(&["ACL", "SETUSER", "bob", "on", ">pw", "+@all", "~*"]);
    let mut screen = shell(&server);
    for line in ["AUTH bob pw", "SELECT 3", "CLIENT SETNAME me", "clear"] {
        screen.type_line(line);
    }
    screen.wait_for_prompt();
    server.command(&["CLIENT", "PAUSE", "600000", "WRITE"]);
    screen.type_line("SET a b");
    wait_until_blocked(&server, 1);
    screen.press(Key::CtrlC);
    screen.type_line("CLIENT GETNAME").type_line("ACL WHOAMI");
    screen.assert_screen([
        "127.0.0.1:11111[3]> SET a b",
        "^C",
        GIVEN_UP,
        "127.0.0.1:11111[3]> CLIENT GETNAME",
        "\"me\"",
        "127.0.0.1:11111[3]> ACL WHOAMI",
        "\"bob\"",
        "127.0.0.1:11111[3]>",
    ]);
}

#[test]
fn new_connections_to_other_nodes_are_not_reported() {
    let cluster = Cluster::with(2, 0, &[("lua-time-limit", "1")]);
    let (first, second) = (&cluster.nodes()[0], &cluster.nodes()[1]);
    let (here, there) = (cluster.key_on(0, 0), cluster.key_on(1, 0));
    let terminal = Terminal::redsh().on(first).knowing(second.port());
    let mut screen = terminal.arg("-c").start();
    screen.type_line(&format!("SET {there} 1"));
    screen.type_line(&format!("EVAL 'while true do end' 1 {here}"));
    wait_until_busy(first);
    screen.press(Key::CtrlC).wait_for(GIVEN_UP);
    first.ask(&["SCRIPT", "KILL"]).expect("it only reads");
    wait::until("the script is gone", || first.ask(&["PING"]).is_ok());
    screen.type_line(&format!("GET {here}"));
    screen.type_line(&format!("GET {there}")).wait_for_prompt();
    let rows = screen.rows();
    let told = rows.iter().position(|row| row == GIVEN_UP);
    assert_eq!(
        rows[told.expect("it is told") + 1..],
        [
            &prompted(&format!("GET {here}")),
            "(nil)",
            &prompted(&format!("GET {there}")),
            "-> Redirected to slot [11390] located at 127.0.0.1:22222",
            "\"1\"",
            "127.0.0.1:22222>",
        ]
    );
}

#[test]
fn named_nodes_do_not_keep_the_prompt_away() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.wait_for_prompt();
    server.command(&["CLIENT", "PAUSE", "600000", "WRITE"]);
    screen.type_line("@all PUBLISH a b");
    wait_until_blocked(&server, 1);
    screen.press(Key::CtrlC);
    screen.assert_screen([
        prompted("@all PUBLISH a b").as_str(),
        "^C",
        "interrupted",
        PROMPT,
    ]);
}

#[test]
fn lines_after_a_given_up_command_are_not_run() {
    let server = patient();
    let mut screen = shell(&server);
    screen.paste("EVAL 'while true do end' 0\nECHO second");
    screen.wait_for("second").press(Key::Enter);
    wait_until_busy(&server);
    screen.press(Key::CtrlC);
    screen.wait_for(GIVEN_UP).assert_last_row(PROMPT);
    let rows = screen.rows();
    assert_eq!(rows[rows.len() - 3..], ["^C", GIVEN_UP, PROMPT]);
}

#[test]
fn an_endless_reply_is_given_up_in_the_middle() {
    let server = Server::start();
    let fill = "for i=1,200000 do redis.call('RPUSH', 'l', 'element') end";
    server.command(&["EVAL", fill, "0"]);
    let mut screen = shell(&server);
    screen.type_line("1000 LRANGE l 0 -1").wait_for("element");
    screen.press(Key::CtrlC).wait_for_prompt();
    screen.press(Key::CtrlL).type_line("PING");
    screen.assert_screen([prompted("PING").as_str(), "PONG", PROMPT]);
}

#[test]
fn a_program_that_waits_for_the_reply_ends_with_it() {
    let server = patient();
    let mut screen = shell(&server);
    screen.type_line("EVAL 'while true do end' 0 | cat");
    wait_until_busy(&server);
    screen.press(Key::CtrlC);
    screen.assert_screen([
        prompted("EVAL 'while true do end' 0 | cat").as_str(),
        "^C",
        "'cat' ended with signal: 2 (SIGINT)",
        GIVEN_UP,
        PROMPT,
    ]);
}
