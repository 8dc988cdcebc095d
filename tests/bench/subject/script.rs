//! Many commands from a file on stdin.

use crate::case::{Case, Counted, Data, Input, Target};

/// The script's own keys, so that the first run on them does not do other work for the server than the next.
const SAME_KEYS: &[&str] = &[
    "EVAL",
    "for n = 0, 199999 do redis.call('SET', 'key:' .. n, 'value:' .. n) end",
    "0",
];

pub(crate) fn cases() -> Vec<Case> {
    vec![Case {
        name: "script-set",
        data: Data::Kept(SAME_KEYS),
        input: Input::Script(|n| format!("SET key:{n} value:{n}\n")),
        commands: 200_000,
        pairs: 3,
        targets: &[Target::Wall(0.04)],
        counted: Counted::commands(10_000),
        ..Case::ONE_COMMAND
    }]
}
