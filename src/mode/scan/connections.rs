//! What the connections beside the scan's own begin as, and how they are told of.

use redsh_engine::net::{Address, Notice};

use crate::mode::progress::ProgressLog;

/// What connections begin as, and how they are told of.
#[derive(Clone)]
pub(crate) struct Connections {
    /// Each that is made is told.
    pub(crate) verbose: bool,
    pub(crate) voice: ProgressLog,
}

impl Connections {
    /// One has been made.
    pub(super) fn tell(&self, address: &Address, notices: &[Notice]) {
        if self.verbose {
            self.voice.tell(format!("connected to {address}"));
        }
        for notice in notices {
            self.voice.tell(notice.to_string());
        }
    }
}
