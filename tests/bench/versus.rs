//! Runs two clients in turn on one server, with the same work, so that a slow machine slows both.

use std::process::Stdio;

use anyhow::Result;

use crate::case::{Against, Case, Data, Same};
use crate::client::{Client, Run};
use crate::digest::Digest;
use crate::figures::Figures;
use crate::input::Files;
use crate::instructions::Counter;
use crate::servers::{Address, Servers};

/// The clients to compare, and the servers.
pub(crate) struct Versus<'a> {
    /// The client that goes first in each pair.
    pub(crate) redsh: &'a Client,
    /// The client to compare redsh with. It also writes the data.
    pub(crate) against: &'a Client,
    /// The bench's own servers, which are emptied before each case.
    pub(crate) servers: &'a Servers,
    /// The program that counts instructions, if there is one.
    pub(crate) counter: Option<&'a Counter>,
    /// Whether the other client is an earlier build of redsh. Then the best run of each counts.
    pub(crate) is_before_and_after: bool,
}

/// The outcome of a case.
pub(crate) enum Outcome {
    /// Both clients have run.
    Compared(Comparison),
    /// The client that the case asks for is not installed.
    NotInstalled(&'static str),
}

/// The figures of a case.
pub(crate) struct Comparison {
    /// redsh's figures.
    pub(crate) redsh: Figures,
    /// The other client's figures.
    pub(crate) against: Figures,
    /// The ratios of redsh's figures to the other client's.
    pub(crate) ratio: Figures,
    /// The instructions of redsh and of the other client for [`Case::to_count`], where they can be counted.
    pub(crate) instructions: Option<[f64; 2]>,
    /// The stdouts of the last pair of runs that differ.
    pub(crate) differ: Option<[String; 2]>,
}

impl Versus<'_> {
    /// Runs redsh and the other client in turn, `pairs` times each.
    ///
    /// # Errors
    /// A run fails.
    pub(crate) fn compare(&self, case: &Case, pairs: usize) -> Result<Outcome> {
        let Against::Other(name) = case.against else {
            return self.compare_with(self.against, case, pairs);
        };
        match Client::on_path(name)? {
            Some(other) => self.compare_with(&other, case, pairs),
            None => Ok(Outcome::NotInstalled(name)),
        }
    }

    fn compare_with(&self, other: &Client, case: &Case, pairs: usize) -> Result<Outcome> {
        let work = Work {
            versus: self,
            other,
            case,
            servers: self.servers.at(case.place),
        };
        let files = work.prepare_files()?;
        let (mut redsh, mut against, mut differ) = (Vec::new(), Vec::new(), None);
        for _ in 0..pairs {
            let ours = work.ours(&files)?;
            let theirs = work.theirs(&files)?;
            differ = ours.stdout.differs(&theirs.stdout).or(differ);
            redsh.push(ours.figures);
            against.push(theirs.figures);
        }
        let instructions = self.counter.map(|counter| self.count(other, case, counter));
        Ok(Outcome::Compared(Comparison {
            instructions: instructions.transpose()?,
            ..self.comparison(&redsh, &against, differ)
        }))
    }

    /// Counts the instructions of both clients.
    fn count(&self, other: &Client, case: &Case, counter: &Counter) -> Result<[f64; 2]> {
        let case = &case.to_count();
        let [redsh, other] = [self.redsh, other].map(|client| client.counted(counter));
        let versus = Versus {
            redsh: &redsh,
            ..*self
        };
        let work = Work {
            versus: &versus,
            other: &other,
            case,
            servers: self.servers.at(case.place),
        };
        // New files for each client: the first one at a terminal leaves a cache beside its history.
        let files = work.prepare_files()?;
        counter.forget()?;
        work.ours(&files)?;
        let ours = counter.take()?;
        let files = work.prepare_files()?;
        counter.forget()?;
        work.theirs(&files)?;
        Ok([ours, counter.take()?])
    }
}

impl Versus<'_> {
    fn comparison(
        &self,
        redsh: &[Figures],
        against: &[Figures],
        differ: Option<[String; 2]>,
    ) -> Comparison {
        let pairs = redsh.iter().zip(against);
        let ratios: Vec<Figures> = pairs.map(|(ours, theirs)| ours.over(theirs)).collect();
        let [ours, theirs] = match self.is_before_and_after {
            true => [redsh, against].map(Figures::least),
            false => [redsh, against].map(Figures::medians),
        };
        let ratio = match self.is_before_and_after {
            true => ours.over(&theirs),
            false => Figures::medians(&ratios),
        };
        Comparison {
            redsh: ours,
            against: theirs,
            ratio,
            instructions: None,
            differ,
        }
    }
}

/// A case and its servers.
struct Work<'a> {
    versus: &'a Versus<'a>,
    /// The client to compare redsh with.
    other: &'a Client,
    case: &'a Case,
    servers: Vec<Address>,
}

impl Work<'_> {
    fn ours(&self, files: &Files) -> Result<Run> {
        self.renew()?;
        let run = self.versus.redsh.run(self.case, &self.servers, files)?;
        self.seen(run)
    }

    fn theirs(&self, files: &Files) -> Result<Run> {
        self.renew()?;
        self.seen(self.other.run_against(self.case, &self.servers, files)?)
    }

    /// Puts the data in place, and writes the files.
    fn prepare_files(&self) -> Result<Files> {
        self.prepare()?;
        let files = Files::write(self.case, &self.servers, self.versus.against)?;
        if let Data::Left = self.case.data {
            self.theirs(&files)?;
        }
        Ok(files)
    }

    /// Empties the servers, and writes the data of the case.
    fn prepare(&self) -> Result<()> {
        self.everywhere(&["FLUSHALL"])?;
        match self.case.data {
            Data::Nothing | Data::Left => Ok(()),
            Data::Kept(words) | Data::UsedUp(words) => self.everywhere(words),
        }
    }

    /// Writes the data again if a run has used it up.
    fn renew(&self) -> Result<()> {
        match self.case.data {
            Data::UsedUp(_) => self.prepare(),
            _ => Ok(()),
        }
    }

    fn everywhere(&self, words: &[&str]) -> Result<()> {
        for server in &self.servers {
            self.versus.against.ask(server, words, Stdio::null())?;
        }
        Ok(())
    }

    /// Adds the number of keys that are left, if the case compares that.
    fn seen(&self, run: Run) -> Result<Run> {
        match self.case.same {
            Same::KeysLeft => Ok(Run {
                stdout: Digest::keys_left(self.keys()?),
                ..run
            }),
            _ => Ok(run),
        }
    }

    fn keys(&self) -> Result<u64> {
        let mut keys = 0;
        for server in &self.servers {
            let size = self
                .versus
                .against
                .ask(server, &["DBSIZE"], Stdio::piped())?;
            keys += str::from_utf8(&size)?.trim().parse::<u64>()?;
        }
        Ok(keys)
    }
}

impl Outcome {
    /// Whether both clients printed the same.
    pub(crate) fn is_sound(&self) -> bool {
        match self {
            Outcome::Compared(comparison) => comparison.differ.is_none(),
            Outcome::NotInstalled(_) => true,
        }
    }
}
