//! One command with `-c`: redsh follows redirects and fetches no map.

use super::redsh;
use support::cluster::Cluster;
use support::migration::Migration;
use support::shell::Shell;

#[test]
fn a_command_reaches_its_node_from_any_node() {
    let cluster = Cluster::empty(3, 0);
    for (number, node) in cluster.nodes().iter().enumerate() {
        for owner in 0..3 {
            let key = cluster.key_on(owner, number);
            let on = |program: Shell| program.on(node).arg("-c");
            on(Shell::redsh())
                .args(["SET", &key, "v"])
                .run()
                .assert_success()
                .assert_stdout("OK\n")
                .assert_stderr("");
            on(Shell::redsh())
                .args(["GET", &key])
                .run()
                .assert_stdout("v\n");
        }
    }
    let sizes = cluster.nodes().iter().map(|node| node.command(&["DBSIZE"]));
    assert!(sizes.eq([b":3\r\n"; 3].map(Vec::from)));
}

#[test]
fn without_the_option_a_redirect_is_the_reply() {
    let cluster = Cluster::empty(3, 0);
    let key = cluster.key_on(1, 0);
    let on = |program: Shell| program.on(&cluster.nodes()[0]).args(["GET", &key]).run();
    let ours = on(Shell::redsh());
    let moved = format!(
        "MOVED {} 127.0.0.1:{}\n\n",
        cluster.slot_of(&key),
        cluster.ports()[1]
    );
    ours.assert_success().assert_stdout(moved);
}

#[test]
fn a_key_that_has_left_a_migrating_slot_is_found_at_its_new_node() {
    let cluster = Cluster::empty(2, 0);
    let key = cluster.key_on(0, 0);
    cluster.nodes()[0].command(&["SET", &key, "v"]);
    let migration = Migration::begin(&cluster, cluster.slot_of(&key), 1);
    assert_eq!(migration.move_keys(1), 1);
    let outcome = redsh(&cluster).args(["GET", &key]).run();
    outcome.assert_success().assert_stdout("v\n");
    assert_eq!(cluster.nodes()[0].info("errorstats", "errorstat_ASK"), 1);
    let repeated = redsh(&cluster).args(["-r", "3", "APPEND", &key, "+"]).run();
    repeated.assert_success().assert_stdout("2\n3\n4\n");
}

#[test]
fn a_repeated_command_stays_at_the_node_of_the_first_redirect() {
    let cluster = Cluster::empty(3, 0);
    let key = cluster.key_on(2, 0);
    redsh(&cluster)
        .args(["-r", "5", "INCR", &key])
        .run()
        .assert_success()
        .assert_stdout("1\n2\n3\n4\n5\n");
    assert!(cluster.nodes()[0].info("errorstats", "errorstat_MOVED") >= 1);
}

#[test]
fn keys_of_several_slots_get_the_servers_error() {
    let cluster = Cluster::empty(3, 0);
    let keys = [0, 1].map(|node| cluster.key_on(node, 0));
    let run = |program: Shell| program.arg("MGET").args(&keys).run();
    let ours = run(redsh(&cluster));
    ours.assert_success()
        .assert_stdout("CROSSSLOT Keys in request don't hash to the same slot\n\n");
}

#[test]
fn a_script_file_follows_its_keys() {
    let cluster = Cluster::empty(3, 0);
    let key = cluster.key_on(1, 0);
    let run = |program: Shell| {
        let path = program.home().join("script.lua");
        std::fs::write(&path, "return redis.call('INCR', KEYS[1])").expect("a file");
        let program = program.arg("--eval").arg(&path);
        let outcome = program.arg(&key).run();
        String::from_utf8_lossy(&outcome.stdout).into_owned()
    };
    assert_eq!(run(redsh(&cluster)), "1\n");
    let repeated = redsh(&cluster).args(["-r", "3"]);
    assert_eq!(run(repeated), "2\n3\n4\n");
}
