//! `--monitor-filter` selects the lines of MONITOR that are printed.

use super::interrupted;
use support::coprocess::Coprocess;
use support::server::Server;
use support::shell::Shell;

fn monitor(server: &Server, filter: &str) -> Coprocess {
    let redsh = Shell::redsh().on(server).args(["--monitor-filter", filter]);
    let mut redsh = redsh.arg("MONITOR").start();
    assert_eq!(redsh.read_line(), "OK");
    redsh
}

/// The command of the next line, as MONITOR quotes it.
fn command(redsh: &mut Coprocess) -> String {
    let line = redsh.read_line();
    let (_, command) = line.split_once("] ").expect("it is a line");
    command.to_owned()
}

/// Commands of other clients, each in its own database.
fn work(server: &Server) {
    let script = "SET user:1 a\nGET user:1\nGET session:1\nSELECT 3\nSET user:2 b\nMSET x 1 user:3 2\n\
                  EVAL \"return redis.call('GET', KEYS[1])\" 1 user:4\nECHO end\n";
    let worker = Shell::redsh().on(server).stdin(script).run();
    worker.assert_success();
}

#[test]
fn only_selected_lines_are_printed() {
    let server = Server::start();
    for (filter, wanted) in [
        (
            "cmd=get,echo",
            &[
                r#""GET" "user:1""#,
                r#""GET" "session:1""#,
                r#""GET" "user:4""#,
            ][..],
        ),
        ("key=user:* db=0 cmd!=get", &[r#""SET" "user:1" "a""#]),
        (
            "db=3 key=user:*",
            &[
                r#""SET" "user:2" "b""#,
                r#""MSET" "x" "1" "user:3" "2""#,
                r#""EVAL" "return redis.call('GET', KEYS[1])" "1" "user:4""#,
                r#""GET" "user:4""#,
            ],
        ),
        ("client=lua", &[r#""GET" "user:4""#]),
        (
            "client=127.0.0.1 cmd=*set db=3",
            &[r#""SET" "user:2" "b""#, r#""MSET" "x" "1" "user:3" "2""#],
        ),
    ] {
        let mut redsh = monitor(&server, filter);
        work(&server);
        for line in wanted {
            assert_eq!(command(&mut redsh), *line, "{filter}");
        }
        server.command(&["CLIENT", "KILL", "TYPE", "normal"]);
        let rest = redsh.finish();
        let rest = String::from_utf8_lossy(&rest.stdout).into_owned();
        assert!(
            rest.lines().all(|line| line.contains("\"ECHO\"")),
            "{filter}: {rest}"
        );
    }
}

#[test]
fn a_filter_works_in_every_format_and_in_scripts() {
    let server = Server::start();
    let redsh = Shell::redsh().on(&server);
    let redsh = redsh.args(["--monitor-filter", "cmd=SET", "--json"]);
    let mut redsh = redsh.start();
    redsh.write_line("MONITOR");
    assert_eq!(redsh.read_line(), "\"OK\"");
    work(&server);
    let line = redsh.read_line();
    assert!(line.ends_with(r#"\"SET\" \"user:1\" \"a\"""#), "{line}");
    interrupted(redsh).assert_code(130);
}

#[test]
fn an_invalid_filter_is_reported() {
    for (filter, told) in [
        (
            "user=ann",
            "--monitor-filter cannot be read: 'user=ann' is not a condition such as",
        ),
        (
            "db=x",
            "--monitor-filter cannot be read: 'x' is not a database number",
        ),
        (
            "key=\"a",
            "--monitor-filter cannot be read: unbalanced quotes",
        ),
        ("", "--monitor-filter"),
    ] {
        let redsh = Shell::redsh().args(["--monitor-filter", filter, "MONITOR"]);
        redsh.run().assert_code(1).assert_complaint(told);
    }
}
