//! What is known of one command.

use super::word::{WordSet, words};
use super::{ArgumentSpec, KeySpec, Tips};

/// One command, or one subcommand of a container command.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CommandSpec {
    /// In lower case as the server spells it; a subcommand as `config|get`.
    pub name: String,
    /// How many words a call has, the name and the subcommand counted; negative: at least that many. 0: not known.
    pub arity: i64,
    /// What the command does and where it may be used.
    pub flags: WordSet<CommandFlag>,
    /// Where its keys are.
    pub keys: Vec<KeySpec>,
    /// How it is best sent to several nodes, and how their replies belong together.
    pub tips: Tips,
    /// What it does, in the server's own words; the built-in table has none.
    pub summary: Option<String>,
    /// The chapter of the server's manual, such as `sorted-set`.
    pub group: Option<String>,
    /// The server version that brought it.
    pub since: Option<String>,
    /// The server version that advised against it.
    pub deprecated_since: Option<String>,
    /// The cost, as the formula alone: `O(log(N)+M)`.
    pub complexity: Option<String>,
    /// The syntax of what follows the name.
    pub arguments: Vec<ArgumentSpec>,
    /// Whether it is named with a second word, as CONFIG GET is.
    pub has_subcommands: bool,
}

words! {
    /// What a command does and where it may be used. Source: <https://redis.io/docs/latest/commands/command/>.
    pub enum CommandFlag {
        /// May change data.
        Write = "write",
        /// Never changes data, so it may go to a replica, and may be sent again.
        ReadOnly = "readonly",
        /// Refused when memory is short.
        DenyOom = "denyoom",
        /// For administrators.
        Admin = "admin",
        /// Of the publish and subscribe family.
        PubSub = "pubsub",
        /// Not allowed in scripts.
        NoScript = "noscript",
        /// Blocks until something comes, or a timeout.
        Blocking = "blocking",
        /// Allowed while the server loads its data.
        Loading = "loading",
        /// Allowed on a replica whose data is stale.
        Stale = "stale",
        /// Not shown by MONITOR.
        SkipMonitor = "skip_monitor",
        /// Not recorded by SLOWLOG.
        SkipSlowlog = "skip_slowlog",
        /// Allowed on a slot that is being imported.
        Asking = "asking",
        /// Cheap.
        Fast = "fast",
        /// Allowed before AUTH.
        NoAuth = "no_auth",
        /// May reach replicas although it is not a write.
        MayReplicate = "may_replicate",
        /// May be called without its keys.
        NoMandatoryKeys = "no_mandatory_keys",
        /// Not allowed in MULTI.
        NoMulti = "no_multi",
        /// Refused while a replica loads in the background.
        NoAsyncLoading = "no_async_loading",
        /// Allowed while a script runs too long.
        AllowBusy = "allow_busy",
        /// Where the keys are cannot be told from first, last and step.
        MovableKeys = "movablekeys",
    }
}

impl CommandSpec {
    /// Whether it may change data: it is flagged so, or runs a script, which has no flag for what it does.
    pub fn may_write(&self) -> bool {
        let runs_scripts = matches!(self.name.as_str(), "eval" | "evalsha" | "fcall");
        runs_scripts || self.flags.contains(CommandFlag::Write)
    }

    /// Whether a server may keep it waiting until CLIENT UNBLOCK: it is flagged so, or waits for replicas or disks, which
    /// Redis 7.0 does not flag.
    pub fn may_block(&self) -> bool {
        let waits = matches!(self.name.as_str(), "wait" | "waitaof");
        waits || self.flags.contains(CommandFlag::Blocking)
    }

    /// Whether it never changes data: it may go to a replica, and may be sent again when its fate is unknown.
    pub fn is_read_only(&self) -> bool {
        self.flags.contains(CommandFlag::ReadOnly) && !self.flags.contains(CommandFlag::Write)
    }

    /// Whether the server would accept a call of so many words, the name counted.
    pub fn accepts(&self, words: usize) -> bool {
        let words = i64::try_from(words).unwrap_or(i64::MAX);
        if self.arity > 0 {
            words == self.arity
        } else {
            words >= self.arity.saturating_neg()
        }
    }

    /// The command without its container: `get` of `config|get`.
    pub fn last_word(&self) -> &str {
        self.name.rsplit('|').next().unwrap_or(&self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_blocks_is_flagged_or_waits_for_others() {
        let named = |name: &str, flags| CommandSpec {
            name: name.to_owned(),
            flags,
            ..CommandSpec::default()
        };
        let mut blocking = WordSet::default();
        blocking.insert(CommandFlag::Blocking);
        assert!(named("a.module", blocking).may_block());
        assert!(named("waitaof", WordSet::default()).may_block());
        assert!(!named("get", WordSet::default()).may_block());
    }

    #[test]
    fn an_arity_is_exact_or_a_least() {
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
