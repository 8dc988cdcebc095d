//! Failures between the connection and its first command.

use support::peer::Peer;
use support::script::Script;
use support::server::{Server, encoded};
use support::shell::Shell;

use super::{ask, at, of};

/// A login that every test here uses.
const LOGIN: [&str; 3] = ["-a", "pw", "--no-auth-warning"];

#[test]
fn a_server_that_closes_on_auth_is_named() {
    let peer = Peer::playing(Script::new().commands(1));
    let redsh = at(&peer).args(LOGIN).args(["GET", "k"]).run();
    let message = of(&peer, "SERVER closed the connection\n");
    redsh.assert_code(1).assert_complaint(&message);
}

#[test]
fn a_write_that_was_sent_with_auth_may_have_run() {
    let peer = Peer::playing(Script::new().commands(2));
    let redsh = at(&peer).args(LOGIN).args(["INCR", "n"]).run();
    redsh.assert_code(1).assert_complaint(&of(
        &peer,
        "SERVER closed the connection; whether the command ran is not known\n",
    ));
}

#[test]
fn a_write_that_waited_for_hello_or_select_did_not_run() {
    for (options, first) in [
        (&["-3"][..], &["HELLO", "3"][..]),
        (&["-n", "3"], &["SELECT", "3"]),
    ] {
        let peer = Peer::playing(Script::new().commands(1));
        let redsh = at(&peer).args(options).args(["INCR", "n"]).run();
        let message = of(&peer, "SERVER closed the connection\n");
        redsh.assert_code(1).assert_complaint(&message);
        assert_eq!(peer.finish(), [encoded(first)]);
    }
}

#[test]
fn a_handshake_that_breaks_off_is_reported() {
    let peer = Peer::playing(Script::new().commands(1).send("%7\r\n$6\r\nser"));
    let redsh = ask(&peer, &["-3", "PING"]);
    let message = of(
        &peer,
        "SERVER closed the connection in the middle of a reply\n",
    );
    redsh.assert_code(1).assert_complaint(&message);
}

#[test]
fn an_invalid_database_is_refused_before_anything_runs() {
    let peer = Peer::playing(
        Script::new()
            .commands(1)
            .send("-ERR DB index is out of range\r\n")
            .until_closed(),
    );
    let redsh = ask(&peer, &["-n", "99", "FLUSHDB"]);
    let message = of(
        &peer,
        "SERVER refused SELECT 99: ERR DB index is out of range\n",
    );
    redsh.assert_code(1).assert_complaint(&message);
    assert_eq!(peer.finish(), [encoded(&["SELECT", "99"])]);
}

#[test]
fn a_server_at_its_client_limit_is_reported_as_by_redis_cli() {
    let full = "-ERR max number of clients reached\r\n";
    let peer = Peer::playing(Script::new().commands(1).send(full));
    let said = "ERR max number of clients reached\n";
    ask(&peer, &["PING"])
        .assert_success()
        .assert_stdout(format!("{said}\n"))
        .assert_stderr("");
    ask(&peer, &["-e", "PING"])
        .assert_code(1)
        .assert_complaint(said);
    let message = of(
        &peer,
        "SERVER refused the connection: ERR max number of clients reached\n",
    );
    ask(&peer, &["-3", "PING"])
        .assert_code(1)
        .assert_complaint(&message);
}

#[test]
fn the_error_of_a_loading_server_is_printed() {
    let loading = "LOADING Redis is loading the dataset in memory\n";
    let script = Script::new()
        .commands(1)
        .send(format!("-{}\r\n", loading.trim_end()))
        .until_closed();
    let peer = Peer::playing(script);
    ask(&peer, &["GET", "k"])
        .assert_success()
        .assert_stdout(format!("{loading}\n"))
        .assert_stderr("");
    ask(&peer, &["-e", "GET", "k"])
        .assert_code(1)
        .assert_complaint(loading);
    ask(&peer, &["-n", "1", "GET", "k"])
        .assert_code(1)
        .assert_complaint(&of(&peer, &format!("SERVER refused SELECT 1: {loading}")));
}

#[test]
fn a_password_that_the_server_quotes_in_its_refusal_is_not_printed() {
    let server = Server::with(&[("rename-command", "HELLO \"\""), ("requirepass", "s3cret")]);
    for (arguments, input) in [
        (&["-3", "GET", "k"][..], ""),
        (&["-3"], "GET k\n"),
        (&["-3", "--scan"], ""),
        (&["-3", "--pipe"], "GET k\n"),
    ] {
        let redsh = Shell::redsh().on(&server).env("REDISCLI_AUTH", "s3cret");
        let redsh = redsh.args(arguments).stdin(input).run();
        // As redis-cli, it goes on in RESP2.
        redsh.assert_success();
        let refusal = "HELLO 3 failed: ERR unknown command 'HELLO', with args beginning with: '3' ";
        assert_eq!(redsh.stderr, format!("{refusal}\n").as_bytes(), "{redsh:?}");
    }
    let renamed = Server::with(&[("rename-command", "AUTH \"\"")]);
    let redsh = Shell::redsh()
        .on(&renamed)
        .env("REDISCLI_AUTH", "s3cret")
        .arg("PING");
    redsh
        .run()
        .assert_success()
        .assert_stderr_has("beginning with: '***'");
}

