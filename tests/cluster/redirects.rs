//! Redirects that no real node produces on demand.

use super::fakes::{FOO, ask, moved, owned_by, sent, shards, stages, with_lines};
use support::cluster::Cluster;
use support::outcome::Outcome;
use support::script::Script;
use support::server::encoded;
use support::shell::Shell;
use support::vacant::Vacant;

#[test]
fn a_moved_reply_to_a_port_without_a_listener_names_the_unreachable_node() {
    let ([node], nobody) = (stages(), Vacant::new());
    let (port, nowhere) = (node.port(), nobody.port());
    let node = node.play([Script::new()
        .commands(1)
        .send(moved(nowhere))
        .until_closed()]);
    let ours = with_command(port, "GET foo");
    ours.assert_code(1).assert_complaint(&format!(
        "could not connect to 127.0.0.1:{nowhere}: connection refused"
    ));
    node.finish();
}

#[test]
fn a_moved_reply_to_a_port_without_a_listener_is_corrected_by_a_new_map() {
    let ([node, owner], nobody) = (stages(), Vacant::new());
    let (port, right, nowhere) = (node.port(), owner.port(), nobody.port());
    let stale = owned_by(port).commands(1).send(moved(nowhere));
    let node = node.play([stale
        .commands(2)
        .send(shards(&[(0, 16_383, right)]))
        .until_closed()]);
    let owner = owner.play([Script::new().commands(1).send("$1\r\nv\r\n").until_closed()]);
    let ours = with_lines(port, "GET foo\n");
    ours.assert_success().assert_stdout("v\n").assert_stderr("");
    node.finish();
    assert_eq!(owner.finish(), [sent(&["GET foo"])]);
}

#[test]
fn a_moved_reply_to_the_same_node_is_followed_five_times() {
    let [node] = stages();
    let port = node.port();
    let node = node.play([moves_to_itself(Script::new(), port).until_closed()]);
    let ours = with_command(port, "SET foo v");
    let hop = format!("127.0.0.1:{port} to 127.0.0.1:{port}");
    let hops = [hop.as_str(); 5].join(", ");
    ours.assert_code(1)
        .assert_complaint(&format!("too many redirects: {hops}"));
    node.finish();
}

#[test]
fn after_five_redirects_a_script_waits_for_a_new_topology() {
    let [node] = stages();
    let port = node.port();
    let settled = moves_to_itself(owned_by(port), port)
        .commands(2)
        .send(shards(&[(0, 16_383, port)]))
        .commands(1)
        .send("+OK\r\n");
    let node = node.play([settled.until_closed()]);
    with_lines(port, "SET foo v\n")
        .assert_success()
        .assert_stdout("OK\n")
        .assert_stderr("");
    node.finish();
}

/// Six replies that name the node itself.
fn moves_to_itself(first: Script, port: u16) -> Script {
    (0..6).fold(first, |script, _| script.commands(1).send(moved(port)))
}

#[test]
fn a_circle_of_moved_replies_ends_and_its_nodes_are_listed() {
    let [one, two, three] = stages();
    let ports = [one.port(), two.port(), three.port()];
    let round = |to| {
        (0..3).fold(Script::new(), |script, _| {
            script.commands(1).send(moved(to))
        })
    };
    let nodes = [
        one.play([round(ports[1]).until_closed()]),
        two.play([round(ports[2]).until_closed()]),
        three.play([round(ports[0]).until_closed()]),
    ];
    let ours = with_command(ports[0], "SET foo v");
    let way = [0, 1, 2, 0, 1, 2].map(|node| format!("127.0.0.1:{}", ports[node]));
    let hops: Vec<String> = way
        .windows(2)
        .map(|pair| format!("{} to {}", pair[0], pair[1]))
        .collect();
    ours.assert_code(1);
    ours.assert_complaint(&format!("too many redirects: {}", hops.join(", ")));
    drop(nodes);
}

