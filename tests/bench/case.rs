//! One row of the table: the work that both clients are given, and what redsh is to show.

use std::fmt;

use crate::versus::Comparison;

/// Work for a client, and how much less than the other client redsh is to take for it.
#[derive(Clone, Copy)]
pub(crate) struct Case {
    /// Its name in the table and for `cargo bench -- NAME`.
    pub(crate) name: &'static str,
    /// Where the work is done.
    pub(crate) place: Place,
    /// What is in place on the servers, which are empty before each case.
    pub(crate) data: Data,
    /// What stands after the client's connection options.
    pub(crate) arguments: &'static [&'static str],
    /// The client's whole environment: nothing of the caller's is handed on.
    pub(crate) environment: &'static [(&'static str, &'static str)],
    /// What comes on its stdin.
    pub(crate) input: Input,
    /// How the other client does the same work.
    pub(crate) against: Against,
    /// Commands that one run executes, or messages that it gets: the input has so many, and the time for each is told where
    /// there are several.
    pub(crate) commands: u32,
    /// What of both stdouts must be the same.
    pub(crate) same: Same,
    /// How many pairs of runs give a steady median.
    pub(crate) pairs: usize,
    /// What is to be reached.
    pub(crate) targets: &'static [Target],
    /// How the work is made smaller for a count of its instructions.
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
    /// One command without data and input; for the rest of a row's fields.
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

/// Where a client is sent.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// To a server by itself.
    Server,
    /// To a server that speaks TLS.
    TlsServer,
    /// To the first of a cluster's three nodes.
    Cluster,
}

/// The data that the work is done on. A command is run on each server.
#[derive(Clone, Copy)]
pub(crate) enum Data {
    /// None.
    Nothing,
    /// What this command puts in place, once.
    Kept(&'static [&'static str]),
    /// The same, but the work uses it up: before every run the servers are emptied and it is put in place again.
    UsedUp(&'static [&'static str]),
    /// What the work leaves: the other client does it once, unmeasured, so that all runs write over the same.
    Left,
}

/// What a client reads on stdin. A function gives the n-th command, from 0.
#[derive(Clone, Copy)]
pub(crate) enum Input {
    /// The end of the file.
    Nothing,
    /// All commands in a file, each a text with its line end.
    Script(fn(u32) -> String),
    /// A coprocess: each command, a text again, is written when the line that answers the last one has come.
    Dialogue(fn(u32) -> String),
    /// All commands in a file, each as words of which the second is its key, in the protocol. For each node of a cluster
    /// another file has those whose keys are there, for [`Against::Shell`].
    Load(fn(u32) -> [String; 3]),
    /// The end of the file; for [`Against::Shell`] a file for each server, with what this command prints there.
    Aside(&'static [&'static str]),
    /// Nothing on stdin: the texts are messages, published as fast as the server takes them once the client has subscribed
    /// to [`publisher::CHANNEL`](crate::publisher::CHANNEL). When it has printed them all the server ends its connection,
    /// and so it ends with 1.
    Messages {
        /// The n-th message.
        message: fn(u32) -> String,
        /// What is printed before the first.
        confirmed: &'static str,
        /// What is printed before and behind each.
        around: [&'static str; 2],
    },
    /// A terminal at which nothing is typed, and so many lines of sessions before. The time is that until the prompt stands;
    /// then the client is left.
    Terminal {
        /// How many.
        history: u32,
    },
}

/// How the client that redsh is compared with is put to the work.
#[derive(Clone, Copy)]
pub(crate) enum Against {
    /// As redsh is.
    Alike,
    /// By a shell script, what a user writes where one call of that client does not do it. `$client` is the client, the
    /// arguments are the ports of the servers, `$input.PORT` is the file for one of them. What it takes is the shell's wall
    /// time, the CPU time of all its processes, and the peak memory of the largest.
    Shell(&'static str),
    /// As redsh is, but another client than the one for all rows: this one, where it is on PATH.
    Other(&'static str),
}

/// What of two stdouts is compared.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Same {
    /// Every byte.
    Bytes,
    /// The number of bytes: for output that comes too fast to be looked at by the one process that drains it.
    Length,
    /// Every line but those in which redis-cli says that it follows a redirect.
    Replies,
    /// The keys, a line each and in whatever order. A line with nothing but a number is none: a SCAN's cursor.
    Keys,
    /// The sum of N in all lines `errors: 0, replies: N`.
    Totals,
    /// Nothing of them, but how many keys are left on the servers.
    KeysLeft,
}

/// The most that redsh may take: of the other client's figure (1.0 = as much), or by itself.
pub(crate) enum Target {
    /// Time from start to end of the process, as a ratio.
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
    /// Whether redsh stayed within it.
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
