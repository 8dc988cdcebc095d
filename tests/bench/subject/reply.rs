//! Replies that are too large to be held: a list of a million elements, a string of 400 MB.

use crate::case::{Case, Counted, Data, Same, Target};

const MILLION: &[&str] = &[
    "EVAL",
    "for n = 1, 1000000 do redis.call('RPUSH', KEYS[1], 'element:' .. n) end",
    "1",
    "list",
];

const MB_400: &[&str] = &[
    "EVAL",
    "local mb = string.rep('0123456789', 100000) for _ = 1, 400 do redis.call('APPEND', KEYS[1], mb) end",
    "1",
    "string",
];

/// For each format of a list.
const LIST: Case = Case {
    data: Data::Kept(MILLION),
    pairs: 5,
    targets: &[Target::Cpu(0.35), Target::PeakMiB(12.0)],
    ..Case::ONE_COMMAND
};

/// A tenth of the reply.
const fn counted(arguments: &'static [&'static str]) -> Counted {
    Counted {
        arguments: Some(arguments),
        ..Counted::WHOLE
    }
}

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "lrange-standard",
            arguments: &["LRANGE", "list", "0", "-1"],
            environment: &[("FAKETTY", "1")],
            counted: counted(&["LRANGE", "list", "0", "99999"]),
            ..LIST
        },
        Case {
            name: "lrange-csv",
            arguments: &["--csv", "LRANGE", "list", "0", "-1"],
            counted: counted(&["--csv", "LRANGE", "list", "0", "99999"]),
            ..LIST
        },
        Case {
            name: "lrange-json",
            arguments: &["--json", "LRANGE", "list", "0", "-1"],
            counted: counted(&["--json", "LRANGE", "list", "0", "99999"]),
            ..LIST
        },
        Case {
            name: "get-400mb",
            data: Data::Kept(MB_400),
            arguments: &["GET", "string"],
            same: Same::Length,
            pairs: 3,
            targets: &[Target::Wall(0.6), Target::PeakMiB(12.0)],
            counted: counted(&["GETRANGE", "string", "0", "39999999"]),
            ..Case::ONE_COMMAND
        },
    ]
}
