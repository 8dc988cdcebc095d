//! One load of a server's, and what is left of it.

use std::fs;

use redsh_sandbox::Sandbox;
use support::outcome::Outcome;
use support::shell::Shell;

/// What came of a load.
#[derive(Debug)]
pub(super) struct Load {
    pub(super) outcome: Outcome,
    /// What is in the file that `--pipe-rejects` names; `None` where there is no such file.
    pub(super) rejects: Option<Vec<u8>>,
    /// That file, which is gone by now.
    pub(super) file: String,
}

/// Loads `input` into `server`, with a file for what is not in.
pub(super) fn load(server: &Sandbox, options: &[&str], input: &[u8]) -> Load {
    let address = ["-p", &server.port().to_string()];
    load_with(&[&address, options].concat(), input)
}

/// As [`load`], with options that say where to.
pub(super) fn load_with(options: &[&str], input: &[u8]) -> Load {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let file = folder.path().join("rejects");
    let outcome = Shell::redsh()
        .args(options)
        .args(["--pipe", "--pipe-rejects"])
        .arg(&file)
        .stdin(input)
        .run();
    Load {
        outcome,
        rejects: fs::read(&file).ok(),
        file: file.display().to_string(),
    }
}

/// Loads what a shell gives to `"$0" "$@"`, which is redsh, as standard input.
pub(super) fn load_by(server: &Sandbox, script: &str) -> Outcome {
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
