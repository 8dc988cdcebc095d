//! Throw-away servers: they answer, and they leave nothing behind, however their owner ends.

mod cluster;
mod sentinel;

use std::fs;
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;

use redsh_sandbox::{Plan, Sandbox};
use support::coprocess::Coprocess;
use support::server::Server;
use support::shell::Shell;
use support::wait;

#[test]
fn a_sandbox_answers_at_its_port_and_at_its_socket() {
    let server = Server::start();
    assert_eq!(server.command(&["PING"]), b"+PONG\r\n");
    Shell::redsh()
        .on(&server)
        .arg("PING")
        .run()
        .assert_success()
        .assert_stdout("PONG\n");
}

#[test]
fn nothing_is_left_when_a_sandbox_is_dropped() {
    let server = Server::start();
    let (pid, port) = (server.pid().expect("it runs"), server.port());
    let folder = server.folder().to_owned();
    assert!(is_running(pid, &folder) && folder.join("redis.conf").exists());
    drop(server);
    assert!(!is_running(pid, &folder), "the process is left");
    assert!(!folder.exists(), "the folder is left");
    assert!(
        TcpStream::connect(("127.0.0.1", port)).is_err(),
        "the port is open"
    );
}

#[test]
fn nothing_is_left_of_a_server_that_writes_a_dump() {
    // The process that writes the dump takes a hundred seconds for one key.
    let server = Server::with(&[("rdb-key-save-delay", "100000000")]);
    server.command(&["SET", "k", "v"]);
    server.command(&["BGSAVE"]);
    let folder = server.folder().to_owned();
    assert!(is_anyone_in(&folder) || !Path::new("/proc").exists());
    drop(server);
    assert!(!folder.exists(), "the folder is left");
    wait::until("the process that dumps is gone", || !is_anyone_in(&folder));
}

#[test]
fn a_busy_server_is_ended_too() {
    let server = Server::with(&[("lua-time-limit", "10")]);
    let (pid, folder) = (server.pid().expect("it runs"), server.folder().to_owned());
    let busy = Shell::redsh()
        .on(&server)
        .args(["EVAL", "while true do end", "0"])
        .start();
    wait::until("the script runs", || {
        let ping = Shell::redsh().on(&server).arg("PING").run();
        ping.stdout.starts_with(b"BUSY")
    });
    drop(server);
    assert!(!is_running(pid, &folder));
    drop(busy);
}

#[test]
fn two_sandboxes_are_independent() {
    let (one, other) = (Server::start(), Server::start());
    assert_ne!(one.port(), other.port());
    assert_ne!(one.folder(), other.folder());
    one.command(&["SET", "k", "v"]);
    assert_eq!(other.command(&["DBSIZE"]), b":0\r\n");
}

#[test]
fn a_server_that_refuses_its_configuration_gives_the_reason() {
    let message = refusal(&Plan {
        config: directive("maxmemory", "plenty"),
        ..Plan::default()
    });
    assert!(message.contains("the server did not start"), "{message}");
    assert!(
        message.contains("argument must be a memory value"),
        "{message}"
    );
}

#[test]
fn a_missing_program_is_named() {
    let message = refusal(&Plan {
        server: Some("no-such-server".into()),
        ..Plan::default()
    });
    assert_eq!(
        message,
        "found no server program no-such-server: set REDSH_SERVER to a path or a name on PATH"
    );
}

#[test]
fn where_no_server_is_installed_one_line_says_how_to_install_one() {
    let redsh = Shell::redsh()
        .env("PATH", "/nowhere")
        .args(["--sandbox", "PING"])
        .run();
    let message =
        "found no redis-server or valkey-server on PATH: install one, or set REDSH_SERVER";
    redsh.assert_code(1).assert_complaint(message);
}

#[test]
fn a_program_that_is_not_a_server_is_named() {
    let redsh = Shell::redsh()
        .env("REDSH_SERVER", "true")
        .args(["--sandbox", "PING"])
        .run();
    redsh.assert_code(1).assert_complaint(
        "/true is not a server program: set REDSH_SERVER to a redis-server or valkey-server",
    );
}

#[test]
fn a_program_that_is_not_a_server_is_not_waited_for() {
    let message = refusal(&Plan {
        server: Some("true".into()),
        ..Plan::default()
    });
    assert!(message.starts_with("the server did not start"), "{message}");
}

