//! A load into a cluster, where a node refuses a command and accepts a later one, and commands for all nodes.

use std::fs;

use support::outcome::Outcome;
use support::peer::Stage;
use support::script::Script;
use support::shell::Shell;

use super::load::answered;
use crate::cluster::fakes::{moved, owned_by, sent, shards, stages};

/// Loads these lines through a node, and returns the outcome and the rejects file.
fn load(port: u16, options: &[&str], lines: &str) -> (Outcome, String) {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("rejects");
    let outcome = Shell::redsh()
        .args(["-c", "-p", &port.to_string(), "--pipe"])
        .args(options)
        .arg("--pipe-rejects")
        .arg(&file)
        .stdin(lines.to_owned())
        .run();
    let rejects = fs::read(&file).expect("the file is there");
    (outcome, rejects.escape_ascii().to_string())
}

#[test]
fn a_command_that_later_ones_have_overtaken_is_reported() {
    let [node, other] = stages();
    let (port, elsewhere) = (node.port(), other.port());
    // The topology, the connection of the load, and the client that sends the refused command again.
    let stream = Script::new()
        .commands(3)
        .send(moved(elsewhere) + "+OK\r\n+OK\r\n")
        .until_closed();
    let client = owned_by(port).commands(1).send(moved(elsewhere));
    let node = node.play([client.until_closed(), stream]);
    let other = other.play([Script::new().commands(1).send("+OK\r\n").until_closed()]);
    let (outcome, rejects) = load(port, &[], "SET foo 1\nSET foo 2\nSET bar 3\n");
    outcome
        .assert_code(1)
        .assert_stdout(answered(1, 3))
        .assert_stderr_has("command 1 at byte 0: SET \"foo\": ran after later commands");
    assert_eq!(
        rejects,
        "# command 1 (byte 0) ran after later commands for the same key\\n"
    );
    node.finish();
    assert_eq!(other.finish(), [sent(&["SET foo 1"])]);
}

#[test]
fn a_script_whose_error_looks_like_the_servers_is_sent_once() {
    let [node] = stages();
    let port = node.port();
    let stream = Script::new()
        .commands(1)
        .send("-TRYAGAIN later\r\n")
        .until_closed();
    let node = node.play([owned_by(port).until_closed(), stream]);
    let (outcome, _) = load(port, &[], "EVAL x 1 foo\n");
    outcome
        .assert_code(1)
        .assert_stdout(answered(1, 1))
        .assert_stderr_has("TRYAGAIN later");
    assert_eq!(node.finish()[1], sent(&["EVAL x 1 foo"]));
}

#[test]
fn a_command_for_all_nodes_has_one_fate_and_one_entry() {
    let refuses =
        |stage: Stage| stage.play([Script::new().commands(1).send("-ERR no\r\n").until_closed()]);
    let closes = |stage: Stage| stage.play([Script::new().commands(1)]);
    for (second_is_lost, third_is_lost) in [(true, true), (true, false), (false, false)] {
        let [one, two, three] = stages();
        let ports = [one.port(), two.port(), three.port()];
        let map = shards(&[
            (0, 5_000, ports[0]),
            (5_001, 10_000, ports[1]),
            (10_001, 16_383, ports[2]),
        ]);
        let answers = Script::new().commands(1).send("+OK\r\n").until_closed();
        let first = Script::new().commands(2).send(map).until_closed();
        let one = one.play([first, answers]);
        let of = |stage, is_lost| {
            if is_lost {
                closes(stage)
            } else {
                refuses(stage)
            }
        };
        let others = [of(two, second_is_lost), of(three, third_is_lost)];
        let (outcome, rejects) = load(ports[0], &["--pipe-keyless=all"], "PING\n");
        outcome.assert_code(1);
        assert_eq!(rejects, "*1\\r\\n$4\\r\\nPING\\r\\n");
        drop((one, others));
    }
}
