//! Subscriptions at the end of a script; both programs are stopped after the expected output.

use super::{redis_cli, redsh, without_notes};
use support::cluster::Cluster;
use support::coprocess::Coprocess;
use support::wait;

#[test]
fn a_subscription_is_made_at_the_node_of_the_last_key() {
    let cluster = Cluster::empty(3, 0);
    for node in [1, 2] {
        let key = cluster.key_on(node, 0);
        let heard = |program| heard(&cluster, node, program, &key, "SUBSCRIBE", "PUBLISH");
        assert_eq!(
            heard(redsh(&cluster).start()),
            heard(redis_cli(&cluster).start())
        );
    }
}

#[test]
fn a_sharded_subscription_is_made_at_the_node_of_its_channel() {
    let cluster = Cluster::empty(3, 0);
    for node in [0, 2] {
        let key = cluster.key_on(1, 0);
        let channel = cluster.key_on(node, 0);
        let said = |mut program: Coprocess| {
            program.write(format!("SET {key} v\nSSUBSCRIBE {channel}\n"));
            program.close_stdin();
            let subscribed = || {
                let count = cluster.nodes()[node].reply(&["PUBSUB", "SHARDNUMSUB", &channel]);
                count.ends_with(b":1\r\n")
            };
            wait::until("it has subscribed", subscribed);
            cluster.nodes()[node].command(&["SPUBLISH", &channel, "message"]);
            ended(program, "message")
        };
        let (ours, theirs) = (
            said(redsh(&cluster).start()),
            said(redis_cli(&cluster).start()),
        );
        assert_eq!(ours, theirs);
    }
}

/// The output up to and including a message.
fn heard(
    cluster: &Cluster,
    node: usize,
    mut program: Coprocess,
    key: &str,
    subscribe: &str,
    publish: &str,
) -> String {
    program.write(format!("SET {key} v\n{subscribe} channel\n"));
    program.close_stdin();
    wait::until("it has subscribed", || {
        let count = cluster.nodes()[node].reply(&["PUBSUB", "NUMSUB", "channel"]);
        count.ends_with(b":1\r\n")
    });
    cluster.nodes()[node].command(&[publish, "channel", "message"]);
    ended(program, "message")
}

/// Its lines up to this last one, after which it is killed.
fn ended(mut program: Coprocess, last: &str) -> String {
    let mut lines = String::new();
    loop {
        let line = program.read_line();
        lines += &line;
        lines.push('\n');
        if line == last {
            program.kill();
            return String::from_utf8_lossy(&without_notes(lines.as_bytes())).into_owned();
        }
    }
}
