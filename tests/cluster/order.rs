//! The order of commands on one key, where a node refuses one of them and accepts a later one.

use super::fakes::{moved, owned_by, sent, shards, stages, with_lines};
use support::cluster::Cluster;
use support::script::Script;
use support::shell::Shell;

const LOADING: &str = "-LOADING Redis is loading the dataset in memory\r\n";

#[test]
fn a_command_that_a_later_one_has_overtaken_is_reported_with_its_key() {
    let [node] = stages();
    let port = node.port();
    let second = Script::new().commands(1).send("+OK\r\n").until_closed();
    let node = node.play([refusing_the_first(port, 3, "+OK\r\n+OK\r\n"), second]);
    let ours = with_lines(port, "SET foo 1\nSET foo 2\nSET foo 3\n");
    ours.assert_code(1)
        .assert_stdout("OK\nOK\nOK\n")
        .assert_stderr("line 1 ran after later lines for the same keys: \"foo\"\n");
    assert_eq!(node.finish()[1], sent(&["SET foo 1"]));
}

#[test]
fn commands_for_other_keys_and_reads_overtake_nothing() {
    let [node] = stages();
    let port = node.port();
    let second = Script::new().commands(1).send("$1\r\nv\r\n").until_closed();
    let first = refusing_the_first(port, 3, "+OK\r\n$1\r\nv\r\n");
    let node = node.play([first, second]);
    let ours = with_lines(port, "GET foo\nSET bar 2\nGET foo\n");
    ours.assert_success()
        .assert_stdout("v\nOK\nv\n")
        .assert_stderr("");
    node.finish();
}

#[test]
fn after_a_refusal_one_command_of_the_slot_is_in_flight() {
    let [node, other] = stages();
    let (port, elsewhere) = (node.port(), other.port());
    let node = node.play([owned_by(port)
        .commands(1)
        .send(moved(elsewhere))
        .until_closed()]);
    // The connection is lost with one command in flight, so only that one is unknown.
    let answers = |script: Script| script.commands(1).send("+OK\r\n");
    let other = other.play([
        answers(Script::new()).commands(1),
        answers(answers(Script::new())).until_closed(),
    ]);
    let mut ours = Shell::redsh().args(["-c", "-p", &port.to_string()]).start();
    ours.write_line("SET foo 1");
    assert_eq!(ours.read_line(), "OK");
    ours.write("SET foo 2\nSET foo 3\nSET foo 4\n");
    assert_eq!([ours.read_line(), ours.read_line()], ["OK", "OK"]);
    ours.finish().assert_code(1).assert_stderr(format!(
        "127.0.0.1:{elsewhere} closed the connection; whether line 2 ran is not known\n"
    ));
    node.finish();
    other.finish();
}

/// Refuses the first of some commands, and sends these replies to the others.
fn refusing_the_first(port: u16, commands: usize, replies: &str) -> Script {
    owned_by(port)
        .commands(commands)
        .send(format!("{LOADING}{replies}"))
        .until_closed()
}

#[test]
fn a_transaction_goes_to_the_node_of_its_first_key() {
    let cluster = Cluster::empty(3, 0);
    for node in 0..3 {
        let key = cluster.key_on(node, 0);
        let lines = format!("GET x\nMULTI\nPING\nECHO e\nSET {key} 1\nEXEC\nGET {key}\n");
        let ours = Shell::redsh().args(["-c", "-p", &cluster.ports()[0].to_string()]);
        ours.stdin(lines)
            .run()
            .assert_success()
            .assert_stdout("\nOK\nQUEUED\nQUEUED\nQUEUED\nPONG\ne\nOK\n1\n")
            .assert_stderr("");
    }
}

#[test]
fn a_transaction_without_keys_runs_at_any_node() {
    let cluster = Cluster::empty(3, 0);
    let ours = Shell::redsh().args(["-c", "-p", &cluster.ports()[0].to_string()]);
    ours.stdin("MULTI\nPING\nEXEC\nMULTI\nPING\nDISCARD\nMULTI\nEXEC\n")
        .run()
        .assert_success()
        .assert_stdout("OK\nQUEUED\nPONG\nOK\nQUEUED\nOK\nOK\n\n")
        .assert_stderr("");
}

#[test]
fn a_database_is_selected_on_every_connection() {
    let [one, two] = stages();
    let ports = [one.port(), two.port()];
    let map = shards(&[(0, 8_191, ports[0]), (8_192, 16_383, ports[1])]);
    let answers = |script: Script, count: usize| {
        (0..count).fold(script, |script, _| script.commands(1).send("+OK\r\n"))
    };
    // `bar` is in slot 5061, `foo` in 12182.
    let one = one.play([answers(Script::new().commands(2).send(map), 3).until_closed()]);
    let two = two.play([answers(Script::new(), 3).until_closed()]);
    let ours = Shell::redsh().args(["-c", "-p", &ports[0].to_string()]);
    let mut ours = ours.start();
    for line in [
        "SET bar 0",
        "SET foo 0",
        "SET bar 0",
        "SELECT 3",
        "SET foo 3",
    ] {
        ours.write_line(line);
        assert_eq!(ours.read_line(), "OK");
    }
    ours.finish().assert_success().assert_stderr("");
    assert!(one.finish()[0].ends_with(&sent(&["SET bar 0", "SET bar 0", "SELECT 3"])));
    assert_eq!(
        two.finish(),
        [sent(&["SET foo 0", "SELECT 3", "SET foo 3"])]
    );
}
