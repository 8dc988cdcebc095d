//! The facts about one command.

use enumset::{EnumSet, EnumSetType};

use super::word::words;
use super::{ArgumentSpec, KeySpec, Tips};

/// A command, or a subcommand of a container command.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CommandSpec {
    /// The name in lower case; `config|get` for a subcommand.
    pub name: String,
    /// The number of words of a call, including the name and the subcommand. Negative: the minimum. 0: unknown.
    pub arity: i64,
    /// The kind of the command, and where the server allows it.
    pub flags: EnumSet<CommandFlag>,
    /// The rules that find its keys.
    pub keys: Vec<KeySpec>,
    /// The nodes to send it to, and how to merge their replies.
    pub tips: Tips,
    /// A one-line description by the server; the built-in table has none.
    pub summary: Option<String>,
    /// The command group in the server's manual, such as `sorted-set`.
    pub group: Option<String>,
    /// The first server version that has the command: `7.0.0`, or `Valkey 9.1.0` where Redis does not have it.
    pub since: Option<String>,
    /// The server version that deprecated it.
    pub deprecated_since: Option<String>,
    /// The time complexity as a formula: `O(log(N)+M)`.
    pub complexity: Option<String>,
    /// The syntax of the arguments.
    pub arguments: Vec<ArgumentSpec>,
    /// Whether it is a container command, such as CONFIG.
    pub has_subcommands: bool,
}

words! {
    /// The kind of a command, and where the server allows it. Source: <https://redis.io/docs/latest/commands/command/>.
    #[derive(EnumSetType)]
    #[enumset(no_super_impls)]
    pub enum CommandFlag {
        Write = "write",
        /// Never changes data: a replica can run it, and it is safe to retry.
        ReadOnly = "readonly",
        DenyOom = "denyoom",
        /// Comes with a module.
        Module = "module",
        Admin = "admin",
        PubSub = "pubsub",
        NoScript = "noscript",
        Blocking = "blocking",
        Loading = "loading",
        Stale = "stale",
        SkipMonitor = "skip_monitor",
        SkipSlowlog = "skip_slowlog",
        /// Allowed on a slot that is being imported.
        Asking = "asking",
        Fast = "fast",
        NoAuth = "no_auth",
        /// May reach replicas although it is not a write.
        MayReplicate = "may_replicate",
        /// May be called without its keys.
        NoMandatoryKeys = "no_mandatory_keys",
        NoMulti = "no_multi",
        NoAsyncLoading = "no_async_loading",
        AllowBusy = "allow_busy",
        /// First key, last key and step do not locate all keys.
        MovableKeys = "movablekeys",
    }
}

impl CommandSpec {
    /// Returns whether the command may change data. Scripts may, though the server does not flag them.
    pub fn may_write(&self) -> bool {
        let runs_scripts = matches!(self.name.as_str(), "eval" | "evalsha" | "fcall");
        runs_scripts || self.flags.contains(CommandFlag::Write)
    }

    /// Returns whether the command may run a script or a module's code, whose errors are not the server's own.
    pub fn may_run_code(&self) -> bool {
        let runs_scripts = matches!(
            self.name.as_str(),
            "eval" | "evalsha" | "eval_ro" | "evalsha_ro" | "fcall" | "fcall_ro"
        );
        runs_scripts || self.flags.contains(CommandFlag::Module)
    }

    /// Returns whether the command may block until CLIENT UNBLOCK. This includes WAIT and WAITAOF, which Redis 7.0
    /// does not flag.
    pub fn may_block(&self) -> bool {
        let waits = matches!(self.name.as_str(), "wait" | "waitaof");
        waits || self.flags.contains(CommandFlag::Blocking)
    }

    /// Returns whether the command never changes data: a replica can run it, and it is safe to retry.
    pub fn is_read_only(&self) -> bool {
        self.flags.contains(CommandFlag::ReadOnly) && !self.flags.contains(CommandFlag::Write)
    }

    /// Returns whether the server accepts a call with this number of words, including the name.
    pub fn accepts(&self, words: usize) -> bool {
        let words = i64::try_from(words).unwrap_or(i64::MAX);
        if self.arity > 0 {
            words == self.arity
        } else {
            words >= self.arity.saturating_neg()
        }
    }

    /// Returns the number of words in the name: 2 for `config|get`.
    pub fn name_words(&self) -> usize {
        self.name.split('|').count()
    }

    /// Returns the name without its container: `get` of `config|get`.
    pub fn last_word(&self) -> &str {
        self.name.rsplit('|').next().unwrap_or(&self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocking_commands_are_flagged_or_wait_for_replicas() {
        let named = |name: &str, flags| CommandSpec {
            name: name.to_owned(),
            flags,
            ..CommandSpec::default()
        };
        let blocking = EnumSet::only(CommandFlag::Blocking);
        assert!(named("a.module", blocking).may_block());
        assert!(named("waitaof", EnumSet::empty()).may_block());
        assert!(!named("get", EnumSet::empty()).may_block());
    }

    #[test]
    fn an_arity_is_exact_or_a_minimum() {
        let of = |arity| CommandSpec {
            arity,
            ..CommandSpec::default()
        };
        assert!(of(2).accepts(2) && !of(2).accepts(1) && !of(2).accepts(3));
        assert!(of(-2).accepts(2) && of(-2).accepts(9) && !of(-2).accepts(1));
        assert!(of(0).accepts(0) && of(0).accepts(usize::MAX));
        assert!(!of(i64::MIN).accepts(5));
    }
}
