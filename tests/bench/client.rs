//! One run of a client as a process of its own, and its figures.
//!
//! Linux counts the peak memory of the parent towards that of the child: until the program is loaded the two share their
//! memory. (`true`, started by a process that once used 100 MB, shows 100 MB.) So the bench never holds anything large:
//! input goes through a file, output is digested as it is read, and [`floor`] returns the least peak that can be measured.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use wait4::{ResUse, Wait4};

use crate::case::{Against, Case, Input};
use crate::digest::Digest;
use crate::figures::Figures;
use crate::input::Files;
use crate::instructions::Counter;
use crate::pane::{Pane, Shown};
use crate::servers::Address;
use crate::talk::{self, Talk};

/// A longer run hangs. The slowest, 200,000 commands each on a connection of its own, takes some 90 s on a quiet machine.
const LIMIT: Duration = Duration::from_secs(600);

/// Longer than any client works in the background after its prompt is shown, even under valgrind.
const SETTLE: Duration = Duration::from_secs(3);

/// A client program.
#[derive(Clone)]
pub(crate) struct Client {
    /// The file name, for the table and for messages.
    pub(crate) name: String,
    /// The output of `--version`.
    pub(crate) version: String,
    program: PathBuf,
    /// The words in front of each command that is measured.
    launcher: Vec<OsString>,
}

/// The figures and the stdout of a run.
pub(crate) struct Run {
    /// The figures.
    pub(crate) figures: Figures,
    /// The stdout.
    pub(crate) stdout: Digest,
}

impl Client {
    /// Returns the client at this path, or of this name on PATH.
    pub(crate) fn find(program: &Path) -> Result<Client> {
        let found = program.to_str().and_then(on_path);
        let program = found.as_deref().unwrap_or(program);
        let version = Command::new(program)
            .arg("--version")
            .output()
            .with_context(|| format!("could not run {}", program.display()))?;
        let version = String::from_utf8_lossy(&version.stdout);
        Ok(Client {
            name: program
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            version: version.lines().next().unwrap_or_default().to_owned(),
            program: program.to_owned(),
            launcher: Vec::new(),
        })
    }

    /// Returns the same client with its instructions counted.
    pub(crate) fn counted(&self, counter: &Counter) -> Client {
        Client {
            launcher: counter.launcher(),
            ..self.clone()
        }
    }

    /// Returns the client of this name on PATH, if there is one.
    pub(crate) fn on_path(name: &str) -> Result<Option<Client>> {
        on_path(name)
            .map(|program| Client::find(&program))
            .transpose()
    }

    /// Runs one command, whose reply must not be an error. Returns the output if `stdout` is a pipe.
    pub(crate) fn ask(
        &self,
        server: &Address,
        words: &[&str],
        stdout: impl Into<Stdio>,
    ) -> Result<Vec<u8>> {
        let mut command = self.command(server);
        let answer = command
            .arg("-e")
            .args(words)
            .stdout(stdout)
            .output()
            .with_context(|| format!("could not start {}", self.name))?;
        let said = String::from_utf8_lossy(&answer.stderr);
        ensure!(
            answer.status.success(),
            "{} failed: {}",
            words.join(" "),
            said.trim()
        );
        Ok(answer.stdout)
    }

    /// Does the work of a case, on the first of these servers.
    pub(crate) fn run(&self, case: &Case, servers: &[Address], files: &Files) -> Result<Run> {
        let mut command = match case.input {
            Input::Terminal { .. } => self.at_terminal(&servers[0], &files.path),
            _ => self.command(&servers[0]),
        };
        command
            .args(case.arguments)
            .envs(case.environment.iter().copied())
            .stdin(files.stdin(&case.input)?);
        self.measure(command, case, &servers[0])
    }

    /// Returns the command that starts the client at a terminal. This file is its history, in its home folder.
    pub(crate) fn at_terminal(&self, server: &Address, history: &Path) -> Command {
        let mut command = self.command(server);
        command
            .env("TERM", "xterm-256color")
            .env("REDISCLI_HISTFILE", history)
            .env("HOME", history.parent().unwrap_or(history));
        command
    }

