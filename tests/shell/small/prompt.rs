//! Prompts that are long.

use std::os::unix::fs::symlink;

use super::terminal;
use support::server::Server;
use support::terminal::{Key, Terminal};

#[test]
fn a_database_and_a_transaction_leave_less_room_for_the_line() {
    let server = Server::start();
    let mut screen = terminal(&server).args(["-n", "3"]).start();
    screen.type_line("MULTI").type_line("SET 鍵 日本語日本語日");
    screen.type_line("EXEC").assert_screen([
        "127.0.0.1:11111[3]> MULTI",
        "OK",
        "127.0.0.1:11111[3](TX)> SET 鍵 日本語日",
        "本語日",
        "QUEUED",
        "127.0.0.1:11111[3](TX)> EXEC",
        "1) OK",
        "127.0.0.1:11111[3]>",
    ]);
    screen.assert_cursor(7, 20);
}

#[test]
fn the_path_of_a_socket_may_take_more_than_a_row() {
    let server = Server::start();
    let terminal = Terminal::redsh().size(40, 10);
    let path = "ソケットが置いてある場所のとても長い名前.sock";
    symlink(server.socket(), terminal.home().join(path)).expect("a link");
    let mut screen = terminal.args(["-s", path]).start();
    screen.wait_for_prompt().type_text("ECHO 鍵");
    screen
        .assert_screen([
            "redis ソケットが置いてある場所のとても長",
            "い名前.sock> ECHO 鍵",
        ])
        .assert_cursor(1, 20);
    screen.press(Key::Left).type_text("x").press(Key::Enter);
    screen.assert_screen([
        "redis ソケットが置いてある場所のとても長",
        "い名前.sock> ECHO x鍵",
        "\"x鍵\"",
        "redis ソケットが置いてある場所のとても長",
        "い名前.sock>",
    ]);
}
