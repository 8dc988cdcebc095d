//! Nodes that cannot serve a command at the moment, and nodes that close the connection during one.

use std::time::{Duration, Instant};

use super::fakes::{FOO, ask, owned_by, sent, shards, stages, with_lines};
use support::outcome::Outcome;
use support::script::Script;
use support::shell::Shell;
use support::vacant::Vacant;

#[test]
fn a_node_that_is_loading_is_retried() {
    let refusals = [
        "-TRYAGAIN Multiple keys request during rehashing of slot\r\n",
        "-LOADING Redis is loading the dataset in memory\r\n",
        "-MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.\r\n",
    ];
    for refusal in refusals {
        let [node] = stages();
        let port = node.port();
        let script = (0..4).fold(owned_by(port), |script, _| script.commands(1).send(refusal));
        let node = node.play([script.commands(1).send("$1\r\nv\r\n").until_closed()]);
        let ours = with_lines(port, "GET foo\n");
        ours.assert_success().assert_stdout("v\n").assert_stderr("");
        let received = node.finish().remove(0);
        assert!(received.ends_with(&sent(&["GET foo"; 5])));
    }
}

/// `redsh -c INCR foo`, with more options.
fn one_command(port: u16, options: &[&str]) -> Outcome {
    Shell::redsh()
        .args(["-c", "-p", &port.to_string()])
        .args(options)
        .args(["INCR", "foo"])
        .run()
}

#[test]
fn one_command_does_not_wait_for_a_node_that_refuses_it_for_now() {
    let refusals = [
        "LOADING Redis is loading the dataset in memory",
        "CLUSTERDOWN The cluster is down",
        "TRYAGAIN Multiple keys request during rehashing of slot",
        "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'.",
    ];
    for refusal in refusals {
        let [node] = stages();
        let port = node.port();
        let script = Script::new().commands(1).send(format!("-{refusal}\r\n"));
        let node = node.play([script.until_closed()]);
        one_command(port, &[])
            .assert_success()
            .assert_stdout(format!("{refusal}\n\n"))
            .assert_stderr("");
        assert_eq!(node.finish(), [sent(&["INCR foo"])]);
    }
}

#[test]
fn one_command_with_the_option_e_fails_at_once_with_the_error() {
    let [node] = stages();
    let port = node.port();
    let down = "-CLUSTERDOWN The cluster is down\r\n";
    let node = node.play([Script::new().commands(1).send(down).until_closed()]);
    one_command(port, &["-e"])
        .assert_code(1)
        .assert_stdout("")
        .assert_stderr("CLUSTERDOWN The cluster is down\n");
    node.finish();
}

#[test]
fn one_command_does_not_wait_for_an_owner_that_cannot_be_reached() {
    let vacant = Vacant::new();
    for (address, reason) in [
        (format!("127.0.0.1:{}", vacant.port()), "connection refused"),
        ("no-such-host.invalid:7000".to_owned(), ""),
    ] {
        for options in [&[][..], &["--replicas"]] {
            let [node] = stages();
            let port = node.port();
            let script = match options.is_empty() {
                true => Script::new(),
                false => owned_by(port),
            };
            let moved = format!("-MOVED {FOO} {address}\r\n");
            let node = node.play([script.commands(1).send(moved).until_closed()]);
            one_command(port, options)
                .assert_code(1)
                .assert_stdout("")
                .assert_stderr_has(&format!("could not connect to {address}: {reason}"));
            drop(node);
        }
    }
}

#[test]
fn one_command_does_not_wait_for_a_valid_map() {
    let [node] = stages();
    let port = node.port();
    let down = "-CLUSTERDOWN The cluster is down\r\n";
    let script = Script::new().commands(2).send("*1\r\n+x\r\n*1\r\n+x\r\n");
    let node = node.play([script.commands(1).send(down).until_closed()]);
    // A command with one key goes to the node that was named.
    one_command(port, &["--cross-slot"])
        .assert_success()
        .assert_stdout("CLUSTERDOWN The cluster is down\n\n")
        .assert_whole_stderr("");
    drop(node);
}

#[test]
fn one_command_waits_if_the_user_gives_it_time() {
    let [node] = stages();
    let port = node.port();
    let loading = "-LOADING Redis is loading the dataset in memory\r\n";
    let script = Script::new().commands(1).send(loading);
    let node = node.play([script.commands(1).send(":1\r\n").until_closed()]);
    one_command(port, &["--cluster-retry", "60"])
        .assert_success()
        .assert_stdout("1\n")
        .assert_stderr("");
    node.finish();
}

