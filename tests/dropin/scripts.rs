//! Scripts on standard input: lines, quoting, repeats, state that commands change, formats.

use super::case::{Case, End, case, line, redis_cli, redsh, script};

pub(super) fn cases() -> Vec<Case> {
    [
        lines(),
        quoting(),
        repeats(),
        state(),
        formats(),
        sizes(),
        endings(),
    ]
    .concat()
}

fn lines() -> Vec<Case> {
    vec![
        script(""),
        script("\n"),
        script(" \n\t\n\n  GET k\n"),
        script("GET k"),
        script("GET k\nGET n"),
        script("GET k\r\nGET n\r\n"),
        script("\rGET k\r\r\n"),
        script("GET k\n\n\nGET k\n\n"),
        script("  GET   k  \n"),
        script("GET\tk\n"),
        script("# a comment\nGET k\n"),
        script("GET k # not a comment\n"),
        script("GET k;GET n\n"),
        script("nosuch\nGET k\n"),
        script("GET\nGET k\n"),
        script(b"GET k\0x\nGET n\n"),
        script(b"\0GET k\nGET n\n"),
        script(b"\xef\xbb\xbfGET k\nGET n\n"),
        script("SET a b\rc\nGET a\n"),
        script("SET\x0ba\x0cb\nGET k\n"),
        script("SET\u{a0}a b\nGET k\n"),
        script("GET k\n")
            .args(["-r", "3"])
            .named("-r 3 and a script"),
        script("INCR n\n")
            .args(["-r", "0"])
            .named("-r 0 and a script"),
        script("INCR n\nINCR n\n")
            .args(["-r", "2", "-i", "0.01"])
            .named("-r 2 -i 0.01 and a script"),
        script("GET k\nGET n\n")
            .args(["-x"])
            .named("-x without a command is a script"),
        script("GET k\nGET n\n")
            .args(["-X", "T"])
            .named("-X without a command is a script"),
        line("GET k")
            .stdin("GET n\n")
            .named("a command leaves standard input alone"),
        script("GET k\n")
            .args(["-n", "3"])
            .named("a script in another database"),
        script("PING\nGET k\n")
            .args(["-n", "99"])
            .named("a script in a database that is not there")
            .differs(
                "a database that cannot be selected is no place to run commands in",
                redis_cli("PONG\nv\n", 0),
                redsh("", 1),
            ),
    ]
}

fn quoting() -> Vec<Case> {
    vec![
        script("GET \"k\"\n"),
        script("GET 'k'\n"),
        script("GET \"k\" \n"),
        script("'GET' k\n"),
        script("GET \"k\nGET n\n"),
        script("GET 'k\nGET n\n"),
        script("GET \"k\"x\nGET n\n"),
        script("GET 'k'\"n\"\nGET n\n"),
        script("SET a b\"c\nGET a\n"),
        script("SET a it's\nGET a\n"),
        script("SET a b\"c d\"\nGET a\n"),
        script("SET a 'b'c\nGET a\n"),
        script("SET a ''\nGET a\nSET a \"\"\nGET a\n").before("--no-raw"),
        script("SET a 'it\\'s'\nGET a\n"),
        script("SET a '\\n\\x00\\\\'\nGET a\n").before("--no-raw"),
        script("SET a \"\\x41\\n\\r\\t\\b\\a\\q\\\"\\\\\"\nGET a\n").before("--no-raw"),
        script("SET a \"\\xff\\x00\\XFF\\xfg\\x4\"\nGET a\n").before("--no-raw"),
        script("SET \\x61 1\nGET \"\\x61\"\nGET \\x61\n"),
        script("SET a \"tab\there\"\nGET a\n").before("--no-raw"),
        script("SET a \"\\e\\f\\v\\0\"\nGET a\n").before("--no-raw"),
        script("\"\"\nGET k\n"),
        script("\"GET\" \"\"\n"),
        script(b"SET \"\xff\xfe\" \xc3\xa9\nGET \"\xff\xfe\"\n"),
        script(b"SET \"\xff\" \xc3\xa9\nGET \"\\xff\"\n").before("--no-raw"),
        script("\"k\nGET n\n").before("--json"),
        script("\"k\nGET n\n").before("--csv"),
        script("\"k\nGET n\n").before("-D X"),
        script("\"k\nGET n\n").on_a_terminal(),
    ]
}

