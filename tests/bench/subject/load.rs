//! `--pipe`: commands in the protocol, from a file. 5,000,000 are 370 MB.

use crate::case::{Against, Case, Counted, Data, Input, Place, Same, Target};

/// For all rows. Every run overwrites the keys of the one before.
const LOAD: Case = Case {
    data: Data::Left,
    arguments: &["--pipe"],
    input: Input::Load(|n| {
        let (key, value) = (format!("key:{n:07}"), format!("value:{n:030}"));
        ["SET".to_owned(), key, value]
    }),
    commands: 5_000_000,
    pairs: 3,
    counted: Counted::commands(100_000),
    ..Case::ONE_COMMAND
};

/// The best that redis-cli can do for a cluster: all nodes in parallel, with a file of its own keys for each.
const A_FILE_FOR_EACH_NODE: &str = r#"
    for port; do "$client" -p "$port" --pipe < "$input.$port" & all="$all $!"; done
    for one in $all; do wait "$one" || exit; done
"#;

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "pipe",
            targets: &[Target::Wall(1.0), Target::Cpu(0.6), Target::PeakMiB(24.0)],
            ..LOAD
        },
        Case {
            name: "pipe-tls",
            place: Place::TlsServer,
            commands: 1_000_000,
            targets: &[Target::Wall(1.0)],
            ..LOAD
        },
        Case {
            name: "pipe-cluster",
            place: Place::Cluster,
            arguments: &["-c", "--pipe"],
            against: Against::Shell(A_FILE_FOR_EACH_NODE),
            same: Same::Totals,
            targets: &[Target::Wall(1.1), Target::PeakMiB(24.0)],
            ..LOAD
        },
    ]
}
