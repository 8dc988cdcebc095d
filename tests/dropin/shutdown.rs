//! Commands that stop the server.

use super::case::{Case, line, redis_cli, redsh, script};

pub(super) fn cases() -> Vec<Case> {
    vec![
        line("SHUTDOWN NOSAVE"),
        line("shutdown"),
        line("-e SHUTDOWN NOSAVE"),
        line("--json SHUTDOWN NOSAVE"),
        line("-3 --no-raw SHUTDOWN NOSAVE"),
        line("SHUTDOWN NOSAVE nosuch"),
        line("SHUTDOWN ABORT"),
        line("DEBUG SEGFAULT"),
        script("SHUTDOWN NOSAVE\n"),
        script("SHUTDOWN NOSAVE\n").on_a_terminal(),
        script("SET a 1\nGET a\nSHUTDOWN NOSAVE\n"),
        script("SET a 1\nSHUTDOWN NOSAVE\nquit\n"),
        script("SHUTDOWN ABORT\nGET k\n"),
        script("GET k\nSHUTDOWN NOSAVE\nGET k\nGET k\n").differs(
            "a script that could not run to its end has failed",
            redis_cli("v\n", 0),
            redsh("v\n", 1),
        ),
    ]
}