fn repeats() -> Vec<Case> {
    vec![
        script("3 INCR n\nGET n\n"),
        script("1 INCR n\n"),
        script("0 INCR n\nGET n\n"),
        script("-1 INCR n\nGET n\n"),
        script("-0 INCR n\nGET n\n"),
        script("03 INCR n\n"),
        script("+2 INCR n\n"),
        script("2\nGET k\n"),
        script("2x INCR n\n"),
        script("2.0 INCR n\n"),
        script("0x2 INCR n\n"),
        script("1incr n\n"),
        script("\" 2\" INCR n\n"),
        script("\"\" INCR n\n"),
        script("2 2 INCR n\n"),
        script("2 \"INCR n\n"),
        script("99999999999999999999 INCR n\nGET n\n"),
        script("9223372036854775807x INCR n\n"),
        script("2 nosuch\nGET k\n"),
        script("2 LRANGE l 0 -1\n").before("--no-raw"),
        script("2 SELECT 3\nGET k\n"),
        script("1000 INCR n\n"),
    ]
}

fn state() -> Vec<Case> {
    vec![
        script("SELECT 3\nGET k\nSELECT 0\nGET k\n"),
        script("SELECT 99\nGET k\n"),
        script("SELECT 3\nRESET\nGET k\n"),
        script("SELECT 3\nSWAPDB 0 3\nGET k\n"),
        script("AUTH nobody x\nAUTH default x\nGET k\n"),
        script("AUTH x\nGET k\n"),
        script("RESET\nGET k\n"),
        script("HELLO 3\nHGETALL h\nHELLO 2\nHGETALL h\n")
            .before("--no-raw")
            .figures_aside(),
        script("HELLO 3\nHGETALL h\n").figures_aside(),
        script("HELLO 3\nHGETALL h\n")
            .before("--json")
            .figures_aside(),
        script("HELLO 2\nHGETALL h\n")
            .before("--json")
            .figures_aside(),
        script("HELLO 4\nHGETALL h\n"),
        script("HELLO 3 SETNAME me\nCLIENT GETNAME\n").figures_aside(),
        script("RESET\nHGETALL h\n").before("-3 --no-raw"),
        script("CLIENT SETNAME me\nCLIENT GETNAME\n"),
        script("CLIENT NO-EVICT on\nCLIENT REPLY ON\nGET k\n"),
        script("PUNSUBSCRIBE\nGET k\n"),
        script("UNSUBSCRIBE\nGET k\n"),
        script("UNSUBSCRIBE a b\nGET k\n").differs(
            "redis-cli reads one reply of two and is out of step from there on",
            redis_cli("unsubscribe\na\n0\nunsubscribe\nb\n0\n", 0),
            redsh("unsubscribe\na\n0\nunsubscribe\nb\n0\nv\n", 0),
        ),
        script("UNSUBSCRIBE a\nGET k\n").before("-3").differs(
            "in RESP3 the confirmation is a push, and redis-cli waits for a reply",
            redis_cli("", End::Running),
            redsh("unsubscribe\na\n0\nv\n", 0),
        ),
        script("CLIENT REPLY OFF\nSET k 1\nCLIENT REPLY ON\nGET k\n").differs(
            "redis-cli waits for a reply that never comes",
            redis_cli("", End::Running),
            redsh("OK\n1\n", 0),
        ),
        script("CLIENT REPLY SKIP\nSET k 1\nGET k\n").differs(
            "redis-cli waits for a reply that never comes",
            redis_cli("", End::Running),
            redsh("1\n", 0),
        ),
        script("SCRIPT LOAD \"return 1\"\nEVALSHA e0e1f9fabfc9d4800c877a703b823ac0578ff8db 0\n"),
        script("EVALSHA ffffffffffffffffffffffffffffffffffffffff 0\n"),
        script("EVAL \"return {KEYS[1],ARGV[1]}\" 1 a b\nEVAL 'return \"x\"' 0\n"),
        script("CLIENT TRACKING ON\nGET k\nSET k 2\nGET k\n"),
        script("CLIENT TRACKING ON\nGET k\nSET k 2\nGET k\n").before("-3"),
        script("CLIENT TRACKING ON\nGET k\nSET k 2\nGET k\n").before("-3 --show-pushes yes"),
        script("CLIENT TRACKING ON\nGET k\nSET k 2\nGET k\n").before("-3 --show-pushes yes --csv"),
        script("CLIENT TRACKING ON\nGET k\nSET k 2\nGET k\n").before("--json --show-pushes yes"),
        script("CLIENT TRACKING ON\nGET k\nSET k 2\nGET k\n")
            .before("-3")
            .on_a_terminal(),
        script("CLIENT TRACKING ON\nGET k\nSET k 2\nGET k\n")
            .before("-3 --show-pushes no")
            .on_a_terminal(),
    ]
}

