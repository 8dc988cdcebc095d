//! Commands on keys of all slots, with `-c` on a cluster of three. redsh has read the map; redis-cli follows a redirect, on
//! a new connection, for two commands of three.

use crate::case::{Case, Counted, Input, Place, Same, Target};

/// For both rows: redis-cli also prints where it is redirected to.
const CLUSTER: Case = Case {
    place: Place::Cluster,
    arguments: &["-c"],
    same: Same::Replies,
    ..Case::ONE_COMMAND
};

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "cluster-script",
            input: Input::Script(|n| format!("SET key:{n} value:{n}\n")),
            commands: 200_000,
            // One pair: redis-cli takes more than a minute, against which nothing else in it counts.
            pairs: 1,
            targets: &[Target::Wall(0.02)],
            counted: Counted::commands(5_000),
            ..CLUSTER
        },
        // Each command is the first on its key, is sent when the one before is answered, and so shows what finding the
        // node costs: nothing with a map at hand, else a redirect.
        Case {
            name: "cluster-first-key",
            input: Input::Dialogue(|n| format!("SET key:{n} value:{n}\n")),
            commands: 5_000,
            pairs: 3,
            targets: &[Target::Wall(0.5)],
            counted: Counted::commands(1_000),
            ..CLUSTER
        },
    ]
}
