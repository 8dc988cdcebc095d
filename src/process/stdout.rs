//! Stdout without the standard library's line buffer: the printer buffers replies in larger pieces.
//!
//! Another program that shares the descriptor may leave it in non-blocking mode, as some CI runners do. Then a write waits
//! until the reader has made room.

use std::io::{self, Write};

#[cfg(unix)]
use rustix::event::{PollFd, PollFlags, poll};
#[cfg(unix)]
use rustix::io::Errno;

pub(crate) type Sink = Box<dyn Write + Send>;

/// Returns a second handle of stdout, or the standard library's if the system has none left.
pub(crate) fn open() -> Sink {
    #[cfg(unix)]
    if let Ok(stdout) = unbuffered() {
        return Box::new(PatientStdout(stdout));
    }
    Box::new(io::stdout())
}

#[cfg(unix)]
fn unbuffered() -> io::Result<std::fs::File> {
    use std::os::fd::AsFd;
    io::stdout().as_fd().try_clone_to_owned().map(Into::into)
}

/// Stdout, whose writes wait while a non-blocking descriptor takes no bytes.
#[cfg(unix)]
struct PatientStdout(std::fs::File);

#[cfg(unix)]
impl Write for PatientStdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        loop {
            match self.0.write(bytes) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => self.wait()?,
                outcome => return outcome,
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

#[cfg(unix)]
impl PatientStdout {
    /// Waits until a write would succeed or fail at once.
    fn wait(&self) -> io::Result<()> {
        match poll(&mut [PollFd::new(&self.0, PollFlags::OUT)], None) {
            Ok(_) | Err(Errno::INTR) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::io::{PipeReader, Read};
    use std::os::fd::OwnedFd;
    use std::thread;

    use super::*;

    fn non_blocking_pipe() -> (PipeReader, PatientStdout) {
        let (reader, writer) = io::pipe().expect("a pipe");
        rustix::io::ioctl_fionbio(&writer, true).expect("it can be set");
        (reader, PatientStdout(OwnedFd::from(writer).into()))
    }

    #[test]
    fn a_write_waits_for_a_slow_reader_of_a_non_blocking_pipe() {
        let (mut reader, mut stdout) = non_blocking_pipe();
        let bytes = vec![b'x'; 1 << 20];
        let writing = thread::spawn(move || stdout.write_all(&bytes));
        let mut read = Vec::new();
        reader.read_to_end(&mut read).expect("no error");
        writing.join().expect("no panic").expect("all is written");
        assert_eq!(read.len(), 1 << 20);
    }

    #[test]
    fn a_write_to_a_closed_non_blocking_pipe_is_an_error() {
        let (reader, mut stdout) = non_blocking_pipe();
        drop(reader);
        let error = stdout.write(b"x").expect_err("no reader");
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    }
}