#[test]
fn a_script_says_what_it_waits_for_and_gives_up_in_time() {
    let [node] = stages();
    let port = node.port();
    let down = "-CLUSTERDOWN The cluster is down\r\n";
    let map = shards(&[(0, 16_383, port)]);
    let refused = |script: Script| script.commands(1).send(down);
    let script = (0..64).fold(refused(owned_by(port)), |script, _| {
        refused(script.commands(2).send(map.as_str()))
    });
    let node = node.play([script.until_closed()]);
    Shell::redsh()
        .args(["-c", "-p", &port.to_string(), "--cluster-retry", "1.2"])
        .stdin("INCR foo\n")
        .run()
        .assert_success()
        .assert_stdout("CLUSTERDOWN The cluster is down\n\n")
        .assert_whole_stderr(format!(
            "waiting: 127.0.0.1:{port}: CLUSTERDOWN The cluster is down\n\
             gave up after 1.2 s: 127.0.0.1:{port}: CLUSTERDOWN The cluster is down\n"
        ));
    drop(node);
}

#[test]
fn a_script_names_the_owner_that_it_could_not_reach() {
    let [node] = stages();
    let vacant = Vacant::new();
    let (port, gone) = (node.port(), vacant.port());
    let map = shards(&[(0, 16_383, gone)]);
    let script = (0..64).fold(Script::new(), |script, _| {
        script.commands(2).send(map.as_str())
    });
    let node = node.play([script.until_closed()]);
    Shell::redsh()
        .args(["-c", "-p", &port.to_string(), "--cluster-retry", "1.2"])
        .stdin("INCR foo\n")
        .run()
        .assert_code(1)
        .assert_stdout("")
        .assert_whole_stderr(format!(
            "waiting: could not connect to 127.0.0.1:{gone}: connection refused\n\
             could not connect to 127.0.0.1:{gone}: connection refused; nothing from line 1 on was run\n"
        ));
    drop(node);
}

#[test]
fn without_the_option_a_refusal_is_the_reply() {
    let [node] = stages();
    let port = node.port();
    let loading = "-LOADING Redis is loading the dataset in memory\r\n";
    let node = node.play([Script::new().commands(1).send(loading).until_closed()]);
    let ours = Shell::redsh()
        .args(["-p", &port.to_string(), "INCR", "foo"])
        .run();
    ours.assert_success()
        .assert_stdout_has("LOADING Redis is loading");
    node.finish();
}

#[test]
fn while_a_cluster_is_down_its_map_is_fetched_until_it_is_up() {
    let [node, other] = stages();
    let (port, right) = (node.port(), other.port());
    let down = "-CLUSTERDOWN The cluster is down\r\n";
    let map = shards(&[(0, 16_383, port)]);
    let script = (0..3).fold(owned_by(port), |script, _| {
        script.commands(1).send(down).commands(2).send(map.as_str())
    });
    let script = script.commands(1).send(down);
    let node = node.play([script
        .commands(2)
        .send(shards(&[(0, 16_383, right)]))
        .until_closed()]);
    let other = other.play([Script::new().commands(1).send(":1\r\n").until_closed()]);
    let ours = with_lines(port, "INCR foo\n");
    ours.assert_success().assert_stdout("1\n").assert_stderr("");
    node.finish();
    assert_eq!(other.finish(), [sent(&["INCR foo"])]);
}

#[test]
fn a_read_only_node_makes_redsh_fetch_the_map() {
    let [node, other] = stages();
    let (port, right) = (node.port(), other.port());
    let refusal = "-READONLY You can't write against a read only replica.\r\n";
    let script = owned_by(port).commands(1).send(refusal);
    let node = node.play([script
        .commands(2)
        .send(shards(&[(0, 16_383, right)]))
        .until_closed()]);
    let other = other.play([Script::new().commands(1).send(":1\r\n").until_closed()]);
    let ours = with_lines(port, "INCR foo\n");
    ours.assert_success().assert_stdout("1\n").assert_stderr("");
    node.finish();
    assert_eq!(other.finish(), [sent(&["INCR foo"])]);
}

#[test]
fn a_new_primary_that_is_still_read_only_is_retried() {
    let [node] = stages();
    let port = node.port();
    let refusal = "-READONLY You can't write against a read only replica.\r\n";
    let map = shards(&[(0, 16_383, port)]);
    let script = (0..6).fold(owned_by(port), |script, _| {
        script
            .commands(1)
            .send(refusal)
            .commands(2)
            .send(map.as_str())
    });
    let node = node.play([script.commands(1).send(":1\r\n").until_closed()]);
    let begin = Instant::now();
    let ours = with_lines(port, "INCR foo\n");
    ours.assert_success().assert_stdout("1\n").assert_stderr("");
    // Five waits: the shortest are half of 10, 20, 40, 80 and 160 ms.
    assert!(begin.elapsed() >= Duration::from_millis(155));
    node.finish();
}

#[test]
fn one_command_gets_the_error_of_a_read_only_node() {
    let [node] = stages();
    let port = node.port();
    let refusal = "-READONLY You can't write against a read only replica.\r\n";
    let node = node.play([Script::new().commands(1).send(refusal).until_closed()]);
    let ours = Shell::redsh()
        .args(["-c", "-p", &port.to_string(), "INCR", "foo"])
        .run();
    ours.assert_success()
        .assert_stdout_has("READONLY You can't");
    assert_eq!(node.finish(), [sent(&["INCR foo"])]);
}

