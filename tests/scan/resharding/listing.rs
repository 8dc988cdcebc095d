//! A scan whose output is read step by step. It gets not far ahead of the reader: a pipe holds 64 KiB.

use std::collections::HashSet;
use std::io::{BufRead, BufReader, PipeReader};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread;

use support::cluster::Cluster;
use support::coprocess::Coprocess;
use support::shell::Shell;
use support::wait::DEADLINE;

/// A running scan, and the keys that it has listed so far.
pub(super) struct Listing {
    redsh: Coprocess,
    lines: Receiver<String>,
    listed: HashSet<String>,
}

impl Listing {
    pub(super) fn start(cluster: &Cluster, options: &[&str]) -> Self {
        let (ours, theirs) = std::io::pipe().expect("a pipe can be made");
        let redsh = Shell::redsh()
            .on(&cluster.nodes()[0])
            .args(["-c", "--scan"]);
        Listing {
            redsh: redsh.args(options).stdout(theirs).start(),
            lines: lines(ours),
            listed: HashSet::new(),
        }
    }

    /// Reads this number of keys, or to the end.
    #[track_caller]
    pub(super) fn read(&mut self, keys: usize) {
        for _ in 0..keys {
            match self.lines.recv_timeout(DEADLINE) {
                Ok(line) => drop(self.listed.insert(line)),
                Err(RecvTimeoutError::Timeout) => panic!("hung after {} keys", self.listed.len()),
                Err(RecvTimeoutError::Disconnected) => break,
            }
        }
    }

    /// Reads to the end.
    #[track_caller]
    pub(super) fn finish(mut self) -> HashSet<String> {
        self.read(usize::MAX);
        self.redsh.finish().assert_success().assert_stderr("");
        self.listed
    }
}

/// The lines, each of which is read after the previous one was taken.
fn lines(pipe: PipeReader) -> Receiver<String> {
    let (sender, receiver) = sync_channel(0);
    thread::spawn(move || {
        let lines = BufReader::new(pipe).lines();
        for line in lines.map_while(Result::ok) {
            if sender.send(line).is_err() {
                break;
            }
        }
    });
    receiver
}
