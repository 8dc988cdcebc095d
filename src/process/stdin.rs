//! Polls stdin.

/// Whether a read from stdin would return at once, with data or at the end. Always false if the system cannot tell.
#[cfg(unix)]
pub(crate) fn is_ready() -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    let stdin = std::io::stdin();
    let mut wanted = [PollFd::new(&stdin, PollFlags::IN)];
    poll(&mut wanted, Some(&Timespec::default())).is_ok_and(|count| count > 0)
}

#[cfg(not(unix))]
pub(crate) fn is_ready() -> bool {
    false
}
