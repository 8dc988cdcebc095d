//! A process that reads a reply on its stdin: the pager, or the program after a `|`. Its stdout and stderr are the shell's.

use std::io::{self, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::Arc;

use parking_lot::Mutex;

/// A running process. Writes are discarded once it has closed its stdin.
#[derive(Debug)]
pub(crate) struct PipedProcess {
    child: Child,
    stdin: Option<ChildStdin>,
}

impl PipedProcess {
    /// Starts a line of the system's shell.
    pub(crate) fn of_line(line: &str) -> io::Result<Self> {
        PipedProcess::start(&mut shell(line))
    }

    pub(crate) fn start(command: &mut Command) -> io::Result<Self> {
        let mut child = command.stdin(Stdio::piped()).spawn()?;
        let stdin = child.stdin.take();
        Ok(PipedProcess { child, stdin })
    }

    /// Whether no write has failed yet because the process closed its stdin.
    pub(crate) fn reads(&self) -> bool {
        self.stdin.is_some()
    }

    /// Closes its stdin, and waits for the process to end.
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

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A sink that the printer writes to and the shell finishes. Clones share it.
#[derive(Debug)]
pub(crate) struct SharedSink<S>(Arc<Mutex<S>>);

impl<S> SharedSink<S> {
    pub(crate) fn new(sink: S) -> Self {
        SharedSink(Arc::new(Mutex::new(sink)))
    }

    /// Locks the sink. `act` must not use any handle of it.
    pub(crate) fn with<T>(&self, act: impl FnOnce(&mut S) -> T) -> T {
        act(&mut self.0.lock())
    }
}

impl<S> Clone for SharedSink<S> {
    fn clone(&self) -> Self {
        SharedSink(Arc::clone(&self.0))
    }
}

impl<S: Write> Write for SharedSink<S> {
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
    fn a_shell_line_reads_its_stdin_and_returns_its_status() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("out");
        let line = format!("tr a b >'{}'; exit 3", file.display());
        let mut process = PipedProcess::of_line(&line).expect("the system has a shell");
        process.write_all(b"banana").expect("the process reads");
        let status = process.finish().expect("the process ends");
        assert_eq!(status.code(), Some(3));
        assert_eq!(fs::read(file).expect("the file is written"), b"bbnbnb");
    }

    #[test]
    fn writes_to_a_closed_stdin_are_discarded() {
        let mut process =
            PipedProcess::of_line("exec <&-; exit 0").expect("the system has a shell");
        let much = vec![b'x'; 1 << 20];
        process.write_all(&much).expect("the write is discarded");
        assert!(!process.reads());
        assert!(process.finish().expect("the process ends").success());
    }
}
