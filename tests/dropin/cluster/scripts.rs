//! Scripts with `-c`: redsh prints the same as redis-cli, except for notes on redirects.
//!
//! Each case runs on an empty cluster with both programs, which must also leave the same data. `{0}`, `{1}` and `{2}`
//! stand for hash tags of the three nodes, so every case shows which nodes it uses.

use super::{digests, empty, redis_cli, redsh, without_notes};
use support::cluster::Cluster;
use support::outcome::Outcome;
use support::shell::Shell;

/// Options and lines.
const CASES: &[(&[&str], &str)] = &[
    // A command without keys goes to the node of the last command with keys.
    (&[], "DBSIZE\nPING\nECHO hi\n"),
    (
        &[],
        "SET k{0} v\nDBSIZE\nSET k{1} v\nSET l{1} v\nDBSIZE\nDBSIZE\nSET k{2} v\nDBSIZE\n",
    ),
    (
        &[],
        "SET k{2} v\nKEYS *\nGET k{1}\nKEYS *\nSCAN 0\nRANDOMKEY\nGET k{2}\nRANDOMKEY\n",
    ),
    (
        &[],
        "SET k{1} v\nCLUSTER KEYSLOT k{1}\nCONFIG GET port\nGET k{2}\nCONFIG GET port\n",
    ),
    (
        &[],
        "SET k{1} v\nEVAL 'return #redis.call(\"KEYS\", \"*\")' 0\nGET k{2}\nEVAL 'return 1' 0\nDBSIZE\n",
    ),
    (
        &[],
        "SET k{1} v\nFLUSHALL\nDBSIZE\nGET k{1}\nPUBLISH c m\nDBSIZE\n",
    ),
    (
        &[],
        "SET k{1} v\nGET\nDBSIZE\nSET k{2}\nDBSIZE\nGET k{0} x\nDBSIZE\n",
    ),
    (&[], "LPUSH k{1} v\nGET k{1}\nDBSIZE\nINCR k{1}\nDBSIZE\n"),
    (
        &[],
        "SET k{1} v\nMGET k{1} k{2}\nDBSIZE\nMGET k{2} k{1}\nDBSIZE\n",
    ),
    (
        &[],
        "SET k{2} v\nNOSUCH k{1}\nDBSIZE\nNO.SUCH a b\nDBSIZE\n",
    ),
    (&[], "SET k{2} v\n\n   \nDBSIZE\n\"unbalanced\nDBSIZE\n"),
    (
        &[],
        "SET k{2} v\nCLUSTER NOSUCH\nOBJECT HELP x\nDBSIZE\nCLIENT GETNAME\n",
    ),
    (
        &[],
        "SET k{1} v\nDEBUG OBJECT k{2}\nDBSIZE\nOBJECT ENCODING k{2}\nDBSIZE\n",
    ),
    (&[], "SET k{1} v\nSELECT 0\nSELECT 1\nDBSIZE\nSWAPDB 0 1\n"),
    (
        &[],
        "SET k{1} v\nCOMMAND COUNT\nCOMMAND GETKEYS SET k{2} v\nDBSIZE\n",
    ),
    // Several keys.
    (
        &[],
        "MSET {0}a 1 {0}b 2 {0}c 3\nMGET {0}a {0}b {0}c {0}d\nDEL {0}a {0}b\nDBSIZE\n",
    ),
    (
        &[],
        "MSET k{0} 1 k{1} 2\nMGET k{0} k{1}\nDEL k{0} k{1}\nEXISTS k{0} k{2}\n",
    ),
    (
        &[],
        "SADD {1}a 1 2 3\nSADD {1}b 2 3 4\nSINTERSTORE {1}c {1}a {1}b\nSCARD {1}c\nSINTERCARD 2 {1}a {1}b\n",
    ),
    (
        &[],
        "ZADD {2}z 1 a 2 b\nZUNIONSTORE {2}u 2 {2}z {2}z\nZRANGE {2}u 0 -1 WITHSCORES\nZUNION 2 {2}z k{0}\n",
    ),
    (
        &[],
        "RPUSH {0}l 3 1 2\nSORT {0}l STORE {0}s\nLRANGE {0}s 0 -1\nSORT {0}l STORE k{1}\nDBSIZE\n",
    ),
    (
        &[],
        "SET {1}a foo\nBITOP NOT {1}b {1}a\nSTRLEN {1}b\nCOPY {1}a {1}c\nRENAME {1}c {1}d\nRENAME {1}d k{2}\n",
    ),
    // Scripts and functions.
    (
        &[],
        "EVAL 'return redis.call(\"SET\", KEYS[1], ARGV[1])' 1 k{1} v\nGET k{1}\nDBSIZE\n",
    ),
    (
        &[],
        "EVAL 'return KEYS' 2 k{0} k{1}\nEVAL 'return KEYS' 2 {0}a {0}b\nEVAL 'return 1' x\nEVAL 'return 1' 5 a\n",
    ),
    (
        &[],
        "EVALSHA 0123456789012345678901234567890123456789 1 k{2}\nEVAL_RO 'return redis.call(\"GET\", KEYS[1])' 1 k{1}\nDBSIZE\n",
    ),
    (
        &[],
        "FCALL nosuch 1 k{2}\nEVAL 'return redis.call(\"GET\", \"k{0}\")' 1 k{1}\n",
    ),
    // Streams and blocking commands.
    (
        &[],
        "XADD s{1} 1-1 a b\nXADD s{2} 2-1 c d\nXREAD COUNT 1 STREAMS s{1} 0\nXREAD STREAMS s{1} s{2} 0 0\nXLEN s{2}\nDBSIZE\n",
    ),
    (
        &[],
        "XGROUP CREATE s{1} g $ MKSTREAM\nXADD s{1} 1-1 a b\nXREADGROUP GROUP g me STREAMS s{1} >\nXACK s{1} g 1-1\nXINFO GROUPS s{1}\nDEL s{1}\n",
    ),
    (
        &[],
        "RPUSH l{1} a b\nBLPOP l{1} 1\nBLPOP l{1} 1\nBLPOP l{1} 0.01\nSET k{0} v\nBLMPOP 0.01 1 l{2} LEFT\nWAIT 0 10\nDBSIZE\n",
    ),
    (
        &[],
        "XREAD BLOCK 10 STREAMS s{2} $\nBZPOPMIN z{1} 0.01\nBRPOPLPUSH {0}a {0}b 0.01\nBRPOPLPUSH k{0} k{1} 0.01\n",
    ),
    // Times, formats, protocols.
    (
        &[],
        "5 INCR n{1}\n3 DBSIZE\n2 INCR n{2}\n0 GET n{1}\n-1 GET n{1}\n3\n",
    ),
    (
        &["--csv"],
        "RPUSH l{1} a b\nLRANGE l{1} 0 -1\nGET k{0}\nMGET {2}a {2}b\nMGET k{0} k{1}\n",
    ),
    (
        &["--json"],
        "HSET h{1} f v\nHGETALL h{1}\nGET k{0}\nSMEMBERS s{2}\nNOSUCH\n",
    ),
    (
        &["-3"],
        "HSET h{1} f v\nHGETALL h{1}\nZADD z{0} 1.5 a\nZSCORE z{0} a\nGET k{2}\nDBSIZE\n",
    ),
    (
        &["--no-raw"],
        "RPUSH l{1} a b\nLRANGE l{1} 0 -1\nGET k{0}\nMGET k{0} k{1}\nINCR n{2}\n",
    ),
    (
        &["--no-raw", "-3"],
        "HSET h{1} f v\nHGETALL h{1}\nGET k{2}\nDBSIZE\n",
    ),
    (&["-D", "|"], "SET k{0} v\nGET k{0}\nGET k{1}\nDBSIZE\n"),
    (&["-d", ";"], "RPUSH l{1} a b\nLRANGE l{1} 0 -1\n"),
    (&["-e"], "SET k{1} v\nGET k{2}\nDBSIZE\n"),
    // Channels.
    (
        &[],
        "SPUBLISH c{1} m\nDBSIZE\nSPUBLISH c{2} m\nPUBSUB SHARDNUMSUB c{2}\nPUBSUB CHANNELS\n",
    ),
    (&[], "SET k{1} v\nQUIT\nSET k{2} v\n"),
    (&[], "SET k{1} v\nexit\nSET k{2} v\n"),
    (
        &[],
        "SET k{1} \"a\\x00b\\r\\n\"\nGET k{1}\nSTRLEN k{1}\nset k{0} 'single quotes'\nget k{0}\n",
    ),
];

