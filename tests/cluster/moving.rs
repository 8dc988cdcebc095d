//! Slots move back and forth during a script, and every reply is the same as without that.
//!
//! Each line adds one to a counter or one mark to a string, so each reply shows how many times and in which order the
//! earlier lines for this key ran.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use super::redsh;
use support::cluster::Cluster;
use support::migration::Migration;
use support::wait;

const LINES: usize = 50_000;
/// Lines that are written before the replies to earlier lines are read.
const PORTION: usize = 250;
/// Each tag is in another slot and has two keys.
const TAGS: usize = 12;

#[test]
fn each_line_runs_once_and_in_order_while_slots_move_between_any_two_portions() {
    let cluster = Cluster::empty(3, 0);
    let tags = tags(&cluster);
    let mut script = Script::default();
    let portions: Vec<Portion> = (0..LINES / PORTION)
        .map(|_| script.portion(&tags, PORTION))
        .collect();
    let answered = AtomicUsize::new(0);
    let over = AtomicBool::new(false);
    let mut ours = redsh(&cluster).start();
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut tags = tags.iter().cycle();
            while !over.load(Ordering::SeqCst) {
                let tag = tags.next().expect("a cycle has no end");
                move_slot(&cluster, tag, || wait_for_lines(&answered, &over));
            }
        });
        let mut read = portions.iter();
        for (number, portion) in portions.iter().enumerate() {
            ours.write(&portion.lines);
            if number > 0 {
                expect(&mut ours, read.next(), &answered);
            }
        }
        expect(&mut ours, read.next(), &answered);
        over.store(true, Ordering::SeqCst);
    });
    ours.finish()
        .assert_success()
        .assert_stdout("")
        .assert_stderr("");
    script.assert_left(&cluster);
    assert_redirected(&cluster);
}

/// No slot returns to an earlier owner: a client that acts on an ASK reply a moment late would then be wrong.
#[test]
fn each_line_of_a_file_runs_once_and_in_order_while_slots_move_as_fast_as_they_can() {
    let cluster = Cluster::empty(3, 0);
    let tags = tags(&cluster);
    let mut script = Script::default();
    let all = script.portion(&tags, LINES);
    let ours = thread::scope(|scope| {
        let ours = redsh(&cluster).stdin(all.lines);
        let running = scope.spawn(|| ours.run());
        let twice = tags.iter().chain(&tags);
        twice.for_each(|tag| move_slot(&cluster, tag, || {}));
        running.join().expect("it ends")
    });
    ours.assert_success().assert_stderr("");
    assert_lines(&ours.stdout, &all.replies);
    script.assert_left(&cluster);
}

fn tags(cluster: &Cluster) -> Vec<String> {
    (0..TAGS)
        .map(|number| cluster.key_on(number % 3, number))
        .collect()
}

/// Moves the slot of a tag to the next node, and calls `pause` in each state of the move.
fn move_slot(cluster: &Cluster, tag: &str, pause: impl Fn()) {
    let slot = cluster.slot_of(tag);
    let migration = Migration::begin(cluster, slot, (cluster.owner(slot) + 1) % 3);
    pause();
    migration.move_keys(1);
    pause();
    migration.move_all();
    pause();
    migration.finish();
    cluster.wait_until_agreed();
    pause();
}

/// Waits until a portion that was written after this call is answered, or until all are.
fn wait_for_lines(answered: &AtomicUsize, over: &AtomicBool) {
    let goal = answered.load(Ordering::SeqCst) + 2 * PORTION;
    wait::until("lines are answered", || {
        answered.load(Ordering::SeqCst) >= goal || over.load(Ordering::SeqCst)
    });
}

fn expect(
    ours: &mut support::coprocess::Coprocess,
    portion: Option<&Portion>,
    answered: &AtomicUsize,
) {
    let replies = &portion.expect("a portion for each").replies;
    for reply in replies {
        assert_eq!(ours.read_line(), *reply);
    }
    answered.fetch_add(replies.len(), Ordering::SeqCst);
}

fn assert_lines(stdout: &[u8], expected: &[String]) {
    let stdout = String::from_utf8_lossy(stdout);
    for (number, (line, expected)) in stdout.lines().zip(expected).enumerate() {
        assert_eq!(line, expected, "the reply to line {}", number + 1);
    }
    assert_eq!(stdout.lines().count(), expected.len());
}

fn assert_redirected(cluster: &Cluster) {
    let count = |field| {
        cluster
            .nodes()
            .iter()
            .map(|node| node.info("errorstats", field))
            .sum::<u64>()
    };
    let (asked, moved) = (count("errorstat_ASK"), count("errorstat_MOVED"));
    assert!(asked > 0 && moved > 0, "{asked} ASK, {moved} MOVED");
}

/// Lines and their replies.
#[derive(Default)]
struct Portion {
    lines: String,
    replies: Vec<String>,
}

/// The lines written so far.
#[derive(Default)]
struct Script {
    lines: usize,
    counters: HashMap<String, usize>,
    strings: HashMap<String, String>,
}

impl Script {
    /// The next lines: INCR and APPEND in turn, over all tags.
    fn portion(&mut self, tags: &[String], lines: usize) -> Portion {
        let mut portion = Portion::default();
        for _ in 0..lines {
            let tag = &tags[self.lines / 2 % tags.len()];
            let (line, reply) = if self.lines.is_multiple_of(2) {
                self.count(tag)
            } else {
                self.append(tag)
            };
            portion.lines += &line;
            portion.replies.push(reply);
            self.lines += 1;
        }
        portion
    }

    fn count(&mut self, tag: &str) -> (String, String) {
        let counter = self.counters.entry(format!("n:{{{tag}}}")).or_default();
        *counter += 1;
        (format!("INCR n:{{{tag}}}\n"), counter.to_string())
    }

    fn append(&mut self, tag: &str) -> (String, String) {
        let string = self.strings.entry(format!("s:{{{tag}}}")).or_default();
        let mark = format!("{},", self.lines);
        *string += &mark;
        (
            format!("APPEND s:{{{tag}}} {mark}\n"),
            string.len().to_string(),
        )
    }

    fn assert_left(&self, cluster: &Cluster) {
        let counters = self
            .counters
            .iter()
            .map(|(key, count)| (key, count.to_string()));
        let strings = self
            .strings
            .iter()
            .map(|(key, string)| (key, string.clone()));
        for (key, value) in counters.chain(strings) {
            let left = redsh(cluster).args(["GET", key]).run();
            left.assert_stdout(format!("{value}\n"));
        }
    }
}
