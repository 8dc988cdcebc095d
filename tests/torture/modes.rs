//! The modes of redsh: how it is started, and where its reports are.

use std::fs::{self, File};
use std::sync::atomic::Ordering;
use std::thread;
use std::time::Duration;

use support::coprocess::Coprocess;
use support::dice::Dice;
use support::shell::Shell;
use tempfile::TempDir;

use crate::commands::{Line, text};
use crate::progress::Progress;
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
    /// `--scan --each`, in a cluster.
    Each,
}

/// Lines in one write, and the pause behind it: a round lasts a second, so that the fault meets it.
const PORTION: usize = 200;
const PAUSE: Duration = Duration::from_millis(10);

/// The files for stdout and for rejected commands.
const OUT: &str = "out";
const REJECTS: &str = "rejects";

/// Portions before the fault begins, and a pause in which redsh connects: without a server it would run nothing.
const PORTIONS_BEFORE: usize = 4;
const CONNECTED: Duration = Duration::from_millis(500);

impl Mode {
    pub(crate) fn is_load(self) -> bool {
        matches!(self, Mode::Pipe | Mode::SinglePipe)
    }

    /// How many databases the input uses.
    pub(crate) fn databases(self) -> usize {
        match self {
            Mode::SingleScript | Mode::SinglePipe => 4,
            _ => 1,
        }
    }
}

/// Feeds the lines to redsh with these arguments, in portions with pauses, and returns its report.
pub(crate) fn run(mode: Mode, arguments: &[String], lines: &[Line], progress: &Progress) -> Report {
    let mut run = Run::start(mode, arguments);
    for (place, portion) in lines.chunks(PORTION).enumerate() {
        let text = text(portion, place * PORTION + 1);
        if run.redsh.try_write(text).is_err() {
            break;
        }
        thread::sleep(PAUSE);
        if place == PORTIONS_BEFORE {
            thread::sleep(CONNECTED);
            progress.has_begun.store(true, Ordering::Release);
        }
    }
    run.finish(lines)
}

/// As [`run`], in portions of any size: for faults that strike by themselves.
pub(crate) fn run_in_pieces(
    mode: Mode,
    arguments: &[String],
    lines: &[Line],
    dice: &mut Dice,
) -> Report {
    let mut run = Run::start(mode, arguments);
    let mut first = 0;
    while first < lines.len() {
        let next = lines.len().min(first + 1 + dice.below(PORTION));
        if run
            .redsh
            .try_write(text(&lines[first..next], first + 1))
            .is_err()
        {
            break;
        }
        first = next;
        thread::sleep(Duration::from_millis(dice.below(3) as u64));
    }
    run.finish(lines)
}

/// A running redsh, and the files that it writes.
struct Run {
    mode: Mode,
    redsh: Coprocess,
    folder: TempDir,
}

impl Run {
    fn start(mode: Mode, arguments: &[String]) -> Self {
        let folder = tempfile::tempdir().expect("a folder can be made");
        let stdout = File::create(folder.path().join(OUT)).expect("a file can be made");
        let redsh = Shell::redsh().args(arguments).stdout(stdout);
        let redsh = match mode.is_load() {
            true => {
                let redsh = redsh.args(["--pipe", "--pipe-rejects"]);
                redsh.arg(folder.path().join(REJECTS))
            }
            false => redsh.arg("--json"),
        };
        Run {
            mode,
            redsh: redsh.start(),
            folder,
        }
    }

    fn finish(self, lines: &[Line]) -> Report {
        let outcome = self.redsh.finish();
        let stderr = String::from_utf8_lossy(&outcome.stderr).into_owned();
        let read = |file| {
            let bytes = fs::read(self.folder.path().join(file)).expect("it is there");
            String::from_utf8_lossy(&bytes).into_owned()
        };
        match self.mode {
            Mode::Pipe => report::of_load(lines.len(), &read(REJECTS)),
            Mode::SinglePipe => report::of_single_load(lines, &read(REJECTS), &stderr),
            _ => report::of_script(lines.len(), &read(OUT), &stderr),
        }
    }
}
