//! One load of a server's, and what is left of it.

use std::fs;

use tempfile::TempDir;

use crate::support::outcome::Outcome;
use crate::support::sandbox::Sandbox;
use crate::support::server::Server;
use crate::support::shell::Shell;

/// What came of a load.
#[derive(Debug)]
pub(super) struct Load {
    pub(super) outcome: Outcome,
    /// What is in the file that `--pipe-rejects` names; `None` where there is no such file.
    pub(super) rejects: Option<Vec<u8>>,
}

/// Loads `input` into `server`, with a file for what is not in.
pub(super) fn load(server: &Sandbox, options: &[&str], input: &[u8]) -> Load {
    let folder = Folder::new();
    let outcome = folder.redsh(server, options).stdin(input).run();
    folder.left(outcome)
}

/// As [`load`], with options that say where to.
pub(super) fn load_with(options: &[&str], input: &[u8]) -> Load {
    let folder = Folder::new();
    let shell = Shell::redsh().args(options).args(folder.arguments());
    folder.left(shell.stdin(input).run())
}

/// Loads what a shell gives to `"$0" "$@"`, which is redsh, as standard input.
pub(super) fn load_by(server: &Server, script: &str) -> Outcome {
    Shell::program("/bin/sh".as_ref())
        .args(["-c", script, env!("CARGO_BIN_EXE_redsh")])
        .on(server)
        .arg("--pipe")
        .run()
}

/// What stands on standard output at the end, where all that was sent is answered.
pub(super) fn answered(errors: usize, replies: usize) -> String {
    format!(
        "All data transferred. Waiting for the last reply...\nLast reply received from server.\nerrors: {errors}, replies: {replies}\n"
    )
}

/// Where the file is.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Folder(tempfile::tempdir().expect("a temporary folder can be made"))
    }

    fn redsh(&self, server: &Sandbox, options: &[&str]) -> Shell {
        Shell::redsh()
            .on(server)
            .args(options)
            .args(self.arguments())
    }

    fn arguments(&self) -> [String; 3] {
        let file = self.0.path().join("rejects");
        let file = file.to_str().expect("a temporary folder's name is text");
        ["--pipe".into(), "--pipe-rejects".into(), file.into()]
    }

    fn left(&self, outcome: Outcome) -> Load {
        let rejects = fs::read(self.0.path().join("rejects")).ok();
        Load { outcome, rejects }
    }
}
