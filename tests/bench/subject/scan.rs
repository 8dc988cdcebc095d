//! `--scan`: the names of 2,000,000 keys, and a command for each of 1,000,000.
//!
//! redis-cli before 7.2 has no `--count`. In its place, redis-cli gets all SCANs of a whole iteration on stdin: the data
//! does not change, so the cursors are known beforehand. It prints the same keys with the same round trips, and takes some
//! 2 µs of CPU more for each than its own `--scan` with a COUNT of 10.

use crate::case::{Against, Case, Counted, Data, Input, Place, Same, Target};

/// A node of a cluster refuses the keys of others.
const TWO_MILLION: &[&str] = &[
    "EVAL",
    "for n = 1, 2000000 do redis.pcall('SET', 'key:' .. n, '') end",
    "0",
];

/// For a count of instructions.
const FEW: Counted = Counted {
    data: Some(Data::Kept(&[
        "EVAL",
        "for n = 1, 100000 do redis.pcall('SET', 'key:' .. n, '') end",
        "0",
    ])),
    ..Counted::WHOLE
};

/// For a count of instructions, where the work uses up the data.
const FEW_USED_UP: Counted = Counted {
    data: Some(Data::UsedUp(&[
        "EVAL",
        "for n = 1, 50000 do redis.call('SET', 'key:' .. n, '') end",
        "0",
    ])),
    ..Counted::WHOLE
};

const ONE_MILLION: &[&str] = &[
    "EVAL",
    "for n = 1, 1000000 do redis.call('SET', 'key:' .. n, '') end",
    "0",
];

/// Prints the SCANs of a whole iteration, a line each.
const STEPS: &str = "
    local steps, cursor = {}, '0'
    repeat
        steps[#steps + 1] = 'SCAN ' .. cursor .. ' COUNT ' .. ARGV[1]
        cursor = redis.call('SCAN', cursor, 'COUNT', ARGV[1])[1]
    until cursor == '0'
    return steps";

/// redis-cli lists one node: of several, each after the other.
const BY_STEPS: Against =
    Against::Shell(r#"for port; do "$client" -p "$port" < "$input.$port" || exit; done"#);

/// 200,000 keys, as redis-cli has no quick way to ask about many.
const KEYS_OF_ALL_NODES: &[&str] = &[
    "EVAL",
    "for n = 1, 200000 do redis.pcall('SET', 'key:' .. n, '') end",
    "0",
];

/// Asks each node for the type, the time to live, the idle time and the size of its keys.
const ABOUT_EACH_KEY: &str = r#"
    for port; do
        "$client" -p "$port" --scan |
            sed 's/.*/TYPE &\nPTTL &\nOBJECT IDLETIME &\nMEMORY USAGE &/' |
            "$client" -p "$port" || exit
    done"#;

/// For all rows that list keys.
const SCAN: Case = Case {
    data: Data::Kept(TWO_MILLION),
    arguments: &["--scan"],
    same: Same::Keys,
    pairs: 3,
    counted: FEW,
    ..Case::ONE_COMMAND
};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "scan",
            targets: &[Target::Wall(0.125)],
            ..SCAN
        },
        Case {
            name: "scan-count-10",
            arguments: &["--scan", "--count", "10"],
            against: Against::Shell(r#""$client" -p "$1" --scan"#),
            targets: &[Target::Wall(1.0)],
            ..SCAN
        },
        Case {
            name: "scan-count-100",
            arguments: &["--scan", "--count", "100"],
            input: Input::Aside(&["EVAL", STEPS, "0", "100"]),
            against: BY_STEPS,
            targets: &[Target::Wall(1.0)],
            ..SCAN
        },
        Case {
            name: "scan-count-1000",
            arguments: &["--scan", "--count", "1000"],
            input: Input::Aside(&["EVAL", STEPS, "0", "1000"]),
            against: BY_STEPS,
            targets: &[Target::Wall(0.9)],
            ..SCAN
        },
        Case {
            name: "scan-cluster",
            place: Place::Cluster,
            arguments: &["-c", "--scan"],
            input: Input::Aside(&["EVAL", STEPS, "0", "1000"]),
            against: BY_STEPS,
            targets: &[Target::Wall(0.5)],
            ..SCAN
        },
        Case {
            name: "scan-long-cluster",
            place: Place::Cluster,
            data: Data::Kept(KEYS_OF_ALL_NODES),
            arguments: &["-c", "--scan", "--long"],
            against: Against::Shell(ABOUT_EACH_KEY),
            // The lines of both have other forms.
            same: Same::KeysLeft,
            targets: &[Target::Wall(0.1)],
            ..SCAN
        },
        Case {
            name: "scan-each",
            data: Data::UsedUp(ONE_MILLION),
            arguments: &["--scan", "--each", "UNLINK {}", "--quiet"],
            against: Against::Shell(r#""$client" -p "$1" --scan | xargs "$client" -p "$1" UNLINK"#),
            same: Same::KeysLeft,
            targets: &[Target::Wall(0.333)],
            counted: FEW_USED_UP,
            ..SCAN
        },
    ]
}