#[test]
fn a_table_of_scripts_prints_and_writes_the_same_as_in_redis_cli() {
    let cluster = Cluster::empty(3, 0);
    let tags: [String; 3] = [0, 1, 2].map(|node| format!("{{{}}}", cluster.key_on(node, 0)));
    let wrong: Vec<String> = CASES
        .iter()
        .filter_map(|(options, lines)| fault(&cluster, options, &filled(lines, &tags)))
        .collect();
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        CASES.len(),
        wrong.join("\n")
    );
}

fn filled(lines: &str, tags: &[String; 3]) -> String {
    let numbered = tags.iter().enumerate();
    numbered.fold(lines.to_owned(), |lines, (node, tag)| {
        lines.replace(&format!("{{{node}}}"), tag)
    })
}

/// A description of the difference from redis-cli.
fn fault(cluster: &Cluster, options: &[&str], lines: &str) -> Option<String> {
    let run = |program: Shell| {
        empty(cluster);
        let outcome = program.args(options).stdin(lines).run();
        let stdout = without_notes(&outcome.stdout);
        (Outcome { stdout, ..outcome }, digests(cluster))
    };
    let (theirs, left) = run(redis_cli(cluster));
    let (ours, leaves) = run(redsh(cluster));
    let same = theirs.stdout == ours.stdout && theirs.code == ours.code && left == leaves;
    (!same)
        .then(|| format!("── {options:?} {lines:?}\n{theirs:?}\n{left:?}\n{ours:?}\n{leaves:?}\n"))
}

#[test]
fn on_a_terminal_a_change_of_nodes_is_reported_as_by_redis_cli() {
    let cluster = Cluster::empty(3, 0);
    let on = |node| cluster.key_on(node, 0);
    let (first, second) = (on(1), on(2));
    let script =
        format!("DBSIZE\nSET {first} v\nGET {first}\nSET {second} v\nDBSIZE\nGET {first}\n");
    let shown = |program: Shell| {
        empty(&cluster);
        program.env("FAKETTY", "1").stdin(script.clone()).run()
    };
    let theirs = shown(redis_cli(&cluster));
    let notes = String::from_utf8_lossy(&theirs.stdout)
        .matches("-> Redirected")
        .count();
    assert_eq!(notes, 3);
    shown(redsh(&cluster)).assert_same(&theirs);
}