fn formats() -> Vec<Case> {
    let every = "PING\nGET k\nGET missing\nSTRLEN k\nLRANGE l 0 -1\nHGETALL h\nnosuch\nGET bin\nLRANGE missing 0 -1\nGET n\n";
    let text = every.replace("GET bin\n", "");
    let mut cases = vec![
        script(every),
        script(every).before("--no-raw"),
        script(every).before("--csv"),
        script(&text).before("--quoted-json"),
        script(&text).before("--json"),
        script(every).before("-3"),
        script(every).before("-3 --no-raw"),
        script(every).before("-3 --csv"),
        script(&text).before("-2 --json"),
        script(every).before("-d ,"),
        script(every).before("-D ;"),
        script(every).before("-d , -D ;"),
        script(every).before("--csv -d , -D ;"),
        script(every).on_a_terminal(),
        script(&text).before("--json").on_a_terminal(),
        script("2 GET k\nSELECT 3\nGET k\nquit\n").on_a_terminal(),
    ];
    cases.extend(with_errors_told());
    cases
}

/// `-e`, which redis-cli ignores in a script.
fn with_errors_told() -> Vec<Case> {
    let why = "with -e a script in which a command failed has failed";
    let unknown = "unknown command 'nosuch', with args beginning with: ";
    let raw = format!("ERR {unknown}\n\nv\n");
    let standard = format!("(error) ERR {unknown}\n\"v\"\n");
    let json = format!("error:\"ERR {unknown}\"\n\"v\"\n");
    vec![
        script("GET k\n").before("-e"),
        script("nosuch\nGET k\n")
            .before("-e")
            .differs(why, redis_cli(&raw, 0), redsh(&raw, 1)),
        script("nosuch\nGET k\n").before("-e --no-raw").differs(
            why,
            redis_cli(&standard, 0),
            redsh(&standard, 1),
        ),
        script("nosuch\nGET k\n").before("-e --json").differs(
            why,
            redis_cli(&json, 0),
            redsh(&json, 1),
        ),
    ]
}

fn sizes() -> Vec<Case> {
    let long = |text: String| case(format!("script {}…", &text[..24])).stdin(text);
    vec![
        long(format!(
            "SET long-line {}\nSTRLEN long-line\n",
            "x".repeat(1_000_000)
        )),
        long(format!(
            "SET quoted-line \"{}\"\nSTRLEN quoted-line\n",
            r"\x41".repeat(250_000)
        )),
        long(format!(
            "RPUSH many-words{}\nLLEN many-words\n",
            " e".repeat(50_000)
        )),
        long("SET many-lines 1\nINCR many-lines\n".repeat(2_000)),
        long("SETRANGE long-reply 99999 x\nGET long-reply\nLRANGE l 0 -1\n".repeat(20)),
        long("LRANGE array-of-10000 0 -1\nGET k\n".to_owned())
            .setup(["EVAL \"for i=1,10000 do redis.call('rpush','array-of-10000',i) end\" 0"])
            .before("--no-raw"),
    ]
}

fn endings() -> Vec<Case> {
    vec![
        script("GET k\nquit\nGET n\n"),
        script("GET k\nexit\nGET n\n"),
        script("GET k\nQUIT now\nGET n\n"),
        script("EXIT\nGET k\n"),
        script("\"quit\"\nGET k\n"),
        script("GET k\nquit"),
        script("MULTI\nSET k 2\nquit\n"),
        script("quit\n").on_a_terminal(),
    ]
}
