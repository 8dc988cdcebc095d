//! Counts the instructions that a process and its children execute in user space. Unlike a time, the count hardly depends
//! on the load of the machine. `perf` counts them where the processor lets it; otherwise valgrind does, 20 to 50 times
//! slower.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;

use crate::client::on_path;

/// A program that counts.
pub(crate) struct Counter {
    tool: Tool,
    program: PathBuf,
    /// The files with the counts.
    folder: TempDir,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tool {
    Perf,
    Callgrind,
}

impl Counter {
    /// Returns the first program that is installed and works here.
    pub(crate) fn find() -> Result<Option<Counter>> {
        for (tool, name) in [(Tool::Perf, "perf"), (Tool::Callgrind, "valgrind")] {
            let Some(program) = on_path(name) else {
                continue;
            };
            let folder = tempfile::tempdir().context("could not make a temporary folder")?;
            let counter = Counter {
                tool,
                program,
                folder,
            };
            if counter.works() {
                return Ok(Some(counter));
            }
        }
        Ok(None)
    }

    /// Returns the name of the program.
    pub(crate) fn name(&self) -> &'static str {
        match self.tool {
            Tool::Perf => "perf",
            Tool::Callgrind => "callgrind",
        }
    }

    /// Returns the words in front of a command that has its instructions counted.
    pub(crate) fn launcher(&self) -> Vec<OsString> {
        let file = |name| self.folder.path().join(name).into_os_string();
        let mut words = vec![self.program.clone().into_os_string()];
        match self.tool {
            Tool::Perf => {
                words.extend(["stat", "-x,", "-e", "instructions:u", "-o"].map(OsString::from));
                words.extend([file("count"), "--".into()]);
            }
            Tool::Callgrind => {
                let options = ["--tool=callgrind", "--trace-children=yes"];
                words.extend(options.map(OsString::from));
                words.push("--callgrind-out-file=/dev/null".into());
                // A file for each process.
                let mut log = OsString::from("--log-file=");
                log.push(file("count.%p"));
                words.push(log);
            }
        }
        words
    }

    /// Returns the count of the commands that have run since the last call.
    pub(crate) fn take(&self) -> Result<f64> {
        let mut total = 0.0;
        for entry in fs::read_dir(self.folder.path())? {
            let text = fs::read_to_string(entry?.path())?;
            let counts = text.lines().filter_map(|line| self.count(line));
            total += counts.sum::<f64>();
        }
        self.forget()?;
        ensure!(total > 0.0, "{} counted no instructions", self.name());
        Ok(total)
    }

    /// Removes the counts of commands that have run so far.
    pub(crate) fn forget(&self) -> Result<()> {
        for entry in fs::read_dir(self.folder.path())? {
            fs::remove_file(entry?.path())?;
        }
        Ok(())
    }

    /// The count in a line such as `1137117,,instructions:u,…` or `==29== Collected : 1137117`.
    fn count(&self, line: &str) -> Option<f64> {
        let number = match self.tool {
            Tool::Perf => line.split_once(",").map(|(count, _)| count),
            Tool::Callgrind => line.split_once("Collected : ").map(|(_, count)| count),
        };
        number?.trim().parse().ok()
    }

    /// Whether it can count here: a virtual machine often hides the counters from perf.
    fn works(&self) -> bool {
        let launcher = self.launcher();
        let status = Command::new(&launcher[0])
            .args(&launcher[1..])
            .arg(on_path("true").as_deref().unwrap_or(Path::new("true")))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        status.is_ok_and(|status| status.success()) && self.take().is_ok()
    }
}