#[test]
fn five_redirects_are_not_a_circle() {
    let stages: [_; 6] = stages();
    let ports = stages.each_ref().map(|stage| stage.port());
    let mut nodes = Vec::new();
    for (number, stage) in stages.into_iter().enumerate() {
        let reply = ports
            .get(number + 1)
            .map_or("+OK\r\n".to_owned(), |next| moved(*next));
        nodes.push(stage.play([Script::new().commands(1).send(reply).until_closed()]));
    }
    let ours = with_command(ports[0], "SET foo v");
    ours.assert_success()
        .assert_stdout("OK\n")
        .assert_stderr("");
}

#[test]
fn a_redirect_without_an_address_makes_redsh_fetch_the_map() {
    let [node, owner] = stages();
    let (port, right) = (node.port(), owner.port());
    let unsure = owned_by(port)
        .commands(1)
        .send(format!("-MOVED {FOO} ?:{right}\r\n"));
    let node = node.play([unsure
        .commands(2)
        .send(shards(&[(0, 16_383, right)]))
        .until_closed()]);
    let owner = owner.play([Script::new().commands(1).send("+OK\r\n").until_closed()]);
    let ours = with_lines(port, "SET foo v\n");
    ours.assert_success()
        .assert_stdout("OK\n")
        .assert_stderr("");
    node.finish();
    assert_eq!(owner.finish(), [sent(&["SET foo v"])]);
}

#[test]
fn a_redirect_without_an_address_leads_one_command_to_the_same_host() {
    for kind in ["MOVED", "ASK"] {
        let [node, owner] = stages();
        let (port, right) = (node.port(), owner.port());
        let refusal = format!("-{kind} {FOO} ?:{right}\r\n");
        let node = node.play([Script::new().commands(1).send(refusal).until_closed()]);
        let asked = if kind == "ASK" {
            "+OK\r\n+OK\r\n"
        } else {
            "+OK\r\n"
        };
        let commands = if kind == "ASK" { 2 } else { 1 };
        let owner = owner.play([Script::new().commands(commands).send(asked).until_closed()]);
        let ours = with_command(port, "SET foo v");
        ours.assert_success()
            .assert_stdout("OK\n")
            .assert_stderr("");
        assert_eq!(node.finish(), [sent(&["SET foo v"])]);
        owner.finish();
    }
}

#[test]
fn an_empty_host_means_the_node_that_sent_the_redirect() {
    let [node, owner] = stages();
    let (port, right) = (node.port(), owner.port());
    let node = node.play([Script::new()
        .commands(1)
        .send(format!("-MOVED {FOO} :{right}\r\n"))
        .until_closed()]);
    let owner = owner.play([Script::new().commands(1).send("+OK\r\n").until_closed()]);
    with_command(port, "SET foo v")
        .assert_success()
        .assert_stdout("OK\n");
    node.finish();
    owner.finish();
}

#[test]
fn an_ask_reply_in_a_pipeline_is_asked_for_again_and_redirects_only_its_command() {
    let [node, other] = stages();
    let (port, elsewhere) = (node.port(), other.port());
    let replies = format!("+OK\r\n{}$1\r\nb\r\n", ask(elsewhere));
    let node = node.play([
        owned_by(port)
            .commands(3)
            .send(replies)
            .commands(1)
            .send("+OK\r\n")
            .until_closed(),
        Script::new()
            .commands(1)
            .send(ask(elsewhere))
            .until_closed(),
    ]);
    let other = other.play([Script::new()
        .commands(2)
        .send("+OK\r\n$1\r\na\r\n")
        .until_closed()]);
    let ours = with_lines(port, "SET k 1\nGET foo\nGET b\nSET k 2\n");
    ours.assert_success()
        .assert_stdout("OK\na\nb\nOK\n")
        .assert_stderr("");
    let received = node.finish();
    assert!(received[0].ends_with(&sent(&["SET k 1", "GET foo", "GET b", "SET k 2"])));
    assert_eq!(received[1], sent(&["GET foo"]));
    assert_eq!(other.finish(), [sent(&["ASKING", "GET foo"])]);
}

