//! Words for groups of nodes: one merged reply where the command's tips say how, else one for each node.

use std::collections::BTreeSet;

use super::{lines, name, run};
use support::cluster::Cluster;
use support::sentinel::SentinelSet;
use support::server::Server;
use support::shell::Shell;
use support::wait;

/// A cluster with two keys on the first node, one on the second and none on the third.
fn with_keys(replicas_each: usize) -> (Cluster, BTreeSet<String>) {
    let cluster = Cluster::empty(3, replicas_each);
    let keys = [(0, 0), (0, 1), (1, 2)].map(|(node, number)| {
        let key = cluster.key_on(node, number);
        cluster.nodes()[node].command(&["SET", &key, "v"]);
        key
    });
    (cluster, BTreeSet::from(keys))
}

#[test]
fn replies_are_merged_as_the_command_tips_say() {
    let (cluster, keys) = with_keys(0);
    let seed = &cluster.nodes()[2];
    run(seed, "@primaries DBSIZE").assert_stdout("3\n");
    run(seed, "-c @primaries DBSIZE").assert_stdout("3\n");
    run(seed, "@all PING").assert_stdout("PONG\n");
    run(seed, "@all SLOWLOG LEN").assert_success();
    let listed = lines(&run(seed, "@primaries KEYS *"));
    assert_eq!(BTreeSet::from_iter(listed), keys);

    run(seed, "@all CONFIG SET maxmemory-samples 7").assert_stdout("OK\n");
    for node in cluster.nodes() {
        let value = node.ask(&["CONFIG", "GET", "maxmemory-samples"]);
        assert_eq!(value.expect("CONFIG GET").texts().nth(1), Some("7"));
    }
    run(seed, "@all CONFIG SET maxmemory-samples 5").assert_stdout("OK\n");

    let (everywhere, here) = ("return 1", "return 2");
    run(seed, "@all SCRIPT FLUSH").assert_stdout("OK\n");
    let sha = |script: &str, word: Option<&str>| {
        let shell = Shell::redsh().on(seed).args(word);
        let outcome = shell.args(["SCRIPT", "LOAD", script]).run();
        lines(&outcome)[0].clone()
    };
    let (everywhere, here) = (sha(everywhere, Some("@all")), sha(here, None));
    run(
        seed,
        &format!("@primaries SCRIPT EXISTS {everywhere} {here}"),
    )
    .assert_stdout("1\n0\n");
}

#[test]
fn replies_without_a_merge_rule_are_shown_node_by_node_in_each_format() {
    let cluster = Cluster::empty(3, 0);
    let seed = &cluster.nodes()[0];
    let names: Vec<String> = cluster.nodes().iter().map(name).collect();

    let shown = lines(&run(seed, "@primaries CONFIG GET port"));
    let expected = cluster
        .nodes()
        .iter()
        .flat_map(|node| [name(node), "port".to_owned(), node.port().to_string()]);
    assert_eq!(
        by_node(&shown, 3),
        by_node(&expected.collect::<Vec<_>>(), 3)
    );

    let rows = lines(&run(seed, "--csv @primaries CONFIG GET port"));
    for node in cluster.nodes() {
        let row = format!("\"{}\",\"port\",\"{}\"", name(node), node.port());
        assert!(rows.contains(&row), "{row} in {rows:?}");
    }

    for format in ["--json", "--quoted-json"] {
        let outcome = run(seed, &format!("{format} @primaries INFO server"));
        let told: serde_json::Value =
            serde_json::from_slice(&outcome.stdout).expect("the output is JSON");
        let object = told.as_object().expect("it is an object");
        assert_eq!(object.len(), 3);
        for name in &names {
            let info = object[name].as_str().expect("a node's INFO is a text");
            assert!(info.contains("tcp_port:"), "{info}");
        }
    }
}

#[test]
fn info_is_shown_under_the_address_of_each_node() {
    let cluster = Cluster::empty(3, 0);
    let shown = lines(&run(&cluster.nodes()[0], "--no-raw @primaries INFO server"));
    for node in cluster.nodes() {
        let at = shown.iter().position(|line| *line == name(node));
        let rest = &shown[at.expect("each node is named")..];
        let port = rest.iter().find(|line| line.starts_with("tcp_port:"));
        let own = format!("tcp_port:{}\r", node.port());
        assert_eq!(port.map(|line| line.trim_end()), Some(own.trim_end()));
    }
}

