//! Invalid command lines, and options that redis-cli 7.0 refuses but redsh, like later clients, accepts.

use super::case::{Case, case, line, redis_cli, redsh, redsh_with};

pub(super) fn cases() -> Vec<Case> {
    [
        unknown(),
        without_value(),
        together(),
        taken_anyway(),
        later_options(),
    ]
    .concat()
}

fn unknown() -> Vec<Case> {
    [
        "-q PING",
        "--nosuch PING",
        "- PING",
        "-V",
        "-?",
        "-B PING",
        "-hlocalhost PING",
        "-r3 PING",
        "--raw=1 PING",
        "--eval=x",
        "--ask PING",
        "--Csv PING",
        "-E PING",
    ]
    .map(line)
    .to_vec()
}

fn without_value() -> Vec<Case> {
    let options = [
        "-p",
        "-s",
        "-a",
        "--pass",
        "--user",
        "-u",
        "-n",
        "-r",
        "-i",
        "-d",
        "-D",
        "-X",
        "--eval",
        "--show-pushes",
        "--sni",
        "--cacert",
        "--cacertdir",
        "--cert",
        "--key",
        "--pattern",
        "--quoted-pattern",
        "--rdb",
        "--pipe-timeout",
        "--intrinsic-latency",
        "--lru-test",
    ];
    options.map(line).to_vec()
}

fn together() -> Vec<Case> {
    vec![
        line("-2 -3 PING"),
        line("-3 -2 PING"),
        line("-x -X T PING T"),
        line("--ldb PING"),
        line("--ldb-sync-mode PING"),
        line("-x"),
        line("--csv"),
        line("-e"),
        line("--no-auth-warning"),
        line("--tls --cert {dir}/nosuch --key {dir}/nosuch PING"),
        line("--tls --cacert {dir}/nosuch PING"),
    ]
}

fn taken_anyway() -> Vec<Case> {
    vec![
        line("--show-pushes yes PING"),
        line("--show-pushes y PING"),
        line("--show-pushes n PING"),
        line("--show-pushes Yikes PING"),
        line("--show-pushes maybe PING"),
        case("an empty --show-pushes").args(["--show-pushes", "", "PING"]),
        line("-- PING").differs(
            "-- ends the options, as in most programs",
            redis_cli("", 1),
            redsh("PONG\n", 0),
        ),
        line("-- --csv PING").differs(
            "-- ends the options, as in most programs",
            redis_cli("", 1),
            redsh(
                "ERR unknown command '--csv', with args beginning with: 'PING' \n\n",
                0,
            ),
        ),
        line("-h").differs(
            "each says its own name",
            super::case::redis_cli_with("redis-cli 7.0.15", 0),
            redsh_with("redsh", 0),
        ),
        line("--help").differs(
            "each says its own name",
            super::case::redis_cli_with("redis-cli 7.0.15", 0),
            redsh_with("redsh", 0),
        ),
    ]
}

/// Options that are newer than 7.0.
fn later_options() -> Vec<Case> {
    let why = "an option of later clients";
    vec![
        line("-t 5 PING").differs(why, redis_cli("", 1), redsh("PONG\n", 0)),
        line("-t 0.5 PING").differs(why, redis_cli("", 1), redsh("PONG\n", 0)),
        line("-4 PING").differs(why, redis_cli("", 1), redsh("PONG\n", 0)),
        line("-6 -h localhost PING").differs(why, redis_cli("", 1), redsh("PONG\n", 0)),
        line("--name me CLIENT GETNAME").differs(why, redis_cli("", 1), redsh("me\n", 0)),
        line("-3 --name me CLIENT GETNAME").differs(why, redis_cli("", 1), redsh("me\n", 0)),
        line("GET k").env("VALKEYCLI_PORT", "1"),
        line("GET k")
            .env("VALKEYCLI_HOST", "nosuch.invalid")
            .differs("a variable of Valkey's", redis_cli("v\n", 0), redsh("", 1)),
    ]
}
