//! The fates of commands whose connection is lost, as a table.

use super::*;

/// Where a line stands in a transaction; `inside` is said of one that goes on from before.
fn position(line: &str, inside: bool) -> TransactionPosition {
    let words: Vec<&str> = line.split(' ').collect();
    match (words[0], inside) {
        ("MULTI", false) | ("WATCH", _) => TransactionPosition::Opens,
        (_, true) if words.last() == Some(&"watched") => TransactionPosition::Watched,
        ("SET", false) if words.last() == Some(&"inside") => TransactionPosition::Inside,
        ("EXEC", _) => TransactionPosition::Closes,
        (_, true) => TransactionPosition::Inside,
        (_, false) => TransactionPosition::Alone,
    }
}

fn positions(lines: &[&str]) -> Vec<TransactionPosition> {
    let mut inside = false;
    let mut positions = Vec::new();
    for line in lines {
        let position = position(line, inside);
        inside = matches!(
            position,
            TransactionPosition::Opens | TransactionPosition::Watched | TransactionPosition::Inside
        );
        positions.push(position);
    }
    positions
}

/// The kept and the lost of some lines, each of 10 bytes. `sent` of the bytes were sent.
fn settled(
    lines: &[&'static str],
    answered: usize,
    sent: u64,
    broken_off: bool,
) -> (Vec<&'static str>, Vec<String>) {
    let mut lost_connection = LostConnection {
        cause: None,
        sent,
        broken_off,
        transaction_lost: true,
        keeps_blocks: true,
        transaction: None,
    };
    let positions = positions(lines);
    let exec_sent = |from: usize| {
        let exec = (from..lines.len()).find(|&line| positions[line] == TransactionPosition::Closes);
        exec.is_some_and(|exec| (exec as u64 + 1) * 10 <= sent)
    };
    let (mut kept, mut lost) = (Vec::new(), Vec::new());
    for (number, line) in lines.iter().enumerate().skip(answered) {
        let (begin, position) = (number as u64 * 10, positions[number]);
        let transaction = || LostTransaction {
            is_open: position == TransactionPosition::Inside,
            exec_sent: exec_sent(number),
        };
        let is_read = || line.starts_with("GET");
        match lost_connection.fate(&(begin..begin + 10), position, is_read, transaction) {
            None => kept.push(*line),
            Some(CommandFate::Unknown) => lost.push(format!("{line}: unknown")),
            Some(CommandFate::BrokenOff) => lost.push(format!("{line}: broken off")),
            Some(CommandFate::NotRun) => lost.push(format!("{line}: not run")),
            Some(CommandFate::Abandoned) => lost.push(format!("{line}: abandoned")),
        }
    }
    (kept, lost)
}

/// Lines; the number with a reply, and the number sent; the kept and the lost ones.
type Row = (
    &'static [&'static str],
    usize,
    u64,
    &'static [&'static str],
    &'static [&'static str],
);

#[test]
fn the_fate_of_a_command_depends_on_its_kind_and_on_how_much_was_sent() {
    let table: [Row; 13] = [
        // Never sent: kept.
        (&["INCR a", "GET a"], 0, 0, &["INCR a", "GET a"], &[]),
        // Sent: a command that reads is kept, one that writes may have run.
        (
            &["INCR a", "GET a", "INCR b"],
            0,
            2,
            &["GET a", "INCR b"],
            &["INCR a: unknown"],
        ),
        // Commands with replies are complete.
        (&["INCR a", "INCR b"], 1, 1, &["INCR b"], &[]),
        (&["INCR a", "INCR b"], 1, 2, &[], &["INCR b: unknown"]),
        // A transaction of which nothing was sent begins anew, whole.
        (
            &["GET a", "MULTI", "SET a 1", "EXEC"],
            0,
            1,
            &["GET a", "MULTI", "SET a 1", "EXEC"],
            &[],
        ),
        // Its beginning was sent: it is lost, and later commands are sent. A server without MULTI may have run a part.
        (
            &["MULTI", "SET a 1", "EXEC", "INCR b"],
            0,
            2,
            &["INCR b"],
            &["MULTI: not run", "SET a 1: unknown", "EXEC: not run"],
        ),
        (
            &["MULTI", "SET a 1", "SET a 2", "EXEC", "INCR b"],
            1,
            3,
            &["INCR b"],
            &["SET a 1: not run", "SET a 2: not run", "EXEC: not run"],
        ),
        // Its end was sent: all of it may have run.
        (
            &["MULTI", "SET a 1", "EXEC", "INCR b"],
            0,
            3,
            &["INCR b"],
            &["MULTI: unknown", "SET a 1: unknown", "EXEC: unknown"],
        ),
        // Its beginning was answered.
        (&["MULTI", "SET a 1", "EXEC"], 2, 3, &[], &["EXEC: unknown"]),
        (&["MULTI", "SET a 1", "EXEC"], 2, 2, &[], &["EXEC: not run"]),
        // It began in an earlier batch: its unsent commands are not sent.
        (
            &["SET a inside", "EXEC", "GET a"],
            0,
            0,
            &["GET a"],
            &["SET a inside: not run", "EXEC: not run"],
        ),
        // A command after WATCH may have run; the others must not run without the WATCH.
        (
            &[
                "WATCH k",
                "GET k watched",
                "INCR a watched",
                "INCR b watched",
                "MULTI",
                "EXEC",
            ],
            1,
            3,
            &[],
            &[
                "GET k watched: not run",
                "INCR a watched: unknown",
                "INCR b watched: not run",
                "MULTI: not run",
                "EXEC: not run",
            ],
        ),
        // One transaction is lost, the next is not.
        (
            &["MULTI", "EXEC", "MULTI", "SET b 1", "EXEC"],
            0,
            2,
            &["MULTI", "SET b 1", "EXEC"],
            &["MULTI: unknown", "EXEC: unknown"],
        ),
    ];
    for (lines, answered, sent, kept, lost) in table {
        let row = format!("{lines:?}, {answered} answered, {sent} sent");
        let (now_kept, now_lost) = settled(lines, answered, sent * 10, false);
        assert_eq!(now_kept, kept, "{row}");
        assert_eq!(now_lost, lost, "{row}");
    }
}

#[test]
fn a_command_of_which_a_part_was_sent_did_not_run_and_is_kept() {
    let lines = ["INCR a", "INCR b"];
    assert_eq!(settled(&lines, 0, 9, false).0, lines);
}

#[test]
fn a_reply_that_broke_off_is_not_asked_for_again_and_the_next_is() {
    let (kept, lost) = settled(&["GET a", "GET b"], 0, 20, true);
    assert_eq!(
        (kept, lost),
        (vec!["GET b"], vec!["GET a: broken off".to_owned()])
    );
}
