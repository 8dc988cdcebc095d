//! What the prompt says of where the next line goes.

use std::os::unix::fs::symlink;

use super::{prompted, terminal};
use support::cluster::Cluster;
use support::sentinel::SentinelSet;
use support::server::Server;
use support::terminal::{Key, Terminal};
use support::vacant::Vacant;

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
fn without_a_server_it_says_so_behind_the_reason() {
    let vacant = Vacant::new();
    let port = vacant.port();
    let mut screen = Terminal::redsh().to(port).size(40, 10).start();
    screen.type_line("GET 鍵").assert_screen([
        "could not connect to 127.0.0.1:11111: co",
        "nnection refused",
        "not connected> GET 鍵",
        "could not connect to 127.0.0.1:11111: co",
        "nnection refused",
        "not connected>",
    ]);
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

#[test]
fn in_a_cluster_it_says_the_node_that_answered_last() {
    let cluster = Cluster::empty(2, 0);
    let (first, second) = (&cluster.nodes()[0], &cluster.nodes()[1]);
    let key = cluster.key_on(1, 0);
    let slot = cluster.slot_of(&key);
    let terminal = terminal(first).knowing(second.port());
    let mut screen = terminal.arg("-c").start();
    screen.type_line(&format!("SET {key} 値")).assert_screen([
        prompted(&format!("SET {key} 値")).as_str(),
        &format!("-> Redirected to slot [{slot}] located at"),
        " 127.0.0.1:22222",
        "OK",
        "127.0.0.1:22222>",
    ]);
}

#[test]
fn with_sentinels_it_says_the_primarys_name() {
    let set = SentinelSet::start();
    let host = format!("127.0.0.1:{}", set.sentinels()[0].port());
    let mut screen = Terminal::redsh()
        .args(["--sentinel", &host, "--master", "mymaster"])
        .size(40, 10)
        .start();
    screen.type_line("ECHO 一二三四五六七八九十一二三四五六");
    screen.assert_screen([
        "mymaster> ECHO 一二三四五六七八九十一二",
        "三四五六",
        "\"一二三四五六七八九十一二三四五六\"",
        "mymaster>",
    ]);
}