#[test]
fn a_moved_reply_in_a_pipeline_updates_the_topology() {
    let [node, other] = stages();
    let (port, elsewhere) = (node.port(), other.port());
    let replies = format!("+OK\r\n{}$1\r\nb\r\n", moved(elsewhere));
    let node = node.play([owned_by(port).commands(3).send(replies).until_closed()]);
    let other = other.play([Script::new()
        .commands(1)
        .send("$1\r\na\r\n")
        .commands(1)
        .send("+OK\r\n")
        .until_closed()]);
    let mut ours = Shell::redsh().args(["-c", "-p", &port.to_string()]).start();
    ours.write("SET k 1\nGET foo\nGET b\n");
    let lines = [ours.read_line(), ours.read_line(), ours.read_line()];
    assert_eq!(lines, ["OK", "a", "b"]);
    ours.write_line("SET foo 2");
    assert_eq!(ours.read_line(), "OK");
    ours.finish().assert_success().assert_stderr("");
    node.finish();
    assert_eq!(other.finish(), [sent(&["GET foo", "SET foo 2"])]);
}

#[test]
fn a_command_that_the_asked_node_puts_off_goes_to_the_owner_again() {
    let [node, other] = stages();
    let (port, elsewhere) = (node.port(), other.port());
    let asks = |script: Script| script.commands(1).send(ask(elsewhere));
    let node = node.play([asks(asks(owned_by(port))).until_closed()]);
    let other = other.play([Script::new()
        .commands(2)
        .send("+OK\r\n-TRYAGAIN Multiple keys request during rehashing of slot\r\n")
        .commands(2)
        .send("+OK\r\n+OK\r\n")
        .until_closed()]);
    let ours = with_lines(port, "MSET {foo}1 a {foo}2 b\n");
    ours.assert_success()
        .assert_stdout("OK\n")
        .assert_stderr("");
    node.finish();
    let each = ["ASKING", "MSET {foo}1 a {foo}2 b"];
    assert_eq!(other.finish(), [sent(&each.repeat(2))]);
}

#[test]
fn a_script_whose_error_looks_like_the_servers_runs_once() {
    let cluster = Cluster::empty(3, 0);
    let errors = [
        "TRYAGAIN later",
        "CLUSTERDOWN Hash slot not served",
        "LOADING Redis is loading the dataset in memory",
        "MASTERDOWN Link with MASTER is down",
        "READONLY You can't write against a read only replica.",
        "MOVED 1 127.0.0.1:1",
        "ASK 1 127.0.0.1:1",
    ];
    for (number, error) in errors.into_iter().enumerate() {
        let lua = "redis.call('INCR',KEYS[1]) return redis.error_reply(ARGV[1])";
        let script = format!("EVAL \"{lua}\" 1 k{number} \"{error}\"\nGET k{number}\n");
        let port = cluster.ports()[0];
        let ours = with_lines(port, &script);
        let stdout = String::from_utf8_lossy(&ours.stdout).into_owned();
        assert!(stdout.starts_with(error), "{stdout}");
        assert!(stdout.ends_with("\n1\n"), "{stdout}");
    }
}

#[test]
fn a_redirect_for_the_slot_of_a_scripts_key_is_followed_once() {
    let [node, other] = stages();
    let (port, elsewhere) = (node.port(), other.port());
    let node = node.play([owned_by(port)
        .commands(1)
        .send(moved(elsewhere))
        .until_closed()]);
    let other = other.play([Script::new().commands(1).send(moved(port)).until_closed()]);
    let ours = with_lines(port, "EVAL x 1 foo\n");
    ours.assert_stdout_has(&format!("MOVED {FOO} 127.0.0.1:{port}"));
    node.finish();
    assert_eq!(other.finish(), [sent(&["EVAL x 1 foo"])]);
}

#[test]
fn a_script_that_the_asked_node_does_not_know_is_sent_there_with_asking() {
    let [node, other] = stages();
    let (port, elsewhere) = (node.port(), other.port());
    let node = node.play([
        Script::new()
            .commands(2)
            .send(ask(elsewhere) + ":2\r\n")
            .until_closed(),
        Script::new()
            .commands(1)
            .send(ask(elsewhere))
            .until_closed(),
    ]);
    let other = other.play([Script::new()
        .commands(2)
        .send("+OK\r\n-NOSCRIPT No matching script.\r\n")
        .commands(2)
        .send("+OK\r\n:1\r\n")
        .until_closed()]);
    let folder = tempfile::tempdir().expect("a folder can be made");
    let script = folder.path().join("one.lua");
    std::fs::write(&script, "return 1").expect("it can be written to");
    let ours = Shell::redsh()
        .args(["-c", "-p", &port.to_string(), "-r", "2", "--eval"])
        .arg(&script)
        .arg("foo")
        .run();
    // The second run was answered at once.
    ours.assert_code(1).assert_stdout("1\n2\n");
    node.finish();
    let received = other.finish().remove(0);
    assert!(received.starts_with(&sent(&["ASKING"])));
    assert!(received.ends_with(&[sent(&["ASKING"]), eval_of_foo()].concat()));
}

