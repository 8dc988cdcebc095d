//! A server that goes and comes back.

use super::terminal;
use support::server::Server;
use support::wait;

#[test]
fn it_is_told_below_the_line_and_the_database_is_the_same() {
    let mut server = Server::start();
    let mut screen = terminal(&server).args(["-n", "5"]).start();
    screen.type_line("PING").wait_for("PONG").wait_for_prompt();
    server.kill().expect("it can be killed");
    wait::idle();
    screen
        .type_line("ECHO 一二三四五六七八九十")
        .wait_for_prompt();
    server.restart().expect("it starts again");
    screen.type_line("ECHO 鍵").assert_screen([
        "127.0.0.1:11111[5]> PING",
        "PONG",
        "127.0.0.1:11111[5]> ECHO 一二三四五六七",
        "八九十",
        "could not connect to 127.0.0.1:11111: co",
        "nnection refused",
        "not connected> ECHO 鍵",
        "connected to 127.0.0.1:11111 again",
        "\"鍵\"",
        "127.0.0.1:11111[5]>",
    ]);
}
