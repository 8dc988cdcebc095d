//! Passwords and users, by option, environment and URI, on an open server and on one that requires a password.

use super::case::{Case, line, redis_cli, redsh, script};

/// The configuration of a server that requires a password.
pub(super) const LOCKED: [(&str, &str); 5] = [
    ("requirepass", "pw"),
    ("user", "bob on >b:o@/b ~* &* +@all"),
    ("user", "ann on >a@b@ ~* &* +@all"),
    ("user", "eve on >e/f ~* &* +@all"),
    ("user", "limited on >l ~* +get -hello -select"),
];

const QUIET: &str = "--no-auth-warning";

/// Cases for an open server.
pub(super) fn open() -> Vec<Case> {
    vec![
        line("-a x PING"),
        line("-a x --no-auth-warning PING"),
        line("--pass x GET k"),
        line("--user default PING"),
        line("--user default -a x PING"),
        line("--user nobody -a x GET k"),
        line("--user nobody PING"),
        line("--no-auth-warning PING"),
        line("-3 -a x GET k"),
        line("-3 --user nobody -a x GET k"),
        line("-3 --user default -a x HGETALL h"),
        line("PING").env("REDISCLI_AUTH", "x"),
        line("PING").env("REDISCLI_AUTH", ""),
        line("-a y PING").env("REDISCLI_AUTH", "x"),
        line("--user default PING").env("REDISCLI_AUTH", "x"),
        script("PING\nGET k\n").before("-a x"),
        script("PING\nGET k\n").before("-3 -a x"),
    ]
}

/// Cases for a server that requires a password.
pub(super) fn locked() -> Vec<Case> {
    [
        by_option(),
        by_environment(),
        by_uri(),
        by_command(),
        limited(),
    ]
    .concat()
}

fn by_option() -> Vec<Case> {
    vec![
        line("GET k"),
        line("-e GET k"),
        line("-3 GET k"),
        line("--json GET k"),
        line("-n 3 GET k"),
        line("-a pw GET k"),
        line("--pass pw GET k"),
        line("-a wrong GET k"),
        line("-a wrong -a pw GET k"),
        line("-a pw -n 3 GET k"),
        line("-3 -a pw -n 3 GET k"),
        line("-3 -a pw HGETALL h"),
        line("-3 -a wrong HGETALL h"),
        line("--json -a pw HGETALL h"),
        line("--user default -a pw ACL WHOAMI"),
        line("--user bob -a b:o@/b ACL WHOAMI"),
        line("-a b:o@/b --user bob ACL WHOAMI"),
        line("-3 --user bob --pass b:o@/b ACL WHOAMI"),
        line("--user bob -a pw ACL WHOAMI"),
        line("--user bob ACL WHOAMI"),
        line("--askpass GET k").stdin("pw\n"),
        line("-r 2 -a pw GET k"),
    ]
    .into_iter()
    .map(|case| case.before(QUIET))
    .chain([line("-a pw GET k"), line("-a wrong GET k")])
    .collect()
}

fn by_environment() -> Vec<Case> {
    vec![
        line("GET k").env("REDISCLI_AUTH", "pw"),
        line("GET k").env("REDISCLI_AUTH", "wrong"),
        line("-3 GET k").env("REDISCLI_AUTH", "pw"),
        line("--user bob ACL WHOAMI").env("REDISCLI_AUTH", "b:o@/b"),
        line("--no-auth-warning -a pw GET k").env("REDISCLI_AUTH", "wrong"),
        line("--no-auth-warning -a wrong GET k").env("REDISCLI_AUTH", "pw"),
        script("GET k\nACL WHOAMI\n").env("REDISCLI_AUTH", "pw"),
        line("GET k").env("VALKEYCLI_AUTH", "pw").differs(
            "a variable of Valkey's",
            redis_cli("NOAUTH Authentication required.\n\n", 0),
            redsh("v\n", 0),
        ),
        line("GET k")
            .env("VALKEYCLI_AUTH", "pw")
            .env("REDISCLI_AUTH", "wrong")
            .differs(
                "a variable of Valkey's, which wins",
                redis_cli("NOAUTH Authentication required.\n\n", 0),
                redsh("v\n", 0),
            ),
    ]
}

fn by_uri() -> Vec<Case> {
    let uri = |uri: &str, command: &str| line(&format!("{QUIET} -u {uri} {command}")).unaddressed();
    let anyone = "a user that is not named is the default one";
    vec![
        uri("redis://pw@127.0.0.1:{port}", "GET k"),
        uri("redis://default:pw@127.0.0.1:{port}/3", "GET k"),
        uri("redis://bob:b%3Ao%40%2Fb@127.0.0.1:{port}", "ACL WHOAMI"),
        uri("redis://bob:b:o%40%2Fb@127.0.0.1:{port}", "ACL WHOAMI"),
        uri("redis://b%6Fb:b%3ao%40%2fb@127.0.0.1:{port}", "ACL WHOAMI"),
        uri("redis://default:wrong@127.0.0.1:{port}", "GET k"),
        uri("redis://default:wrong@127.0.0.1:{port} -a pw", "GET k"),
        uri("redis://bob:wrong@127.0.0.1:{port} -a b:o@/b", "ACL WHOAMI"),
        uri("redis://bob:b%3Ao%40%2Fb@127.0.0.1:{port}", "GET k").before("-a pw"),
        uri("redis://127.0.0.1:{port} -a pw", "GET k"),
        line("-u redis://default:pw@127.0.0.1:{port}/3 GET k").unaddressed(),
        uri("redis://:pw@127.0.0.1:{port}", "GET k").differs(
            anyone,
            redis_cli("NOAUTH Authentication required.\n\n", 0),
            redsh("v\n", 0),
        ),
        uri("redis://eve:e/f@127.0.0.1:{port}/3", "ACL WHOAMI"),
        uri("redis://ann:a@b@@127.0.0.1:{port}/3", "ACL WHOAMI").differs(
            "redis-cli takes the first @ for the end of the password",
            redis_cli("", 1),
            redsh("ann\n", 0),
        ),
    ]
}

fn by_command() -> Vec<Case> {
    vec![
        script("GET k\nAUTH pw\nGET k\n"),
        script("AUTH wrong\nGET k\n"),
        script("AUTH bob b:o@/b\nACL WHOAMI\n"),
        script("GET k\nAUTH pw\nSELECT 3\nGET k\n").before("-3"),
        script("HELLO 3 AUTH default pw\nHGETALL h\n").figures_aside(),
        script("AUTH pw\nRESET\nGET k\n"),
        script("AUTH pw\nconnect 127.0.0.1 {port}\nGET k\n"),
        script("GET k\n").before("-a pw --no-auth-warning"),
        script("GET k\nACL WHOAMI\n").before("-3 --user bob -a b:o@/b --no-auth-warning"),
    ]
}

/// A user with few permissions: redsh may send nothing for its own sake.
fn limited() -> Vec<Case> {
    let limited = |words: &str| line(&format!("{QUIET} --user limited -a l {words}"));
    vec![
        limited("GET k"),
        limited("SET k x"),
        limited("-e SET k x"),
        limited("--csv GET k"),
        limited("-3 GET k"),
        limited("--json GET k"),
        limited("-n 3 GET k").differs(
            "a database that cannot be selected is no place to run a command in",
            redis_cli("v\n", 0),
            redsh("", 1),
        ),
    ]
}
