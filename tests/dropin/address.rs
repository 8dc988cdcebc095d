//! The server's address: host, port, socket, URI; and an address without a server.

use super::case::{Case, line, redis_cli, redsh, script};

pub(super) fn cases() -> Vec<Case> {
    [options(), uris(), nowhere()]
        .concat()
        .into_iter()
        .map(Case::unaddressed)
        .collect()
}

fn options() -> Vec<Case> {
    vec![
        line("-p {port} GET k"),
        line("-h 127.0.0.1 -p {port} GET k"),
        line("-h localhost -p {port} GET k"),
        line("-p 1 -p {port} GET k"),
        line("-s {socket} GET k"),
        line("-s {socket} -p 1 GET k"),
        line("-s {socket} -h nosuch.invalid GET k"),
        line("-p {port} -s {dir}/nosuch GET k"),
        line("-s {socket} -n 3 -3 GET k"),
        line("-c -p {port} GET k"),
        line("--cacert x -p {port} GET k").warns(),
        line("--insecure --sni x -p {port} GET k").warns(),
        line("--show-pushes no -p {port} GET k"),
        line("-2 -p {port} HGETALL h"),
        script("GET k\nSELECT 3\nGET k\n").before("-s {socket}"),
        script("connect 127.0.0.1 {port}\nGET k\n").before("-s {socket}"),
    ]
}

fn uris() -> Vec<Case> {
    let uri = |uri: &str| line(&format!("-u {uri} GET k"));
    let number = "a database is a number";
    vec![
        uri("redis://127.0.0.1:{port}"),
        uri("redis://127.0.0.1:{port}/"),
        uri("redis://127.0.0.1:{port}/3"),
        uri("redis://localhost:{port}/3"),
        uri("REDIS://127.0.0.1:{port}"),
        uri("redis://127.0.0.1:1")
            .args(["-p", "{port}"])
            .named("-p after -u is a command"),
        line("-u redis://127.0.0.1:1/3 -p {port} GET k"),
        line("-p {port} -u redis://127.0.0.1/3 GET k"),
        line("-p {port} -u redis://127.0.0.1:1 GET k"),
        line("-u redis://127.0.0.1:{port}/3 -n 0 GET k"),
        line("-n 0 -u redis://127.0.0.1:{port}/3 GET k"),
        line("-h nosuch.invalid -u redis://127.0.0.1:{port} GET k"),
        line("-s {socket} -u redis://127.0.0.1:1/3 GET k"),
        uri("redis://127.0.0.1:{port}\r").named("a carriage return after a port"),
        uri("redis://127.0.0.1:{port}/3\r").named("a carriage return after a database"),
        uri("http://127.0.0.1:{port}"),
        uri("127.0.0.1:{port}"),
        uri("redis:127.0.0.1:{port}"),
        uri("redis://default:a%zz@127.0.0.1:{port}"),
        uri("redis://default:a%@127.0.0.1:{port}"),
        uri("redis://127.0.0.1:1"),
        uri("redis://127.0.0.1:{port}/99").differs(
            "a database that cannot be selected is no place to run a command in",
            redis_cli("v\n", 0),
            redsh("", 1),
        ),
        uri("redis://127.0.0.1:{port}/abc").differs(number, redis_cli("v\n", 0), redsh("", 1)),
        uri("redis://127.0.0.1:{port}/3x").differs(number, redis_cli("three\n", 0), redsh("", 1)),
        uri("valkey://127.0.0.1:{port}/3").differs(
            "a scheme of Valkey's",
            redis_cli("", 1),
            redsh("three\n", 0),
        ),
        uri("unix://{socket}").differs(
            "a scheme of redsh's own",
            redis_cli("", 1),
            redsh("v\n", 0),
        ),
        uri("redis://[::1]:1"),
    ]
}

/// No server listens on port 1 of the loopback address.
fn nowhere() -> Vec<Case> {
    let once = "said once, and a script that did not run has failed";
    vec![
        line("-p 1 PING"),
        line("-p 1 -e PING"),
        line("-p 1 --csv PING"),
        line("-p 1 -r 3 PING"),
        line("-p 1 --eval {dir}/nosuch.lua"),
        line("-s {dir}/nosuch PING"),
        line("-h nosuch.invalid PING"),
        line("-p 0 PING"),
        line("-p -1 PING"),
        line("-p 70000 PING"),
        line("-p abc PING"),
        script("PING\nPING\n")
            .before("-p 1")
            .differs(once, redis_cli("", 0), redsh("", 1)),
        script("PING\nPING\n").before("-s {dir}/nosuch").differs(
            once,
            redis_cli("", 0),
            redsh("", 1),
        ),
        script("connect 127.0.0.1 1\nGET k\n")
            .before("-p {port}")
            .differs(once, redis_cli("", 0), redsh("", 1)),
    ]
}
