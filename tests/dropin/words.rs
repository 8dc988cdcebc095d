//! Shell commands in a script, and the help on the command line.

use super::case::{Case, line, redis_cli, redis_cli_with, redsh, redsh_with, script};

pub(super) fn cases() -> Vec<Case> {
    [connecting(), others(), help()].concat()
}

fn connecting() -> Vec<Case> {
    vec![
        script("connect 127.0.0.1 {port}\nGET k\n"),
        script("Connect 127.0.0.1 {port}\nGET k\n"),
        script("SELECT 3\nconnect 127.0.0.1 {port}\nGET k\n"),
        script("GET k\nconnect localhost {port}\nGET k\n"),
        script("connect\nGET k\n"),
        script("connect 127.0.0.1\nGET k\n"),
        script("connect 127.0.0.1 {port} more\nGET k\n"),
        script("2 connect 127.0.0.1 {port}\nGET k\n"),
        script("connect 127.0.0.1 {port}x\nGET k\n"),
        script("connect 127.0.0.1 abc\nGET k\n").differs(
            "without a connection, a script ends",
            redis_cli("", 0),
            redsh("", 1),
        ),
        script("CLIENT SETNAME me\nHELLO 3\nconnect 127.0.0.1 {port}\nDEBUG PROTOCOL true\n")
            .figures_aside(),
        script("RESET\nconnect 127.0.0.1 {port}\nDEBUG PROTOCOL true\n")
            .before("-3")
            .differs(
                "connect starts again as the command line says, where redis-cli remembers the RESET",
                redis_cli("RESET\n1\n", 0),
                redsh("RESET\n(true)\n", 0),
            ),
        script("AUTH default x\nconnect 127.0.0.1 {port}\nACL WHOAMI\n"),
        script("MULTI\nconnect 127.0.0.1 {port}\nGET k\n"),
        script("connect 127.0.0.1 {port}\nGET k\n").before("-n 3"),
        script("connect 127.0.0.1 {port}\nHGETALL h\n").before("-3 --no-raw"),
        script("connect 127.0.0.1 {port}\nGET k\n").on_a_terminal(),
    ]
}

fn others() -> Vec<Case> {
    vec![
        script("clear\nGET k\n"),
        script("CLEAR\nGET k\n"),
        script("clear x\nGET k\n"),
        script("2 clear\nGET k\n"),
        script("clear\nGET k\n").on_a_terminal(),
        script(":set hints\nGET k\n"),
        script(":SET NOHINTS\nGET k\n"),
        script(":set hints more\nGET k\n"),
        script(":set\nGET k\n"),
        script(":set nosuch\nGET k\n"),
        script(":nosuch\nGET k\n"),
        script(":Foo a\nGET k\n"),
        script(":\u{e9}\nGET k\n"),
        script(b":\xff\n:\xffA b\n:set \xff\nGET k\n"),
        script(":SET NoSuch\nGET k\n"),
        script(":\nGET k\n"),
        script("2 :set hints\nGET k\n"),
        script("restart\nGET k\n"),
        script("restart x\nGET k\n"),
    ]
}

/// Each program has help texts of its own.
fn help() -> Vec<Case> {
    let why = "the help is redsh's own";
    let general = |case: Case| {
        case.differs(
            why,
            redis_cli_with("redis-cli 7.0.15", 0),
            redsh_with("help", 0),
        )
    };
    let of = |case: Case, what: &'static str| {
        case.differs(why, redis_cli_with(what, 0), redsh_with(what, 0))
    };
    let unknown =
        |case: Case| case.differs(why, redis_cli("\r\n", 0), redsh_with("no help for", 0));
    vec![
        general(line("help")),
        general(line("?")),
        general(script("help\n")),
        general(script("HELP\n")),
        general(script("?\n")),
        of(line("help GET"), "GET"),
        of(line("help get"), "GET"),
        of(line("? SETEX"), "key seconds value"),
        of(
            line("help config set"),
            "parameter value [parameter value ...]",
        ),
        of(script("help EXPIRE\n"), "key seconds [NX|XX|GT|LT]"),
        unknown(line("help nosuch")),
        unknown(line("-e help nosuch")),
        unknown(line("--json help nosuch")),
        unknown(line("-r 2 help nosuch")),
        unknown(line("-x help nosuch").stdin("x")),
        unknown(line("-p 1 help nosuch").unaddressed()),
        unknown(script("help nosuch\n")),
        unknown(script("2 help nosuch\n")),
    ]
}
