//! A program of the user's that reads a reply: a pager, or what stands behind a `|`. Its stdout and stderr are the shell's.

use std::io::{self, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

/// The program under way, and its stdin.
///
/// That it ends early, or reads no more, is its right: what is written then is dropped.
#[derive(Debug)]
pub(crate) struct PipedProcess {
    child: Child,
    stdin: Option<ChildStdin>,
}

impl PipedProcess {
    /// Starts a line of the system's shell.
    ///
    /// # Errors
    /// The system's.
    pub(crate) fn of_line(line: &str) -> io::Result<Self> {
        PipedProcess::start(&mut shell(line))
    }

    /// Starts a program.
    ///
    /// # Errors
    /// The system's; there is no such program.
    pub(crate) fn start(command: &mut Command) -> io::Result<Self> {
        let mut child = command.stdin(Stdio::piped()).spawn()?;
        let stdin = child.stdin.take();
        Ok(PipedProcess { child, stdin })
    }

    /// Whether it still reads, as far as is known.
    pub(crate) fn reads(&self) -> bool {
        self.stdin.is_some()
    }

    /// Ends its stdin, and waits for its end.
    ///
    /// # Errors
    /// The system's.
    pub(crate) fn finish(&mut self) -> io::Result<ExitStatus> {
        self.stdin = None;
        self.child.wait()
    }
}

#[cfg(unix)]
fn shell(line: &str) -> Command {
    let mut command = Command::new("/bin/sh");
    command.arg("-c").arg(line);
    command
}

#[cfg(not(unix))]
fn shell(line: &str) -> Command {
    let mut command = Command::new("cmd");
    command.arg("/C").arg(line);
    command
}

impl Write for PipedProcess {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let Some(stdin) = &mut self.stdin else {
            return Ok(bytes.len());
        };
        match stdin.write(bytes) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.stdin = None;
                Ok(bytes.len())
            }
            outcome => outcome,
        }
    }

    /// Nothing is kept back.
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A sink that two hold: the printer, which writes, and the shell, which ends it.
#[derive(Debug)]
pub(crate) struct Shared<S>(Arc<Mutex<S>>);

impl<S> Shared<S> {
    pub(crate) fn new(sink: S) -> Self {
        Shared(Arc::new(Mutex::new(sink)))
    }

    /// Does something with the sink, which must not use this handle or another.
    pub(crate) fn with<T>(&self, act: impl FnOnce(&mut S) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl<S> Clone for Shared<S> {
    fn clone(&self) -> Self {
        Shared(Arc::clone(&self.0))
    }
}

impl<S: Write> Write for Shared<S> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.with(|sink| sink.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.with(Write::flush)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_line_of_the_shell_reads_what_is_written_and_its_status_is_told() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("out");
        let line = format!("tr a b >'{}'; exit 3", file.display());
        let mut consumer = PipedProcess::of_line(&line).expect("there is a shell");
        consumer.write_all(b"banana").expect("it reads");
        let status = consumer.finish().expect("it ends");
        assert_eq!(status.code(), Some(3));
        assert_eq!(fs::read(file).expect("it is written"), b"bbnbnb");
    }

    #[test]
    fn what_a_program_does_not_read_is_dropped() {
        let mut consumer = PipedProcess::of_line("exec <&-; exit 0").expect("there is a shell");
        let much = vec![b'x'; 1 << 20];
        consumer.write_all(&much).expect("it is dropped");
        assert!(!consumer.reads());
        assert!(consumer.finish().expect("it ends").success());
    }
}
