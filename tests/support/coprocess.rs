//! A program that keeps running, and exchanges lines with the test, like a shell's coprocess.

use std::io::{self, Read, Write};
use std::process::{Child, ChildStdin};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use tempfile::TempDir;

use super::outcome::Outcome;
use super::shell::{code, collect, end_of, joined};
use super::wait::DEADLINE;

/// A running program with its stdin and stdout. It is killed if it is dropped before its end.
pub struct Coprocess {
    command_line: String,
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: Receiver<Vec<u8>>,
    /// Output that the test has not read yet.
    pending: Vec<u8>,
    stderr: Option<JoinHandle<Vec<u8>>>,
    _home: TempDir,
}

impl Coprocess {
    pub(crate) fn new(command_line: String, mut child: Child, home: TempDir) -> Self {
        let stdin = child.stdin.take();
        let stdout = pieces(child.stdout.take());
        let stderr = Some(collect(child.stderr.take()));
        Coprocess {
            command_line,
            child,
            stdin,
            stdout,
            pending: Vec::new(),
            stderr,
            _home: home,
        }
    }

    /// Sends SIGINT, like Ctrl-C at a terminal.
    pub fn interrupt(&self) {
        self.signal(rustix::process::Signal::INT);
    }

    /// Sends a signal.
    pub fn signal(&self, signal: rustix::process::Signal) {
        let pid = i32::try_from(self.pid()).ok();
        let pid = pid
            .and_then(rustix::process::Pid::from_raw)
            .expect("it is a process");
        rustix::process::kill_process(pid, signal).expect("it runs");
    }

    /// The process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Writes a line, and a newline after it.
    #[track_caller]
    pub fn write_line(&mut self, line: impl AsRef<[u8]>) {
        self.write([line.as_ref(), b"\n"].concat());
    }

    /// Writes these bytes as they are.
    #[track_caller]
    pub fn write(&mut self, bytes: impl AsRef<[u8]>) {
        if let Err(error) = self.try_write(bytes) {
            panic!("{} does not read: {error}", self.command_line);
        }
    }

    /// As [`write`](Self::write), for a program that may have ended.
    pub fn try_write(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        let stdin = self.stdin.as_mut().expect("stdin is open");
        stdin.write_all(bytes.as_ref())
    }

    /// Returns the next line without its newline; fails the test if the program ends or prints none.
    #[track_caller]
    pub fn read_line(&mut self) -> String {
        let length = self.wait_for(|pending| pending.iter().position(|&byte| byte == b'\n'));
        let line: Vec<u8> = self.pending.drain(..=length).take(length).collect();
        String::from_utf8_lossy(&line).into_owned()
    }

    /// Returns the next `length` bytes.
    #[track_caller]
    pub fn read_exactly(&mut self, length: usize) -> Vec<u8> {
        self.wait_for(|pending| (pending.len() >= length).then_some(()));
        self.pending.drain(..length).collect()
    }

    /// Closes its stdin.
    pub fn close_stdin(&mut self) {
        self.stdin = None;
    }

    /// Kills it.
    pub fn kill(&mut self) {
        self.child.kill().expect("a child can be killed");
    }

    /// Closes its stdin and waits for its end. The outcome's stdout is the output that was not read before.
    #[track_caller]
    pub fn finish(mut self) -> Outcome {
        self.close_stdin();
        self.finish_by_itself()
    }

    /// Waits for its end while its stdin stays open. Otherwise as [`finish`](Self::finish).
    #[track_caller]
    pub fn finish_by_itself(mut self) -> Outcome {
        let status = end_of(&mut self.child);
        let stdout = self
            .pending
            .drain(..)
            .chain(self.stdout.iter().flatten())
            .collect();
        let stderr = self.stderr.take().map(joined).unwrap_or_default();
        let Some(status) = status else {
            panic!(
                "hung: {}\nstderr: {}",
                self.command_line,
                stderr.escape_ascii()
            )
        };
        Outcome {
            command_line: self.command_line.clone(),
            stdout,
            stderr,
            code: code(status),
        }
    }

    #[track_caller]
    fn wait_for<T>(&mut self, found: impl Fn(&[u8]) -> Option<T>) -> T {
        let deadline = Instant::now() + DEADLINE;
        loop {
            if let Some(result) = found(&self.pending) {
                return result;
            }
            match self
                .stdout
                .recv_timeout(deadline.saturating_duration_since(Instant::now()))
            {
                Ok(piece) => self.pending.extend(piece),
                Err(RecvTimeoutError::Timeout) => self.fail("hung"),
                Err(RecvTimeoutError::Disconnected) => self.fail("ended"),
            }
        }
    }

    #[track_caller]
    fn fail(&mut self, reason: &str) -> ! {
        let _ = self.child.kill();
        let stderr = self.stderr.take().map(joined).unwrap_or_default();
        let (stdout, stderr) = (self.pending.escape_ascii(), stderr.escape_ascii());
        panic!(
            "{reason} while the test waited for its output: {}\nstdout so far: {stdout}\nstderr: {stderr}",
            self.command_line
        );
    }
}

impl Drop for Coprocess {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends the output of a pipe as it arrives; nothing if there is no pipe.
fn pieces(pipe: Option<impl Read + Send + 'static>) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    let Some(mut pipe) = pipe else {
        return receiver;
    };
    thread::spawn(move || {
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(length @ 1..) = pipe.read(&mut buffer) {
            if sender.send(buffer[..length].to_vec()).is_err() {
                break;
            }
        }
    });
    receiver
}
