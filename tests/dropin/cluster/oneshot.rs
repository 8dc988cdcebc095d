//! One command with `-c`.

use super::{redis_cli, redsh, without_notes};
use support::cluster::Cluster;
use support::migration::Migration;
use support::server::Server;
use support::shell::Shell;

#[test]
fn without_the_option_a_redirect_is_the_reply_as_in_redis_cli() {
    let cluster = Cluster::empty(3, 0);
    let key = cluster.key_on(1, 0);
    let on = |program: Shell| program.on(&cluster.nodes()[0]).args(["GET", &key]).run();
    let ours = on(Shell::redsh());
    ours.assert_stdout_has("MOVED ");
    ours.assert_same(&on(Shell::redis_cli()));
}

#[test]
fn an_ask_redirect_is_followed_as_by_redis_cli() {
    let cluster = Cluster::empty(2, 0);
    let key = cluster.key_on(0, 0);
    cluster.nodes()[0].command(&["SET", &key, "v"]);
    let migration = Migration::begin(&cluster, cluster.slot_of(&key), 1);
    assert_eq!(migration.move_keys(1), 1);
    for program in [redsh, redis_cli] {
        let outcome = program(&cluster).args(["GET", &key]).run();
        outcome.assert_success();
        assert_eq!(without_notes(&outcome.stdout), b"v\n");
    }
    assert_eq!(cluster.nodes()[0].info("errorstats", "errorstat_ASK"), 2);
}

#[test]
fn keys_of_several_slots_are_refused_as_in_redis_cli() {
    let cluster = Cluster::empty(3, 0);
    let keys = [0, 1].map(|node| cluster.key_on(node, 0));
    let run = |program: Shell| program.arg("MGET").args(&keys).run();
    let ours = run(redsh(&cluster));
    ours.assert_stdout_has("CROSSSLOT");
    ours.assert_same(&run(redis_cli(&cluster)));
}

#[test]
fn a_script_file_follows_its_keys_as_in_redis_cli() {
    let cluster = Cluster::empty(3, 0);
    let key = cluster.key_on(1, 0);
    let run = |program: Shell| {
        let path = program.home().join("script.lua");
        std::fs::write(&path, "return redis.call('INCR', KEYS[1])").expect("a file");
        let program = program.arg("--eval").arg(&path);
        let outcome = program.arg(&key).run();
        String::from_utf8_lossy(&without_notes(&outcome.stdout)).into_owned()
    };
    assert_eq!(run(redis_cli(&cluster)), "1\n");
    assert_eq!(run(redsh(&cluster)), "2\n");
}

#[test]
fn a_server_without_cluster_support_is_used_as_in_redis_cli() {
    let server = Server::start();
    let lines = "SET a 1\nSET b 2\nMGET a b\nSELECT 3\nDBSIZE\nMULTI\nINCR n\nEXEC\n";
    for (words, lines) in [
        (&[][..], lines),
        (&["SET", "k", "v"], ""),
        (&["-n", "2", "DBSIZE"], ""),
    ] {
        let run = |program: Shell| program.on(&server).arg("-c").args(words).stdin(lines).run();
        let theirs = run(Shell::redis_cli());
        server.command(&["FLUSHALL"]);
        let ours = run(Shell::redsh());
        ours.assert_same(&theirs).assert_stderr("");
        server.command(&["FLUSHALL"]);
    }
}
