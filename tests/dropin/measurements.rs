//! Measurements: `--latency`, `--intrinsic-latency`, and the mode that counts if there are several.
//!
//! The figures are left aside. redis-cli holds back the output of the modes that do not end, so there is nothing to compare.

use super::analyses::settled;
use super::case::{Case, case, line, redis_cli, redis_cli_with, redsh_with};

pub(super) fn cases() -> Vec<Case> {
    [ending(), several(), wrong()].concat()
}

fn ending() -> Vec<Case> {
    [
        "--latency",
        "--latency -i 0.05",
        "--latency -i 0.05 --raw",
        "--latency -i 0.05 --csv",
        "--latency -i 0.05 --json",
        "--latency -i 0.05 -3",
        "--latency -i 0.05 -r 3",
        "--latency -i 0.05 -n 3",
        "--latency -i 0.05 -e",
        "--latency -i 0.05 --mono",
        "--intrinsic-latency 0",
        "--intrinsic-latency 0 -p 1",
    ]
    .map(|words| line(words).figures_aside())
    .to_vec()
}

/// The first mode in redis-cli's order counts, not the first one on the command line.
fn several() -> Vec<Case> {
    [
        "--bigkeys --latency -i 0.05",
        "--pipe --latency -i 0.05",
        "--latency-dist --latency -i 0.05",
        "--stat --bigkeys",
        "--stat --pipe",
        "--lru-test 5 --scan",
        "--intrinsic-latency 1 --scan",
        "--mono --scan",
    ]
    .map(|words| settled(line(words)).figures_aside())
    .to_vec()
}

fn wrong() -> Vec<Case> {
    let restricted = "ACL SETUSER u on >p ~* +@all -ping";
    vec![
        line("--latency -p 1"),
        line("--latency-history -p 1"),
        line("--latency-dist -p 1"),
        line("--stat -p 1"),
        line("--lru-test 10 -p 1"),
        line("--latency -i 0.05 GET k").figures_aside().warns(),
        line("--latency -i 0.05 --user u --pass p --no-auth-warning")
            .setup([restricted])
            .figures_aside(),
        case("--stat without INFO")
            .args(["--stat", "--user", "u", "--pass", "p", "--no-auth-warning"])
            .setup(["ACL SETUSER u on >p ~* +@all -info"]),
        line("--latency --quoted-json -i 0.05")
            .figures_aside()
            .differs(
                "redis-cli measures, and prints nothing",
                redis_cli("", 0),
                redsh_with(r#"{\"min\": "#, 0),
            ),
        line("--intrinsic-latency x").differs(
            "an invalid number is an error",
            redis_cli_with("total runs", 0),
            redsh_with("", 1),
        ),
    ]
}
