//! The prompt shows the target of the next line.

use super::{PROMPT, prompted, shell};
use support::cluster::Cluster;
use support::sentinel::SentinelSet;
use support::server::Server;
use support::terminal::{Key, Terminal};
use support::vacant::Vacant;

#[test]
fn it_has_the_servers_address_and_nothing_before_it() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.assert_screen([PROMPT]).assert_cursor(0, 17);
}

#[test]
fn it_shows_the_selected_database() {
    let server = Server::start();
    let mut screen = Terminal::redsh().on(&server).args(["-n", "3"]).start();
    screen.type_line("SELECT 4").type_line("SELECT 0");
    screen.assert_screen([
        "127.0.0.1:11111[3]> SELECT 4",
        "OK",
        "127.0.0.1:11111[4]> SELECT 0",
        "OK",
        PROMPT,
    ]);
}

#[test]
fn it_shows_an_open_transaction() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen
        .type_line("MULTI")
        .type_line("SELECT 2")
        .type_line("EXEC");
    screen.assert_screen([
        prompted("MULTI").as_str(),
        "OK",
        "127.0.0.1:11111(TX)> SELECT 2",
        "QUEUED",
        "127.0.0.1:11111(TX)> EXEC",
        "1) OK",
        "127.0.0.1:11111[2]>",
    ]);
}

#[test]
fn it_shows_that_there_is_no_server() {
    let vacant = Vacant::new();
    let port = vacant.port();
    let mut screen = Terminal::redsh().to(port).start();
    screen.type_line("PING");
    screen.assert_screen([
        "could not connect to 127.0.0.1:11111: connection refused",
        "not connected> PING",
        "could not connect to 127.0.0.1:11111: connection refused",
        "not connected>",
    ]);
}

#[test]
fn it_shows_the_path_of_a_socket() {
    let server = Server::start();
    let home = tempfile::tempdir().expect("a folder");
    let path = home.path().join("s");
    std::os::unix::fs::symlink(server.socket(), &path).expect("a link");
    let mut screen = Terminal::redsh().arg("-s").arg(&path).size(120, 24).start();
    screen.type_line("PING");
    let prompt = format!("redis {}>", path.display());
    screen.assert_screen([&format!("{prompt} PING"), "PONG", &prompt]);
}

#[test]
fn in_a_cluster_it_shows_the_node_that_answered_last() {
    let cluster = Cluster::empty(3, 0);
    let (first, second) = (&cluster.nodes()[0], &cluster.nodes()[1]);
    let key = cluster.key_on(1, 0);
    let slot = cluster.slot_of(&key);
    let mut screen = Terminal::redsh()
        .on(first)
        .knowing(second.port())
        .arg("-c")
        .start();
    screen.type_line(&format!("SET {key} v"));
    screen.assert_screen([
        prompted(&format!("SET {key} v")).as_str(),
        &format!("-> Redirected to slot [{slot}] located at 127.0.0.1:22222"),
        "OK",
        "127.0.0.1:22222>",
    ]);
}

#[test]
fn with_sentinels_it_shows_the_primarys_name() {
    let set = SentinelSet::start();
    let host = format!("127.0.0.1:{}", set.sentinels()[0].port());
    let mut screen = Terminal::redsh()
        .args(["--sentinel", &host, "--master", "mymaster"])
        .start();
    screen
        .type_line("PING")
        .assert_screen(["mymaster> PING", "PONG", "mymaster>"]);
    screen.press(Key::CtrlD).assert_ended(0);
}

#[test]
fn connect_leaves_the_primary_of_the_sentinels() {
    let (set, server) = (SentinelSet::start(), Server::start());
    let host = format!("127.0.0.1:{}", set.sentinels()[0].port());
    let mut screen = Terminal::redsh()
        .knowing(server.port())
        .args(["--sentinel", &host, "--master", "mymaster"])
        .start();
    let line = format!("connect 127.0.0.1 {}", server.port());
    screen.type_line(&line).type_line("PING").assert_screen([
        "mymaster> connect 127.0.0.1 11111",
        &prompted("PING"),
        "PONG",
        PROMPT,
    ]);
}
