//! The names of commands to which a server has replied. Pure.
//!
//! A proxy, or a server with a part of the commands, may close the connection at a command that it does not have. Then the
//! replies to all commands in flight are lost. So the first use of a name is alone in flight, until a server has replied to
//! it. The nodes of a cluster have all commands, so this does not apply there.

/// The most names that are remembered. Any other is alone in flight each time.
const MOST_NAMES: usize = 256;

/// Names of commands, as they were sent: `get` and `GET` are two.
#[derive(Debug, Default)]
pub(super) struct AnsweredNames(Vec<Vec<u8>>);

impl AnsweredNames {
    /// Whether a server has replied to the command of this name.
    pub(super) fn contains(&self, name: &[u8]) -> bool {
        self.0.iter().any(|answered| answered == name)
    }

    /// Records that a server has replied.
    pub(super) fn add(&mut self, name: &[u8]) {
        if self.0.len() < MOST_NAMES {
            self.0.push(name.to_vec());
        }
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}
