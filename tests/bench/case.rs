//! A row of the table: the work of both clients, and the targets of redsh.

use std::fmt;

use crate::versus::Comparison;

/// The work of both clients, and the targets of redsh.
#[derive(Clone, Copy)]
pub(crate) struct Case {
    /// The name in the table and for `cargo bench -- NAME`.
    pub(crate) name: &'static str,
    /// The servers.
    pub(crate) place: Place,
    /// The data on the servers, which are empty before each case.
    pub(crate) data: Data,
    /// The arguments after the client's connection options.
    pub(crate) arguments: &'static [&'static str],
    /// The client's whole environment: it inherits nothing.
    pub(crate) environment: &'static [(&'static str, &'static str)],
    /// The client's stdin.
    pub(crate) input: Input,
    /// How the other client does the same work.
    pub(crate) against: Against,
    /// The number of commands or messages in one run. If there are several, the table has the time for each.
    pub(crate) commands: u32,
    /// The part of both stdouts that must be the same.
    pub(crate) same: Same,
    /// The number of pairs of runs that gives a steady median.
    pub(crate) pairs: usize,
    /// The targets.
    pub(crate) targets: &'static [Target],
    /// The smaller work whose instructions are counted.
    pub(crate) counted: Counted,
}

/// The parts of a case that a count of instructions replaces, as valgrind is slow.
#[derive(Clone, Copy, Default)]
pub(crate) struct Counted {
    /// The number of commands.
    pub(crate) commands: Option<u32>,
    /// The data.
    pub(crate) data: Option<Data>,
    /// The arguments.
    pub(crate) arguments: Option<&'static [&'static str]>,
}

impl Counted {
    /// The whole work.
    pub(crate) const WHOLE: Counted = Counted {
        commands: None,
        data: None,
        arguments: None,
    };

    /// Only so many commands.
    pub(crate) const fn commands(count: u32) -> Counted {
        Counted {
            commands: Some(count),
            ..Counted::WHOLE
        }
    }
}

/// The targets of redsh against an earlier build of itself.
const BEFORE_AND_AFTER: &[Target] = &[Target::Instructions(1.03), Target::Wall(1.1)];

/// The least number of pairs in that comparison, which takes the best run of each.
const PAIRS: usize = 3;

impl Case {
    /// One command without data and input, for the fields that a row leaves out.
    pub(crate) const ONE_COMMAND: Case = Case {
        name: "",
        place: Place::Server,
        data: Data::Nothing,
        arguments: &[],
        environment: &[],
        input: Input::Nothing,
        against: Against::Alike,
        commands: 1,
        same: Same::Bytes,
        pairs: 5,
        targets: &[],
        counted: Counted::WHOLE,
    };

    /// Returns the smaller work for a count of instructions.
    pub(crate) fn to_count(self) -> Case {
        Case {
            commands: self.counted.commands.unwrap_or(self.commands),
            data: self.counted.data.unwrap_or(self.data),
            arguments: self.counted.arguments.unwrap_or(self.arguments),
            ..self
        }
    }

    /// Returns the same work for two builds of redsh; `None` where the case is about another client.
    pub(crate) fn before_and_after(self) -> Option<Case> {
        let is_for_both = !matches!(self.against, Against::Other(_));
        is_for_both.then_some(Case {
            against: Against::Alike,
            pairs: self.pairs.max(PAIRS),
            targets: BEFORE_AND_AFTER,
            ..self
        })
    }
}

/// The server that a client connects to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// A server without TLS.
    Server,
    /// A server with TLS.
    TlsServer,
    /// The first of a cluster's three nodes.
    Cluster,
}

/// The data on the servers. A command runs on each server.
#[derive(Clone, Copy)]
pub(crate) enum Data {
    /// None.
    Nothing,
    /// The data that this command writes, once.
    Kept(&'static [&'static str]),
    /// The same, but the work deletes it: before every run the servers are emptied and the data is written again.
    UsedUp(&'static [&'static str]),
    /// The data that the work writes. The other client does the work once, unmeasured, so that all runs overwrite keys.
    Left,
}

