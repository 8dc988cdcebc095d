//! The number of commands that may be in flight. Pure.

/// The size of the next batch. It doubles while replies are small, and shrinks when they are large: a server keeps the
/// replies to a batch in memory until they are read, and a thousand GETs of 10 MB must not fill it.
#[derive(Debug)]
pub(super) struct Window {
    commands: usize,
}

const FIRST: usize = 64;
const LARGEST: usize = 16 * 1024;
/// Bytes of replies to one batch: above the first limit the window shrinks, below the second it grows.
const TOO_MUCH: u64 = 4 << 20;
const LITTLE: u64 = 1 << 20;

impl Window {
    /// Begins small, since the size of the replies is not known.
    pub(super) fn new() -> Self {
        Window { commands: FIRST }
    }

    /// The number of commands in the next batch, from 1 to 16,384.
    pub(super) fn commands(&self) -> usize {
        self.commands
    }

    /// Begins again with one command, after a connection was lost.
    pub(super) fn start_again(&mut self) {
        self.commands = 1;
    }

    /// Learns from a batch of `commands` whose replies had `reply_bytes`.
    pub(super) fn learn(&mut self, commands: usize, reply_bytes: u64) {
        if reply_bytes > TOO_MUCH {
            let share = reply_bytes / TOO_MUCH + 1;
            let fitting = commands / usize::try_from(share).unwrap_or(usize::MAX);
            self.commands = fitting.clamp(1, self.commands);
        } else if commands >= self.commands && reply_bytes < LITTLE {
            self.commands = (self.commands * 2).min(LARGEST);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_window_grows_while_replies_are_small() {
        let mut window = Window::new();
        for _ in 0..20 {
            window.learn(window.commands(), 5 * window.commands() as u64);
        }
        assert_eq!(window.commands(), LARGEST);
    }

    #[test]
    fn the_window_stays_if_a_batch_did_not_fill_it() {
        let mut window = Window::new();
        window.learn(1, 5);
        assert_eq!(window.commands(), FIRST);
    }

    #[test]
    fn after_a_loss_the_window_begins_with_one_command() {
        let mut window = Window::new();
        window.start_again();
        assert_eq!(window.commands(), 1);
        window.learn(1, 5);
        assert_eq!(window.commands(), 2);
    }

    #[test]
    fn large_replies_shrink_the_window_to_one_command() {
        let mut window = Window::new();
        window.learn(64, 64 * (10 << 20));
        assert_eq!(window.commands(), 1);
    }
}
