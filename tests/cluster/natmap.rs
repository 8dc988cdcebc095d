//! `--natmap`: nodes that announce addresses which cannot be reached from here.

use support::cluster::Cluster;
use support::shell::Shell;

#[test]
fn announced_addresses_are_mapped_for_a_single_command_too() {
    let cluster = Cluster::with(
        2,
        0,
        &[
            ("cluster-announce-hostname", "node.invalid"),
            ("cluster-preferred-endpoint-type", "hostname"),
        ],
    );
    let natmap = ["-c", "--natmap", "node.invalid=127.0.0.1"];
    let redsh = || Shell::redsh().on(&cluster.nodes()[0]).args(natmap);
    let elsewhere = cluster.key_on(1, 0);
    let outcome = redsh().args(["SET", &elsewhere, "v"]).run();
    outcome.assert_success().assert_stdout("OK\n");
    let outcome = redsh().args(["-x", "SET", &elsewhere]).stdin("w").run();
    outcome.assert_success().assert_stdout("OK\n");
    let outcome = redsh().stdin(format!("GET {elsewhere}\n")).run();
    outcome.assert_success().assert_stdout("w\n");
}
