//! Compares the recorded bytes of a round with the reports about each line.

use std::collections::{BTreeMap, BTreeSet};

use redsh_engine::resp::Value;

use crate::commands::Line;
use crate::ledger::{Tally, transactions};
use crate::recorded::RecordedConnection;
use crate::report::{Fate, Report};

/// Adds the violations of a round through a proxy.
pub(crate) fn check_wire(
    lines: &[Line],
    report: &Report,
    connections: &[RecordedConnection],
    tally: &mut Tally,
) {
    let wire = WireLedger::new(lines, connections);
    let unrecorded = unrecorded(lines, report, connections, &wire);
    let numbered = lines.iter().enumerate();
    // redsh sends SELECT itself too.
    for (place, line) in numbered.filter(|(_, line)| !matches!(line, Line::Select(_))) {
        let number = place + 1;
        let fate = report.fates.get(&number);
        let times = wire.times.get(&number).copied().unwrap_or_default();
        let told = |what: &str| format!("line {number}, {line:?}, is {fate:?}, and {what}");
        if times > 1 {
            tally
                .duplicated
                .push(told(&format!("was sent {times} times")));
        }
        let violation = match fate {
            Some(Fate::Replied(text)) => wire.fault_of_reply(number, text),
            Some(Fate::NotRun) if times > 0 && !wire.in_transactions.contains(&number) => {
                Some("was sent")
            }
            Some(Fate::Unknown) if times == 0 && !unrecorded.contains(&number) => {
                Some("was not sent")
            }
            _ if wire.is_replied(number) => Some("has a reply"),
            _ => None,
        };
        tally.misreported.extend(violation.map(told));
    }
}

struct WireLedger<'c> {
    /// How often each line was sent.
    times: BTreeMap<usize, usize>,
    replies: BTreeMap<usize, &'c Value>,
    /// The lines of transactions, except for EXEC.
    in_transactions: BTreeSet<usize>,
}

impl<'c> WireLedger<'c> {
    fn new(lines: &[Line], connections: &'c [RecordedConnection]) -> Self {
        let mut ledger = WireLedger {
            times: BTreeMap::new(),
            replies: BTreeMap::new(),
            in_transactions: BTreeSet::new(),
        };
        for command in connections.iter().flat_map(|one| &one.commands) {
            *ledger.times.entry(command.line).or_default() += 1;
            let reply = command.reply.as_ref().map(|reply| (command.line, reply));
            ledger.replies.extend(reply);
        }
        for (first, last) in transactions(lines) {
            ledger.in_transactions.extend(first + 1..=last);
        }
        ledger
    }

    /// A line outside of a transaction with a reply, or an EXEC.
    fn is_replied(&self, number: usize) -> bool {
        self.replies.contains_key(&number) && !self.in_transactions.contains(&number)
    }

    /// The fault of a reply that is on stdout as this text. A load only counts its replies.
    fn fault_of_reply(&self, number: usize, text: &str) -> Option<&'static str> {
        match self.replies.get(&number) {
            None => Some("has no reply"),
            Some(Value::Integer(value)) if !text.is_empty() && text != value.to_string() => {
                Some("has another reply")
            }
            Some(_) => None,
        }
    }
}

/// The lines that redsh may have sent, although they were not recorded: they follow the last line of a connection that was
/// reset. Between them may be lines that were not sent, since their transaction was lost.
fn unrecorded(
    lines: &[Line],
    report: &Report,
    connections: &[RecordedConnection],
    wire: &WireLedger<'_>,
) -> BTreeSet<usize> {
    let mut last = 0;
    let mut unrecorded = BTreeSet::new();
    for connection in connections {
        last = connection.commands.last().map_or(last, |last| last.line);
        if connection.was_reset {
            let is_unrecorded = |line: &usize| {
                let is_select = matches!(lines.get(line - 1), Some(Line::Select(_)));
                let is_replied = matches!(report.fates.get(line), Some(Fate::Replied(_)) | None);
                is_select || !is_replied && !wire.times.contains_key(line)
            };
            unrecorded.extend((last + 1..).take_while(is_unrecorded));
        }
    }
    unrecorded
}
