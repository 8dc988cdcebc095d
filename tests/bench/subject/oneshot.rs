//! One command as a process of its own, as in a shell script.

use crate::case::{Case, Target};

pub(crate) fn cases() -> Vec<Case> {
    vec![Case {
        name: "oneshot-ping",
        arguments: &["PING"],
        pairs: 300,
        targets: &[Target::Wall(0.5), Target::Peak(1.0)],
        ..Case::ONE_COMMAND
    }]
}
