//! A server that is lost during a load: commands that were answered, that may have run, and that were not sent.

use std::fs;
use std::path::Path;

use rustix::process::Signal;

use super::load::{Load, answered, load, load_with};
use support::coprocess::Coprocess;
use support::peer::Peer;
use support::script::Script;
use support::server::{Server, encoded};
use support::shell::Shell;
use support::wait;

/// Loads three commands into a peer with this script; returns the load and the peer's address.
fn load_three(script: Script, options: &[&str]) -> (Load, String) {
    let peer = Peer::playing(script);
    let port = peer.port().to_string();
    let load = load_with(&[&["-p", &port], options].concat(), &three().concat());
    (load, format!("127.0.0.1:{port}"))
}

fn three() -> [Vec<u8>; 3] {
    ["1", "2", "3"].map(|value| encoded(&["APPEND", "k", value]))
}

#[track_caller]
fn assert_rest(load: &Load, counts: &str, told: &str, kept: &[Vec<u8>]) {
    load.outcome
        .assert_code(1)
        .assert_stdout_has(counts)
        .assert_stderr(told);
    assert_eq!(load.rejects, Some(kept.concat()), "{:?}", load.outcome);
}

#[test]
fn a_command_without_a_reply_may_have_run() {
    let (load, address) = load_three(Script::new().commands(3).send(":1\r\n"), &[]);
    let told = format!(
        "{address} closed the connection; 1 commands have a reply, 2 may have run, 0 were not sent: the last two are in {}\n",
        load.file
    );
    assert_rest(&load, "errors: 0, replies: 1\n", &told, &three()[1..]);
}

#[test]
fn a_loss_before_the_first_use_of_a_database_ends_the_load_in_order() {
    let peer = Peer::playing(Script::new().commands(1));
    let port = peer.port().to_string();
    let load = load_with(&["-p", &port], b"APPEND k 1\r\nSELECT 3\r\nAPPEND k 2\r\n");
    let told = format!(
        "127.0.0.1:{port} closed the connection; 0 commands have a reply, 1 may have run, 2 were not sent: the last two are in {}\n",
        load.file
    );
    let select = encoded(&["SELECT", "3"]);
    let [first, second, _] = three();
    let kept = [first, select.clone(), select, second];
    assert_rest(&load, "errors: 0, replies: 0\n", &told, &kept);
}

#[test]
fn half_a_reply_is_not_a_reply() {
    let script = Script::new().commands(3).send("-ERR no\r\n:2\r\n$9\r\nhal");
    let (load, address) = load_three(script, &[]);
    let told = format!(
        "command 1 at byte 0: APPEND \"k\": ERR no\n\
         {address} closed the connection in the middle of a reply; 2 commands have a reply, 1 may have run, 0 were not sent: the last two are in {}\n",
        load.file
    );
    let [first, _, last] = three();
    assert_rest(&load, "errors: 1, replies: 2\n", &told, &[first, last]);
}

#[test]
fn an_invalid_reply_ends_the_load() {
    let (load, _) = load_three(
        Script::new().commands(3).send(":1\r\nHTTP/1.1 400\r\n"),
        &[],
    );
    load.outcome
        .assert_code(1)
        .assert_stdout_has("errors: 0, replies: 1\n")
        .assert_told("1 commands have a reply, 2 may have run, 0 were not sent");
    assert_eq!(load.rejects, Some(three()[1..].concat()));
}

#[test]
fn a_silent_server_is_given_up_after_the_timeout() {
    let script = Script::new().commands(3).send(":1\r\n").until_closed();
    let (load, address) = load_three(script, &["--pipe-timeout", "1"]);
    let told = format!(
        "No replies for 1 seconds: exiting.\n\
         {address} did not answer within 1 s; 1 commands have a reply, 2 may have run, 0 were not sent: the last two are in {}\n",
        load.file
    );
    assert_rest(&load, "errors: 1, replies: 1\n", &told, &three()[1..]);
}

#[test]
fn all_commands_without_a_reply_are_kept_in_order_sent_or_not() {
    let peer = Peer::playing(Script::new().commands(1).send("+OK\r\n").reset());
    let value = "x".repeat(100_000);
    let numbers = 0..200;
    let commands = numbers.map(|number| encoded(&["SET", &number.to_string(), &value]));
    let commands: Vec<_> = commands.collect();
    let load = load_with(&["-p", &peer.port().to_string()], &commands.concat());
    load.outcome.assert_code(1).assert_stdout_has("errors: 0, ");
    let kept = load.rejects.expect("the file is there");
    // The reply may be lost with the connection.
    let all = commands.concat();
    assert!(kept == all || kept == all[commands[0].len()..]);
}

/// The numbers in the last line of a load: answered, unknown, not sent.
fn counts(load: &Load) -> [usize; 3] {
    let told = String::from_utf8_lossy(&load.outcome.stderr);
    let line = told.lines().last().expect("a line on stderr");
    let numbers = line.split(' ').filter_map(|word| word.parse().ok());
    let numbers: Vec<usize> = numbers.collect();
    numbers[..]
        .try_into()
        .unwrap_or_else(|_| panic!("no three counts: {line}"))
}