#[test]
fn commands_sent_to_a_node_that_does_not_speak_resp_are_not_sent_again() {
    let [node, other] = stages();
    let (port, elsewhere) = (node.port(), other.port());
    let node = node.play([owned_by(port)
        .commands(1)
        .send(moved(elsewhere))
        .until_closed()]);
    let other = other.play([Script::new()
        .commands(1)
        .send("HTTP/1.1 400 Bad Request\r\n")]);
    let ours = with_lines(port, "INCR foo\n");
    ours.assert_code(1)
        .assert_complaint("whether line 1 ran is not known");
    node.finish();
    assert_eq!(other.finish(), [sent(&["INCR foo"])]);
}

#[test]
fn a_moved_reply_inside_a_transaction_is_shown_and_the_next_transaction_goes_there() {
    let [node, other] = stages();
    let (port, elsewhere) = (node.port(), other.port());
    let abort = "-EXECABORT Transaction discarded because of previous errors.\r\n";
    let node = node.play([owned_by(port)
        .commands(3)
        .send("+OK\r\n".to_owned() + &moved(elsewhere) + abort)
        .until_closed()]);
    let other = other.play([Script::new()
        .commands(3)
        .send("+OK\r\n+QUEUED\r\n*1\r\n:1\r\n")
        .until_closed()]);
    let mut ours = Shell::redsh().args(["-c", "-p", &port.to_string()]).start();
    let lines = ["MULTI", "INCR foo", "EXEC"];
    ours.write(&(lines.join("\n") + "\n"));
    assert_eq!(ours.read_line(), "OK");
    assert_eq!(ours.read_line(), moved(elsewhere)[1..].trim_end());
    assert_eq!(ours.read_line(), "");
    assert!(ours.read_line().starts_with("EXECABORT"));
    assert_eq!(ours.read_line(), "");
    ours.write(&(lines.join("\n") + "\n"));
    assert_eq!(
        [ours.read_line(), ours.read_line(), ours.read_line()],
        ["OK", "QUEUED", "1"]
    );
    ours.finish().assert_success().assert_stderr("");
    node.finish();
    assert_eq!(other.finish(), [sent(&lines)]);
}

#[test]
fn client_reply_off_is_sent_to_no_node_of_a_cluster() {
    let [node] = stages();
    let port = node.port();
    let node = node.play([owned_by(port)
        .commands(1)
        .send("$1\r\nv\r\n")
        .until_closed()]);
    let ours = with_lines(port, "CLIENT REPLY OFF\nGET foo\n");
    ours.assert_success()
        .assert_stdout_has("CLIENT REPLY applies to one connection")
        .assert_stdout_has("v\n");
    assert!(node.finish()[0].ends_with(&sent(&["GET foo"])));
}

#[test]
fn a_redirect_that_cannot_be_parsed_is_the_reply() {
    let [node] = stages();
    let port = node.port();
    let node = node.play([owned_by(port)
        .commands(1)
        .send("-MOVED to the seaside\r\n")
        .until_closed()]);
    let ours = with_lines(port, "GET foo\n");
    ours.assert_success()
        .assert_stdout("MOVED to the seaside\n\n");
    node.finish();
}

fn eval_of_foo() -> Vec<u8> {
    encoded(&["EVAL", "return 1", "1", "foo"])
}

/// `redsh -c COMMAND`
fn with_command(port: u16, line: &str) -> Outcome {
    let port = port.to_string();
    Shell::redsh()
        .args(["-c", "-p", &port])
        .args(line.split(' '))
        .run()
}
