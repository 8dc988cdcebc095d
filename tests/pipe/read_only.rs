//! Loads in read-only mode.

use super::load::{answered, load};
use support::cluster::Cluster;
use support::server::{Server, encoded};

const REFUSED: &str = "not sent: read-only mode, and this command may write";

#[test]
fn commands_that_may_write_are_refused_and_kept() {
    let server = Server::start();
    let input = b"GET a\r\nSET a 2\r\nJSON.SET b $ 1\r\nGET a\r\n";
    let load = load(&server, &["--read-only"], input);
    load.outcome
        .assert_code(1)
        .assert_stdout(answered(2, 2))
        .assert_stderr_has(&format!("command 2 at byte 7: SET \"a\": {REFUSED}\n"))
        .assert_stderr_has(&format!("command 3 at byte 16: JSON.SET: {REFUSED}\n"));
    let expected = [
        encoded(&["SET", "a", "2"]),
        encoded(&["JSON.SET", "b", "$", "1"]),
    ];
    assert_eq!(load.rejects, Some(expected.concat()));
    assert_eq!(server.command(&["DBSIZE"]), b":0\r\n");
}

#[test]
fn a_transaction_that_may_write_is_refused_as_a_whole() {
    let server = Server::start();
    let input = b"MULTI\r\nGET a\r\nSET a 2\r\nEXEC\r\nMULTI\r\nGET a\r\nEXEC\r\n";
    let load = load(&server, &["--read-only"], input);
    load.outcome
        .assert_code(1)
        .assert_stdout(answered(1, 3))
        .assert_stderr_has(&format!("command 1 at byte 0: MULTI: {REFUSED}\n"));
    let refused: [&[&str]; 4] = [&["MULTI"], &["GET", "a"], &["SET", "a", "2"], &["EXEC"]];
    let refused = refused.map(encoded::<&str>);
    assert_eq!(load.rejects, Some(refused.concat()));
    assert_eq!(server.command(&["DBSIZE"]), b":0\r\n");
}

#[test]
fn csv_rows_that_write_are_refused() {
    let server = Server::start();
    let options = ["--read-only", "--pipe-csv", "SET {1} {2}"];
    let load = load(&server, &options, b"a,1\nb,2\n");
    load.outcome.assert_code(1).assert_stdout(answered(2, 0));
    assert_eq!(server.command(&["DBSIZE"]), b":0\r\n");
}

#[test]
fn in_a_cluster_no_node_gets_a_command_that_may_write() {
    let cluster = Cluster::empty(3, 0);
    let options = ["-c", "--read-only", "--pipe-keyless", "all"];
    let input = b"GET a\nSET a 2\nSET b 2\nDEL c d e\nFLUSHALL\nGET b\n";
    let load = load(&cluster.nodes()[0], &options, input);
    load.outcome.assert_code(1).assert_stdout(answered(4, 2));
    for node in cluster.nodes() {
        assert_eq!(node.command(&["DBSIZE"]), b":0\r\n");
    }
}
