//! Which commands a client sends: all, or only those that are known not to write.
//!
//! The client checks every command at the last place before a connection: in [`submit`](super::Client::submit), in
//! [`call_on`](super::Client::call_on), and in a [load](super::load).

use crate::command::CommandTable;
use crate::resp::Value;

const MAY_WRITE: &str = "not sent: read-only mode, and this command may write";

/// Allows all commands (the default), or only those that are known not to write.
///
/// A command may write if it has the flag or runs a script. So may an unknown command, for example a module's, and an unknown
/// subcommand.
#[derive(Debug, Clone, Default)]
pub struct WritePolicy {
    /// The commands that are known; `None` allows all.
    table: Option<CommandTable>,
}

impl WritePolicy {
    /// Allows commands that do not write, as `table` says.
    pub fn for_reading(table: CommandTable) -> Self {
        WritePolicy { table: Some(table) }
    }

    /// Uses this table from now on, unless all commands are allowed.
    pub fn learn(&mut self, table: &CommandTable) {
        if let Some(known) = &mut self.table {
            known.clone_from(table);
        }
    }

    /// The error reply for a command that is not allowed; `None` for one that is.
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

/// The error reply to a command that was not sent.
pub(super) fn refusal_value(why: &str) -> Value {
    Value::Error(why.as_bytes().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refuses(policy: &WritePolicy, line: &str) -> bool {
        let words: Vec<_> = line.split(' ').collect();
        policy.refusal(&words).is_some()
    }

    #[test]
    fn an_open_policy_allows_all_commands() {
        for line in ["SET a 1", "EVAL x 0", "nosuch", ""] {
            assert!(!refuses(&WritePolicy::default(), line), "{line}");
        }
    }

    #[test]
    fn commands_that_write_and_unknown_commands_are_refused() {
        let policy = WritePolicy::for_reading(CommandTable::builtin());
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
            assert!(refuses(&policy, line), "{line}");
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
            assert!(!refuses(&policy, line), "{line}");
        }
    }

    #[test]
    fn a_learnt_module_command_is_allowed() {
        let reply = [
            Value::Bulk(b"json.get".to_vec()),
            Value::Integer(-2),
            Value::Array(vec![Value::Simple(b"readonly".to_vec())]),
        ];
        let mut table = CommandTable::builtin();
        table.learn(&Value::Array(vec![Value::Array(reply.to_vec())]));
        let mut policy = WritePolicy::for_reading(CommandTable::builtin());
        assert!(refuses(&policy, "JSON.GET a"));
        policy.learn(&table);
        assert!(!refuses(&policy, "JSON.GET a"));
        let mut open = WritePolicy::default();
        open.learn(&table);
        assert!(!refuses(&open, "SET a 1"), "the open policy stays open");
    }
}
