//! A shell process that starts a server in a new folder, and removes both when this process ends for any reason, including
//! SIGKILL.
//!
//! A killed process cannot clean up after itself, and a child that is notified of its parent's death needs `unsafe` and Linux.
//! This process only holds one end of a socket pair. When the kernel closes it, the supervisor reads the end of its input. The
//! supervisor also creates the folder, so that no kill can leave one behind. It has its own process group, so that Ctrl-C at the
//! terminal reaches neither it nor the server.
//!
//! This module does not know the program or its ports: these belong to [`super::server`].

use std::ffi::OsStr;
use std::io::{self, BufRead, BufReader, Write};
use std::net::Shutdown;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::net::UnixStream;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, bail};

const SCRIPT: &str = include_str!("supervisor.sh");

/// The timeout for the supervisor's own work: to create a folder, to start a program.
const ANSWER: Duration = Duration::from_secs(20);

/// The longest folder whose sockets have valid paths: 104 bytes with the final NUL on the BSDs, 108 on Linux.
const LONGEST_ROOT: usize = 104 - 1 - "/redsh-XXXXXX/redis.sock".len();

/// A folder, and at most one server running in it. Dropping this ends the server and removes the folder.
#[derive(Debug)]
pub(crate) struct Supervisor {
    shell: Child,
    line: BufReader<UnixStream>,
    /// The incomplete line of an answer.
    partial: Vec<u8>,
    folder: PathBuf,
    /// The running server, or one whose end was not noticed yet.
    pid: Option<u32>,
}

impl Supervisor {
    /// Creates a new, private folder in the system's folder for temporary files.
    ///
    /// [`Supervisor::start`] will run `program` with its configuration file and `arguments`.
    pub(crate) fn launch(program: &Path, arguments: &[&str]) -> anyhow::Result<Self> {
        let root = temporary_root()?;
        let (ours, theirs) = UnixStream::pair().context("could not create a socket pair")?;
        let shell = spawn(&root, program, arguments, theirs).context("could not start /bin/sh")?;
        let mut supervisor = Supervisor {
            shell,
            line: BufReader::new(ours),
            partial: Vec::new(),
            folder: root,
            pid: None,
        };
        supervisor.enter_folder()?;
        Ok(supervisor)
    }

    /// The folder, an absolute path. The server runs in it.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The process of the server, until its end is noticed.
    pub(crate) fn pid(&self) -> Option<u32> {
        self.pid
    }

    /// Runs the program, which must not be running. Its output is appended to `server.log`.
    pub(crate) fn start(&mut self) -> anyhow::Result<()> {
        self.send("start")?;
        let answer = self
            .answer(ANSWER)?
            .context("the supervisor of the sandbox does not answer")?;
        let pid = answer
            .parse()
            .with_context(|| format!("the supervisor of the sandbox answered {answer:?}"))?;
        self.pid = Some(pid);
        Ok(())
    }

    /// Waits up to `limit`, which must not be zero, for the server to end. Returns whether it has ended.
    pub(crate) fn ended_within(&mut self, limit: Duration) -> anyhow::Result<bool> {
        if self.pid.is_some() && self.answer(limit)?.is_some() {
            self.pid = None;
        }
        Ok(self.pid.is_none())
    }

    /// Reads the name of the folder that the shell created.
    fn enter_folder(&mut self) -> anyhow::Result<()> {
        const FAILED: &str = "could not create a temporary folder";
        let answer = self
            .answer(ANSWER)?
            .with_context(|| format!("{FAILED} in {} s", ANSWER.as_secs()))?;
        match answer.strip_prefix("created ") {
            Some(name) => self.folder.push(name),
            None => bail!("{FAILED}: {answer}"),
        }
        Ok(())
    }

    /// Sends an order to the shell: `start`, or `TERM` or `KILL` for the server, if it runs.
    pub(crate) fn send(&mut self, word: &str) -> anyhow::Result<()> {
        writeln!(self.line.get_mut(), "{word}").context("the supervisor of the sandbox ended")
    }

    /// Returns the next line from the supervisor; `None` after the timeout.
    fn answer(&mut self, limit: Duration) -> anyhow::Result<Option<String>> {
        self.line.get_ref().set_read_timeout(Some(limit))?;
        match self.line.read_until(b'\n', &mut self.partial) {
            Ok(_) if self.partial.ends_with(b"\n") => Ok(Some(self.take_answer())),
            Ok(_) => bail!("the supervisor of the sandbox ended"),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(None),
            Err(error) => Err(error).context("the supervisor of the sandbox ended"),
        }
    }

    fn take_answer(&mut self) -> String {
        let line = std::mem::take(&mut self.partial);
        String::from_utf8_lossy(&line).trim_end().to_owned()
    }
}

impl Drop for Supervisor {
    /// Waits until everything is removed.
    fn drop(&mut self) {
        // Closing is not enough on systems without SOCK_CLOEXEC: another child may have inherited the socket.
        let _ = self.line.get_ref().shutdown(Shutdown::Write);
        let _ = self.shell.wait();
    }
}

fn spawn(root: &Path, program: &Path, arguments: &[&str], line: UnixStream) -> io::Result<Child> {
    let output = OwnedFd::from(line.try_clone()?);
    Command::new("/bin/sh")
        .args([
            OsStr::new("-c"),
            OsStr::new(SCRIPT),
            OsStr::new("redsh-supervisor"),
        ])
        .args([root, program])
        .args(arguments)
        .stdin(OwnedFd::from(line))
        .stdout(output)
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
}

/// Returns the system's folder for temporary files, or `/tmp` if its path is too long for sockets.
fn temporary_root() -> io::Result<PathBuf> {
    let root = std::path::absolute(std::env::temp_dir())?;
    let fits = root.as_os_str().as_bytes().len() <= LONGEST_ROOT;
    Ok(if fits { root } else { PathBuf::from("/tmp") })
}
