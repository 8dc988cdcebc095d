//! Invalid node words, unreachable nodes, and commands that cannot be sent to a named node.

use super::{lines, name, run};
use support::cluster::Cluster;
use support::server::Server;
use support::shell::Shell;

#[test]
fn an_unknown_node_word_gets_an_error() {
    let cluster = Cluster::empty(3, 0);
    let seed = &cluster.nodes()[0];
    let cases = [
        ("@nobody PING", "unknown node name '@nobody'"),
        ("@127.0.0.1:1 PING", "no known node matches '@127.0.0.1:1'"),
        ("@0000000000000000 PING", "no known node matches"),
        ("@slot:16384 PING", "unknown node name '@slot:16384'"),
        ("@replicas PING", "no known node matches '@replicas'"),
        ("@all", "'@all' needs a command behind it"),
        ("@all @all PING", "'@all' cannot follow '@all'"),
        ("@all MULTI", "'MULTI' cannot follow '@all'"),
        ("@all subscribe c", "'subscribe' cannot follow '@all'"),
    ];
    for (line, error) in cases {
        let outcome = run(seed, line);
        outcome
            .assert_code(1)
            .assert_stdout("")
            .assert_complaint(error);
        let fatal = run(seed, &format!("-e {line}"));
        fatal.assert_code(1).assert_complaint(error);
    }
}

#[test]
fn a_script_continues_after_an_error() {
    let server = Server::start();
    Shell::redsh()
        .on(&server)
        .stdin("MULTI\n@all PING\nSET k v\nEXEC\n@all PING\nCLIENT REPLY OFF\n@all PING\nCLIENT REPLY ON\n@all PING\n")
        .run()
        .assert_success()
        .assert_stdout(
            "OK\n'@all' cannot be used in a transaction, nor after CLIENT REPLY OFF\n\n\
             QUEUED\nOK\nPONG\n\
             '@all' cannot be used in a transaction, nor after CLIENT REPLY OFF\n\nOK\nPONG\n",
        );
}

#[test]
fn a_node_that_is_down_does_not_hide_the_others() {
    let mut cluster = Cluster::with(3, 0, &[("cluster-require-full-coverage", "no")]);
    let down = name(&cluster.nodes()[1]);
    cluster.nodes_mut()[1].kill().expect("it can be killed");
    let seed = &cluster.nodes()[0];
    let gone = format!("could not connect to {down}: connection refused");

    let shown = lines(&run(seed, "@primaries DBSIZE"));
    for (node, reply) in [
        (name(seed), "0"),
        (name(&cluster.nodes()[2]), "0"),
        (down.clone(), &*gone),
    ] {
        let at = shown.iter().position(|line| *line == node);
        assert_eq!(shown[at.expect("each node is named") + 1], reply);
    }
    let one = run(seed, &format!("@{down} PING"));
    one.assert_code(1).assert_stderr(format!("{gone}\n"));

    let told: serde_json::Value =
        serde_json::from_slice(&run(seed, "--json @all PING").stdout).expect("it is JSON");
    assert_eq!(told[&down]["error"], gone);
    assert_eq!(told[&name(seed)], "PONG");

    let fatal = run(seed, "-e @primaries PING");
    fatal.assert_code(1).assert_told(&format!("{down}: {gone}"));
    assert_eq!(lines(&fatal).len(), 4, "the others are shown");

    Shell::redsh()
        .on(seed)
        .args(["-e", "-c"])
        .stdin(format!("@{} PING\n@all PING\n", name(seed)))
        .run()
        .assert_code(1)
        .assert_told("1 reply was an error, the first on line 2");
}

#[test]
fn a_user_without_access_to_the_map_gets_an_error() {
    let cluster = Cluster::empty(3, 0);
    let seed = &cluster.nodes()[0];
    seed.command(&["ACL", "SETUSER", "ada", "on", "nopass", "+ping", "~*"]);
    let login = ["--user", "ada", "--pass", "x", "--no-auth-warning"];
    Shell::redsh()
        .on(seed)
        .args(login)
        .args(["@all", "PING"])
        .run()
        .assert_code(1)
        .assert_complaint("could not read the cluster topology from");
}