#[test]
fn a_script_of_a_file_does_not_run_after_a_failed_login() {
    let server = Server::start();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("script.lua");
    std::fs::write(&file, "return redis.call('INCR', 'n')").expect("the file is written");
    let redsh = Shell::redsh().on(&server);
    let redsh = redsh.args(["-a", "wrong", "--no-auth-warning", "--eval"]);
    let ran = redsh.arg(&file).run();
    ran.assert_code(1)
        .assert_stdout("")
        .assert_stderr_has("AUTH failed: ");
    assert_eq!(server.command(&["GET", "n"]), b"$-1\r\n");
}

#[test]
fn a_password_that_a_server_quotes_is_not_shown() {
    let config = [
        ("rename-command", "HELLO \"\""),
        ("rename-command", "AUTH \"\""),
    ];
    let server = Server::with(&config);
    let lines = "HELLO 3 AUTH default s3cretword\nAUTH s3cretword\nMULTI\nAUTH s3cretword\nEXEC\n";
    for mode in [&[][..], &["--no-raw"], &["--json"], &["--pipe"]] {
        let redsh = Shell::redsh().on(&server).args(mode);
        let redsh = redsh.stdin(lines).run();
        let told = [redsh.stdout.as_slice(), &redsh.stderr].concat();
        let told = String::from_utf8_lossy(&told);
        assert!(!told.contains("s3cretword"), "{told}");
        assert!(told.contains("***"), "{told}");
    }
    let words = ["AUTH", "s3cretword"];
    let redsh = Shell::redsh().on(&server).args(words).run();
    redsh.assert_stdout_has("***");
}

#[test]
fn a_script_may_send_auth_where_it_held_up_the_database() {
    let server = Server::with(&[("requirepass", "pw")]);
    let refused = "SELECT 3 failed: NOAUTH Authentication required.\n";
    for auth in ["AUTH pw", "HELLO 3 AUTH default pw"] {
        let redsh = Shell::redsh().on(&server).args(["-n", "3"]);
        let redsh = redsh.stdin(format!("{auth}\nSET k v\nCLIENT INFO\n")).run();
        redsh
            .assert_success()
            .assert_stderr(refused)
            .assert_stdout_has(" db=3 ");
    }
    let redsh = Shell::redsh().on(&server).args(["-n", "3", "PING"]).run();
    redsh
        .assert_success()
        .assert_stderr(refused)
        .assert_stdout("NOAUTH Authentication required.\n\n");
}

#[test]
fn a_wrong_password_is_reported_once_whatever_comes_behind_it() {
    let server = Server::with(&[("requirepass", "pw")]);
    let told = "AUTH failed: WRONGPASS invalid username-password pair or user is disabled.\n";
    for options in [&["-n", "1"][..], &["--json"], &["-3"], &["--name", "me"]] {
        let redsh = Shell::redsh()
            .on(&server)
            .args(["-a", "wrong", "--no-auth-warning"]);
        let redsh = redsh.args(options).arg("PING").run();
        redsh
            .assert_success()
            .assert_stderr(told)
            .assert_stdout_has("NOAUTH");
    }
}

#[test]
fn loads_and_scans_do_not_go_on_in_another_database() {
    let server = Server::with(&[("requirepass", "pw")]);
    for run in ["--pipe", "--scan"] {
        let redsh = Shell::redsh().on(&server).args(["-n", "3", run]);
        let redsh = redsh.stdin("AUTH pw\nSET k v\n").run();
        redsh
            .assert_code(1)
            .assert_stderr_has("refused SELECT 3: NOAUTH");
    }
    let size = Shell::redsh()
        .on(&server)
        .args(["-a", "pw", "--no-auth-warning", "DBSIZE"]);
    size.run().assert_stdout("0\n");
}

#[test]
fn shutdown_behind_auth_is_a_success() {
    for (arguments, input) in [
        (&["SHUTDOWN", "NOSAVE"][..], ""),
        (&["--name", "me", "SHUTDOWN", "NOSAVE"], ""),
        (&["-c", "SHUTDOWN", "NOSAVE"], ""),
        (&[], "shutdown nosave\n"),
    ] {
        let server = Server::with(&[("requirepass", "pw")]);
        let redsh = Shell::redsh().on(&server).env("REDISCLI_AUTH", "pw");
        let redsh = redsh.args(arguments).stdin(input).run();
        redsh.assert_success().assert_stdout("").assert_stderr("");
    }
}