/// Groups of this many lines as a set: the order of the nodes is the server's.
fn by_node(lines: &[String], length: usize) -> BTreeSet<Vec<String>> {
    lines.chunks(length).map(<[String]>::to_vec).collect()
}

#[test]
fn replicas_answer_reads_of_their_own_slots() {
    let (cluster, keys) = with_keys(1);
    let seed = &cluster.nodes()[0];
    let replicas = || {
        let sizes = cluster.nodes()[3..].iter().map(|node| {
            let size = node.ask(&["DBSIZE"]).expect("it counts");
            size.integer().unwrap_or_default()
        });
        sizes.sum::<i64>() == keys.len() as i64
    };
    wait::until("the replicas have the keys", replicas);

    let shown = lines(&run(seed, "@replicas DBSIZE"));
    let names: BTreeSet<_> = shown.iter().step_by(2).cloned().collect();
    let expected: BTreeSet<_> = cluster.nodes()[3..].iter().map(name).collect();
    assert_eq!(names, expected);
    // The primaries have the replicas' keys as well, so the replies are not added up.
    assert_eq!(lines(&run(seed, "@all DBSIZE")).len(), 12);

    for key in &keys {
        let owner = cluster.owner(cluster.slot_of(key));
        let replica = name(&cluster.nodes()[owner + 3]);
        run(seed, &format!("@{replica} GET {key}")).assert_stdout("v\n");
    }
}

#[test]
fn node_words_can_be_mixed_with_other_lines_of_a_script() {
    let (cluster, keys) = with_keys(0);
    let key = keys.first().expect("there are keys");
    let script = format!(
        "SET {key} new\n@primaries DBSIZE\nGET {key}\n3 @all PING\n@all CLIENT SETNAME me\n@key:{key} CLIENT GETNAME\n"
    );
    for option in [&["-c"][..], &[]] {
        let owner = cluster.owner(cluster.slot_of(key));
        Shell::redsh()
            .on(&cluster.nodes()[owner])
            .args(option)
            .stdin(script.clone())
            .run()
            .assert_success()
            .assert_stdout("OK\n3\nnew\nPONG\nPONG\nPONG\nOK\nme\n");
    }
}

#[test]
fn over_tls_every_node_gets_the_same_login_and_settings_as_the_first() {
    let cluster = Cluster::tls(2, 1);
    run(&cluster.nodes()[3], "@all PING").assert_stdout("PONG\n");

    let cluster = Cluster::with(2, 0, &[("requirepass", "secret"), ("masterauth", "secret")]);
    Shell::redsh()
        .on(&cluster.nodes()[1])
        .env("REDISCLI_AUTH", "secret")
        .args(["--name", "me", "@primaries", "CLIENT", "GETNAME"])
        .run()
        .assert_success()
        .assert_stdout_has("me\n");
}

#[test]
fn a_single_server_is_the_only_primary() {
    let server = Server::start();
    server.command(&["SET", "k", "v"]);
    for word in ["@primaries", "@slot:7", "@key:other"] {
        run(&server, &format!("{word} DBSIZE")).assert_stdout("1\n");
    }
    run(&server, &format!("@{} GET k", name(&server))).assert_stdout("v\n");
    run(&server, "@all GET k").assert_stdout(format!("{}\nv\n", name(&server)));
    let outcome = run(&server, "@replicas PING");
    outcome
        .assert_code(1)
        .assert_complaint("no known node matches '@replicas'");
}

#[test]
fn replicas_are_found_through_sentinels_and_servers() {
    let set = SentinelSet::start();
    let sentinels: Vec<String> = set.sentinels().iter().map(name).collect();
    let by_sentinel = |word: &str| {
        let shell =
            Shell::redsh().args(["--sentinel", &sentinels.join(","), "--master", "mymaster"]);
        lines(&shell.args([word, "ROLE"]).run())
    };
    let roles = |shown: &[String]| shown.iter().filter(|line| *line == "slave").count();
    wait::until("the replicas are known to all", || {
        roles(&by_sentinel("@replicas")) == 2
            && roles(&lines(&run(set.primary(), "@replicas ROLE"))) == 2
    });
    assert_eq!(
        by_sentinel("@primaries")[..2],
        [name(set.primary()), "master".to_owned()]
    );
    assert_eq!(roles(&by_sentinel("@all")), 2);
    assert_eq!(roles(&lines(&run(set.primary(), "@all ROLE"))), 2);
}
