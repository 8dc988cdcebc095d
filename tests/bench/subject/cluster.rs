//! Commands on keys of all slots, with `-c` on a cluster of three nodes. redsh knows the topology; redis-cli follows a
//! redirect, on a new connection, for two of three commands.

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
            // One pair: redis-cli takes more than a minute.
            pairs: 1,
            targets: &[Target::Wall(0.02)],
            counted: Counted::commands(5_000),
            ..CLUSTER
        },
        // Each command is the first on its key, and is sent after the reply to the one before it. So it shows the cost of
        // finding the node: a redirect, or nothing for a client that knows the topology.
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