#[test]
fn a_directive_takes_effect_unless_the_sandbox_depends_on_it() {
    let server = Server::with(&[
        ("maxmemory", "64mb"),
        ("bind", "0.0.0.0"),
        ("daemonize", "yes"),
    ]);
    assert_eq!(
        server.command(&["CONFIG", "GET", "maxmemory"]),
        b"*2\r\n$9\r\nmaxmemory\r\n$8\r\n67108864\r\n"
    );
    assert_eq!(
        server.command(&["CONFIG", "GET", "bind"]),
        b"*2\r\n$4\r\nbind\r\n$9\r\n127.0.0.1\r\n"
    );
}

#[test]
fn a_sandbox_with_tls_speaks_only_tls_on_its_port() {
    let server = Server::tls();
    Shell::redsh()
        .on(&server)
        .arg("PING")
        .run()
        .assert_success()
        .assert_stdout("PONG\n");
    let port = server.port().to_string();
    Shell::redsh()
        .args(["-p", &port, "PING"])
        .run()
        .assert_code(1)
        .assert_stdout("");
}

#[test]
fn over_tls_the_server_trusts_the_client_certificate() {
    let server = Server::tls_with(&[("tls-auth-clients", "yes")]);
    Shell::redsh().on(&server).arg("PING").run().assert_code(1);
    let certificates = server.certificates().expect("it has TLS");
    let shell = Shell::redsh()
        .on(&server)
        .arg("--cert")
        .arg(&certificates.client);
    shell
        .arg("--key")
        .arg(&certificates.client_key)
        .arg("PING")
        .run()
        .assert_stdout("PONG\n");
}

#[test]
fn a_killed_server_restarts_on_the_same_port() {
    let mut server = Server::start();
    let (port, pid) = (server.port(), server.pid());
    server.kill().expect("it can be killed");
    assert_eq!(server.pid(), None);
    assert!(
        TcpStream::connect(("127.0.0.1", port)).is_err(),
        "the port is open"
    );
    server.restart().expect("it can be started again");
    assert_eq!(server.port(), port);
    assert_ne!(server.pid(), pid);
    assert_eq!(server.command(&["PING"]), b"+PONG\r\n");
}

#[test]
fn a_server_that_was_stopped_in_an_orderly_way_has_saved_its_data() {
    let mut server = Server::with(&[("appendonly", "yes")]);
    server.command(&["SET", "k", "v"]);
    server.stop().expect("it can be stopped");
    server.restart().expect("it can be started again");
    assert_eq!(server.command(&["GET", "k"]), b"$1\r\nv\r\n");
}

#[test]
fn a_server_that_shut_itself_down_can_be_restarted_or_dropped() {
    let mut server = Server::start();
    let folder = server.folder().to_owned();
    shut_down(&server);
    server.restart().expect("it can be started again");
    shut_down(&server);
    drop(server);
    assert!(!folder.exists(), "the folder is left");
}

#[test]
fn nothing_is_left_when_redsh_is_killed() {
    for (signal, number) in [("KILL", 9), ("INT", 2), ("TERM", 15), ("HUP", 1)] {
        if is_ignored(number) {
            continue;
        }
        let mut redsh = Shell::redsh()
            .args(["--sandbox", "-r", "-1", "-i", "1", "INFO", "server"])
            .start();
        let (pid, config) = (
            field(&mut redsh, "process_id"),
            field(&mut redsh, "config_file"),
        );
        let folder = Path::new(&config)
            .parent()
            .expect("it is in a folder")
            .to_owned();
        send(signal, &redsh.pid().to_string());
        wait::until("the process is gone", || {
            !is_running(pid.parse().expect("a pid is a number"), &folder)
        });
        wait::until("the folder is gone", || !folder.exists());
    }
}

#[test]
fn nothing_is_left_of_several_servers_either_when_redsh_is_killed() {
    for kind in ["cluster:3+1", "sentinel"] {
        let parent = tempfile::tempdir().expect("a temporary folder can be made");
        let mut redsh = Shell::redsh()
            .env("TMPDIR", parent.path())
            .arg(format!("--sandbox={kind}"))
            .args(["-r", "-1", "-i", "1", "PING"])
            .start();
        assert_eq!(redsh.read_line(), "PONG");
        assert_eq!(entries(parent.path()), 6, "servers of {kind}");
        send("KILL", &redsh.pid().to_string());
        wait::until("the folders are gone", || entries(parent.path()) == 0);
        wait::until("the processes are gone", || !is_anyone_in(parent.path()));
    }
}

