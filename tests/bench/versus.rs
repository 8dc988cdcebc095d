//! Two clients in turn on one server: the same work, the same call, so that what slows the machine slows both.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::case::{Case, Input, Place};
use crate::client::Client;
use crate::figures::Figures;

/// Who is compared, and where.
pub(crate) struct Versus<'a> {
    /// The one that goes first in each pair.
    pub(crate) redsh: &'a Client,
    /// The one that redsh is compared with. Puts the data in place too.
    pub(crate) against: &'a Client,
    /// Where on 127.0.0.1 the server listens, which belongs to the bench: it is emptied before each case.
    pub(crate) server: u16,
    /// The same of each node of a cluster; none where no case wants it.
    pub(crate) cluster: Vec<u16>,
    /// For the clients' input.
    pub(crate) folder: &'a Path,
}

/// What a case's runs came to.
pub(crate) struct Comparison {
    /// redsh's medians.
    pub(crate) redsh: Figures,
    /// The other client's medians.
    pub(crate) against: Figures,
    /// The medians of each pair's ratios, redsh over the other.
    pub(crate) ratio: Figures,
    /// The bytes that each printed, in the last pair that did not print the same.
    pub(crate) differ: Option<[u64; 2]>,
}

impl Versus<'_> {
    /// Runs redsh and the other client in turn, so many times each, 1 or more.
    ///
    /// # Errors
    /// The first run that fails: there is no figure for work that was not done.
    pub(crate) fn compare(&self, case: &Case, pairs: usize) -> Result<Comparison> {
        self.fill(case)?;
        let script = script(case, self.folder)?;
        let port = self.ports(case)[0];
        let (mut redsh, mut against, mut differ) = (Vec::new(), Vec::new(), None);
        for _ in 0..pairs {
            let ours = self.redsh.run(case, port, &script)?;
            let theirs = self.against.run(case, port, &script)?;
            differ = ours.stdout.differs(&theirs.stdout).or(differ);
            redsh.push(ours.figures);
            against.push(theirs.figures);
        }
        Ok(Comparison::of(&redsh, &against, differ))
    }

    /// Leaves nothing on the server but the case's own data.
    fn fill(&self, case: &Case) -> Result<()> {
        let ports = self.ports(case);
        for port in ports {
            self.against.ask(*port, &["FLUSHALL"])?;
        }
        match case.fill {
            [] => Ok(()),
            words => self.against.ask(ports[0], words),
        }
    }

    /// The servers that a case is about; the clients are sent to the first.
    fn ports(&self, case: &Case) -> &[u16] {
        match case.place {
            Place::Server => std::slice::from_ref(&self.server),
            Place::Cluster => &self.cluster,
        }
    }
}

impl Comparison {
    fn of(redsh: &[Figures], against: &[Figures], differ: Option<[u64; 2]>) -> Self {
        let ratios: Vec<Figures> = redsh
            .iter()
            .zip(against)
            .map(|(ours, theirs)| ours.over(theirs))
            .collect();
        Comparison {
            redsh: Figures::medians(redsh),
            against: Figures::medians(against),
            ratio: Figures::medians(&ratios),
            differ,
        }
    }
}

/// Writes the case's input into a file, where it has such.
fn script(case: &Case, folder: &Path) -> Result<PathBuf> {
    let path = folder.join("script");
    if let Input::Script(command) = case.input {
        let wrote = || -> std::io::Result<()> {
            let mut file = BufWriter::new(File::create(&path)?);
            (0..case.commands).try_for_each(|n| file.write_all(command(n).as_bytes()))?;
            file.flush()
        };
        wrote().with_context(|| format!("could not write {}", path.display()))?;
    }
    Ok(path)
}