#[test]
fn a_connection_that_ends_inside_a_reply_costs_only_that_line() {
    let [node] = stages();
    let port = node.port();
    let first = owned_by(port).commands(3).send("+OK\r\n$10\r\nhalf");
    let map = shards(&[(0, 16_383, port)]);
    let again = Script::new()
        .commands(2)
        .send(map)
        .commands(1)
        .send("$1\r\nb\r\n");
    let node = node.play([first, again.until_closed()]);
    let ours = with_lines(port, "SET k v\nGET foo\nGET b\n");
    ours.assert_code(1)
        .assert_stdout("OK\nhalf\nb\n")
        .assert_stderr(format!(
            "127.0.0.1:{port} closed the connection; the reply to line 2 broke off\n"
        ));
    assert!(node.finish()[1].ends_with(&sent(&["GET b"])));
}

#[test]
fn a_write_at_a_node_that_closes_is_unknown_and_writes_at_others_are_not() {
    let [node, other] = stages();
    let (port, elsewhere) = (node.port(), other.port());
    let map = shards(&[(8_192, 16_383, port), (0, 8_191, elsewhere)]);
    let first = Script::new().commands(2).send(map.as_str()).commands(2);
    let again = Script::new()
        .commands(2)
        .send(map)
        .commands(1)
        .send("$1\r\nv\r\n");
    let node = node.play([first, again.until_closed()]);
    let other = other.play([Script::new()
        .commands(2)
        .send(":1\r\n:2\r\n")
        .until_closed()]);
    // The slot of bar is 5061, that of foo 12182.
    let ours = with_lines(port, "INCR bar\nINCR foo\nINCR bar\nGET foo\n");
    ours.assert_code(1)
        .assert_stdout("1\n2\nv\n")
        .assert_stderr(format!(
            "127.0.0.1:{port} closed the connection; whether line 2 ran is not known\n"
        ));
    assert!(node.finish()[1].ends_with(&sent(&["GET foo"])));
    assert_eq!(other.finish(), [sent(&["INCR bar", "INCR bar"])]);
}

#[test]
fn a_write_sent_with_asking_is_unknown_when_that_node_closes() {
    let [node, other] = stages();
    let (port, elsewhere) = (node.port(), other.port());
    let script = owned_by(port).commands(1).send(ask(elsewhere));
    let node = node.play([script.until_closed()]);
    let other = other.play([Script::new().commands(2).send("+OK\r\n")]);
    let ours = with_lines(port, "INCR foo\n");
    ours.assert_code(1).assert_stdout("").assert_stderr(format!(
        "127.0.0.1:{elsewhere} closed the connection; whether line 1 ran is not known\n"
    ));
    node.finish();
    assert_eq!(other.finish(), [sent(&["ASKING", "INCR foo"])]);
}

#[test]
fn two_nodes_that_close_at_once_do_not_end_the_script() {
    let [node, other] = stages();
    let (port, elsewhere) = (node.port(), other.port());
    let map = shards(&[(8_192, 16_383, port), (0, 8_191, elsewhere)]);
    let first = Script::new().commands(2).send(map.as_str()).commands(1);
    let asked = |script: Script| script.commands(2).send(map.as_str());
    let again = asked(Script::new()).commands(1).send("$1\r\na\r\n");
    let node = node.play([first, asked(again).until_closed()]);
    let again = Script::new().commands(1).send("$1\r\nb\r\n").until_closed();
    let other = other.play([Script::new().commands(1), again]);
    with_lines(port, "GET foo\nGET bar\n")
        .assert_success()
        .assert_stdout("a\nb\n")
        .assert_stderr("");
    let lines = [
        "CLUSTER SHARDS",
        "CLUSTER SLOTS",
        "GET foo",
        "CLUSTER SHARDS",
        "CLUSTER SLOTS",
    ];
    assert_eq!(node.finish()[1], sent(&lines));
    assert_eq!(other.finish()[1], sent(&["GET bar"]));
}

#[test]
fn a_hanging_node_does_not_delay_the_map_from_another() {
    let [node, hanging] = stages();
    let (port, silent) = (node.port(), hanging.port());
    let map = shards(&[(0, 8_191, silent), (8_192, 16_383, port)]);
    let first = Script::new().commands(2).send(map.as_str()).commands(1);
    let again = Script::new().commands(2).send(map).commands(1);
    let node = node.play([first, again.send("$1\r\na\r\n").until_closed()]);
    let hanging = hanging.play([Script::new().until_closed()]);
    with_lines(port, "GET foo\n")
        .assert_success()
        .assert_stdout("a\n")
        .assert_stderr("");
    node.finish();
    assert_eq!(
        hanging.finish(),
        [sent(&["CLUSTER SHARDS", "CLUSTER SLOTS"])]
    );
}