#[test]
fn a_temporary_folder_with_an_odd_name_works() {
    let parent = tempfile::tempdir().expect("a temporary folder can be made");
    let odd = parent.path().join("it's \"a\" $(folder)\n*");
    fs::create_dir(&odd).expect("it can be made");
    let outcome = Shell::redsh()
        .env("TMPDIR", &odd)
        .args(["--sandbox", "PING"])
        .run();
    outcome.assert_success().assert_stdout("PONG\n");
    assert_eq!(entries(&odd), 0, "something is left");
}

fn directive(name: &str, value: &str) -> Vec<(String, String)> {
    vec![(name.to_owned(), value.to_owned())]
}

fn refusal(plan: &Plan) -> String {
    let error = Sandbox::start(plan).expect_err("it must not start");
    format!("{error:#}")
}

fn shut_down(server: &Server) {
    let pid = server.pid().expect("it runs");
    Shell::redsh()
        .on(server)
        .arg("SHUTDOWN")
        .run()
        .assert_success();
    wait::until("the server is gone", || !is_running(pid, server.folder()));
}

/// The value of a field of INFO, whose lines end in CR LF.
fn field(redsh: &mut Coprocess, name: &str) -> String {
    loop {
        let line = redsh.read_line();
        if let Some(value) = line
            .strip_prefix(name)
            .and_then(|rest| rest.strip_prefix(':'))
        {
            return value.trim_end().to_owned();
        }
    }
}

fn entries(folder: &Path) -> usize {
    fs::read_dir(folder).expect("it is there").count()
}

/// Whether this process runs with this folder as its working folder, where the system has `/proc`. Elsewhere the
/// process id may be reused.
fn is_running(pid: u32, folder: &Path) -> bool {
    match fs::read_link(format!("/proc/{pid}/cwd")) {
        Ok(cwd) => is_in(&cwd, folder),
        Err(_) if Path::new("/proc").exists() => false,
        Err(_) => send("0", &pid.to_string()),
    }
}

/// Whether this process ignores a signal, as under nohup, and so do its children; known only where the system has
/// `/proc`.
fn is_ignored(signal: u32) -> bool {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    mask.is_some_and(|mask| mask & (1 << (signal - 1)) != 0)
}

fn send(signal: &str, pid: &str) -> bool {
    let mut kill = Command::new("/bin/sh");
    kill.args([
        "-c",
        "kill -s \"$1\" \"$2\" 2>/dev/null",
        "kill",
        signal,
        pid,
    ]);
    kill.status().expect("there is a shell").success()
}

/// Whether any process has this folder, even a removed one, as its working folder; known only where the system has
/// `/proc`.
fn is_anyone_in(folder: &Path) -> bool {
    let Ok(processes) = fs::read_dir("/proc") else {
        return false;
    };
    let cwds = processes
        .flatten()
        .filter_map(|process| fs::read_link(process.path().join("cwd")).ok());
    cwds.into_iter().any(|cwd| is_in(&cwd, folder))
}

/// The system appends `(deleted)` to the name of a removed folder.
fn is_in(cwd: &Path, folder: &Path) -> bool {
    let folder = folder.to_string_lossy();
    cwd.to_string_lossy().starts_with(&*folder)
}

#[test]
fn a_sandbox_belongs_to_its_user_who_may_do_everything() {
    let mut redsh = Shell::redsh().args(["--sandbox"]).start();
    redsh.write("DEBUG SLEEP 0\nMODULE LOAD /no/such.so\nACL WHOAMI\n");
    assert_eq!(redsh.read_line(), "OK");
    assert!(redsh.read_line().contains("Error loading the extension"));
    while redsh.read_line() != "default" {}
    redsh.write_line("INFO server");
    let port = field(&mut redsh, "tcp_port");
    let stranger = Shell::redsh().args(["-p", &port, "DBSIZE"]).run();
    stranger.assert_stdout_has("NOAUTH");
    redsh.finish().assert_success();
}
