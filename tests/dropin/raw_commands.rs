//! Commands whose reply is a text for people: printed unchanged in every format.

use super::case::{Case, line, script};

const COMMANDS: [&str; 22] = [
    "INFO keyspace",
    "info KEYSPACE",
    "INFO nosuch",
    "INFO one two",
    "LOLWUT VERSION 99",
    "CLIENT LIST ID 999999",
    "CLIENT LIST TYPE pubsub",
    "CLIENT LIST TYPE nosuch",
    "CLIENT GETNAME",
    "CLIENT",
    "CLUSTER INFO",
    "CLUSTER NODES",
    "CLUSTER SLOTS",
    "MEMORY DOCTOR",
    "MEMORY",
    "LATENCY DOCTOR",
    "LATENCY GRAPH x",
    "LATENCY LATEST",
    "DEBUG HTSTATS-KEY nosuch",
    "DEBUG HTSTATS 99",
    "DEBUG OBJECT nosuch",
    "DEBUG SDSLEN l",
];

pub(super) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for command in COMMANDS {
        cases.extend(
            ["--raw", "--no-raw", "--csv", "--json", "-3 --no-raw"]
                .map(|format| line(command).before(format)),
        );
        cases.push(line(command).on_a_terminal());
        cases.push(line(command).before("-e"));
        cases.push(script(format!("{command}\nGET k\n")).on_a_terminal());
    }
    cases.extend([
        line("CLIENT INFO").on_a_terminal().figures_aside(),
        line("CLIENT LIST").before("--no-raw").figures_aside(),
        line("INFO replication").before("--csv").figures_aside(),
        line("INFO keyspace").before("-r 2 --no-raw"),
        line("INFO keyspace").before("-D ;"),
        line("DEBUG HTSTATS 3").before("--no-raw"),
        script("2 INFO keyspace\n").on_a_terminal(),
        script("HELLO 3\nINFO keyspace\n")
            .on_a_terminal()
            .figures_aside(),
        script("MULTI\nINFO keyspace\nCLIENT LIST ID 999999\nEXEC\n").on_a_terminal(),
    ]);
    cases
}
