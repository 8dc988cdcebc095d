//! What may go out of a client. It is asked for every command at the last place before any connection: when a command is
//! [submitted](Client::submit), or sent to nodes that are named, or taken into a [load](super::load).

use super::{Client, ReplyHandler, Until};
use crate::Error;
use crate::command::CommandTable;
use crate::resp::Value;

const MAY_WRITE: &str = "ERR not sent: it may write, and only reading is allowed";

/// What may go out: all, or what is known to write nothing.
///
/// A command writes that is flagged so, or runs a script; and so may one that is not known, as a module's, or as a
/// subcommand of the future.
#[derive(Debug, Clone, Default)]
pub struct WritePolicy {
    /// By which it is known that a command writes nothing; without one nobody asks.
    table: Option<CommandTable>,
}

impl WritePolicy {
    /// Lets all through.
    pub fn open() -> Self {
        WritePolicy::default()
    }

    /// Lets through what writes nothing, by what this table says.
    pub fn for_reading(table: CommandTable) -> Self {
        WritePolicy { table: Some(table) }
    }

    /// Goes by this table from now on, unless it lets all through.
    pub fn learn(&mut self, table: &CommandTable) {
        if let Some(known) = &mut self.table {
            known.clone_from(table);
        }
    }

    /// Why a command may not go out, as a server would say it; `None` where it may.
    pub fn refusal<A: AsRef<[u8]>>(&self, words: &[A]) -> Option<&'static str> {
        let table = self.table.as_ref()?;
        may_write(table, words).then_some(MAY_WRITE)
    }
}

fn may_write<A: AsRef<[u8]>>(table: &CommandTable, words: &[A]) -> bool {
    table.find(words).is_none_or(|spec| {
        let is_subcommand_unknown = spec.has_subcommands && words.len() > 1;
        is_subcommand_unknown || spec.may_write()
    })
}

impl<T> Client<T> {
    /// The client that lets out only what this gate does.
    pub fn with_gate(mut self, gate: WritePolicy) -> Self {
        self.gate = gate;
        self
    }

    /// What may go out.
    pub fn gate(&self) -> &WritePolicy {
        &self.gate
    }

    /// What may go out, to be changed.
    pub fn gate_mut(&mut self) -> &mut WritePolicy {
        &mut self.gate
    }

    /// Answers a command that may not go out, behind all before it.
    pub(super) fn refuse(
        &mut self,
        why: &str,
        ticket: &T,
        handler: &mut impl ReplyHandler<T>,
    ) -> Result<(), Error> {
        self.run(Until::Answered, handler)?;
        handler.show(ticket, &refused(why))
    }
}

/// A refusal as a reply.
pub(super) fn refused(why: &str) -> Value {
    Value::Error(why.as_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refuses(gate: &WritePolicy, line: &str) -> bool {
        let words: Vec<_> = line.split(' ').collect();
        gate.refusal(&words).is_some()
    }

    #[test]
    fn all_goes_through_a_gate_that_is_open() {
        for line in ["SET a 1", "EVAL x 0", "nosuch", ""] {
            assert!(!refuses(&WritePolicy::open(), line), "{line}");
        }
    }

    #[test]
    fn what_writes_and_what_is_not_known_is_kept_back() {
        let gate = WritePolicy::for_reading(CommandTable::builtin());
        for line in [
            "set a 1",
            "GETDEL a",
            "FLUSHALL",
            "SORT a",
            "EVAL x 0",
            "EVALSHA x 0",
            "fcall f 0",
            "FUNCTION LOAD x",
            "XGROUP CREATE a b 0",
            "XGROUP OF-THE-FUTURE a",
            "JSON.GET a",
            "nosuch",
            "",
        ] {
            assert!(refuses(&gate, line), "{line}");
        }
        for line in [
            "GET a",
            "PING",
            "MULTI",
            "EXEC",
            "SELECT 1",
            "EVAL_RO x 0",
            "FCALL_RO f 0",
            "CONFIG GET x",
            "XINFO STREAM a",
            "COMMAND",
            "SUBSCRIBE a",
            "OBJECT FREQ a",
        ] {
            assert!(!refuses(&gate, line), "{line}");
        }
    }

    #[test]
    fn what_is_learnt_of_a_module_goes_through() {
        let told = [
            Value::Bulk(b"json.get".to_vec()),
            Value::Integer(-2),
            Value::Array(vec![Value::Simple(b"readonly".to_vec())]),
        ];
        let mut table = CommandTable::builtin();
        table.learn(&Value::Array(vec![Value::Array(told.to_vec())]));
        let mut gate = WritePolicy::for_reading(CommandTable::builtin());
        assert!(refuses(&gate, "JSON.GET a"));
        gate.learn(&table);
        assert!(!refuses(&gate, "JSON.GET a"));
        let mut open = WritePolicy::open();
        open.learn(&table);
        assert!(!refuses(&open, "SET a 1"), "it stays open");
    }
}
