//! A server that is stopped and started again.

use super::{PROMPT, shell};
use support::server::Server;
use support::wait;

#[test]
fn a_restarted_server_is_reported_once_and_the_session_is_restored() {
    let mut server = Server::start();
    let mut screen = shell(&server);
    for line in ["SELECT 5", "CLIENT SETNAME me", "clear"] {
        screen.type_line(line);
    }
    screen.wait_for_prompt();
    server.restart().expect("it starts again");
    wait::idle();
    screen.type_line("CLIENT GETNAME").type_line("SET a b");
    screen.assert_screen([
        "127.0.0.1:11111[5]> CLIENT GETNAME",
        "connected to 127.0.0.1:11111 again",
        "\"me\"",
        "127.0.0.1:11111[5]> SET a b",
        "OK",
        "127.0.0.1:11111[5]>",
    ]);
}

#[test]
fn an_unreachable_server_is_reported_with_each_command_and_by_the_prompt() {
    let mut server = Server::start();
    let mut screen = shell(&server);
    screen
        .type_line("SELECT 5")
        .type_line("clear")
        .wait_for_prompt();
    server.kill().expect("it can be killed");
    wait::idle();
    screen.type_line("PING").type_line("PING").wait_for_prompt();
    server.restart().expect("it starts again");
    screen.type_line("PING");
    screen.assert_screen([
        "127.0.0.1:11111[5]> PING",
        "could not connect to 127.0.0.1:11111: connection refused",
        "not connected> PING",
        "could not connect to 127.0.0.1:11111: connection refused",
        "not connected> PING",
        "connected to 127.0.0.1:11111 again",
        "PONG",
        "127.0.0.1:11111[5]>",
    ]);
}

#[test]
fn a_transaction_that_is_lost_in_the_middle_must_be_ended() {
    let mut server = Server::start();
    let mut screen = shell(&server);
    screen
        .type_line("MULTI")
        .type_line("clear")
        .wait_for_prompt();
    server.restart().expect("it starts again");
    wait::idle();
    let lost = "not run, as the transaction was lost: the command";
    let rule = "type EXEC, DISCARD, UNWATCH or RESET first: this may belong to the lost transact";
    screen
        .type_line("SET a b")
        .wait_for("type EXEC, DISCARD, UNWATCH or RESET first")
        .type_line("clear");
    screen
        .type_line("SET a c")
        .type_line("DISCARD")
        .type_line("EXISTS a");
    screen.assert_screen([
        "not connected> SET a c",
        lost,
        rule,
        "ion",
        "not connected> DISCARD",
        lost,
        "not connected> EXISTS a",
        "connected to 127.0.0.1:11111 again",
        "(integer) 0",
        PROMPT,
    ]);
}

#[test]
fn a_transaction_is_lost_with_its_connection() {
    let mut server = Server::start();
    let mut screen = shell(&server);
    screen
        .type_line("MULTI")
        .type_line("SET a b")
        .type_line("clear")
        .wait_for_prompt();
    server.restart().expect("it starts again");
    wait::idle();
    screen.type_line("EXEC").type_line("EXISTS a");
    screen.assert_screen([
        "127.0.0.1:11111(TX)> EXEC",
        "127.0.0.1:11111 closed the connection; not run, as the transaction was lost: the",
        " command",
        "not connected> EXISTS a",
        "connected to 127.0.0.1:11111 again",
        "(integer) 0",
        PROMPT,
    ]);
}
