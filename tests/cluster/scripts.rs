//! Scripts with `-c`. Their comparison with redis-cli is in the `dropin` target.

use super::redsh;
use support::cluster::Cluster;
use support::wait;

#[test]
fn values_of_megabytes_are_written_to_and_read_from_their_nodes() {
    let cluster = Cluster::empty(3, 0);
    let (mut script, mut expected) = (String::new(), String::new());
    for round in 0..2 {
        for node in 0..3 {
            let key = cluster.key_on(node, round);
            let value = format!("{round}{node}").repeat(1_000_000);
            script += &format!("SET {key} {value}\nGET {key}\n");
            expected += &format!("OK\n{value}\n");
        }
    }
    let ours = redsh(&cluster).stdin(script).run();
    ours.assert_success()
        .assert_stderr("")
        .assert_stdout(expected);
}

/// Not in the table of the `dropin` target, because it waits.
#[test]
fn lines_after_a_blocking_command_run_when_that_is_answered() {
    let cluster = Cluster::empty(3, 0);
    let [list, other] = [0, 1].map(|node| cluster.key_on(node, 0));
    let mut ours = redsh(&cluster).start();
    ours.write(format!(
        "SET {other} before\nBLPOP {list} 0\nSET {other} behind\n"
    ));
    assert_eq!(ours.read_line(), "OK");
    let blocked = || cluster.nodes()[0].info("clients", "blocked_clients") == 1;
    wait::until("it waits", blocked);
    let value = cluster.nodes()[1].command(&["GET", &other]);
    cluster.nodes()[0].command(&["RPUSH", &list, "x"]);
    let lines = [ours.read_line(), ours.read_line(), ours.read_line()];
    assert_eq!(lines, [&list, "x", "OK"]);
    assert_eq!(value, b"$6\r\nbefore\r\n");
    ours.finish().assert_success().assert_stderr("");
}
