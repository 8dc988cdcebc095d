//! `--cross-slot`: MGET, MSET and similar commands over several slots.

use super::run;
use support::cluster::Cluster;
use support::migration::Migration;
use support::server::Server;
use support::shell::Shell;

/// A key of each of three nodes.
fn keys(cluster: &Cluster) -> [String; 3] {
    [0, 1, 2].map(|node| cluster.key_on(node, node))
}

#[test]
fn keys_of_all_nodes_are_read_and_written_in_order() {
    let cluster = Cluster::empty(3, 0);
    let [a, b, c] = keys(&cluster);
    for seed in cluster.nodes() {
        let line = |line: &str| run(seed, &format!("-c --cross-slot {line}"));
        line(&format!("MSET {a} 1 {b} 2 {a} 3 {{{b}}}x 4")).assert_stdout("OK\n");
        line(&format!("MGET {b} {a} {c} {{{b}}}x {a}")).assert_stdout("2\n3\n\n4\n3\n");
        line(&format!("EXISTS {a} {b} {c} {a}")).assert_stdout("3\n");
        line(&format!("TOUCH {a} {b} {c}")).assert_stdout("2\n");
        line(&format!("UNLINK {c} {a}")).assert_stdout("1\n");
        line(&format!("DEL {a} {b} {{{b}}}x {b}")).assert_stdout("2\n");
        line(&format!("-3 --json mget {a} {b}")).assert_stdout("[null,null]\n");
    }
}

#[test]
fn it_is_off_by_default_and_affects_no_other_commands() {
    let cluster = Cluster::empty(3, 0);
    let [a, b, _] = keys(&cluster);
    let seed = &cluster.nodes()[0];
    let refused = "CROSSSLOT Keys in request don't hash to the same slot\n\n";
    run(seed, &format!("-c MGET {a} {b}")).assert_stdout(refused);
    run(seed, &format!("-c --cross-slot MSETNX {a} 1 {b} 2")).assert_stdout(refused);
    run(seed, &format!("-c --cross-slot MSET {a} 1 {b}")).assert_stdout(refused);
}

#[test]
fn a_script_splits_line_by_line_but_not_in_a_transaction() {
    let cluster = Cluster::empty(3, 0);
    let [a, b, c] = keys(&cluster);
    let script = format!(
        "SET {a} 0\nMSET {a} 1 {b} 2 {c} 3\nAPPEND {a} x\nMGET {c} {b} {a}\nMULTI\nMGET {a} {b}\nEXEC\nDEL {a} {b} {c}\n"
    );
    Shell::redsh()
        .on(&cluster.nodes()[1])
        .args(["-c", "--cross-slot"])
        .stdin(script)
        .run()
        .assert_success()
        .assert_stdout(
            "OK\nOK\n2\n3\n2\n1x\nOK\n\
             CROSSSLOT Keys in request don't hash to the same slot\n\n\
             EXECABORT Transaction discarded because of previous errors.\n\n3\n",
        );
}

#[test]
fn many_keys_of_many_slots_keep_their_order() {
    let cluster = Cluster::empty(3, 0);
    let numbers: Vec<String> = (0..20_000).map(|number| number.to_string()).collect();
    let pairs: Vec<String> = numbers
        .iter()
        .map(|number| format!("k{number} {number}"))
        .collect();
    let names: Vec<String> = numbers.iter().map(|number| format!("k{number}")).collect();
    let script = format!("MSET {}\nMGET {}\n", pairs.join(" "), names.join(" "));
    Shell::redsh()
        .on(&cluster.nodes()[0])
        .args(["-c", "--cross-slot"])
        .stdin(script)
        .run()
        .assert_success()
        .assert_stdout(format!("OK\n{}\n", numbers.join("\n")));
}

#[test]
fn parts_follow_a_slot_that_moves() {
    let cluster = Cluster::empty(2, 0);
    let (a, b) = (cluster.key_on(0, 0), cluster.key_on(1, 1));
    let twin = format!("{{{a}}}x");
    let seed = &cluster.nodes()[0];
    let line = |line: String| run(seed, &format!("-c --cross-slot {line}"));
    line(format!("MSET {a} 1 {twin} 2 {b} 3")).assert_stdout("OK\n");

    let migration = Migration::begin(&cluster, cluster.slot_of(&a), 1);
    migration.move_all();
    line(format!("MGET {b} {twin} {a}")).assert_stdout("3\n2\n1\n");
    line(format!("MSET {b} 6 {a} 4 {twin} 5")).assert_stdout("OK\n");
    migration.finish();
    line(format!("MGET {a} {b} {twin}")).assert_stdout("4\n6\n5\n");
    line(format!("DEL {a} {b} {twin}")).assert_stdout("3\n");
}

#[test]
fn an_error_of_one_part_is_the_reply() {
    let cluster = Cluster::empty(3, 0);
    let (a, b) = (cluster.key_on(0, 0), cluster.key_on(1, 1));
    cluster.nodes()[1].command(&["CONFIG", "SET", "maxmemory", "1"]);
    run(
        &cluster.nodes()[0],
        &format!("-c --cross-slot -e MSET {a} 1 {b} 2"),
    )
    .assert_code(1)
    .assert_complaint("OOM command not allowed");
    cluster.nodes()[1].command(&["CONFIG", "SET", "maxmemory", "0"]);
}

#[test]
fn a_single_server_gets_the_whole_command() {
    let server = Server::start();
    server.command(&["CONFIG", "RESETSTAT"]);
    run(&server, "-c --cross-slot MSET a 1 b 2").assert_stdout("OK\n");
    assert_eq!(server.info("commandstats", "cmdstat_mset"), 1);
}
