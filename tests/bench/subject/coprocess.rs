//! A program that keeps a client running, and talks to it line by line.

use crate::case::{Case, Counted, Input, Target};

pub(crate) fn cases() -> Vec<Case> {
    vec![Case {
        name: "coprocess",
        input: Input::Dialogue(|n| format!("ECHO line:{n}\n")),
        commands: 10_000,
        pairs: 5,
        targets: &[Target::Wall(1.0)],
        counted: Counted::commands(1_000),
        ..Case::ONE_COMMAND
    }]
}
