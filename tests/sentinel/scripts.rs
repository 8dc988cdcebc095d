//! Scripts that outlive their primary.

use support::coprocess::Coprocess;
use support::sentinel::SentinelSet;
use support::shell::Shell;
use support::wait;

/// Starts a script at the primary of these sentinels.
fn script(set: &SentinelSet) -> Coprocess {
    shell(set).start()
}

fn shell(set: &SentinelSet) -> Shell {
    let ports = set.sentinels().iter().map(|node| node.port());
    let addresses: Vec<String> = ports.map(|port| format!("127.0.0.1:{port}")).collect();
    Shell::redsh().args(["--sentinel", &addresses.join(","), "--master", "mymaster"])
}

#[test]
fn a_script_continues_at_the_new_primary_and_repeats_no_write() {
    let mut set = SentinelSet::start();
    let mut redsh = shell(&set).args(["--window", "64"]).start();
    redsh.write("SET k v\nINCR n\nWAIT 2 0\n");
    let before = [redsh.read_line(), redsh.read_line(), redsh.read_line()];
    assert_eq!(before, ["OK", "1", "2"]);
    redsh.write("BLPOP nothing 0\nGET k\nINCR n\n");
    wait::until("the primary has the command that blocks", || {
        let clients = set.primary().ask(&["INFO", "clients"]);
        clients.is_ok_and(|clients| clients.has_line("blocked_clients:1"))
    });
    set.servers_mut()[0].kill().expect("it can be killed");
    assert_eq!(redsh.read_line(), "v");
    redsh.write_line("INCR n");
    assert_eq!(redsh.read_line(), "2");
    redsh
        .finish()
        .assert_code(1)
        .assert_told("; whether lines 4, 6 ran is not known\n");
}

#[test]
fn a_primary_that_steps_down_costs_a_script_nothing() {
    let set = SentinelSet::start();
    let mut redsh = script(&set);
    redsh.write("INCR n\nWAIT 2 0\n");
    assert_eq!([redsh.read_line(), redsh.read_line()], ["1", "2"]);
    set.fail_over();
    redsh.write_line("INCR n");
    assert_eq!(redsh.read_line(), "2");
    redsh.finish().assert_success().assert_stderr("");
}

#[test]
fn a_transaction_after_a_failover_runs_whole_at_the_new_primary() {
    let mut set = SentinelSet::start();
    let old = set.primary().port();
    let mut redsh = script(&set);
    redsh.write("SET k v\nWAIT 2 0\n");
    assert_eq!([redsh.read_line(), redsh.read_line()], ["OK", "2"]);
    set.servers_mut()[0].kill().expect("it can be killed");
    wait::until("another primary is agreed on", || {
        set.agreed().is_some_and(|port| port != old)
    });
    redsh.write("MULTI\nSET a 1\nEXEC\nINCR c\nINCR c\nSET b 2\n");
    let replies: Vec<String> = (0..6).map(|_| redsh.read_line()).collect();
    assert_eq!(replies, ["OK", "QUEUED", "OK", "1", "2", "OK"]);
    redsh.finish().assert_success().assert_stderr("");
}

#[test]
fn a_script_leaves_a_primary_that_was_replaced_and_still_answers() {
    let mut set = SentinelSet::start();
    let old = set.primary().port();
    let mut redsh = script(&set);
    redsh.write_line("INCR n");
    assert_eq!(redsh.read_line(), "1");
    set.servers_mut()[0].suspend().expect("it can be paused");
    wait::until("another primary is agreed on", || {
        set.agreed().is_some_and(|port| port != old)
    });
    // The paused server still accepts connections, and bytes.
    redsh.write_line("SET who new");
    assert_eq!(redsh.read_line(), "OK");
    set.servers_mut()[0].resume().expect("it can go on");
    let agreed = set.agreed().expect("they agree");
    let new = set.servers().iter().find(|server| server.port() == agreed);
    let new = new.expect("it is there");
    assert_eq!(new.command(&["GET", "who"]), b"$3\r\nnew\r\n");
    redsh.finish().assert_success().assert_stderr("");
}
