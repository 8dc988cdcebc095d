//! Stdin, asked without waiting for it.

/// Whether it has something to read now, or has ended. Where the system cannot be asked, it has not.
#[cfg(unix)]
pub(crate) fn is_ready() -> bool {
    use rustix::event::{PollFd, PollFlags, Timespec, poll};

    let stdin = std::io::stdin();
    let mut wanted = [PollFd::new(&stdin, PollFlags::IN)];
    poll(&mut wanted, Some(&Timespec::default())).is_ok_and(|count| count > 0)
}

/// The same where nobody is asked.
#[cfg(not(unix))]
pub(crate) fn is_ready() -> bool {
    false
}
