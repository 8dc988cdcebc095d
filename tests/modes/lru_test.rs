//! `--lru-test`.

use redsh_sandbox::Sandbox;
use support::cluster::Cluster;
use support::server::Server;
use support::shell::Shell;

fn lru_test(server: &Sandbox, words: &[&str]) -> Shell {
    let shell = Shell::redsh().on(server);
    shell.args(["--lru-test", "10"]).args(words)
}

#[test]
fn hits_are_counted_each_second() {
    let server = Server::start();
    let mut ours = lru_test(&server, &[]).start();
    let line = ours.read_line();
    assert!(line.contains(" Gets/sec | Hits: "), "{line}");
    // Nearly all of the ten keys are set before the first is read.
    let (_, misses) = line.split_once("| Misses: ").expect("they are counted");
    assert!(misses.len() < "100 (0.00%)".len(), "{line}");
    ours.interrupt();
    ours.finish().assert_code(130).assert_stderr("");
    assert_eq!(server.info("commandstats", "cmdstat_mget"), 0);
}

#[test]
fn the_keys_of_a_cluster_go_to_their_nodes() {
    let cluster = Cluster::empty(3, 0);
    let mut ours = lru_test(&cluster.nodes()[0], &["-c"]).start();
    let line = ours.read_line();
    assert!(!line.starts_with("0 Gets/sec"), "{line}");
    ours.interrupt();
    ours.finish().assert_code(130).assert_stderr("");
}

#[test]
fn equal_errors_are_reported_once_for_each_line() {
    let server = Server::start();
    server.command(&["ACL", "SETUSER", "u", "on", ">p", "~*", "+@all", "-get"]);
    let words = ["--user", "u", "--pass", "p", "--no-auth-warning"];
    let mut ours = lru_test(&server, &words).start();
    let line = ours.read_line();
    assert_eq!(line, "0 Gets/sec | Hits: 0 (0.00%) | Misses: 0 (0.00%)");
    ours.interrupt();
    let outcome = ours.finish();
    outcome.assert_told(" commands were refused: NOPERM");
}

#[test]
fn keys_are_not_written_in_read_only_mode() {
    let server = Server::start();
    let outcome = lru_test(&server, &["--read-only"]).run();
    outcome.assert_code(1).assert_told("--read-only");
    assert_eq!(server.info("commandstats", "cmdstat_set"), 0);
}
