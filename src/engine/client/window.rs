//! How many commands may be under way before their replies are in. Pure.

/// The size of the next batch. It doubles while replies are small, and shrinks when they are large: a server keeps all
/// replies to a batch in its memory until they are read, and a thousand GETs of 10 MB are not to fill it.
#[derive(Debug)]
pub(super) struct Window {
    commands: usize,
}

const FIRST: usize = 64;
const LARGEST: usize = 16 * 1024;
/// Reply bytes for one batch: above the first the window shrinks, below the second it grows.
const TOO_MUCH: u64 = 4 << 20;
const LITTLE: u64 = 1 << 20;

impl Window {
    /// A window that begins small: nothing is known of the replies yet.
    pub(super) fn new() -> Self {
        Window { commands: FIRST }
    }

    /// How many commands the next batch may hold, from 1 to 16,384.
    pub(super) fn commands(&self) -> usize {
        self.commands
    }

    /// Begins with a single command: so many at once have cost a connection.
    pub(super) fn start_again(&mut self) {
        self.commands = 1;
    }

    /// Takes in how many bytes of replies a batch of `commands` has brought.
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
    fn it_grows_while_replies_are_small() {
        let mut window = Window::new();
        for _ in 0..20 {
            window.learn(window.commands(), 5 * window.commands() as u64);
        }
        assert_eq!(window.commands(), LARGEST);
    }

    #[test]
    fn it_stays_where_a_batch_did_not_fill_it() {
        let mut window = Window::new();
        window.learn(1, 5);
        assert_eq!(window.commands(), FIRST);
    }

    #[test]
    fn it_begins_with_one_command_after_a_loss_and_grows_again() {
        let mut window = Window::new();
        window.start_again();
        assert_eq!(window.commands(), 1);
        window.learn(1, 5);
        assert_eq!(window.commands(), 2);
    }

    #[test]
    fn it_shrinks_to_one_where_each_reply_is_large() {
        let mut window = Window::new();
        window.learn(64, 64 * (10 << 20));
        assert_eq!(window.commands(), 1);
    }
}
