//! A login that the server refuses in part: the prompt stays usable. After AUTH, the client selects the database and RESP3.

use support::proxy::Proxy;
use support::server::Server;
use support::terminal::Terminal;

use super::prompted;

#[test]
fn auth_at_the_prompt_is_followed_by_the_database_and_resp3() {
    let server = Server::with(&[("requirepass", "pw")]);
    let terminal = Terminal::redsh().on(&server).args(["-n", "3"]);
    let mut screen = terminal.size(400, 60).start();
    screen.wait_for("SELECT 3 failed: NOAUTH");
    screen.type_line("GET k").wait_for("(error) NOAUTH");
    screen.type_line("AUTH pw").wait_for("OK");
    screen
        .type_line("SUBSCRIBE news")
        .wait_for("1) \"subscribe\"");
    screen.type_line("ECHO here").wait_for("\"here\"");
    screen.type_line(":set view off").type_line("CLIENT INFO");
    screen.wait_for(" db=3 ").wait_for(" resp=3");
}

#[test]
fn a_database_that_the_server_does_not_have_leaves_the_prompt_in_database_0() {
    let server = Server::start();
    let mut screen = Terminal::redsh().on(&server).args(["-n", "99"]).start();
    screen.wait_for("SELECT 99 failed: ERR DB index is out of range");
    screen
        .type_line("ECHO here")
        .wait_for(&prompted("ECHO here"));
    screen.type_line("SELECT 2").wait_for("[2]>");
}

#[test]
fn a_prompt_works_behind_a_proxy_that_closes_at_hello() {
    let servers = [Server::start()];
    let proxy = Proxy::twemproxy(&servers);
    let port = proxy.port().to_string();
    let mut screen = Terminal::redsh().args(["-p", &port]).start();
    screen.type_line("SET k v").wait_for("OK");
    screen.type_line("DBSIZE").wait_for("closed the connection");
    screen.type_line("GET k").wait_for("\"v\"");
}
