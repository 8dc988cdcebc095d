//! The arguments of `cargo bench -- …`.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

const USAGE: &str = "\
usage: cargo bench -- [NAME...] [--runs N] [--against PROGRAM] [--redsh PROGRAM] [--base PROGRAM]
  NAME               only cases with this in their name
  --runs N           measure N pairs of every case, instead of each case's own number; keys are pressed as often as ever
  --against PROGRAM  compare with another client than redis-cli, such as valkey-cli
  --redsh PROGRAM    measure another build of redsh than this package's
  --base PROGRAM     compare with an earlier build of redsh: no row above 1.03x in instructions or 1.10x in wall time
";

/// The options of a run.
pub(crate) struct Options {
    /// Parts of names of cases. Without any, all cases are measured.
    names: Vec<String>,
    /// The number of pairs to measure of every case.
    pub(crate) runs: Option<usize>,
    /// The client to compare with: a path, or a name to look for on PATH.
    pub(crate) against: PathBuf,
    /// The redsh to measure: a path, or a name to look for on PATH.
    pub(crate) redsh: PathBuf,
    /// Whether the client to compare with is an earlier build of redsh.
    pub(crate) is_before_and_after: bool,
}

impl Options {
    /// Whether the case of this name is to be measured.
    pub(crate) fn wants(&self, case: &str) -> bool {
        self.names.is_empty() || self.names.iter().any(|name| case.contains(name.as_str()))
    }
}

/// Reads the arguments. Returns `None`, after a message, if there is nothing to measure: cargo passes `--bench` in
/// `cargo bench`, but not in `cargo test --all-targets`.
pub(crate) fn read(words: impl Iterator<Item = String>) -> Result<Option<Options>> {
    let mut bench = false;
    let mut words = words;
    let mut options = Options {
        names: Vec::new(),
        runs: None,
        against: "redis-cli".into(),
        redsh: env!("CARGO_BIN_EXE_redsh").into(),
        is_before_and_after: false,
    };
    while let Some(word) = words.next() {
        let mut value = || {
            words
                .next()
                .with_context(|| format!("{word} wants a value\n{USAGE}"))
        };
        match word.as_str() {
            "--bench" => bench = true,
            "--runs" => options.runs = Some(count(&value()?)?),
            "--against" => options.against = value()?.into(),
            "--base" => {
                options.against = value()?.into();
                options.is_before_and_after = true;
            }
            "--redsh" => options.redsh = value()?.into(),
            _ if word.starts_with('-') => bail!("unknown option {word}\n{USAGE}"),
            _ => options.names.push(word),
        }
    }
    if !bench {
        println!("versus: nothing is measured without --bench, which `cargo bench` gives");
    }
    Ok(bench.then_some(options))
}

fn count(text: &str) -> Result<usize> {
    match text.parse() {
        Ok(count) if count > 0 => Ok(count),
        _ => bail!("--runs wants a number from 1, not '{text}'"),
    }
}
