//! redsh with sentinels instead of an address.

use super::naming;
use redsh_sandbox::Sandbox;
use support::sentinel::SentinelSet;
use support::server::Server;
use support::shell::Shell;

/// `127.0.0.1:1,127.0.0.1:2`
fn list(sentinels: &[Sandbox]) -> String {
    let hosts = sentinels
        .iter()
        .map(|sentinel| format!("127.0.0.1:{}", sentinel.port()));
    hosts.collect::<Vec<_>>().join(",")
}

#[test]
fn a_command_runs_on_the_primary_by_options_and_by_uri() {
    let set = SentinelSet::start();
    let hosts = list(set.sentinels());
    Shell::redsh()
        .args([
            "--sentinel",
            &hosts,
            "--master",
            "mymaster",
            "SET",
            "k",
            "v",
        ])
        .run()
        .assert_success()
        .assert_stdout("OK\n");
    let uri = format!("redis+sentinel://{hosts}/mymaster/3");
    Shell::redsh()
        .args(["-u", &uri, "SET", "k", "w"])
        .run()
        .assert_success();
    let get = |db| {
        Shell::redsh()
            .on(set.primary())
            .args(["-n", db, "GET", "k"])
    };
    get("0").run().assert_stdout("v\n");
    get("3").run().assert_stdout("w\n");
}

#[test]
fn sentinels_and_servers_get_their_own_passwords() {
    let set = SentinelSet::with(
        &[("requirepass", "servers")],
        &[("requirepass", "sentinels")],
    );
    let uri = format!(
        "redis+sentinel://:servers@{}/mymaster",
        list(set.sentinels())
    );
    let shell = || Shell::redsh().args(["-u", &uri, "--no-auth-warning"]);
    shell()
        .env("REDSH_SENTINEL_AUTH", "sentinels")
        .arg("PING")
        .run()
        .assert_success()
        .assert_stdout("PONG\n");
    shell()
        .args(["--sentinel-pass", "sentinels", "PING"])
        .run()
        .assert_stdout("PONG\n");
    shell()
        .arg("PING")
        .run()
        .assert_code(1)
        .assert_complaint("NOAUTH");
}

#[test]
fn tls_is_used_with_sentinels_and_servers() {
    let set = SentinelSet::tls();
    let certificates = set.primary().certificates().expect("it speaks TLS");
    let uri = format!("rediss+sentinel://{}/mymaster", list(set.sentinels()));
    Shell::redsh()
        .args(["-u", &uri, "--cacert"])
        .arg(&certificates.ca)
        .arg("PING")
        .run()
        .assert_success()
        .assert_stdout("PONG\n");
}

#[test]
fn sentinels_may_use_plain_text_where_the_servers_use_tls() {
    let server = Server::tls();
    let sentinel = naming("127.0.0.1", server.port());
    let certificates = server.certificates().expect("it speaks TLS");
    let host = format!("127.0.0.1:{}", sentinel.port());
    Shell::redsh()
        .args(["--sentinel", &host, "--master", "mymaster"])
        .args(["--tls", "--sentinel-tls", "no", "--cacert"])
        .arg(&certificates.ca)
        .arg("PING")
        .run()
        .assert_success()
        .assert_stdout("PONG\n");
}

#[test]
fn an_unknown_primary_is_reported_in_one_line() {
    let set = SentinelSet::start();
    let hosts = list(set.sentinels());
    Shell::redsh()
        .args(["--sentinel", &hosts, "--master", "other", "PING"])
        .run()
        .assert_code(1)
        .assert_complaint("no sentinel knows the primary 'other': 127.0.0.1:");
}
