//! Snapshots and the replication stream: `--rdb`, `--functions-rdb` and `--replica`.
//!
//! The files are not compared: they contain the time. redis-cli appends the mark of the end of the stream to stdout.

use super::case::{Case, line, redis_cli, redsh};

/// Snapshots begin at once.
pub(super) const PROMPT: [(&str, &str); 1] = [("repl-diskless-sync-delay", "0")];

pub(super) fn cases() -> Vec<Case> {
    let restricted = "ACL SETUSER u on >p ~* +@all -sync";
    let user = "--user u --pass p --no-auth-warning";
    vec![
        line("--rdb {dir}/dump.rdb"),
        line("--rdb {dir}/dump.rdb -n 3"),
        line("--rdb {dir}/dump.rdb --json"),
        line("--rdb {dir}/dump.rdb -r 3"),
        line("--rdb /dev/null").differs(
            "redis-cli cannot cut the mark off a device",
            redis_cli("", 1),
            redsh("", 0),
        ),
        line("--functions-rdb {dir}/functions.rdb"),
        line("--rdb {dir}/a --functions-rdb {dir}/b"),
        line("--rdb {dir}/no/such.rdb"),
        line("--rdb {dir}"),
        line("--rdb /dev/full"),
        line("--rdb {dir}/dump.rdb -p 1"),
        line(&format!("--rdb {{dir}}/dump.rdb {user}")).setup([restricted]),
        line("--scan --rdb {dir}/dump.rdb"),
        line("--bigkeys --rdb {dir}/dump.rdb"),
        line("--latency -i 0.05 --rdb {dir}/dump.rdb").figures_aside(),
        line("--rdb {dir}/dump.rdb GET k").warns(),
        line("--replica -p 1"),
        line("--slave -p 1"),
        line(&format!("--replica {user}")).setup([restricted]),
        line("--rdb {dir}/dump.rdb --latency -i 0.05").figures_aside(),
        line(&format!("--rdb {{dir}}/dump.rdb --replica {user}")).setup([restricted]),
    ]
}
