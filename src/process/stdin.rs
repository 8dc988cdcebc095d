//! Polls stdin, and reads it until a signal.
//!
//! Another program that shares the descriptor may leave it in non-blocking mode, as some CI runners do. Then a read waits
//! for data.

use std::io::{self, Read, StdinLock};
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
    wait(Some(&Timespec::default())).is_ok_and(|is_ready| is_ready)
}

/// Waits until a read would return at once, but not longer than `time`. Returns whether it would.
#[cfg(unix)]
fn wait(time: Option<&Timespec>) -> Result<bool, Errno> {
    let stdin = io::stdin();
    let mut wanted = [PollFd::new(&stdin, PollFlags::IN)];
    poll(&mut wanted, time).map(|count| count > 0)
}

/// Waits until a non-blocking stdin has data, or ends.
///
/// # Errors
/// The system cannot wait for it.
#[cfg(unix)]
fn wait_for_data() -> io::Result<()> {
    match wait(None) {
        Ok(_) | Err(Errno::INTR) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// The system cannot poll.
#[cfg(not(unix))]
fn wait_for_data() -> io::Result<()> {
    Err(io::ErrorKind::WouldBlock.into())
}

/// Stdin, whose reads wait while a non-blocking descriptor has no data.
#[derive(Debug)]
pub(crate) struct PatientStdin(StdinLock<'static>);

impl PatientStdin {
    pub(crate) fn lock() -> Self {
        PatientStdin(io::stdin().lock())
    }
}

impl Read for PatientStdin {
    fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.0.read(space) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => wait_for_data()?,
                outcome => return outcome,
            }
        }
    }
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
            match wait(Some(&CHECK_INTERVAL)) {
                Ok(false) | Err(Errno::INTR) => {}
                // A descriptor that cannot be polled is read: the read says why.
                polled => match rustix::io::read(io::stdin(), &mut *space) {
                    // Another process has read the data.
                    Err(Errno::AGAIN) if polled.is_ok() => {}
                    read => return Ok(read?),
                },
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
