//! `--latency`, `--latency-history` and `--latency-dist`.

use redsh_sandbox::Sandbox;
use support::cluster::Cluster;
use support::peer::Peer;
use support::script::Script;
use support::server::Server;
use support::shell::Shell;
use support::terminal::{Key, Terminal};

/// Killed by SIGINT.
const INTERRUPTED: i32 = 130;

fn measure(server: &Sandbox, words: &str) -> Shell {
    Shell::redsh().on(server).args(words.split(' '))
}

/// The figures of a line: minimum, maximum, average and number of samples.
#[track_caller]
fn figures(line: &str) -> [f64; 4] {
    let numbers = line.split([' ', ',']).map(|number| number.parse().ok());
    let numbers: Option<Vec<f64>> = numbers.collect();
    let numbers = numbers.and_then(|numbers| numbers.try_into().ok());
    numbers.unwrap_or_else(|| panic!("not four figures: {line}"))
}

#[test]
fn the_average_is_between_minimum_and_maximum() {
    let server = Server::start();
    for words in ["--latency -i 0.1", "--latency --csv -i 0.1"] {
        let outcome = measure(&server, words).run();
        outcome.assert_success().assert_stderr("");
        let text = String::from_utf8_lossy(&outcome.stdout).into_owned();
        let [min, max, average, count] = figures(text.trim_end());
        assert!(min <= average && average <= max && count >= 1.0, "{text}");
    }
}

#[test]
fn the_figures_of_people_are_drawn_again_with_each_sample() {
    let server = Server::start();
    let mut ours = measure(&server, "--latency --no-raw").start();
    let redraw = "\x1b[0G\x1b[2Kmin: ";
    assert_eq!(ours.read_exactly(redraw.len()), redraw.as_bytes());
    let line = "0, max: 0, avg: 0.00 (1 samples)";
    ours.read_exactly(line.len() + redraw.len());
    ours.interrupt();
    ours.finish().assert_code(INTERRUPTED).assert_stderr("");
}

#[test]
fn a_history_has_a_line_for_each_sample_and_each_window() {
    let server = Server::start();
    let mut ours = measure(&server, "--latency-history -i 0.1 --raw").start();
    for _ in 0..2 {
        assert_eq!(figures(&ours.read_line())[3], 1.0, "a window begins");
        let mut line = ours.read_line();
        while !line.starts_with(" -- ") {
            figures(&line);
            line = ours.read_line();
        }
        assert!(line.ends_with(" seconds range"), "{line}");
    }
    ours.interrupt();
    ours.finish().assert_code(INTERRUPTED);
}

#[test]
fn a_distribution_has_a_legend_and_a_row_for_each_window() {
    let server = Server::start();
    for (words, shades) in [
        ("--latency-dist -i 0.001", 19),
        ("--latency-dist --mono -i 0.001", 13),
    ] {
        let mut ours = measure(&server, words).start();
        let mut legend = || {
            let lines: Vec<String> = (0..8).map(|_| ours.read_line()).collect();
            assert_eq!(lines[1], ". - * #          .01 .125 .25 .5 milliseconds");
            assert_eq!(lines[6].matches("\x1b[48;5;").count(), shades);
            for _ in 0..20 {
                let row = ours.read_line();
                assert_eq!(row.matches("\x1b[48;5;").count(), 31, "{row:?}");
            }
        };
        legend();
        legend();
        ours.interrupt();
        ours.finish().assert_code(INTERRUPTED);
    }
}

#[test]
fn a_lost_connection_is_opened_again_and_its_sample_does_not_count() {
    let named = || Script::new().until("redsh-latency\r\n").send("+OK\r\n");
    let pong = |script: Script| script.commands(1).send("+PONG\r\n");
    let answers = pong(pong(named())).until_closed();
    let peer = Peer::in_turn([named().commands(1), answers]);
    let port = peer.port().to_string();
    let outcome = Shell::redsh()
        .args(["-p", &port, "--latency", "-i", "0.1"])
        .run();
    outcome.assert_success().assert_stderr("");
    let text = String::from_utf8_lossy(&outcome.stdout);
    let line = text.strip_prefix("\r\x1b[0KReconnecting... 1\r\r\x1b[0K");
    let line = line.expect("it says that it reconnects").trim_end();
    assert_eq!(figures(line)[3], 1.0, "{line}");
}

#[test]
fn a_server_that_does_not_come_back_is_tried_again_until_ctrl_c() {
    let server = Server::start();
    let mut ours = measure(&server, "--latency -i 100").start();
    support::wait::until("it measures", || {
        server.info("commandstats", "cmdstat_ping") > 2
    });
    drop(server);
    let mut printed = Vec::new();
    while !printed.ends_with(b"\r\x1b[0KReconnecting... 2\r") {
        printed.extend(ours.read_exactly(1));
    }
    assert!(printed.starts_with(b"\r\x1b[0KReconnecting... 1\r\r\x1b[0K"));
    ours.interrupt();
    ours.finish().assert_code(INTERRUPTED);
}

#[test]
fn a_refused_login_is_an_error() {
    let server = Server::with(&[("requirepass", "secret")]);
    for option in ["--latency", "--latency-dist", "--stat"] {
        let outcome = measure(&server, option).args(["-a", "wrong", "--no-auth-warning"]);
        outcome.run().assert_code(1).assert_stdout("");
    }
}

