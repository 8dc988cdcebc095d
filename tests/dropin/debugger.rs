//! The Lua debugger: `--ldb` and `--ldb-sync-mode`, with its commands on standard input.
//!
//! Left out, because redis-cli fails there: `clear` in a session, which it writes out of order; a repeated command
//! that ends the session (`5 c`), at which it crashes; `connect` in a session and `-r`, which make it mix up replies;
//! and `-d`, which it prints between status lines.

use super::case::{Case, case, line, redis_cli_with, redsh_with};

/// Writes, calls a nested function, and replies with a value of every kind.
const LONG: &str = "\
local t = {1,2}
local n = #t -- <redis> #
local f = function(x)
  local y = redis.call('SET', KEYS[1] or 'kk', 'a\\nb\\27[31m')
  return y
end
f(3)
redis.debug('tab\\t', t, \"q\\\"\\1\")
redis.breakpoint()
local c = redis.call('GET', KEYS[1] or 'kk')
redis.debug('last')
return {n, c, {1, {2, 3.7}}, false, ARGV[1]}
";
const SHORT: &str = "return {1,'a',{2}}";
const WRITES: &str = "\
redis.call('SET', 'written', '1')
redis.call('INCR', 'written')
return redis.call('GET', 'written')
";

const BANNER: &str = "Lua debugging session started";

pub(super) fn cases() -> Vec<Case> {
    [
        sessions(),
        commands(),
        words(),
        afterwards(),
        scripts(),
        options(),
        different(),
    ]
    .concat()
}

fn debugged(options: &str, script: &str, input: &str) -> Case {
    line(&format!("{options} --eval {{dir}}/a.lua k , v"))
        .named(&format!(
            "{options} of {} with {}",
            script.escape_debug(),
            input.escape_debug()
        ))
        .file("a.lua", script)
        .stdin(input)
}

/// With the colours that redis-cli uses on this terminal.
fn coloured(options: &str, script: &str, input: &str) -> Case {
    debugged(options, script, input).env("TERM", "xterm-256color")
}

fn each(options: &str, script: &str, inputs: &[&str]) -> Vec<Case> {
    let both = |input: &&str| {
        [
            debugged(options, script, input),
            coloured(options, script, input),
        ]
    };
    inputs.iter().flat_map(both).collect()
}

/// Sessions up to each kind of end.
fn sessions() -> Vec<Case> {
    let inputs = [
        "",
        "s",
        "s\n",
        "s\nn\ns\nn\n",
        "c\n",
        "c\nc\n",
        "s\np\nn\nc\nc\n",
        "abort\n",
        "s\ns\na\n",
        "quit\nPING\n",
        "exit\nPING\n",
        "Quit now\nPING\n",
        "restart\ns\n",
        "s\nRestart now\ns\nrestart\nc\nc\n",
    ];
    [
        each("--ldb", LONG, &inputs),
        each("--ldb-sync-mode", LONG, &inputs),
    ]
    .concat()
}

/// The debugger's own commands, and the colours of its replies.
fn commands() -> Vec<Case> {
    let inputs = [
        "help\n",
        "h\nHELP x\n",
        "b 2\nb\nb 99\nb -2\nb 4 5\nb 0\nb x\nb\n",
        "b 1\nb 2\nl\nc\nl\nc\n",
        "b 5\nc\nt\np\np x\np y\np z\ntrace\nl 1\nl 2 1\nlist 0 2\nw\n",
        "l\nlist 3\nwhole\n",
        "s\np t\np KEYS\np ARGV\nprint nosuch\n",
        "r SET a b\nr GET a\nr GET \"a b\"\nr LRANGE nosuch 0 -1\nredis nosuch\nr\nr LPUSH a x\n",
        "m\nm 10\nmaxlen 0\nr COMMAND GETKEYS MSET a-long-key 1 another-long-key 2 a-third-long-key 3\nm 60\nr PING\n",
        "m 60\nr ECHO xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n",
        "bogus\nbogus x y\nPING\n? x\n",
    ];
    each("--ldb", LONG, &inputs)
}

/// How a line is split.
fn words() -> Vec<Case> {
    let inputs = [
        "\n\n  \n\t\ns\r\n\r\n",
        "e 1+1\neval return {1,   2,\"a\"}\ne \"a b\"   ..  \"c\"\n",
        "e \"abc\ne 'x\ne \"\\x01\" \n e   1\n e \"a\"\n",
        "e\ne  \neval\n\"e\" 1\n",
        "E 1+1\nEVAL \"a\"\nE\t\"a\"  \n\te\t1\ne\t\"a\"\n",
        "e\"1\"\neval\"1\neval(1)\nev 1\n",
        "2 s\n2 e 1+1\n2 e \"a\"\n2 e \"a b\n2 p\n0 s\n-1 s\n9x s\n2\n",
        "p \"x\ns\nquit \"\ns\n'p' \"t\"\n",
        ":set hints\n:set nohints\n:set x\n:foo\n",
        "2 quit\n2 restart\nquit",
        "\0s\ns\0n\ne 1\0 2\n",
        "STEP\nNext\nP\n",
    ];
    each("--ldb", LONG, &inputs)
}

/// Lines after the end of a session go to the server.
fn afterwards() -> Vec<Case> {
    let inputs = [
        "c\nPING\nGET s\n",
        "c\nc\nGET nosuch\nLRANGE l 0 -1\nINCR s\nEVAL \"return {1,{2,'x'}}\" 0\n",
        "c\n\nMULTI\nSET a b\nEXEC\n3 INCR z\n",
        "c\nbad \"\n0 PING\nquit\nPING\n",
        "c\nrestart\nc\nrestart x\nc\nPING\n",
        "c\nrestart\nquit\nPING\n",
        "c\n:set x\n:foo\n2 restart\n",
        "c\nHGETALL h",
    ];
    let written = ["c\nGET written\n", "s\ns\nabort\nGET written\n"];
    [
        each("--ldb", SHORT, &inputs),
        each("--ldb-sync-mode", SHORT, &inputs),
        each("--ldb", WRITES, &written),
        each("--ldb-sync-mode", WRITES, &written),
    ]
    .concat()
}

/// Scripts that are empty, fail, or are invalid.
fn scripts() -> Vec<Case> {
    let scripts = [
        "",
        "\n\n",
        "return 1",
        "-- a comment\nreturn 'x'\n",
        "return 'a\\nb'",
        "return '<error> \\27[31m'",
        "local s = '<error>'\nreturn s",
        "#!lua\nreturn 1",
        "return redis.error_reply('ERR mine')",
        "return redis.status_reply('FINE')",
        "local a = 1\nreturn redis.call('nosuch')",
        "local a = 1\nredis.pcall('LPUSH', 's', 'x')\nreturn redis.call('LPUSH', 's', 'x')",
        "error('mine')",
        "nosuch()",
        "this is no Lua(",
        "local a = = 1",
    ];
    let of = |script: &&str| debugged("--ldb", script, "s\nc\nPING\n");
    let missing =
        |options: &str| line(&format!("{options} --eval {{dir}}/nosuch.lua")).stdin("c\n");
    scripts
        .iter()
        .map(of)
        .chain([missing("--ldb"), missing("--ldb-sync-mode")])
        .collect()
}

fn options() -> Vec<Case> {
    let of = |options: &str| debugged(options, LONG, "s\nc\nc\nGET k\nHGETALL h\n");
    vec![
        of("--raw --ldb"),
        of("--no-raw --ldb"),
        of("--ldb -3"),
        of("--ldb -e"),
        of("--ldb -n 3"),
        of("--ldb -n 99"),
        of("--ldb --ldb-sync-mode"),
        of("--ldb-sync-mode --ldb"),
        of("--ldb -x"),
        of("--ldb --user nobody --pass wrong"),
        of("--ldb").on_a_terminal(),
        of("--ldb").env("TERM", "screen"),
        of("--ldb").env("TERM", "XTERM"),
        of("--ldb").env("TERM", "my-xterm"),
        of("--ldb").env("TERM", ""),
        line("--eval {dir}/a.lua --ldb k , v")
            .file("a.lua", LONG)
            .stdin("s\np KEYS\n"),
        line("--eval {dir}/a.lua k , --ldb").file("a.lua", SHORT),
        case("--ldb with bytes that are not UTF-8")
            .args([
                b"--ldb".as_slice(),
                b"--eval",
                b"{dir}/a.lua",
                b"\xff",
                b",",
                b"\xfe",
            ])
            .file("a.lua", b"local a = '\xff\xc3\xa9'\nreturn KEYS")
            .stdin(b"s\np\np KEYS\ne '\xff'\np \"\xff\nc\n"),
        line("--ldb").stdin("PING\n"),
        line("--ldb-sync-mode"),
        line("--ldb --csv"),
    ]
}

fn different() -> Vec<Case> {
    let script = "redis.call('SET', 'written', '1')";
    vec![
        debugged("--ldb --user tester --pass pw", script, "s\n")
            .named("--ldb without the permission for SCRIPT DEBUG")
            .setup(["ACL SETUSER tester reset on >pw ~* +@all -script"])
            .differs(
                "redis-cli runs the script without the debugger, and its writes stay",
                redis_cli_with("ERR unknown command", 0),
                redsh_with(BANNER, 1),
            ),
        debugged("--ldb --user tester --pass pw", script, "s\n")
            .named("--ldb without the permission for EVAL")
            .setup(["ACL SETUSER tester reset on >pw ~* +@all -eval"])
            .differs(
                "redis-cli goes on as if there were a session",
                redis_cli_with("ERR unknown command", 0),
                redsh_with(BANNER, 1),
            ),
        debugged("--ldb --csv", SHORT, "s\n").differs(
            "redis-cli prints another format than the standard one in a session, and does not see its end",
            redis_cli_with("<endsession>", 0),
            redsh_with("ended -- dataset changes", 0),
        ),
    ]
}