    /// Does the work of a case as [`Against`] says.
    pub(crate) fn run_against(
        &self,
        case: &Case,
        servers: &[Address],
        files: &Files,
    ) -> Result<Run> {
        let Against::Shell(script) = case.against else {
            return self.run(case, servers, files);
        };
        let mut shell = self.launch(&on_path("sh").context("there is no sh")?);
        shell
            .env_clear()
            .env("client", &self.program)
            .env("input", &files.path)
            .args(["-c", script, "sh"])
            .args(servers.iter().map(|server| server.port.to_string()))
            .stdin(Stdio::null());
        self.measure(shell, case, &servers[0])
    }

    fn measure(&self, mut command: Command, case: &Case, server: &Address) -> Result<Run> {
        if let Input::Messages { .. } = case.input {
            // Each client reports that its connection was closed, which is how its run ends.
            command.stderr(Stdio::null());
        }
        let run = match case.input {
            Input::Terminal { .. } => stand(command, case, self.settle()),
            _ => watch(command.stdout(Stdio::piped()), case, server),
        };
        run.with_context(|| format!("{} failed", self.name))
    }

    /// How long a client goes on after its prompt is shown. Otherwise a count would include only a part of the work of
    /// its threads.
    fn settle(&self) -> Duration {
        match self.launcher.is_empty() {
            true => Duration::ZERO,
            false => SETTLE,
        }
    }

    fn launch(&self, program: &Path) -> Command {
        let mut words = self.launcher.iter().map(OsString::as_os_str);
        let mut command = Command::new(words.next().unwrap_or(program.as_os_str()));
        if !self.launcher.is_empty() {
            command.args(words).arg(program);
        }
        command
    }

    /// Returns the client with its connection options and an empty environment.
    fn command(&self, server: &Address) -> Command {
        let mut command = self.launch(&self.program);
        command
            .env_clear()
            .args(["-h", "127.0.0.1", "-p", &server.port.to_string()]);
        if let Some(authority) = &server.authority {
            command.arg("--tls").arg("--cacert").arg(authority);
        }
        command
    }
}

/// Returns the path of the program of this name on PATH.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let mut programs = std::env::split_paths(&folders).map(|folder| folder.join(name));
    programs.find(|program| program.is_file())
}

fn watch(command: &mut Command, case: &Case, server: &Address) -> Result<Run> {
    let start = Instant::now();
    let mut child = command.spawn()?;
    let talk = Talk::with(&mut child, case, server.port);
    let stdout = talk::within(LIMIT, &mut child, || talk.hold());
    let used = child.wait4()?;
    let wall = start.elapsed();
    let stdout = stdout.with_context(|| format!("did not end in {} s", LIMIT.as_secs()))?;
    let stdout = stdout?;
    ensure!(ended_as_it_should(case, &used), "{}", used.status);
    Ok(Run {
        figures: figures(wall, &used),
        stdout,
    })
}

/// Runs a client until the prompt is shown, and lets it go on for `settle`. There is no stdout to compare.
fn stand(command: Command, case: &Case, settle: Duration) -> Result<Run> {
    let start = Instant::now();
    let (mut pane, mut child) = Pane::start(command)?;
    let stood = talk::within(LIMIT, &mut child, || {
        let stood = pane.wait_for(&Shown::Prompt)?;
        thread::sleep(settle);
        pane.leave().map(|()| stood)
    });
    let used = child.wait4()?;
    let stood = stood.with_context(|| format!("no prompt in {} s", LIMIT.as_secs()))?;
    let stood = stood.context("no prompt")?;
    ensure!(ended_as_it_should(case, &used), "{}", used.status);
    Ok(Run {
        figures: figures(stood.duration_since(start), &used),
        stdout: Digest::new(case.same),
    })
}

/// Returns the least peak memory that can be measured: that of a program that needs hardly any.
pub(crate) fn floor() -> Result<f64> {
    let mut child = Command::new("true")
        .spawn()
        .context("could not start true")?;
    let used = child.wait4().context("could not wait for true")?;
    Ok(figures(Duration::ZERO, &used).peak)
}

/// A subscriber fails, as its connection is closed.
fn ended_as_it_should(case: &Case, used: &ResUse) -> bool {
    match case.input {
        Input::Messages { .. } => used.status.code() == Some(1),
        _ => used.status.success(),
    }
}

fn figures(wall: Duration, used: &ResUse) -> Figures {
    let cpu = used.rusage.utime + used.rusage.stime;
    Figures {
        wall: wall.as_secs_f64(),
        cpu: cpu.as_secs_f64(),
        peak: used.rusage.maxrss as f64,
    }
}
