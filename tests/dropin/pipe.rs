//! Bulk loading with `--pipe`: standard output and exit status. Standard error is redsh's own.

use super::case::{Case, case, line, redis_cli, redsh};
use support::server::encoded;

/// The text before the count, where everything was answered.
const ANSWERED: &str =
    "All data transferred. Waiting for the last reply...\nLast reply received from server.\n";
/// The last line of redis-cli when a server has closed the connection.
const CLOSED: &str = "All data transferred. Waiting for the last reply...\n";

pub(super) fn cases() -> Vec<Case> {
    [
        inputs(),
        refusals(),
        transactions(),
        connection(),
        options(),
        otherwise(),
    ]
    .concat()
}

/// `--pipe` on the server of the group, with this input.
fn pipe(input: impl AsRef<[u8]>) -> Case {
    let input = input.as_ref();
    case(format!("--pipe < {}", input.escape_ascii()))
        .args(["--pipe"])
        .stdin(input)
}

fn resp(commands: &[&[&str]]) -> Vec<u8> {
    commands.iter().flat_map(|words| encoded(words)).collect()
}

fn inputs() -> Vec<Case> {
    let set = resp(&[&["SET", "a", "1"]]);
    vec![
        pipe(""),
        pipe("\r\n\r\n"),
        pipe("\n\nPING\n\n"),
        pipe("PING"),
        pipe("SET a 1\nINCR a\nGET a\n"),
        pipe("SET a 1\r\nINCR a\r\nGET a\r\n"),
        pipe("SET \"a b\" 'c d'\r\nSET \"\\x00\\n\" x\r\n"),
        pipe("  SET   a\t1  \r\n"),
        pipe(&set),
        pipe(resp(&[
            &["SET", "a\r\n", "\0"],
            &["GET", "a\r\n"],
            &["PING"],
        ])),
        pipe(resp(&[&["SET", "", ""], &["GET", ""]])),
        pipe([&set, &b"INCR a\r\nINCR a\n"[..], &set, b"\r\n", &set].concat()),
        pipe("*0\r\nPING\r\n"),
        pipe("*-1\r\nPING\r\n"),
        pipe("*2\r\n$4\r\nECHO\r\n$5\r\n*1\r\n$\r\n"),
        pipe(set.repeat(20_000)).named("--pipe and 20,000 commands in RESP"),
        pipe("SET a 1\n".repeat(20_000)).named("--pipe and 20,000 commands, a line each"),
        pipe(resp(&[
            &["SET", "a", &"x".repeat(3_000_000)],
            &["STRLEN", "a"],
        ]))
        .named("--pipe and a long value"),
        pipe(resp(&[&["GET", "k"]]).repeat(1_000))
            .setup([format!("SET k {}", "x".repeat(20_000))])
            .named("--pipe and twenty megabytes of replies"),
    ]
}

fn refusals() -> Vec<Case> {
    vec![
        pipe("nosuch\n"),
        pipe("SET a\nSET a 1\nLPUSH a 1\nGET a\n"),
        pipe("nosuch\n".repeat(100)),
        pipe("INCR k\nINCR n\n"),
        pipe("EVAL \"return {1,{err='ERR x'}}\" 0\n"),
        pipe("EVAL \"return redis.error_reply('MY x')\" 0\n"),
        pipe("AUTH nobody nothing\nPING\n"),
        pipe("CLIENT REPLY sometimes\nPING\n"),
        pipe("LRANGE l 0 -1\nHGETALL h\nSMEMBERS s\nGET nothing\nDBSIZE\nXRANGE st - +\n"),
    ]
}

fn transactions() -> Vec<Case> {
    vec![
        pipe("MULTI\nINCR n\nSET z 1\nEXEC\n"),
        pipe("MULTI\nEXEC\n"),
        pipe("MULTI\nnosuch\nINCR n\nEXEC\nGET n\n"),
        pipe("MULTI\nINCR n\nDISCARD\nGET n\n"),
        pipe("MULTI\nMULTI\nINCR n\nEXEC\n"),
        pipe("EXEC\nDISCARD\nINCR n\n"),
        pipe("WATCH n\nMULTI\nINCR n\nEXEC\n"),
        pipe("MULTI\nSELECT 3\nGET k\nEXEC\nGET k\n"),
        pipe("MULTI\nINCR n\nEXEC\n".repeat(1_000)).named("--pipe and 1,000 transactions"),
        pipe(
            [
                b"MULTI\n".to_vec(),
                b"INCR n\n".repeat(5_000),
                b"EXEC\n".to_vec(),
            ]
            .concat(),
        )
        .named("--pipe and a transaction of 5,000 commands"),
    ]
}

/// Commands that change the state of the connection.
fn connection() -> Vec<Case> {
    vec![
        pipe("SELECT 3\nSET a 1\nSELECT 0\nSET b 1\n"),
        pipe("AUTH admin admin\nSET a 1\n"),
        pipe("AUTH admin wrong\nSET a 1\n"),
        pipe("HELLO 3\nHGETALL h\nPING\n"),
        pipe("HELLO 3 AUTH admin admin SETNAME me\nCLIENT GETNAME\n"),
        pipe("HELLO 9\nPING\n"),
        pipe("HELLO 3\nCLIENT TRACKING on\nGET k\nSET k 1\nGET k\n"),
        pipe("CLIENT SETNAME me\nCLIENT REPLY ON\nPING\n"),
        pipe("RESET\nSET a 1\n"),
        pipe("SCRIPT LOAD \"return 1\"\nEVALSHA e0e1f9fabfc9d4800c877a703b823ac0578ff8db 0\n"),
    ]
}

