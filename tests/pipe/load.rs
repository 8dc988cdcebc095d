//! Runs one load, and returns its outcome.

use std::fs;

use redsh_sandbox::Sandbox;
use support::outcome::Outcome;
use support::shell::Shell;

/// The outcome of a load.
#[derive(Debug)]
pub(super) struct Load {
    pub(super) outcome: Outcome,
    /// The content of the file that `--pipe-rejects` names; `None` where there is no such file.
    pub(super) rejects: Option<Vec<u8>>,
    /// The path of that file, which is deleted by now.
    pub(super) file: String,
}

/// Loads `input` into `server`, with a file for rejects.
pub(super) fn load(server: &Sandbox, options: &[&str], input: &[u8]) -> Load {
    let address = ["-p", &server.port().to_string()];
    load_with(&[&address, options].concat(), input)
}

/// As [`load`], with options that give the target.
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

/// Runs a shell script in which `"$0" "$@"` is redsh, which loads its standard input.
pub(super) fn load_by(server: &Sandbox, script: &str) -> Outcome {
    Shell::program("/bin/sh".as_ref())
        .args(["-c", script, env!("CARGO_BIN_EXE_redsh")])
        .on(server)
        .arg("--pipe")
        .run()
}

/// The end of standard output after a load in which every command was answered.
pub(super) fn answered(errors: usize, replies: usize) -> String {
    format!(
        "All data transferred. Waiting for the last reply...\nLast reply received from server.\nerrors: {errors}, replies: {replies}\n"
    )
}
