//! Polls stdin, and reads it until a signal.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

#[cfg(unix)]
use rustix::event::{PollFd, PollFlags, Timespec, poll};
#[cfg(unix)]
use rustix::io::Errno;

/// The longest time until a signal ends a read: 50 ms.
#[cfg(unix)]
const CHECK_INTERVAL: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 50_000_000,
};

/// Whether a read from stdin would return at once, with data or at the end. Always false if the system cannot tell.
#[cfg(unix)]
pub(crate) fn is_ready() -> bool {
    wait(&Timespec::default()).is_ok_and(|is_ready| is_ready)
}

/// Waits until a read would return at once. Returns whether it would when the time has passed.
#[cfg(unix)]
fn wait(time: &Timespec) -> Result<bool, Errno> {
    let stdin = io::stdin();
    let mut wanted = [PollFd::new(&stdin, PollFlags::IN)];
    poll(&mut wanted, Some(time)).map(|count| count > 0)
}

#[cfg(not(unix))]
pub(crate) fn is_ready() -> bool {
    false
}

/// Stdin, which ends with an error as soon as a flag is set, also while nothing arrives.
#[derive(Debug)]
pub(crate) struct StoppableStdin {
    stop: Arc<AtomicBool>,
}

impl StoppableStdin {
    pub(crate) fn new(stop: Arc<AtomicBool>) -> Self {
        StoppableStdin { stop }
    }
}

#[cfg(unix)]
impl Read for StoppableStdin {
    fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.stop.load(Ordering::Relaxed) {
                return Err(io::Error::other("interrupted"));
            }
            match wait(&CHECK_INTERVAL) {
                Ok(false) | Err(Errno::INTR) => {}
                // A descriptor that cannot be polled is read: the read says why.
                _ => return Ok(rustix::io::read(io::stdin(), space)?),
            }
        }
    }
}

/// The system cannot poll: the flag is checked before each read.
#[cfg(not(unix))]
impl Read for StoppableStdin {
    fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
        match self.stop.load(Ordering::Relaxed) {
            true => Err(io::Error::other("interrupted")),
            false => io::stdin().read(space),
        }
    }
}
