//! A primary is killed during a script, and its replica takes over.
//!
//! Redis itself loses writes that a primary has acknowledged but not replicated. It guarantees only the writes that
//! WAIT has counted: these tests check that those are kept, and that nothing runs twice.

use std::thread;

use super::redsh;
use support::cluster::Cluster;
use support::outcome::Outcome;
use support::shell::Shell;
use support::wait;

#[test]
fn lines_without_a_reply_from_a_killed_primary_are_reported_by_number_and_the_script_continues() {
    let mut cluster = Cluster::empty(3, 1);
    let keys = [0, 1, 2].map(|node| cluster.key_on(node, 0));
    let counts = |times| {
        keys.each_ref()
            .map(|key| format!("INCR {key}\n"))
            .concat()
            .repeat(times)
    };
    let mut ours = redsh(&cluster).start();

    // The replica has these writes, so the failover keeps them.
    let counted = counts(100) + &format!("INCR {}\nWAIT 1 0\n", keys[1]);
    ours.write(&counted);
    let replies = counted.lines().map(|_| ours.read_line() + "\n");
    let replies: String = replies.collect();
    // Sent but not run: redsh cannot know that, but the test does.
    cluster.nodes()[1].command(&["CLIENT", "PAUSE", "100000", "WRITE"]);
    let unanswered = counts(20);
    ours.write(&unanswered);
    wait::until("lines are sent", || {
        cluster.nodes()[1].info("clients", "blocked_clients") > 0
    });
    cluster.nodes_mut()[1].kill().expect("it can be killed");
    let behind = format!("PING\n{}DBSIZE\n", counts(20));
    ours.write(&behind);
    let mut ours = ours.finish();

    ours.assert_code(1).assert_stderr_has(" is not known");
    ours.stdout.splice(..0, replies.into_bytes());
    let script = counted + &unanswered + &behind;
    let run = Run::of(&script, &ours);
    assert!(
        run.unknown()
            .all(|line| line == format!("INCR {}", keys[1])),
        "{ours:?}"
    );
    assert!((1..=20).contains(&run.unknown().count()), "{ours:?}");
    for key in &keys {
        let counts = run.counts(key);
        assert!(counts.iter().copied().eq(1..=counts.len()), "{counts:?}");
        assert_eq!(value(&cluster, key), counts.len());
    }
}

#[test]
fn nothing_runs_twice_and_replicated_writes_are_kept_whenever_the_first_primary_is_killed() {
    const COUNTED: usize = 20;
    const ROUNDS: usize = 10_000;
    let mut cluster = Cluster::empty(3, 1);
    let keys = [1, 2, 0].map(|node| cluster.key_on(node, 0));
    let counts = keys.each_ref().map(|key| format!("INCR {key}\n")).concat();
    // WAIT goes to the node of the previous line.
    let script = counts.clone() + "WAIT 1 0\n";
    let script = script.repeat(COUNTED) + &counts.repeat(ROUNDS - COUNTED);
    let ours = thread::scope(|scope| {
        let ours = redsh(&cluster).stdin(script.as_str());
        let running = scope.spawn(|| ours.run());
        wait::until("some lines have run", || {
            let count = cluster.nodes()[0].ask(&["GET", &keys[2]]).expect("GET");
            count.integer().unwrap_or(0) > COUNTED as i64
        });
        cluster.nodes_mut()[0].kill().expect("it can be killed");
        running.join().expect("it ends")
    });
    let run = Run::of(&script, &ours);
    ours.assert_code(i32::from(run.unknown().count() > 0));
    for key in &keys[..2] {
        assert!(run.counts(key).iter().copied().eq(1..=ROUNDS));
        assert_eq!(value(&cluster, key), ROUNDS);
    }
    let killed = &keys[2];
    let unknown = run.unknown().filter(|line| line.ends_with(killed)).count();
    let left = value(&cluster, killed);
    let possible = COUNTED..=run.counts(killed).len() + unknown;
    assert!(possible.contains(&left), "{left}, not {possible:?}");
}

/// The lines of a script, each with its reply; lines without one were reported as unknown.
struct Run<'s>(Vec<(&'s str, Option<String>)>);

impl<'s> Run<'s> {
    fn of(script: &'s str, outcome: &Outcome) -> Self {
        let unknown = outcome.unknown_lines();
        let mut replies = outcome.stdout.split(|&byte| byte == b'\n');
        let mut reply = || {
            let reply = replies.next().unwrap_or_default();
            String::from_utf8_lossy(reply).into_owned()
        };
        let lines = script.lines().enumerate();
        let lines: Vec<_> = lines
            .map(|(index, line)| (line, (!unknown.contains(&(index + 1))).then(&mut reply)))
            .collect();
        assert_eq!(reply(), "", "as many replies as lines");
        Run(lines)
    }

    fn unknown(&self) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .filter(|(_, reply)| reply.is_none())
            .map(|&(line, _)| line)
    }

    /// The replies to the INCRs of a key.
    fn counts(&self, key: &str) -> Vec<usize> {
        let lines = self
            .0
            .iter()
            .filter(|(line, _)| line.strip_prefix("INCR ") == Some(key));
        lines
            .filter_map(|(_, reply)| Some(number(reply.as_ref()?)))
            .collect()
    }
}

fn value(cluster: &Cluster, key: &str) -> usize {
    // Starts at a node that is never killed.
    let ours = Shell::redsh().on(&cluster.nodes()[2]);
    let ours = ours.args(["-c", "GET", key]).run();
    number(String::from_utf8_lossy(&ours.stdout).trim())
}

fn number(text: impl AsRef<str>) -> usize {
    let text = text.as_ref();
    text.parse()
        .unwrap_or_else(|_| panic!("not a number: {text:?}"))
}
