//! Slots and nodes that refused a command a short time ago. Pure, except for the clock.

use std::time::{Duration, Instant};

/// How long something must be without refusals before it counts as settled.
pub(super) const QUIET: Duration = Duration::from_secs(1);

/// Remembers each item for [`QUIET`] after its last refusal.
#[derive(Debug)]
pub(super) struct Recent<T>(Vec<(T, Instant)>);

impl<T: PartialEq> Recent<T> {
    /// The item refused a command.
    pub(super) fn refused(&mut self, item: T) {
        self.0.retain(|(other, _)| *other != item);
        self.0.push((item, Instant::now()));
    }

    /// Whether the item refused a command a short time ago.
    pub(super) fn contains(&mut self, item: &T) -> bool {
        if self.0.is_empty() {
            return false;
        }
        self.0.retain(|(_, since)| since.elapsed() < QUIET);
        self.0.iter().any(|(recent, _)| recent == item)
    }
}

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Recent(Vec::new())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_that_refuses_again_is_remembered_once() {
        let mut recent = Recent::default();
        (0..3).for_each(|_| recent.refused("a"));
        assert!(recent.contains(&"a") && !recent.contains(&"b"));
        assert_eq!(recent.0.len(), 1);
    }
}