fn options() -> Vec<Case> {
    vec![
        line("--pipe -n 3").stdin("SET a 1\nGET k\n"),
        line("--pipe -n 99").stdin("SET a 1\n"),
        line("--pipe -3").stdin("HGETALL h\n"),
        line("--pipe --user admin --pass admin").stdin("SET a 1\n"),
        line("--pipe -a wrong").stdin("SET a 1\n"),
        line("--pipe GET k").stdin("SET a 1\n").warns(),
        line("--pipe -x SET k").stdin("SET a 1\n").warns(),
        line("--pipe -r 3 -i 0.01").stdin("INCR n\n"),
        line("--pipe --csv").stdin("HGETALL h\n"),
        line("--pipe --no-raw").stdin("HGETALL h\n"),
        line("--pipe -d , -D ;").stdin("LRANGE l 0 -1\n"),
        line("--pipe -e").stdin("SET a\nSET a 1\n"),
        line("--pipe").on_a_terminal().stdin("SET a 1\n"),
        line("--pipe --pipe-timeout 5").stdin("SET a 1\n"),
        line("--pipe --pipe-timeout 0").stdin("SET a 1\n"),
        line("--pipe --pipe-timeout -1").stdin("SET a 1\n"),
        line("--pipe-timeout 5 GET k"),
        line("--pipe --pipe-timeout 1").stdin("SET a 1\nBLPOP nolist 0\n"),
        line("--pipe -p 1").stdin("SET a 1\n"),
        line("--pipe -s {dir}/nosuch").stdin("SET a 1\n"),
    ]
}

/// Cases where redis-cli waits in vain, or loses commands that the server did not answer.
fn otherwise() -> Vec<Case> {
    let answered = |counts: &str| format!("{ANSWERED}{counts}\n");
    vec![
        pipe("MULTI\nINCR n\n").before("--pipe-timeout 1").differs(
            "redis-cli waits for a reply to an ECHO of its own, which is queued as well",
            redis_cli(format!("{CLOSED}errors: 1, replies: 3\n"), 1),
            redsh(answered("errors: 1, replies: 0"), 1),
        ),
        pipe("SET a 1\nSUBSCRIBE x\nSET a 2\n")
            .before("--pipe-timeout 1")
            .differs(
                "a command that changes the protocol is not sent",
                redis_cli(format!("{CLOSED}errors: 3, replies: 4\n"), 1),
                redsh(answered("errors: 1, replies: 2"), 1),
            ),
        pipe("MULTI\nLPUSH k 1\nINCR n\nEXEC\n").differs(
            "a command that fails inside EXEC is rejected too, and counts for the exit status",
            redis_cli(answered("errors: 0, replies: 4"), 0),
            redsh(answered("errors: 0, replies: 4"), 1),
        ),
        pipe("WATCH n\nINCR n\nMULTI\nINCR n\nEXEC\n").differs(
            "commands of a transaction that was not run are rejected too",
            redis_cli(answered("errors: 0, replies: 5"), 0),
            redsh(answered("errors: 0, replies: 5"), 1),
        ),
        pipe("CLIENT REPLY OFF\nSET a 1\n")
            .before("--pipe-timeout 1")
            .differs(
                "replies are counted, and are not given up",
                redis_cli(format!("{CLOSED}errors: 1, replies: 0\n"), 1),
                redsh(answered("errors: 0, replies: 1"), 0),
            ),
        line("--pipe --verbose").stdin("SET a 1\n").differs(
            "the connection is told of, on standard error",
            redis_cli(answered("errors: 0, replies: 1"), 0),
            redsh(answered("errors: 0, replies: 1"), 0),
        ),
        pipe("SELECT 99\nSET a 1\nSELECT 0\nSET b 1\n").differs(
            "commands for an unavailable database do not go into another one",
            redis_cli(answered("errors: 1, replies: 4"), 1),
            redsh(answered("errors: 2, replies: 3"), 1),
        ),
        pipe("SET a 1\nQUIT\nSET a 2\n").differs(
            "a command that ends the connection is not sent",
            redis_cli(CLOSED, 1),
            redsh(answered("errors: 1, replies: 2"), 1),
        ),
        pipe("#TS:1700000000\r\nSET a 1\r\n").differs(
            "a time in an AOF file is no command",
            redis_cli(answered("errors: 1, replies: 2"), 1),
            redsh(answered("errors: 0, replies: 1"), 0),
        ),
        pipe("SET a 1\r\n*abc\r\nSET a 2\r\n").differs(
            "replies before malformed input are counted",
            redis_cli(CLOSED, 1),
            redsh(answered("errors: 0, replies: 1"), 1),
        ),
        line("--pipe --user pinger --pass p --pipe-timeout 1")
            .setup(["ACL SETUSER pinger on >p +ping"])
            .stdin("PING\n")
            .differs(
                "redis-cli waits for a reply to an ECHO of its own, which is refused",
                redis_cli(format!("{CLOSED}errors: 2, replies: 2\n"), 1),
                redsh(answered("errors: 0, replies: 1"), 0),
            ),
    ]
}
