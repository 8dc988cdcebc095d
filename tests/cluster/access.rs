//! A user who may not ask the server about itself.

use super::redsh;
use crate::support::cluster::Cluster;
use crate::support::server::Server;
use crate::support::shell::Shell;

/// May do all but what a client might ask for its own sake.
const RESTRICTED: (&str, &str) = ("user", "ann on >pw ~* &* +@all -command -cluster -info");
const LOGIN: [&str; 5] = ["--user", "ann", "--pass", "pw", "--no-auth-warning"];

#[test]
fn one_node_serves_a_user_who_may_not_ask_about_it() {
    let server = Server::with(&[RESTRICTED]);
    let ours = Shell::redsh().on(&server).args(LOGIN);
    let ours = ours.stdin("SET k v\nGET k\nINFO\n").run();
    ours.assert_success();
    assert!(ours.stdout.starts_with(b"OK\nv\nNOPERM "), "{ours:?}");
}

#[test]
fn a_script_says_who_refuses_the_map_and_why() {
    let cluster = Cluster::with(2, 0, &[RESTRICTED]);
    let port = cluster.ports()[0];
    let ours = redsh(&cluster).args(LOGIN).stdin("SET k v\nGET k\n").run();
    ours.assert_code(1);
    ours.assert_complaint(&format!(
        "could not read the cluster topology from 127.0.0.1:{port}: NOPERM"
    ));
    assert_eq!(cluster.nodes()[0].command(&["DBSIZE"]), b":0\r\n");
}

#[test]
fn one_command_needs_no_map() {
    let cluster = Cluster::with(2, 0, &[RESTRICTED]);
    for node in 0..2 {
        let key = cluster.key_on(node, 0);
        let ours = redsh(&cluster).args(LOGIN).args(["SET", &key, "v"]).run();
        ours.assert_success()
            .assert_stdout("OK\n")
            .assert_stderr("");
    }
}

#[test]
fn a_command_that_only_the_server_knows_does_without_the_servers_table() {
    let config = ("user", "ann on >pw ~* &* +@all -command");
    let cluster = Cluster::with(2, 0, &[config]);
    let keys = [0, 1].map(|node| cluster.key_on(node, 0));
    let lines = format!(
        "SET {} v\nNO.SUCH {}\nSET {} v\nDBSIZE\n",
        keys[0], keys[0], keys[1]
    );
    let ours = redsh(&cluster).args(LOGIN).stdin(lines).run();
    ours.assert_success().assert_stderr("");
    ours.assert_stdout_has("ERR unknown command 'NO.SUCH'");
}
