//! twemproxy, which closes the connection at a command that it does not support, and drops the replies to all in flight.

use support::proxy::Proxy;
use support::server::Server;
use support::shell::Shell;

fn servers() -> [Server; 2] {
    [Server::start(), Server::start()]
}

fn at(proxy: &Proxy) -> Shell {
    Shell::redsh().args(["-p", &proxy.port().to_string()])
}

#[test]
fn a_command_that_is_not_supported_costs_only_its_own_reply() {
    let servers = servers();
    let proxy = Proxy::twemproxy(&servers);
    let redsh = at(&proxy).stdin("SET a 1\nINCR a\nDBSIZE\nINCR a\nGET a\n");
    redsh
        .run()
        .assert_code(1)
        .assert_stdout("OK\n2\n3\n3\n")
        .assert_stderr(format!(
            "127.0.0.1:{} closed the connection; whether line 3 ran is not known\n",
            proxy.port()
        ));
}

#[test]
fn commands_before_and_after_one_that_is_not_supported_run_once() {
    let servers = servers();
    let proxy = Proxy::twemproxy(&servers);
    for other in ["KEYS *", "PUBLISH channel message"] {
        let incr = "INCR a\n".repeat(100);
        let redsh = at(&proxy).stdin(format!("DEL a\n{incr}{other}\n{incr}GET a\n"));
        let outcome = redsh.run();
        outcome.assert_code(1).assert_told("whether line 102 ran");
        let text = String::from_utf8_lossy(&outcome.stdout);
        let counts: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(
            (counts.len(), counts.last()),
            (201, Some(&"200")),
            "{other}"
        );
    }
}

#[test]
fn a_transaction_that_is_not_supported_is_reported_and_the_script_goes_on() {
    let servers = servers();
    let proxy = Proxy::twemproxy(&servers);
    let redsh = at(&proxy).stdin("SET a 1\nMULTI\nINCR a\nEXEC\nGET a\n");
    redsh
        .run()
        .assert_code(1)
        .assert_stdout("OK\n1\n")
        .assert_told("; not run, as the transaction was lost: lines 2-4\n");
}

#[test]
fn a_repeated_command_that_is_not_supported_is_sent_as_often_as_asked() {
    let servers = servers();
    let proxy = Proxy::twemproxy(&servers);
    let redsh = at(&proxy).args(["-r", "3", "-i", "0.01", "PUBLISH", "a", "b"]);
    let told = [1, 2, 3].map(|number| {
        format!(
            "127.0.0.1:{} closed the connection; whether repetition {number} ran is not known\n",
            proxy.port()
        )
    });
    redsh.run().assert_code(1).assert_stderr(told.concat());
}

#[test]
fn a_load_through_twemproxy_is_exact() {
    let servers = servers();
    let proxy = Proxy::twemproxy(&servers);
    let lines: String = (0..20_000)
        .map(|number| format!("SET key:{number} {number}\n"))
        .collect();
    let outcome = at(&proxy).arg("--pipe").stdin(lines).run();
    outcome
        .assert_success()
        .assert_stdout_has("errors: 0, replies: 20000");
    let sizes = servers.iter().map(|server| server.command(&["DBSIZE"]));
    let sizes: Vec<u64> = sizes
        .map(|reply| {
            String::from_utf8_lossy(&reply[1..])
                .trim()
                .parse()
                .expect("a number")
        })
        .collect();
    assert_eq!(sizes.iter().sum::<u64>(), 20_000, "{sizes:?}");
}
