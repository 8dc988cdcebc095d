//! SSUBSCRIBE in a cluster: every channel at its own node, also after its slot has moved.

use super::{interrupted, lines, wait_for_subscribers};
use support::cluster::Cluster;
use support::coprocess::Coprocess;
use support::migration::Migration;
use support::shell::Shell;

/// Three channels, one on each of the first three nodes.
fn channels(cluster: &Cluster) -> [String; 3] {
    std::array::from_fn(|node| cluster.key_on(node, 0))
}

fn subscriber(cluster: &Cluster, options: &[&str], channels: &[String]) -> Coprocess {
    let redsh = Shell::redsh().on(&cluster.nodes()[0]).arg("-c");
    let redsh = redsh.args(options).arg("SSUBSCRIBE").args(channels);
    redsh.start()
}

fn wait_for_all(cluster: &Cluster, channels: &[String]) {
    for channel in channels {
        let node = &cluster.nodes()[cluster.owner(cluster.slot_of(channel))];
        wait_for_subscribers(node, "SHARDNUMSUB", channel, 1);
    }
}

/// Publishes at the owner, and reads the message.
#[track_caller]
fn exchange(cluster: &Cluster, redsh: &mut Coprocess, channel: &str, message: &str) {
    let node = &cluster.nodes()[cluster.owner(cluster.slot_of(channel))];
    node.command(&["SPUBLISH", channel, message]);
    assert_eq!(lines(redsh), ["smessage", channel, message]);
}

#[test]
fn channels_of_all_shards_are_heard_at_once_in_both_protocols() {
    let cluster = Cluster::empty(3, 0);
    let channels = channels(&cluster);
    for options in [&[][..], &["-3"], &["-2"]] {
        let mut redsh = subscriber(&cluster, options, &channels);
        wait_for_all(&cluster, &channels);
        let mut confirmed: Vec<String> = lines::<9>(&mut redsh).to_vec();
        confirmed.retain(|line| line != "ssubscribe" && line != "1");
        confirmed.sort();
        let mut wanted = channels.to_vec();
        wanted.sort();
        assert_eq!(confirmed, wanted);
        for round in 0..3 {
            for channel in &channels {
                exchange(&cluster, &mut redsh, channel, &format!("message {round}"));
            }
        }
        interrupted(redsh).assert_code(130).assert_stderr("");
        for channel in &channels {
            let node = &cluster.nodes()[cluster.owner(cluster.slot_of(channel))];
            wait_for_subscribers(node, "SHARDNUMSUB", channel, 0);
        }
    }
}

#[test]
fn channels_of_several_shards_are_printed_in_every_format_like_those_of_one() {
    let cluster = Cluster::empty(3, 0);
    let [channel, other] = [0, 1].map(|node| cluster.key_on(node, 0));
    for (options, notice, shown) in [
        (
            &["--csv"][..],
            true,
            format!("\"smessage\",\"{channel}\",\"m\""),
        ),
        (
            &["--json"],
            true,
            format!("[\"smessage\",\"{channel}\",\"m\"]"),
        ),
        (&["--no-raw"], true, "1) \"smessage\"".to_owned()),
        (&["--raw"], false, "smessage".to_owned()),
    ] {
        let all = [channel.clone(), other.clone()];
        let mut redsh = subscriber(&cluster, options, &all);
        if notice {
            assert_eq!(
                redsh.read_line(),
                "Reading messages... (press Ctrl-C to quit)"
            );
        }
        wait_for_all(&cluster, &all);
        cluster.nodes()[0].command(&["SPUBLISH", &channel, "m"]);
        let mut line = redsh.read_line();
        while !line.contains("smessage") {
            line = redsh.read_line();
        }
        assert_eq!(line, shown);
        redsh.kill();
    }
}

#[test]
fn a_channel_whose_slot_moves_is_followed() {
    let cluster = Cluster::empty(3, 0);
    let channels = channels(&cluster);
    let mut redsh = subscriber(&cluster, &[], &channels);
    wait_for_all(&cluster, &channels);
    lines::<9>(&mut redsh);
    for to in [1, 2, 0] {
        let channel = &channels[0];
        Migration::begin(&cluster, cluster.slot_of(channel), to).finish();
        let [kind, name, _] = lines(&mut redsh);
        assert_eq!([&*kind, &*name], ["sunsubscribe", channel]);
        let [kind, name, _] = lines(&mut redsh);
        assert_eq!([&*kind, &*name], ["ssubscribe", channel]);
        for channel in &channels {
            exchange(&cluster, &mut redsh, channel, "after");
        }
    }
    interrupted(redsh).assert_code(130).assert_stderr("");
}

#[test]
fn a_lost_node_ends_the_subscription_or_is_waited_for() {
    let mut cluster = Cluster::empty(3, 0);
    let channels = channels(&cluster);
    let ends = subscriber(&cluster, &[], &channels);
    let mut goes_on = subscriber(&cluster, &["--resubscribe", "yes"], &channels);
    for channel in &channels {
        let node = &cluster.nodes()[cluster.owner(cluster.slot_of(channel))];
        wait_for_subscribers(node, "SHARDNUMSUB", channel, 2);
    }
    lines::<9>(&mut goes_on);
    cluster.nodes_mut()[1].restart().expect("it can be started");
    let address = format!("127.0.0.1:{}", cluster.nodes()[1].port());
    let told = format!("{address} closed the connection\n");
    ends.finish().assert_code(1).assert_stderr(&told);
    let [kind, name, _] = lines(&mut goes_on);
    assert_eq!([&*kind, &*name], ["ssubscribe", &channels[1]]);
    cluster.wait_until_ok();
    for channel in &channels {
        exchange(&cluster, &mut goes_on, channel, "after");
    }
    let told = format!(
        "{address} closed the connection; reconnecting\n\
         resubscribed to 1 channel; messages sent in between were lost\n"
    );
    interrupted(goes_on).assert_code(130).assert_stderr(told);
}

#[test]
fn a_server_without_cluster_support_gets_all_channels() {
    let server = support::server::Server::start();
    let redsh = Shell::redsh().on(&server).arg("-c");
    let mut redsh = redsh.args(["SSUBSCRIBE", "a", "b"]).start();
    assert_eq!(
        lines(&mut redsh),
        ["ssubscribe", "a", "1", "ssubscribe", "b", "2"]
    );
    server.command(&["SPUBLISH", "b", "message"]);
    assert_eq!(lines(&mut redsh), ["smessage", "b", "message"]);
    interrupted(redsh).assert_code(130).assert_stderr("");
}
