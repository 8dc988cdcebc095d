//! redsh as a link named redis-cli: the text on standard error is the same too, byte for byte.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::thread;

use super::reference;
use support::outcome::Outcome;
use support::server::Server;
use support::shell::{Shell, installed, redsh_path};
use tempfile::TempDir;

/// A folder with a link to redsh.
struct Link {
    folder: TempDir,
    name: &'static str,
}

impl Link {
    fn new(name: &'static str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let link = Link { folder, name };
        symlink(redsh_path(), link.path()).expect("the folder can be written to");
        link
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join(self.name)
    }

    fn run(&self, args: &[&str], stdin: &str) -> Outcome {
        Shell::program(&self.path()).args(args).stdin(stdin).run()
    }
}

#[track_caller]
fn assert_same_errors(args: &[&str], stdin: &str) {
    reference::demand();
    let theirs = Shell::redis_cli().args(args).stdin(stdin).run();
    let ours = Link::new("redis-cli").run(args, stdin);
    assert!(
        !theirs.stderr.is_empty() || !theirs.stdout.is_empty(),
        "{theirs:?}"
    );
    ours.assert_same(&theirs).assert_stderr(&theirs.stderr);
}

/// A server that closes each connection at its first command; returns its port.
fn closing_server() -> String {
    server_that_sends("")
}

/// A server that sends this text at the first command of each connection, and closes it; returns its port.
fn server_that_sends(text: &'static str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
    let port = listener.local_addr().expect("it is bound").port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let answered = stream.and_then(|mut stream| {
                let _ = stream.read(&mut [0; 1024])?;
                stream.write_all(text.as_bytes())
            });
            drop(answered);
        }
    });
    port.to_string()
}

fn with_folder_as_stdin(program: &Path, args: &[&str]) -> Outcome {
    let shell = Shell::program(Path::new("/bin/sh")).args(["-c", r#"exec "$0" "$@" < /"#]);
    shell.arg(program).args(args).run()
}

#[test]
fn a_connection_error_kept_the_words_of_redsh() {
    for args in [
        ["-h", "127.0.0.1", "-p", "1", "PING"],
        ["-h", "::1", "-p", "1", "PING"],
        ["-p", "1", "--eval", "/dev/null", "k"],
        ["-s", "/nosuch", "-n", "0", "PING"],
        ["-h", "nosuch.invalid", "-r", "2", "PING"],
    ] {
        assert_same_errors(&args, "");
    }
    assert_same_errors(&["-p", "1", "--scan"], "");
    assert_same_errors(&["-p", "1", "--pipe"], "");
}

#[test]
fn a_closed_connection_kept_the_words_of_redsh() {
    let port = closing_server();
    for words in [&["PING"][..], &["SUBSCRIBE", "a"], &["--csv", "GET", "k"]] {
        let args = [&["-p", &port][..], words].concat();
        assert_same_errors(&args, "");
    }
    let theirs = "Error: Server closed the connection\n";
    let ours = Link::new("redis-cli").run(&["-p", &port], "PING\nPING\n");
    ours.assert_code(1).assert_stderr(theirs);
}

#[test]
fn another_protocol_kept_the_words_of_redsh() {
    for reply in ["HTTP/1.1 400 Bad Request\r\n\r\n", "\u{7f}\r\n"] {
        assert_same_errors(&["-p", &server_that_sends(reply), "PING"], "");
    }
}

#[test]
fn an_input_that_cannot_be_read_kept_the_words_of_redsh() {
    reference::demand();
    let server = Server::start();
    let port = server.port().to_string();
    assert_same_errors(&["-p", &port, "--eval", "/nosuch"], "");
    for args in [
        &["-x", "SET", "k"][..],
        &["-X", "T", "SET", "k", "T"],
        &["--pipe"],
    ] {
        let args = [&["-p", &port][..], args].concat();
        let link = Link::new("redis-cli");
        let theirs = with_folder_as_stdin(&installed("redis-cli", "redis-tools"), &args);
        let ours = with_folder_as_stdin(&link.path(), &args);
        // After a load, redsh prints its summary too.
        ours.assert_code(1).assert_stderr(&theirs.stderr);
    }
}

#[test]
fn a_wrong_command_line_kept_the_words_of_redsh() {
    for args in [
        &["--jsn"][..],
        &["-p"],
        &["-p6379", "PING"],
        &["-x", "-X", "T", "GET", "T"],
        &["-X", "T", "-x", "GET", "T"],
        &["-2", "-3", "PING"],
        &["-X", "T", "GET", "a"],
        &["--quoted-input", "GET", "\"a"],
    ] {
        assert_same_errors(args, "");
    }
}

#[test]
fn the_version_was_too_low_for_scripts_that_compare_it() {
    assert_same_errors(&["--version"], "");
    assert_same_errors(&["-v"], "");
    let valkey = Link::new("valkey-cli");
    valkey
        .run(&["--version"], "")
        .assert_success()
        .assert_stdout("valkey-cli 8.1.8\n");
    let refused = "Could not connect to Valkey at 127.0.0.1:1: Connection refused\n";
    valkey
        .run(&["-p", "1", "PING"], "")
        .assert_code(1)
        .assert_stderr(refused);
}

#[test]
fn an_unknown_value_of_show_pushes_was_refused() {
    assert_same_errors(&["-p", "1", "--show-pushes", "maybe", "PING"], "");
}

#[test]
fn redsh_keeps_its_own_words() {
    let redsh = Shell::redsh().args(["-p", "1", "PING"]);
    redsh
        .run()
        .assert_code(1)
        .assert_stderr("could not connect to 127.0.0.1:1: connection refused\n");
    Shell::redsh()
        .arg("--jsn")
        .run()
        .assert_stderr("unknown option '--jsn'; did you mean --json?\n");
}
