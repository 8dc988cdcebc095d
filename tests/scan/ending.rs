//! A scan that ends early: complete lines are printed, and the rest can be resumed.

use std::time::Duration;

use super::{cursor, distinct, lines, names, scan, set};
use support::cluster::Cluster;
use support::outcome::Outcome;
use support::server::Server;
use support::shell::Shell;

#[test]
fn a_reader_that_closes_early_ends_the_scan_quietly_and_immediately() {
    let server = Server::start();
    set(&server, &names(50_000));
    let redsh = env!("CARGO_BIN_EXE_redsh");
    // Without that, the pauses would last for hours.
    for words in ["", "--json", "-0", "-i 1 --count 5"] {
        let script = format!(
            "{{ {redsh} --scan -p {} {words}; echo \"exit $?\" >&2; }} | head -c 5",
            server.port()
        );
        let outcome = Shell::program("/bin/sh".as_ref())
            .args(["-c", &script])
            .run();
        outcome.assert_success().assert_stderr("exit 0\n");
        assert_eq!(outcome.stdout.len(), 5);
    }
}

#[test]
fn ctrl_c_leaves_whole_lines_and_prints_the_cursor() {
    let server = Server::start();
    let keys = names(1000);
    set(&server, &keys);
    let mut ours = scan(&server).args(["--count", "10", "-i", "0.01"]).start();
    let first = ours.read_line();
    ours.interrupt();
    let ended = ours.finish();
    ended.assert_code(130).assert_told("interrupted");

    let rest = scan(&server).args(["--cursor", &cursor(&ended)]).run();
    let listed = [vec![first], lines(&ended), lines(rest.assert_success())].concat();
    assert!(lines(&rest).len() > 100, "it was interrupted early");
    assert_eq!(distinct(listed), keys);
}

#[test]
fn ctrl_c_ends_a_wait_for_a_silent_server() {
    let server = Server::start();
    set(&server, &names(100));
    let mut ours = scan(&server)
        .args(["--count", "10", "--json", "-i", "0.01"])
        .start();
    let begun = ours.read_exactly(2);
    server
        .ask(&["CLIENT", "PAUSE", "100000", "ALL"])
        .expect("it says OK, and then nothing");
    ours.interrupt();
    let mut ended = ours.finish();
    ended.assert_code(130).assert_told("resume with --cursor ");
    ended.stdout.splice(..0, begun);
    let keys: Vec<String> = serde_json::from_slice(&ended.stdout).expect("the array is closed");
    assert!(!keys.is_empty());
}

#[test]
fn a_second_ctrl_c_does_not_wait_for_a_reader_that_does_not_read() {
    let server = Server::start();
    set(&server, &names(50_000));
    let (_unread, full) = std::io::pipe().expect("a pipe");
    let ours = scan(&server).stdout(full).start();
    // A pipe can buffer less than a tenth of it.
    std::thread::sleep(Duration::from_millis(100));
    ours.interrupt();
    std::thread::sleep(Duration::from_millis(100));
    ours.interrupt();
    ours.finish().assert_code(130);
}

#[test]
fn the_scan_of_a_cluster_resumes_at_the_cursor_of_each_node() {
    let cluster = Cluster::empty(3, 0);
    let keys = super::cluster::fill(&cluster, 900);
    let scan = || scan(&cluster.nodes()[1]).arg("-c");
    let mut ours = scan().args(["--count", "10", "-i", "0.01"]).start();
    let first = ours.read_line();
    ours.interrupt();
    let ended: Outcome = ours.finish();
    ended.assert_code(130).assert_told("=");
    let rest = scan().args(["--cursor", &cursor(&ended)]).run();
    let listed = [vec![first], lines(&ended), lines(rest.assert_success())].concat();
    assert_eq!(distinct(listed), keys);
}