#[test]
fn percentiles_are_between_minimum_and_maximum() {
    let server = Server::start();
    let words = "--latency -i 0.1 --csv --latency-percentiles 0,50,99.9,100";
    let outcome = measure(&server, words).run();
    outcome.assert_success().assert_stderr("");
    let text = String::from_utf8_lossy(&outcome.stdout).into_owned();
    let fields: Vec<f64> = text
        .trim_end()
        .split(',')
        .filter_map(|it| it.parse().ok())
        .collect();
    let [min, max, _, _, p0, p50, p99, p100] = fields[..] else {
        panic!("not eight figures: {text}")
    };
    // A range of the histogram has three digits.
    let bounds = [min, p0, p50, p99, p100, max * 1.001];
    assert!(bounds.is_sorted(), "{text}");
}

#[test]
fn microseconds_have_three_decimals_in_each_format() {
    let server = Server::start();
    let outcome = measure(&server, "--latency -i 0.05 --json --latency-micros").run();
    outcome.assert_success();
    let text = String::from_utf8_lossy(&outcome.stdout);
    let min = text
        .strip_prefix("{\"min\": ")
        .and_then(|rest| rest.split_once(','));
    let (min, _) = min.expect("a minimum");
    assert_eq!(
        min.split_once('.').map(|(_, decimals)| decimals.len()),
        Some(3),
        "{text}"
    );
}

#[test]
fn a_history_for_programs_is_a_line_for_each_window() {
    let server = Server::start();
    let mut ours = measure(&server, "--latency-history -i 0.05 --json").start();
    for _ in 0..2 {
        let line = ours.read_line();
        let figures: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        assert!(figures["count"].as_u64() >= Some(1), "{line}");
    }
    ours.interrupt();
    ours.finish().assert_code(INTERRUPTED).assert_stderr("");
}

#[test]
fn percentiles_require_a_latency() {
    for option in ["--latency-micros", "--latency-percentiles=50"] {
        let words = option.split('=').chain(["PING"]);
        let outcome = Shell::redsh().args(words).run();
        outcome
            .assert_code(1)
            .assert_complaint(" requires --latency or --latency-history\n");
    }
    let words = ["--latency", "--latency-percentiles", "50,x"];
    let outcome = Shell::redsh().args(words).run();
    outcome.assert_code(1);
    outcome.assert_complaint("must be numbers from 0 to 100, separated by commas, not '50,x'");
}

#[test]
fn each_node_of_a_cluster_has_a_row() {
    let cluster = Cluster::empty(3, 1);
    let outcome = measure(&cluster.nodes()[0], "-c --latency -i 0.3 --csv").run();
    outcome.assert_success().assert_stderr("");
    let text = String::from_utf8_lossy(&outcome.stdout).into_owned();
    assert_eq!(text.lines().count(), 6, "{text}");
    for port in cluster.ports() {
        let row = text
            .lines()
            .find(|row| row.starts_with(&format!("127.0.0.1:{port},")));
        let fields: Vec<&str> = row.expect("a row").split(',').collect();
        assert_eq!(fields.len(), 8, "{text}");
        assert_ne!(fields[4], "0", "{text}");
    }
}

#[test]
fn a_node_that_cannot_be_reached_has_no_samples_but_a_reason() {
    let mut cluster = Cluster::start(3, 0);
    let port = cluster.nodes()[2].port();
    let mut ours = measure(&cluster.nodes()[0], "-c --latency-history -i 0.3 --json").start();
    ours.read_line();
    cluster.nodes_mut()[2].kill().expect("it runs");
    let name = format!("127.0.0.1:{port}");
    loop {
        let line = ours.read_line();
        let row: serde_json::Value = serde_json::from_str(&line).expect("JSON");
        if row["node"] == name && row["count"] == 0 {
            let error = row["error"].as_str().expect("a reason");
            assert!(error.contains(&name), "{line}");
            break;
        }
    }
    ours.interrupt();
    ours.finish().assert_code(INTERRUPTED).assert_stderr("");
}

#[test]
fn the_rows_of_a_cluster_are_drawn_in_place() {
    let cluster = Cluster::empty(3, 0);
    let mut terminal = Terminal::redsh().on(&cluster.nodes()[0]);
    for node in &cluster.nodes()[1..] {
        terminal = terminal.knowing(node.port());
    }
    let mut screen = terminal.args(["-c", "--latency", "-i", "0.1"]).start();
    screen.wait_for("p99.9").wait_for("\u{2588}\u{2588}");
    let rows = screen.rows();
    let rows: Vec<&String> = rows.iter().filter(|row| !row.is_empty()).collect();
    assert_eq!(rows.len(), 4, "{rows:?}");
    assert!(
        rows[0].starts_with("node             samples      p50"),
        "{rows:?}"
    );
    screen.press(Key::CtrlC).wait_for_exit();
}

#[test]
fn a_server_that_is_in_no_cluster_is_measured_alone() {
    let server = Server::start();
    let outcome = measure(&server, "-c --latency -i 0.05 --csv").run();
    outcome.assert_success().assert_stderr("");
    let text = String::from_utf8_lossy(&outcome.stdout).into_owned();
    figures(text.trim_end());
}
