//! Commands whose stdin, stdout and stderr are a pseudo-terminal, as `docker exec -t` provides it: every byte that reaches
//! the terminal is the same.

use super::reference;
use support::server::Server;
use support::shell::Shell;
use support::terminal::{Screen, Terminal};

/// The data of all commands.
const DATA: [&str; 12] = [
    "SET k v",
    "SET n 7",
    "SET empty \"\"",
    "SET bytes \"a\\x00\\xff\\n\\\\\"",
    "SET é ü",
    "RPUSH l 1 2 3 4 5 6 7 8 9 10 11",
    "HSET h f v g w",
    "SADD s m",
    "ZADD z 1 a 2.5 b",
    "XADD x 1-1 f v",
    "SETBIT bits 7 1",
    "PFADD pf a b",
];

/// One-shot commands, of all kinds of replies.
const COMMANDS: [&str; 56] = [
    "GET k",
    "GET none",
    "GET empty",
    "GET bytes",
    "GET é",
    "GET l",
    "GET",
    "NOSUCH a",
    "NOSUCH é",
    "STRLEN k",
    "EXISTS k n none",
    "TTL k",
    "TYPE h",
    "TYPE none",
    "DBSIZE",
    "PING",
    "PING é",
    "ECHO \t",
    "ECHO ",
    "INCR n",
    "SET k v",
    "SET k x NX",
    "MGET k none é",
    "LRANGE l 0 -1",
    "LRANGE none 0 -1",
    "LINDEX l 99",
    "LPOS l 3",
    "HGETALL h",
    "HGETALL none",
    "HGET h f",
    "HMGET h f none",
    "HKEYS h",
    "SMEMBERS s",
    "SMISMEMBER s m o",
    "ZRANGE z 0 -1 WITHSCORES",
    "ZSCORE z a",
    "ZSCORE z none",
    "ZPOPMIN none",
    "ZRANK z b WITHSCORE",
    "XRANGE x - +",
    "XLEN x",
    "XREAD STREAMS none 0",
    "XINFO STREAM x",
    "SCAN 0 COUNT 1000 TYPE stream",
    "OBJECT ENCODING k",
    "OBJECT HELP",
    "CONFIG GET maxmemory-policy",
    "CONFIG SET nosuch 1",
    "COMMAND INFO get",
    "COMMAND COUNT",
    "CLIENT GETNAME",
    "CLIENT NO-EVICT on",
    "EVAL return{1,{2,'é'},false,redis.status_reply('é')} 0",
    "EVAL return{err='é'} 0",
    "GEOPOS none a",
    "GETBIT bits 7",
];

const OPTIONS: [&str; 9] = [
    "",
    "--no-raw",
    "--raw",
    "--csv",
    "--json",
    "--quoted-json",
    "-3",
    "-3 --raw",
    "-2 --no-raw",
];

#[test]
fn five_hundred_commands_on_a_terminal_print_the_bytes_of_redis_cli() {
    reference::demand();
    let server = Server::start();
    for line in DATA {
        Shell::redis_cli()
            .on(&server)
            .stdin(line)
            .run()
            .assert_success();
    }
    let mut differences = Vec::new();
    for options in OPTIONS {
        for command in COMMANDS {
            let words = || options.split_whitespace().chain(command.split(' '));
            let theirs = shown(Shell::redis_cli().on(&server).args(words()));
            // Both see the same number.
            server.command(&["SET", "n", "7"]);
            let ours = shown(Shell::redsh().on(&server).args(words()));
            server.command(&["SET", "n", "7"]);
            if ours != theirs {
                differences.push(format!("{options} {command}\n  {theirs:?}\n  {ours:?}"));
            }
        }
    }
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

/// Returns the bytes that reach the terminal, and the exit status.
fn shown(program: Shell) -> (String, i32) {
    let mut screen: Screen = Terminal::of(program).start();
    let status = screen.wait_for_exit();
    let output = String::from_utf8_lossy(&screen.output()).into_owned();
    (output, status)
}
