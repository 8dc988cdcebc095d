//! The input of the clients, in files that are written once for each case.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context, Result};
use redsh_engine::resp::encode_command;
use tempfile::TempDir;

use crate::case::{Case, Input};
use crate::client::Client;
use crate::history;
use crate::servers::{Address, owner};

/// The files of one case, removed on drop.
pub(crate) struct Files {
    _folder: TempDir,
    /// The whole input, or the history. With the suffix `.PORT`, the input for one server.
    pub(crate) path: PathBuf,
}

impl Files {
    /// Writes the files of a case. `client` sends commands to the servers.
    pub(crate) fn write(case: &Case, servers: &[Address], client: &Client) -> Result<Self> {
        let folder = tempfile::tempdir().context("could not make a temporary folder")?;
        let files = Files {
            path: folder.path().join("input"),
            _folder: folder,
        };
        match case.input {
            Input::Nothing | Input::Dialogue(_) | Input::Messages { .. } => Ok(()),
            Input::Terminal { history } => history::write(&files.path, history),
            Input::Script(command) => files.script(case.commands, command),
            Input::Load(command) => files.load(case.commands, command, servers),
            Input::Aside(words) => files.aside(words, servers, client),
        }
        .with_context(|| format!("could not write {}", files.path.display()))?;
        Ok(files)
    }

    /// Returns the stdin of a client.
    pub(crate) fn stdin(&self, input: &Input) -> Result<Stdio> {
        Ok(match input {
            Input::Nothing | Input::Aside(_) | Input::Messages { .. } | Input::Terminal { .. } => {
                Stdio::null()
            }
            Input::Dialogue(_) => Stdio::piped(),
            Input::Script(_) | Input::Load(_) => File::open(&self.path)
                .with_context(|| format!("could not open {}", self.path.display()))?
                .into(),
        })
    }

    fn script(&self, commands: u32, command: fn(u32) -> String) -> Result<()> {
        let mut whole = create(&self.path)?;
        (0..commands).try_for_each(|n| whole.write_all(command(n).as_bytes()))?;
        settle(whole)
    }

    fn load(
        &self,
        commands: u32,
        command: fn(u32) -> [String; 3],
        servers: &[Address],
    ) -> Result<()> {
        let mut whole = create(&self.path)?;
        let mut parts = self.parts(servers)?;
        let mut protocol = Vec::new();
        for n in 0..commands {
            let words = command(n);
            protocol.clear();
            encode_command(&words, &mut protocol);
            whole.write_all(&protocol)?;
            if let Some(part) = parts.get_mut(owner(words[1].as_bytes(), servers.len())) {
                part.write_all(&protocol)?;
            }
        }
        parts.into_iter().try_for_each(settle)?;
        settle(whole)
    }

    /// Creates a file for each of several servers; a single server gets the whole input.
    fn parts(&self, servers: &[Address]) -> io::Result<Vec<BufWriter<File>>> {
        let parts = servers.iter().filter(|_| servers.len() > 1);
        parts.map(|server| create(&self.part(server))).collect()
    }

    fn aside(&self, words: &[&str], servers: &[Address], client: &Client) -> Result<()> {
        for server in servers {
            client.ask(server, words, File::create(self.part(server))?)?;
        }
        Ok(())
    }

    fn part(&self, server: &Address) -> PathBuf {
        self.path.with_extension(server.port.to_string())
    }
}

fn create(path: &Path) -> io::Result<BufWriter<File>> {
    Ok(BufWriter::new(File::create(path)?))
}

/// Syncs the file to the disk before anything is measured.
fn settle(mut file: BufWriter<File>) -> Result<()> {
    file.flush()?;
    Ok(file.get_ref().sync_all()?)
}
