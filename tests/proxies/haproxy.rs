//! HAProxy with a short idle timeout.

use support::proxy::Proxy;
use support::server::Server;
use support::shell::Shell;
use support::wait;

#[test]
fn a_script_that_pauses_loses_nothing_and_keeps_its_database() {
    let server = Server::start();
    let proxy = Proxy::haproxy(&server, 50);
    let port = proxy.port().to_string();
    let mut redsh = Shell::redsh().args(["-p", &port, "-n", "3"]).start();
    for count in 1..=4 {
        redsh.write_line("INCR n");
        assert_eq!(redsh.read_line(), count.to_string());
        wait::until("the proxy has closed its connection to the server", || {
            let clients = server.ask(&["INFO", "clients"]);
            clients.is_ok_and(|clients| clients.has_line("connected_clients:1"))
        });
        wait::idle();
    }
    redsh.finish().assert_success().assert_stderr("");
    assert_eq!(server.command(&["DBSIZE"]), b":0\r\n");
}

#[test]
fn a_server_that_is_gone_behind_its_proxy_is_reported() {
    let mut server = Server::start();
    let proxy = Proxy::haproxy(&server, 10_000);
    server.kill().expect("it can be killed");
    let port = proxy.port().to_string();
    let redsh = Shell::redsh().args(["-p", &port]).stdin("INCR n\nGET n\n");
    redsh.run().assert_code(1).assert_stderr(format!(
        "127.0.0.1:{port} closed the connection; whether lines 1-2 ran is not known\n"
    ));
}
