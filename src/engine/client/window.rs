//! The number of commands that may be in flight. Pure.

use std::num::NonZeroUsize;

/// The size of the next batch. It doubles while replies are small, and shrinks when they are large: a server keeps the
/// replies to a batch in memory until they are read, and a thousand GETs of 10 MB must not fill it.
///
/// A server that drops the replies to all commands in flight, once, may have restarted. So after a loss one command at a time
/// is in flight for [`CAUTION`] replies, and after the second one for good.
#[derive(Debug)]
pub(super) struct Window {
    commands: usize,
    /// The user's limit, which holds after a loss too.
    limit: Option<usize>,
    /// How many more commands are sent one at a time.
    caution: usize,
    /// Losses with several commands in flight.
    losses: u32,
    /// Caution has begun, and that was not reported yet.
    is_new_caution: bool,
}

const FIRST: usize = 64;
/// The most commands in flight.
pub const MOST_IN_FLIGHT: usize = 16 * 1024;
/// How many commands are sent one at a time after the first loss.
const CAUTION: usize = 1000;
/// Bytes of replies to one batch: above the first limit the window shrinks, below the second it grows.
const TOO_MUCH: u64 = 4 << 20;
const LITTLE: u64 = 1 << 20;

impl Window {
    /// Begins small, since the size of the replies is not known.
    pub(super) fn new() -> Self {
        Window {
            commands: FIRST,
            limit: None,
            caution: 0,
            losses: 0,
            is_new_caution: false,
        }
    }

    /// At most this many commands are in flight from now on.
    pub(super) fn limit_to(&mut self, commands: NonZeroUsize) {
        self.limit = Some(commands.get());
    }

    /// Whether the user has set a limit.
    pub(super) fn is_fixed(&self) -> bool {
        self.limit.is_some()
    }

    /// The number of commands in the next batch, from 1 to 16,384.
    pub(super) fn commands(&self) -> usize {
        self.limit.unwrap_or(self.commands)
    }

    /// Whether a batch waits until all commands before it have replies.
    pub(super) fn is_limited(&self) -> bool {
        self.is_fixed() || self.caution > 0
    }

    /// Whether a command is sent alone, without the handshake of a new connection too.
    pub(super) fn is_one(&self) -> bool {
        self.is_limited() && self.commands() == 1
    }

    /// Begins again with one command, after a node of a cluster was lost.
    pub(super) fn start_again(&mut self) {
        self.commands = 1;
    }

    /// The server dropped the replies to several commands.
    pub(super) fn lost(&mut self) {
        if !self.is_fixed() {
            self.start_again();
            self.losses += 1;
            self.caution = if self.losses == 1 {
                CAUTION
            } else {
                usize::MAX
            };
            self.is_new_caution = true;
        }
    }

    /// The client goes to another server.
    pub(super) fn forget_losses(&mut self) {
        (self.losses, self.caution) = (0, 0);
    }

    /// Whether one command at a time is in flight since the last call.
    pub(super) fn take_caution(&mut self) -> bool {
        std::mem::take(&mut self.is_new_caution)
    }

    /// Learns from a batch of `commands` whose replies had `reply_bytes`.
    pub(super) fn learn(&mut self, commands: usize, reply_bytes: u64) {
        if self.caution > 0 {
            self.caution -= commands.min(self.caution);
        } else if reply_bytes > TOO_MUCH {
            let share = reply_bytes / TOO_MUCH + 1;
            let fitting = commands / usize::try_from(share).unwrap_or(usize::MAX);
            self.commands = fitting.clamp(1, self.commands);
        } else if commands >= self.commands && reply_bytes < LITTLE {
            self.commands = (self.commands * 2).min(MOST_IN_FLIGHT);
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
        assert_eq!(window.commands(), MOST_IN_FLIGHT);
    }

    #[test]
    fn the_window_stays_if_a_batch_did_not_fill_it() {
        let mut window = Window::new();
        window.learn(1, 5);
        assert_eq!(window.commands(), FIRST);
    }

    #[test]
    fn after_the_loss_of_a_node_the_window_begins_with_one_command() {
        let mut window = Window::new();
        window.start_again();
        assert_eq!(window.commands(), 1);
        window.learn(1, 5);
        assert_eq!(window.commands(), 2);
    }

    #[test]
    fn after_a_loss_one_command_at_a_time_is_sent_and_after_two_for_good() {
        let mut window = Window::new();
        window.lost();
        assert!(window.take_caution() && !window.take_caution());
        for _ in 0..CAUTION {
            assert!(window.is_one());
            window.learn(1, 5);
        }
        window.learn(1, 5);
        assert!(!window.is_limited());
        assert_eq!(window.commands(), 2);
        window.lost();
        for _ in 0..3 * CAUTION {
            window.learn(1, 5);
        }
        assert!(window.is_one());
    }

    #[test]
    fn the_limit_of_the_user_holds_after_a_loss() {
        let mut window = Window::new();
        window.limit_to(NonZeroUsize::new(8).expect("8 is not 0"));
        window.lost();
        window.learn(8, 8 * 5);
        assert_eq!(window.commands(), 8);
        assert!(window.is_limited() && !window.is_one() && !window.take_caution());
    }

    #[test]
    fn large_replies_shrink_the_window_to_one_command() {
        let mut window = Window::new();
        window.learn(64, 64 * (10 << 20));
        assert_eq!(window.commands(), 1);
    }
}
