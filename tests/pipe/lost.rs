//! A connection that is lost under a load: what was answered, what may have run, and what was not sent.

use super::load::{Load, load, load_with};
use crate::support::peer::Peer;
use crate::support::script::Script;
use crate::support::server::{Server, encoded};
use crate::support::shell::Shell;

/// The counts of the line that ends a load: answered, unknown, not sent.
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
fn what_has_no_reply_may_have_run_and_is_kept() {
    let peer = Peer::playing(Script::new().commands(3).send("+OK\r\n"));
    let input = increments(3);
    let load = load_with(&["-p", &peer.port().to_string()], &input);
    load.outcome.assert_code(1).assert_stderr_has(
        "closed the connection; 1 commands were answered, 2 may have run, 0 were not sent: the last two are in",
    );
    let first = increments(1).len();
    assert_eq!(load.rejects.as_deref(), Some(&input[first..]));
}

#[test]
fn without_a_file_the_load_ends_with_the_connection() {
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
        .assert_stderr_has("--pipe-rejects FILE keeps the last two");
}

#[test]
fn every_command_is_answered_or_may_have_run_or_is_not_sent() {
    const COUNT: usize = 400_000;
    let server = Server::with(&[("enable-debug-command", "yes")]);
    // The server ends in the middle of it, with much under way and much that is not sent.
    let middle = increments(COUNT / 2).len();
    let mut input = increments(COUNT);
    input.splice(middle..middle, encoded(&["DEBUG", "SEGFAULT"]));
    let load = load(&server, &[], &input);
    load.outcome.assert_code(1);
    let [answered, unknown, unsent] = counts(&load);
    // The last replies before its end were still with the server.
    assert!(answered <= COUNT / 2, "{:?}", load.outcome);
    assert_eq!(answered + unknown + unsent, COUNT + 1);
    assert!(unknown > 0 && unsent > 0, "{:?}", load.outcome);
    assert_eq!(
        load.rejects.as_deref(),
        Some(&input[increments(answered).len()..])
    );
}

#[test]
fn a_server_that_says_nothing_is_given_up() {
    let peer = Peer::playing(Script::new().until_closed());
    let input = increments(2);
    let address = ["-p", &peer.port().to_string(), "--pipe-timeout", "1"];
    let load = load_with(&address, &input);
    load.outcome
        .assert_code(1)
        .assert_stderr_has("No replies for 1 seconds: exiting.\n")
        .assert_stdout(
            "All data transferred. Waiting for the last reply...\nerrors: 1, replies: 0\n",
        );
    assert_eq!(load.rejects, Some(input));
}
