//! The progress of a load on a terminal, which the `script` program provides.

use std::fs;

use super::load::answered;
use support::server::Server;
use support::shell::{Shell, installed};

/// The terminal's output while a shell command has redsh load `$INPUT`, which takes a second.
fn shown(server: &Server, input: &[u8], how: &str) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let file = folder.path().join("input");
    fs::write(&file, input).expect("a file can be written");
    let (redsh, port) = (env!("CARGO_BIN_EXE_redsh"), server.port());
    let load = how.replace(
        "redsh",
        &format!("{redsh} -p {port} --pipe --pipe-rate 100"),
    );
    let outcome = Shell::program(&installed("script", "bsdutils"))
        .env("SHELL", "/bin/sh")
        .env("INPUT", &file)
        .env("TERM", "xterm")
        .args(["-qec", &load, "/dev/null"])
        .run();
    String::from_utf8_lossy(&outcome.stdout).replace("\r\n", "\n")
}

fn commands() -> Vec<u8> {
    [b"GET\n".to_vec(), b"INCR counter\n".repeat(110)].concat()
}

#[test]
fn progress_is_shown_with_the_remaining_time_and_removed_at_the_end() {
    let server = Server::start();
    let shown = shown(&server, &commands(), "redsh <$INPUT");
    assert!(shown.contains("% of 1.40 KiB, "), "{shown:?}");
    assert!(shown.contains(" left, "), "{shown:?}");
    let (_, behind) = shown
        .rsplit_once(" commands/s, errors: 1")
        .unwrap_or_else(|| panic!("it is not there: {shown:?}"));
    assert!(behind.ends_with(&answered(1, 111)), "{shown:?}");
}

#[test]
fn without_a_file_no_remaining_time_is_shown() {
    let server = Server::start();
    let shown = shown(&server, &commands(), "cat $INPUT | redsh");
    assert!(shown.contains(" commands/s, errors: 1"), "{shown:?}");
    assert!(!shown.contains("% of"), "{shown:?}");
}

#[test]
fn progress_is_not_written_to_a_log() {
    let server = Server::start();
    let shown = shown(
        &server,
        &commands(),
        "redsh <$INPUT 2>$INPUT.log; cat $INPUT.log",
    );
    let error = "command 1 at byte 0: GET: ERR wrong number of arguments for 'get' command\n";
    assert_eq!(shown, answered(1, 111) + error);
}
