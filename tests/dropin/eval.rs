//! Lua files: `--eval FILE KEY... , ARG...`.

use super::case::{Case, case, line};

const ECHO: &str = "return {KEYS,ARGV}";
const COUNT: &str = "return redis.call('INCR','n')";

pub(super) fn cases() -> Vec<Case> {
    [words(), scripts(), options()].concat()
}

fn words() -> Vec<Case> {
    let echo = |words: &str| {
        line(&format!("--no-raw --eval {{dir}}/echo.lua {words}")).file("echo.lua", ECHO)
    };
    vec![
        line("--no-raw --eval {dir}/echo.lua").file("echo.lua", ECHO),
        echo("a b"),
        echo("a b , c d"),
        echo(", c d"),
        echo("a ,"),
        echo(","),
        echo("a, c"),
        echo("a ,c"),
        echo("a , b , c"),
        echo("a , , b"),
        echo("-n 3"),
        echo("a --csv"),
        echo("é , ✓"),
        case("--eval with empty words")
            .args(["--no-raw", "--eval", "{dir}/echo.lua", "a", "", ",", ""])
            .file("echo.lua", ECHO),
        case("--eval with bytes that are not UTF-8")
            .args([
                b"--no-raw".as_slice(),
                b"--eval",
                b"{dir}/echo.lua",
                b"\xff",
                b",",
                b"\xfe",
            ])
            .file("echo.lua", ECHO),
    ]
}

fn scripts() -> Vec<Case> {
    let of = |script: &'static [u8]| {
        case(format!("--eval of {}", script.escape_ascii()))
            .args(["--eval", "{dir}/a.lua"])
            .file("a.lua", script)
    };
    vec![
        of(b""),
        of(b"return 1"),
        of(b"return 1\n"),
        of(b"-- a comment\nreturn 'x'\n"),
        of(b"return 'a\\nb'"),
        of(b"return '\xff\x00x'"),
        of(b"-- \xc3\xa9\nreturn '\xc3\xa9\xff'").before("--no-raw"),
        of(b"#!lua\nreturn 1"),
        of(b"#!lua flags=no-writes\nreturn 1"),
        of(b"#!lua name=x\nreturn 1"),
        of(b"#!nosuch\nreturn 1"),
        of(b"return redis.error_reply('ERR mine')"),
        of(b"return redis.error_reply('mine')"),
        of(b"return redis.status_reply('FINE')"),
        of(b"return redis.call('nosuch')"),
        of(b"return redis.call('LPUSH','k','x')"),
        of(b"error('mine')"),
        of(b"this is no Lua("),
        of(b"return redis.error_reply('ERR mine')").before("-e"),
        of(b"this is no Lua(").before("-e"),
        of(b"redis.setresp(3) return redis.call('HGETALL','h')").before("-3"),
        line("--eval {dir}/nosuch.lua"),
        line("-e --eval {dir}/nosuch.lua"),
        line("--eval {dir}/nosuch.lua -e k"),
    ]
}

fn options() -> Vec<Case> {
    let count = |options: &str| {
        line(&format!("{options} --eval {{dir}}/count.lua")).file("count.lua", COUNT)
    };
    let echo = |options: &str| {
        line(&format!("{options} --eval {{dir}}/echo.lua a , b")).file("echo.lua", ECHO)
    };
    vec![
        count("-r 3"),
        count("-r 3 -i 0.01"),
        count("-r 0"),
        count("-n 3"),
        count("-3"),
        echo("--csv"),
        echo("--json"),
        echo("--json -2"),
        echo("-d ,"),
        echo("-D ;"),
        echo("-x").stdin("more"),
        echo("-X b").stdin("more"),
        echo("--raw").stdin("PING\n"),
        echo("-3 --raw"),
        echo("--quoted-input --no-raw"),
        line("--quoted-input --no-raw --eval {dir}/echo.lua 'a' , 'b'").file("echo.lua", ECHO),
        line("-r 3 --eval {dir}/flush.lua").file(
            "flush.lua",
            "redis.call('INCR','n') return redis.call('GET','n')",
        ),
    ]
}
