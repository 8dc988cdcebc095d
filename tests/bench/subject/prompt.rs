//! At a terminal, until the prompt stands: with hardly a line of sessions before, and with as many as are kept. What redsh
//! learns of the server's commands comes behind that, kept from a session before or not.

use crate::case::{Against, Case, Input, Target};

/// For all rows. Both connect first.
const PROMPT: Case = Case {
    input: Input::Terminal { history: 1 },
    pairs: 100,
    targets: &[Target::Wall(1.0), Target::PeakMiB(12.0)],
    ..Case::ONE_COMMAND
};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "prompt",
            ..PROMPT
        },
        Case {
            name: "prompt-history",
            input: Input::Terminal { history: 100_000 },
            ..PROMPT
        },
        Case {
            name: "prompt-iredis",
            against: Against::Other("iredis"),
            // It asks the terminal where the cursor is, and nobody answers here.
            environment: &[("PROMPT_TOOLKIT_NO_CPR", "1")],
            pairs: 10,
            targets: &[Target::Wall(0.02)],
            ..PROMPT
        },
    ]
}
