//! The small shell that stands between this process and a server: it starts the server in a folder of its own, and takes
//! both away when this process ends, by whatever it ends, SIGKILL included.
//!
//! Why a shell: a parent that is killed can clean up nothing, and a child that asks the system to be told of it needs
//! `unsafe` and Linux. One end of a socket pair is all that this process holds; the kernel closes it, and the keeper sees
//! the end of its input. The keeper makes the folder too, so that there is no moment at which a kill would leave one. It
//! has a process group of its own, so that a Ctrl-C at the terminal is not meant for it or for the server.
//!
//! Must not know what the program is, or that there are ports: that is [`super::server`].

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

const SCRIPT: &str = include_str!("keeper.sh");

/// How long the keeper may take for what it does itself: make a folder, start a program.
const ANSWER: Duration = Duration::from_secs(20);

/// The longest folder in which the path of a socket still fits: 104 bytes with the final NUL on the BSDs, 108 on Linux.
const LONGEST_ROOT: usize = 104 - 1 - "/redsh-XXXXXX/redis.sock".len();

/// A folder, and at most one server at a time running in it. Dropping it ends the server and removes the folder.
#[derive(Debug)]
pub(crate) struct Keeper {
    shell: Child,
    line: BufReader<UnixStream>,
    /// What has come of an answer that is not a whole line yet.
    partial: Vec<u8>,
    folder: PathBuf,
    /// What runs, or has ended unseen.
    pid: Option<u32>,
}

impl Keeper {
    /// Makes a new, empty folder that only this user can enter, under the system's folder for temporary files.
    ///
    /// `program` is what [`Keeper::start`] will run, `arguments` what it is given behind its file.
    pub(crate) fn hire(program: &Path, arguments: &[&str]) -> anyhow::Result<Self> {
        let root = temporary_root()?;
        let (ours, theirs) = UnixStream::pair().context("could not make a pair of sockets")?;
        let shell = spawn(&root, program, arguments, theirs).context("could not start /bin/sh")?;
        let mut keeper = Keeper {
            shell,
            line: BufReader::new(ours),
            partial: Vec::new(),
            folder: root,
            pid: None,
        };
        keeper.enter_folder()?;
        Ok(keeper)
    }

    /// The folder: absolute, and the working folder of what runs.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The process that runs, or that was not yet seen to end.
    pub(crate) fn pid(&self) -> Option<u32> {
        self.pid
    }

    /// Runs the program with `redis.conf` and its arguments, its output appended to `server.log`. It must not be running.
    pub(crate) fn start(&mut self) -> anyhow::Result<()> {
        self.tell("start")?;
        let answer = self
            .answer(ANSWER)?
            .context("the sandbox's keeper does not answer")?;
        let pid = answer
            .parse()
            .with_context(|| format!("the sandbox's keeper answered {answer:?}"))?;
        self.pid = Some(pid);
        Ok(())
    }

    /// Sends `TERM` or `KILL` to what runs; harmless where nothing does.
    pub(crate) fn signal(&mut self, name: &str) -> anyhow::Result<()> {
        self.tell(name)
    }

    /// Whether nothing runs; waits up to `limit`, more than zero, for it.
    pub(crate) fn ended_within(&mut self, limit: Duration) -> anyhow::Result<bool> {
        if self.pid.is_some() && self.answer(limit)?.is_some() {
            self.pid = None;
        }
        Ok(self.pid.is_none())
    }

    /// Reads the name of the folder that the shell has made in the one it was given.
    fn enter_folder(&mut self) -> anyhow::Result<()> {
        const FAILED: &str = "could not make a temporary folder";
        let answer = self
            .answer(ANSWER)?
            .with_context(|| format!("{FAILED} in {} s", ANSWER.as_secs()))?;
        match answer.strip_prefix("made ") {
            Some(name) => self.folder.push(name),
            None => bail!("{FAILED}: {answer}"),
        }
        Ok(())
    }

    fn tell(&mut self, word: &str) -> anyhow::Result<()> {
        writeln!(self.line.get_mut(), "{word}").context("the sandbox's keeper is gone")
    }

    /// The next line from the keeper; `None` when there is none in time.
    fn answer(&mut self, limit: Duration) -> anyhow::Result<Option<String>> {
        self.line.get_ref().set_read_timeout(Some(limit))?;
        match self.line.read_until(b'\n', &mut self.partial) {
            Ok(_) if self.partial.ends_with(b"\n") => Ok(Some(self.take_answer())),
            Ok(_) => bail!("the sandbox's keeper is gone"),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(None),
            Err(error) => Err(error).context("the sandbox's keeper is gone"),
        }
    }

    fn take_answer(&mut self) -> String {
        let line = std::mem::take(&mut self.partial);
        String::from_utf8_lossy(&line).trim_end().to_owned()
    }
}

impl Drop for Keeper {
    /// All is gone when this returns.
    fn drop(&mut self) {
        // Closing would do, unless another child of this process was started just when this socket was made, and holds it
        // too: systems without SOCK_CLOEXEC have that gap.
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
            OsStr::new("redsh-keeper"),
        ])
        .args([root, program])
        .args(arguments)
        .stdin(OwnedFd::from(line))
        .stdout(output)
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()
}

/// The system's folder for temporary files, or `/tmp` where its name leaves no room for a socket's.
fn temporary_root() -> io::Result<PathBuf> {
    let root = std::path::absolute(std::env::temp_dir())?;
    let fits = root.as_os_str().as_bytes().len() <= LONGEST_ROOT;
    Ok(if fits { root } else { PathBuf::from("/tmp") })
}
