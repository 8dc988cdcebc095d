//! Users whose permissions exclude questions about the server.

use super::redsh;
use redsh_sandbox::Sandbox;
use support::cluster::Cluster;
use support::server::Server;
use support::shell::Shell;

/// All permissions but those that a client needs for its own questions.
const RESTRICTED: &str = "on >pw ~* &* +@all -command -cluster -info";
const LOGIN: [&str; 5] = ["--user", "ann", "--pass", "pw", "--no-auth-warning"];

/// A cluster with the user `ann`.
fn with_user(rules: &str) -> Cluster {
    let cluster = Cluster::empty(3, 0);
    cluster
        .nodes()
        .iter()
        .for_each(|node| add_user(node, rules));
    cluster
}

fn add_user(server: &Sandbox, rules: &str) {
    let words = ["ACL", "SETUSER", "ann"].into_iter();
    server.command(&words.chain(rules.split(' ')).collect::<Vec<_>>());
}

#[test]
fn a_user_without_introspection_can_use_a_single_node() {
    let server = Server::start();
    add_user(&server, RESTRICTED);
    let ours = Shell::redsh().on(&server).args(LOGIN);
    let ours = ours.stdin("SET k v\nGET k\nINFO\n").run();
    ours.assert_success();
    assert!(ours.stdout.starts_with(b"OK\nv\nNOPERM "), "{ours:?}");
}

#[test]
fn a_script_follows_redirects_where_the_map_is_refused() {
    let cluster = with_user(RESTRICTED);
    let keys: Vec<String> = (0..30).map(|n| cluster.key_on(n % 3, n)).collect();
    let lines: String = keys.iter().map(|key| format!("INCR {key}\n")).collect();
    let script = format!("{lines}{lines}MULTI\nINCR {0}\nINCR {0}\nEXEC\n", keys[1]);
    let ours = redsh(&cluster).args(LOGIN).stdin(script).run();
    let counts = format!(
        "{}{}OK\nQUEUED\nQUEUED\n3\n4\n",
        "1\n".repeat(30),
        "2\n".repeat(30)
    );
    ours.assert_success()
        .assert_stdout(counts)
        .assert_stderr("");
}

#[test]
fn a_load_follows_redirects_where_the_map_is_refused() {
    let cluster = with_user(RESTRICTED);
    let keys: Vec<String> = (0..300).map(|n| cluster.key_on(n % 3, n)).collect();
    let lines: String = keys.iter().map(|key| format!("INCR {key}\n")).collect();
    let ours = redsh(&cluster).args(LOGIN).arg("--pipe");
    ours.stdin(lines)
        .run()
        .assert_success()
        .assert_stdout_has("errors: 0, replies: 300\n")
        .assert_stderr("");
}

#[test]
fn what_needs_all_nodes_names_the_node_that_refused_the_map() {
    let cluster = with_user(RESTRICTED);
    let port = cluster.ports()[0];
    let cause = format!("could not read the cluster topology from 127.0.0.1:{port}: NOPERM");
    let scan = redsh(&cluster).args(LOGIN).arg("--scan").run();
    scan.assert_code(1).assert_complaint(&cause);
    let words = redsh(&cluster).args(LOGIN).args(["@primaries", "DBSIZE"]);
    words.run().assert_code(1).assert_complaint(&cause);
}

#[test]
fn one_command_needs_no_map() {
    let cluster = with_user(RESTRICTED);
    for node in 0..2 {
        let key = cluster.key_on(node, 0);
        let ours = redsh(&cluster).args(LOGIN).args(["SET", &key, "v"]).run();
        ours.assert_success()
            .assert_stdout("OK\n")
            .assert_stderr("");
    }
}

#[test]
fn a_command_that_only_the_server_knows_runs_without_the_servers_command_table() {
    let cluster = with_user("on >pw ~* &* +@all -command");
    let keys = [0, 1].map(|node| cluster.key_on(node, 0));
    let lines = format!(
        "SET {} v\nNO.SUCH {}\nSET {} v\nDBSIZE\n",
        keys[0], keys[0], keys[1]
    );
    let ours = redsh(&cluster).args(LOGIN).stdin(lines).run();
    ours.assert_success().assert_stderr("");
    ours.assert_stdout_has("ERR unknown command 'NO.SUCH'");
}
