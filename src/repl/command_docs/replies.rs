//! The replies that document a server's commands, and the limit on their size.

use redsh_engine::resp::{Bounded, Tree, Value};

/// In bytes, of memory and of a file. Redis 7.0 takes 2 MB of memory.
pub(super) const LARGEST: usize = 8 * 1024 * 1024;

/// The replies to COMMAND and COMMAND DOCS.
pub(super) type DocsReplies = [Value; 2];

/// Returns a sink for both replies, which fails once they need more memory than allowed.
pub(super) fn bounded_tree() -> Bounded<Tree> {
    Bounded::new(Tree::default(), LARGEST)
}
