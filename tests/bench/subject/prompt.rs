//! The time until the prompt is shown at a terminal: with a history of one line, and with a full one. redsh loads the
//! documentation of the server's commands after that.

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
            // It asks the terminal for the position of the cursor, and gets no reply here.
            environment: &[("PROMPT_TOOLKIT_NO_CPR", "1")],
            pairs: 10,
            targets: &[Target::Wall(0.02)],
            ..PROMPT
        },
    ]
}