/// The stdin of a client. A function returns the n-th command, from 0.
#[derive(Clone, Copy)]
pub(crate) enum Input {
    /// An empty file.
    Nothing,
    /// A file with all commands, a line each.
    Script(fn(u32) -> String),
    /// A pipe: each command, a line, is written after the reply to the one before it has been read.
    Dialogue(fn(u32) -> String),
    /// A file with all commands in the protocol; the second word is the key. [`Against::Shell`] gets another file for each
    /// node of a cluster, with the commands for its keys.
    Load(fn(u32) -> [String; 3]),
    /// An empty file. [`Against::Shell`] gets a file for each server, with the reply to this command.
    Aside(&'static [&'static str]),
    /// An empty file. The texts are messages that are published as fast as the server accepts them, once the client has
    /// subscribed to [`publisher::CHANNEL`](crate::publisher::CHANNEL). After the last one the server closes the connection,
    /// so the client exits with 1.
    Messages {
        /// The n-th message.
        message: fn(u32) -> String,
        /// The output before the first message.
        confirmed: &'static str,
        /// The output before and after each message.
        around: [&'static str; 2],
    },
    /// A terminal at which nothing is typed, and a history. The time is that until the prompt is shown; then the client
    /// exits.
    Terminal {
        /// The number of lines in the history.
        history: u32,
    },
}

/// How the other client does the work.
#[derive(Clone, Copy)]
pub(crate) enum Against {
    /// As redsh does.
    Alike,
    /// By a shell script, as a user writes it if one call of that client cannot do the work. `$client` is the client, the
    /// arguments are the ports of the servers, `$input.PORT` is the file for one of them. The figures are the shell's wall
    /// time, the CPU time of all its processes, and the peak memory of the largest.
    Shell(&'static str),
    /// As redsh does, but by this client if it is on PATH, in place of the one for all rows.
    Other(&'static str),
}

/// The part of two stdouts that is compared.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Same {
    /// Every byte.
    Bytes,
    /// The number of bytes, for output that is too fast for one process to inspect.
    Length,
    /// Every line but those in which redis-cli reports a redirect.
    Replies,
    /// The keys, a line each, in any order. A line with only a number is the cursor of a SCAN, not a key.
    Keys,
    /// The sum of N in all lines `errors: 0, replies: N`.
    Totals,
    /// The number of keys that are left on the servers, in place of the stdouts.
    KeysLeft,
}

/// An upper limit for redsh: as a ratio to the other client's figure, or absolute.
pub(crate) enum Target {
    /// Wall time of the process, as a ratio.
    Wall(f64),
    /// Instructions in user space, as a ratio.
    Instructions(f64),
    /// User and system CPU time, as a ratio.
    Cpu(f64),
    /// Peak memory, as a ratio.
    Peak(f64),
    /// Peak memory in MiB.
    PeakMiB(f64),
}

impl Target {
    /// Whether redsh met the target.
    pub(crate) fn is_met(&self, comparison: &Comparison) -> bool {
        match *self {
            Target::Wall(most) => comparison.ratio.wall <= most,
            Target::Instructions(most) => {
                let ratio = comparison.instructions.map(|[ours, theirs]| ours / theirs);
                ratio.is_none_or(|ratio| ratio <= most)
            }
            Target::Cpu(most) => comparison.ratio.cpu <= most,
            Target::Peak(most) => comparison.ratio.peak <= most,
            Target::PeakMiB(most) => comparison.redsh.peak <= most * 1024.0 * 1024.0,
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Target::Wall(most) => write!(f, "wall ≤ {most}×"),
            Target::Instructions(most) => write!(f, "instr ≤ {most}×"),
            Target::Cpu(most) => write!(f, "cpu ≤ {most}×"),
            Target::Peak(most) => write!(f, "peak ≤ {most}×"),
            Target::PeakMiB(most) => write!(f, "peak ≤ {most} MiB"),
        }
    }
}
