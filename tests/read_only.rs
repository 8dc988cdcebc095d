//! `--read-only`: no command that may write leaves the program in any mode.

use std::fs;

use support::outcome::Outcome;
use support::server::Server;
use support::shell::Shell;

const REFUSED: &str = "not sent: read-only mode, and this command may write";

/// A server with one key, `a`.
fn server() -> Server {
    let server = Server::start();
    server.command(&["SET", "a", "1"]);
    server
}

fn reading(server: &Server) -> Shell {
    Shell::redsh().on(server).arg("--read-only")
}

/// Asserts that `a` is the only key and has its old value.
#[track_caller]
fn assert_untouched(server: &Server) {
    assert_eq!(server.command(&["GET", "a"]), b"$1\r\n1\r\n");
    assert_eq!(server.command(&["DBSIZE"]), b":1\r\n");
}

fn script(server: &Server, lines: &str) -> Outcome {
    reading(server).stdin(lines).run()
}

#[test]
fn a_script_continues_after_a_refused_command() {
    let server = server();
    script(&server, "SET a 2\nGET a\nnosuch\n@all DEL a\nEVAL x 0\n")
        .assert_success()
        .assert_stdout(format!(
            "{REFUSED}\n\n1\n{REFUSED}\n\n{REFUSED}\n\n{REFUSED}\n\n"
        ));
    assert_untouched(&server);
}

#[test]
fn a_refused_command_does_not_count_for_client_reply_skip() {
    let server = server();
    script(&server, "CLIENT REPLY SKIP\nSET a 2\nECHO x\nECHO y\n")
        .assert_stdout(format!("{REFUSED}\n\ny\n"));
}

#[test]
fn a_lua_script_is_refused_on_every_repeat() {
    let server = server();
    for times in ["1", "2"] {
        let shell = reading(&server).args(["-r", times, "--eval", "script.lua"]);
        let file = shell.home().join("script.lua");
        fs::write(file, "return redis.call('SET', 'a', '2')").expect("it is written");
        let refused = format!("{REFUSED}\n\n").repeat(times.parse().expect("a number"));
        shell.run().assert_stdout(refused);
    }
    assert_untouched(&server);
}

#[test]
fn a_lua_script_is_not_debugged() {
    let server = server();
    for debugger in ["--ldb", "--ldb-sync-mode"] {
        let shell = reading(&server).args([debugger, "--eval", "script.lua"]);
        let file = shell.home().join("script.lua");
        fs::write(file, "return redis.call('SET', 'a', '2')").expect("it is written");
        let outcome = shell.stdin("continue\n").run();
        outcome
            .assert_code(1)
            .assert_stdout("")
            .assert_complaint("could not debug the script: read-only mode, and it may write");
    }
    assert_untouched(&server);
}

#[test]
fn a_writing_command_for_each_key_is_refused_before_the_scan_begins() {
    let server = server();
    for command in ["DEL {}", "XGROUP {} a b", "JSON.DEL {}"] {
        let outcome = reading(&server).args(["--scan", "--each", command]).run();
        let name = command.split(' ').next().expect("a name");
        let told = format!("--each cannot run {name}: read-only mode, and it may write");
        outcome
            .assert_code(1)
            .assert_stdout("")
            .assert_complaint(&told);
    }
    assert_eq!(server.info("commandstats", "cmdstat_scan"), 0);
    assert_untouched(&server);
}

#[test]
fn a_reading_command_for_each_key_runs_and_a_writing_one_is_shown_in_a_dry_run() {
    let server = server();
    let each = |options: &[&str]| reading(&server).arg("--scan").args(options).run();
    each(&["--each", "GET {}"])
        .assert_success()
        .assert_stdout("1\n");
    each(&["--each", "DEL {}", "--dry-run"])
        .assert_success()
        .assert_stdout("DEL a\n");
    assert_untouched(&server);
}

#[test]
fn a_read_only_profile_holds_for_a_load_too() {
    let server = server();
    let shell = Shell::redsh();
    let folder = shell.home().join("redsh");
    fs::create_dir(&folder).expect("a folder");
    let config = format!(
        "[profiles.prod]\nuri = \"redis://127.0.0.1:{}\"\nread_only = true\n",
        server.port()
    );
    fs::write(folder.join("config.toml"), config).expect("it is written");
    let home = shell.home().to_owned();
    let outcome = shell
        .env("XDG_CONFIG_HOME", home)
        .args(["--profile", "prod", "--pipe"])
        .stdin("SET a 2\n")
        .run();
    outcome.assert_code(1).assert_stderr_has(REFUSED);
    assert_untouched(&server);
}
