//! Options of snapshots, `--rdb` and its kin, and of the replication stream, `--replica`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::given::GivenOptions;
use super::usage::Usage;

/// A snapshot of a server, in the RDB format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DumpRun {
    /// The file; `-` is stdout. For a cluster, the folder.
    pub(crate) file: PathBuf,
    pub(crate) content: DumpContent,
    /// Whether the checksum of the snapshot is compared.
    pub(crate) verify: bool,
}

/// The content of a snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DumpContent {
    /// Keys and functions, `--rdb`.
    All,
    /// Only functions, `--functions-rdb`.
    Functions,
}

#[derive(Default, Args)]
#[command(next_help_heading = "Replication")]
pub(super) struct ReplicationArgs {
    /// Write a snapshot of the server to FILE
    ///
    /// In the RDB format, as a replica gets it; - is stdout. The snapshot is written to FILE.part first, its checksum is
    /// compared, and then FILE is replaced. With -c, FILE is a folder for the snapshots of all primaries.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    rdb: Option<PathBuf>,

    /// As --rdb, only the functions of the server
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    functions_rdb: Option<PathBuf>,

    /// Do not compare the checksum of the snapshot
    #[arg(long)]
    no_verify: bool,

    /// Print the commands that replicas get, as CSV
    ///
    /// Prints each command as soon as the server propagates it, until Ctrl-C. No write is acknowledged: WAIT after a
    /// write does not count redsh. SYNC and PSYNC as commands do the same.
    #[arg(long, visible_alias = "slave")]
    replica: bool,
}

impl ReplicationArgs {
    /// Whether the replication stream was requested.
    pub(super) fn is_replica(&self) -> bool {
        self.replica
    }

    /// Returns the snapshot to write, if any.
    ///
    /// # Errors
    /// Both kinds of snapshots were requested, or only an option that applies to them.
    pub(super) fn dump(&mut self, given: &GivenOptions) -> Result<Option<DumpRun>, Usage> {
        let (file, content) = match (self.rdb.take(), self.functions_rdb.take()) {
            (Some(_), Some(_)) => {
                let both = "Option --functions-rdb and --rdb are mutually exclusive.";
                return Err(Usage::wrong(both));
            }
            (Some(file), None) => (file, DumpContent::All),
            (None, Some(file)) => (file, DumpContent::Functions),
            (None, None) => {
                given.refuse(&["no_verify"], "--rdb or --functions-rdb")?;
                return Ok(None);
            }
        };
        Ok(Some(DumpRun {
            file,
            content,
            verify: !self.no_verify,
        }))
    }
}

impl DumpContent {
    /// The option that requests it.
    pub(super) fn option(self) -> &'static str {
        match self {
            DumpContent::All => "--rdb",
            DumpContent::Functions => "--functions-rdb",
        }
    }
}