fn increments(count: usize) -> Vec<u8> {
    (0..count)
        .flat_map(|number| encoded(&["INCR".to_owned(), format!("key:{number}")]))
        .collect()
}

#[test]
fn without_a_rejects_file_the_load_ends_with_the_connection() {
    let peer = Peer::playing(Script::new().commands(1).send("+OK\r\n"));
    let mut redsh = Shell::redsh()
        .args(["-p", &peer.port().to_string(), "--pipe"])
        .start();
    redsh.write(increments(1));
    peer.wait_until_received(b"key:0");
    peer.finish();
    redsh.write(increments(2));
    let outcome = redsh.finish();
    outcome
        .assert_code(1)
        .assert_stderr_has("--pipe-rejects FILE writes the last two to a file");
}

#[test]
fn every_command_is_answered_or_unknown_or_not_sent() {
    const COUNT: usize = 400_000;
    let server = Server::allowing_debug();
    // The server ends in the middle, with many commands in flight and many not sent.
    let middle = increments(COUNT / 2).len();
    let mut input = increments(COUNT);
    input.splice(middle..middle, encoded(&["DEBUG", "SEGFAULT"]));
    let load = load(&server, &[], &input);
    load.outcome.assert_code(1);
    let [answered, unknown, unsent] = counts(&load);
    // The last replies before its end did not leave the server.
    assert!(answered <= COUNT / 2, "{:?}", load.outcome);
    assert_eq!(answered + unknown + unsent, COUNT + 1);
    assert!(unknown > 0 && unsent > 0, "{:?}", load.outcome);
    assert_eq!(
        load.rejects.as_deref(),
        Some(&input[increments(answered).len()..])
    );
}

/// A load that has read two commands, and waits for more.
fn waiting(server: &Server, rejects: &Path) -> Coprocess {
    server.command(&["FLUSHALL"]);
    let shell = Shell::redsh().on(server).args(["--pipe", "--pipe-rejects"]);
    let mut redsh = shell.arg(rejects).start();
    redsh.write(increments(2));
    wait::until("both commands have run", || {
        server.command(&["EXISTS", "key:0", "key:1"]) == b":2\r\n"
    });
    redsh
}

#[test]
fn a_signal_ends_a_load_whose_input_is_silent_and_the_load_dies_of_it() {
    let server = Server::start();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("rejects");
    for signal in [Signal::INT, Signal::TERM, Signal::HUP] {
        let redsh = waiting(&server, &file);
        redsh.signal(signal);
        let outcome = redsh.finish_by_itself();
        let interrupted = "interrupted after command 2 at byte ";
        outcome
            .assert_code(128 + signal.as_raw())
            .assert_stderr_has(interrupted)
            .assert_stdout("Last reply received from server.\nerrors: 0, replies: 2\n");
        // The file is not empty, since the input was not read as a whole. It can be loaded.
        let kept = fs::read(&file).expect("the file is there");
        assert!(kept.starts_with(format!("# {interrupted}").as_bytes()));
        load(&server, &[], &kept)
            .outcome
            .assert_success()
            .assert_stdout(answered(0, 0));
    }
}

#[test]
fn a_signal_ends_a_load_into_a_server_that_hangs_and_keeps_what_is_in_flight() {
    let mut server = Server::start();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("rejects");
    let mut redsh = waiting(&server, &file);
    server.suspend().expect("the server runs");
    let later = increments(1000);
    redsh.write(&later);
    redsh.signal(Signal::TERM);
    let outcome = redsh.finish_by_itself();
    outcome
        .assert_code(128 + Signal::TERM.as_raw())
        .assert_stdout_has("errors: 0, replies: 2\n")
        .assert_stderr_has("interrupted after command ");
    // The signal may arrive before the load has read the commands.
    let kept = fs::read(&file).expect("the file is there");
    let remark = kept
        .iter()
        .position(|byte| *byte == b'#')
        .expect("a remark");
    assert!(
        later.starts_with(&kept[..remark]),
        "{}",
        kept.escape_ascii()
    );
    assert!(kept[remark..].starts_with(b"# interrupted after command "));
    server.resume().expect("the server is suspended");
}

#[test]
fn nothing_is_sent_on_a_connection_that_was_closed_while_idle() {
    let peer = Peer::playing(Script::new().commands(1).send(":1\r\n"));
    let mut redsh = Shell::redsh()
        .args(["-p", &peer.port().to_string(), "--pipe"])
        .start();
    redsh.write("APPEND k 1\n");
    wait::idle();
    redsh.write("APPEND k 2\nAPPEND k 3\n");
    redsh.finish().assert_code(1).assert_told(
        "closed the connection; 1 commands have a reply, 0 may have run, 2 were not sent",
    );
}
