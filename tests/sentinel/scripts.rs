//! Scripts that outlive their primary.

use support::sentinel::SentinelSet;
use support::shell::Shell;
use support::wait;

fn sentinels(set: &SentinelSet) -> String {
    let ports = set.sentinels().iter().map(|node| node.port());
    let addresses: Vec<String> = ports.map(|port| format!("127.0.0.1:{port}")).collect();
    addresses.join(",")
}

#[test]
fn a_script_continues_at_the_new_primary_and_repeats_no_write() {
    let mut set = SentinelSet::start();
    let mut redsh = Shell::redsh()
        .args(["--sentinel", &sentinels(&set), "--master", "mymaster"])
        .start();
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
    let old = set.primary().port();
    let mut redsh = Shell::redsh()
        .args(["--sentinel", &sentinels(&set), "--master", "mymaster"])
        .start();
    redsh.write_line("INCR n");
    assert_eq!(redsh.read_line(), "1");
    let failover = ["SENTINEL", "FAILOVER", "mymaster"];
    set.sentinels()[0]
        .ask(&failover)
        .expect("a replica is fit for it");
    wait::until("the primary is another", || {
        set.agreed().is_some_and(|port| port != old)
    });
    redsh.write_line("INCR n");
    assert_eq!(redsh.read_line(), "2");
    redsh.finish().assert_success().assert_stderr("");
}

#[test]
fn a_transaction_after_a_failover_runs_whole_at_the_new_primary() {
    let mut set = SentinelSet::start();
    let old = set.primary().port();
    let mut redsh = Shell::redsh()
        .args(["--sentinel", &sentinels(&set), "--master", "mymaster"])
        .start();
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
