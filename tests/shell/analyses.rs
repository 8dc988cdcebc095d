//! Analyses of the keys: `:bigkeys` and others.

use super::{PROMPT, prompted, shell};
use support::cluster::Cluster;
use support::server::Server;
use support::terminal::{Key, Terminal};

#[test]
fn an_analysis_prints_its_report_at_the_prompt() {
    let server = Server::start();
    server.command(&["RPUSH", "l:1:x", "a", "b"]);
    server.command(&["SET", "s", "v"]);
    for (line, row) in [
        (":bigkeys", "Biggest   list found '\"l:1:x\"' has 2 items"),
        (":keystats", "Keys sampled: 2"),
        (":prefixes", "prefixes: 3"),
        (":bigkeys l*", "Sampled 1 keys in the keyspace!"),
    ] {
        let mut screen = Terminal::redsh().on(&server).size(100, 60).start();
        screen.type_line(line).wait_for(row);
        screen.wait_for_prompt().assert_last_row(PROMPT);
    }
}

#[test]
fn an_analysis_has_the_database_of_the_session_and_no_part_in_its_transaction() {
    let server = Server::start();
    server.command(&["SET", "zero", "v"]);
    let mut screen = shell(&server);
    screen.type_line("SELECT 3").type_line("SET three v");
    screen.type_line("MULTI").type_line(":bigkeys");
    screen.wait_for("Biggest string found '\"three\"' has 1 bytes");
    screen.type_line("EXEC").wait_for("(empty array)");
}

#[test]
fn hot_keys_that_the_server_does_not_know_are_an_error() {
    let server = Server::start();
    server.command(&["SET", "k", "v"]);
    let mut screen = shell(&server);
    screen.type_line(":hotkeys");
    screen.wait_for("could not read the counters of the keys: ERR An LFU");
    screen.wait_for_prompt().assert_last_row(PROMPT);
}

#[test]
fn a_session_with_a_cluster_analyses_all_primaries() {
    let cluster = Cluster::empty(3, 0);
    let mut terminal = Terminal::redsh().on(&cluster.nodes()[0]).arg("-c");
    for node in &cluster.nodes()[1..] {
        terminal = terminal.knowing(node.port());
    }
    let mut screen = terminal.size(100, 40).start();
    for key in ["a", "b", "c", "d", "e"] {
        screen.type_line(&format!("SET {key} v"));
    }
    screen.type_line(":bigkeys");
    screen.wait_for("Sampled 5 keys in the keyspace!");
}

#[test]
fn ctrl_c_returns_to_the_prompt_with_the_report_of_the_keys_so_far() {
    let mut server = Server::start();
    let script = "for key = 1, 300000 do redis.call('SET', key, 'v') end";
    server.command(&["EVAL", script, "0"]);
    let mut screen = shell(&server);
    screen.type_line(":bigkeys");
    support::wait::until("it scans", || {
        server.info("commandstats", "cmdstat_scan") >= 1
    });
    // Keeps it from ending.
    server.suspend().expect("it is stopped");
    screen.press(Key::CtrlC);
    screen.wait_for("interrupted; resume with --cursor ");
    server.resume().expect("it continues");
    screen.wait_for_prompt().assert_last_row(PROMPT);
    screen.type_line("ECHO on").wait_for("\"on\"");
    assert!(
        screen
            .rows()
            .iter()
            .any(|row| row.contains("keys in the keyspace!"))
    );
}

#[test]
fn two_patterns_are_wrong_use() {
    let server = Server::start();
    let mut screen = shell(&server);
    screen.type_line(":prefixes a b").assert_screen([
        prompted(":prefixes a b").as_str(),
        "usage: :prefixes [PATTERN]",
        PROMPT,
    ]);
}
