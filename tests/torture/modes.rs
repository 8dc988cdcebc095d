//! The modes of redsh: how it is started, and where its reports are.

use std::fs::{self, File};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use support::shell::Shell;

use crate::commands::{Line, text};
use crate::report::{self, Report};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// A script on stdin, in a cluster.
    Script,
    /// `--pipe`, in a cluster.
    Pipe,
    /// A script at one server that writes each command to its disk.
    SingleScript,
    SinglePipe,
    /// A script at the primary that sentinels name.
    Sentinel,
}

/// Lines in one write, and the pause behind it: a round lasts a second, so that the fault meets it.
const PORTION: usize = 200;
const PAUSE: Duration = Duration::from_millis(10);

/// Portions before the fault begins, and a pause in which redsh connects: without a server it would run nothing.
const PORTIONS_BEFORE: usize = 4;
const CONNECTED: Duration = Duration::from_millis(500);

impl Mode {
    pub(crate) fn is_load(self) -> bool {
        matches!(self, Mode::Pipe | Mode::SinglePipe)
    }
}

/// How far a round is.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// The first commands have their replies.
    pub(crate) has_begun: AtomicBool,
    /// redsh has ended.
    pub(crate) is_done: AtomicBool,
}

/// Feeds the lines to redsh with these arguments, and returns its report.
pub(crate) fn run(mode: Mode, arguments: &[String], lines: &[Line], progress: &Progress) -> Report {
    let folder = tempfile::tempdir().expect("a folder can be made");
    let (out, rejects) = (folder.path().join("out"), folder.path().join("rejects"));
    let stdout = File::create(&out).expect("a file can be made");
    let mut redsh = Shell::redsh().args(arguments).stdout(stdout);
    redsh = match mode.is_load() {
        true => redsh.args(["--pipe", "--pipe-rejects"]).arg(&rejects),
        false => redsh.arg("--json"),
    };
    let mut redsh = redsh.start();
    for (place, portion) in lines.chunks(PORTION).enumerate() {
        if redsh.try_write(text(portion, place * PORTION + 1)).is_err() {
            break;
        }
        thread::sleep(PAUSE);
        if place == PORTIONS_BEFORE {
            thread::sleep(CONNECTED);
            progress.has_begun.store(true, Ordering::Release);
        }
    }
    let outcome = redsh.finish();
    progress.is_done.store(true, Ordering::Release);
    let stderr = String::from_utf8_lossy(&outcome.stderr).into_owned();
    match mode.is_load() {
        true => report::of_load(lines.len(), &read(&rejects)),
        false => report::of_script(lines.len(), &read(&out), &stderr),
    }
}

fn read(path: &Path) -> String {
    String::from_utf8_lossy(&fs::read(path).expect("it is there")).into_owned()
}
