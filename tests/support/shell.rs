//! Programs run as black boxes: arguments, environment and bytes in; bytes and an exit code out.
//!
//! `Shell::redsh().on(&server).args(["GET", "k"]).run().assert_success().assert_stdout("v\n")`
//!
//! A program runs in an empty folder that is also its home, and with no environment but PATH, so that no file or
//! variable of the user changes a test. A program that does not end is killed, and its test fails; the deadline is
//! far beyond the duration of any of them.

use std::ffi::{OsStr, OsString};
use std::io::{Read, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::{self, JoinHandle};

use tempfile::TempDir;

use super::coprocess::Coprocess;
use super::outcome::Outcome;
use super::wait;
use redsh_sandbox::Sandbox;

/// A program to run, with its arguments and input.
pub struct Shell {
    command: Command,
    words: Vec<OsString>,
    stdin: Option<Vec<u8>>,
    /// The destination of its output; collected if `None`.
    stdout: Option<Stdio>,
    home: TempDir,
}

impl Shell {
    /// The program under test.
    pub fn redsh() -> Self {
        Self::program(&redsh_path())
    }

    /// The program for comparison.
    pub fn redis_cli() -> Self {
        Self::program(&installed("redis-cli", "redis-tools"))
    }

    /// Any program.
    pub fn program(path: &Path) -> Self {
        let home = tempfile::tempdir().expect("a temporary folder can be made");
        let mut command = Command::new(path);
        command
            .env_clear()
            .env("PATH", search_path())
            .env("HOME", home.path())
            .current_dir(home.path());
        Shell {
            command,
            words: vec![path.into()],
            stdin: None,
            stdout: None,
            home,
        }
    }

    /// Adds an argument.
    pub fn arg(self, argument: impl AsRef<OsStr>) -> Self {
        self.args([argument])
    }

    /// Adds arguments.
    pub fn args<A: AsRef<OsStr>>(mut self, arguments: impl IntoIterator<Item = A>) -> Self {
        for argument in arguments {
            self.command.arg(argument.as_ref());
            self.words.push(argument.as_ref().to_owned());
        }
        self
    }

    /// Adds the arguments with which a client reaches this server.
    pub fn on(self, server: &Sandbox) -> Self {
        self.args(server.arguments())
    }

    /// Adds an environment variable.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Sets the program's input; by default it is empty.
    pub fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.stdin = Some(bytes.into());
        self
    }

    /// Sends the program's output elsewhere: to a file, or a pipe of the test. It is not collected then.
    pub fn stdout(mut self, to: impl Into<Stdio>) -> Self {
        self.stdout = Some(to.into());
        self
    }

    /// The folder in which the program runs, for files.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// Runs the program to its end.
    pub fn run(mut self) -> Outcome {
        let command_line = self.command_line();
        let mut child = self.spawn(if self.stdin.is_some() {
            Stdio::piped()
        } else {
            Stdio::null()
        });
        let feeder = self.stdin.take().map(|bytes| feed(&mut child, bytes));
        let stdout = collect(child.stdout.take());
        let stderr = collect(child.stderr.take());
        let status = end_of(&mut child);
        feeder.map(JoinHandle::join);
        let (stdout, stderr) = (joined(stdout), joined(stderr));
        let Some(status) = status else {
            panic!(
                "hung: {command_line}\nstdout so far: {}\nstderr: {}",
                stdout.escape_ascii(),
                stderr.escape_ascii()
            );
        };
        Outcome {
            command_line,
            stdout,
            stderr,
            code: code(status),
        }
    }

    /// Starts the program and leaves it running, to exchange lines with it.
    pub fn start(mut self) -> Coprocess {
        assert!(
            self.stdin.is_none(),
            "a coprocess is written to line by line"
        );
        let command_line = self.command_line();
        let child = self.spawn(Stdio::piped());
        Coprocess::new(command_line, child, self.home)
    }

    /// The command, its command line for a message, and its home.
    pub(crate) fn into_parts(self) -> (Command, String, TempDir) {
        let command_line = self.command_line();
        (self.command, command_line, self.home)
    }

    fn spawn(&mut self, stdin: Stdio) -> Child {
        let stdout = self.stdout.take().unwrap_or_else(Stdio::piped);
        self.command
            .stdin(stdin)
            .stdout(stdout)
            .stderr(Stdio::piped());
        self.command
            .spawn()
            .unwrap_or_else(|error| panic!("could not start {}: {error}", self.command_line()))
    }

    /// The command line, for a message.
    fn command_line(&self) -> String {
        let words: Vec<String> = self
            .words
            .iter()
            .map(|word| word.to_string_lossy().into_owned())
            .collect();
        words.join(" ")
    }
}

/// The path of the program under test. Cargo names it; where a test is started without cargo, the program is in the folder
/// above the test's.
pub fn redsh_path() -> PathBuf {
    let beside = || {
        Some(
            std::env::current_exe()
                .ok()?
                .parent()?
                .with_file_name("redsh"),
        )
    };
    let named = std::env::var_os("CARGO_BIN_EXE_redsh").map(PathBuf::from);
    named.or_else(beside).expect("a test has a path")
}

/// The path of a program that the tests need, or a panic with advice on how to install it.
pub fn installed(program: &str, package: &str) -> PathBuf {
    std::env::split_paths(&search_path())
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
        .unwrap_or_else(|| panic!("no {program} on PATH: apt-get install {package}"))
}

/// Waits for the end of the program; kills a program that hangs, and returns `None`.
pub(crate) fn end_of(child: &mut Child) -> Option<ExitStatus> {
    let status = wait::in_time(|| child.try_wait().expect("a child can be waited for"));
    if status.is_none() {
        let _ = child.kill();
        let _ = child.wait();
    }
    status
}

/// The exit code of a shell: 128 and the signal's number after a signal.
pub(crate) fn code(status: ExitStatus) -> i32 {
    status
        .code()
        .or_else(|| status.signal().map(|signal| 128 + signal))
        .expect("it has ended")
}

/// Reads to the end in a thread, so that the program never waits for its reader. No pipe gives no bytes.
pub(crate) fn collect(pipe: Option<impl Read + Send + 'static>) -> JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = pipe.map(|mut pipe| pipe.read_to_end(&mut bytes));
        bytes
    })
}

pub(crate) fn joined(reader: JoinHandle<Vec<u8>>) -> Vec<u8> {
    reader.join().expect("reading does not panic")
}

/// Writes in a thread. A program may end without reading everything.
fn feed(child: &mut Child, bytes: Vec<u8>) -> JoinHandle<()> {
    let mut stdin = child.stdin.take().expect("it is a pipe");
    thread::spawn(move || {
        let _ = stdin.write_all(&bytes);
    })
}

fn search_path() -> OsString {
    std::env::var_os("PATH").expect("PATH is set")
}
