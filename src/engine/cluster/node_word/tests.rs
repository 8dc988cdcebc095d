use super::*;
use crate::cluster::{NodeHealth, Shard};
use crate::command::CommandTable;

fn parsed(word: &str) -> Result<NodeWord, String> {
    NodeWord::parse(word.as_bytes()).map_err(|error| error.to_string())
}

#[test]
fn words_are_parsed_in_upper_and_lower_case() {
    let at = |host: &str, port| NodeWord::At(Address::tcp(host, port));
    let slot = |number| NodeWord::Owner(Slot::new(number).unwrap());
    let cases = [
        ("@primaries", NodeWord::Primaries),
        ("@Replicas", NodeWord::Replicas),
        ("@ALL", NodeWord::All),
        ("@10.0.0.7:7001", at("10.0.0.7", 7001)),
        ("@node.example:1", at("node.example", 1)),
        ("@[::1]:7001", at("::1", 7001)),
        ("@::1:7001", at("::1", 7001)),
        ("@dead", NodeWord::Id("dead".into())),
        ("@ADD0beef", NodeWord::Id("add0beef".into())),
        ("@slot:0", slot(0)),
        ("@SLOT:16383", slot(16383)),
        ("@key:foo", slot(12182)),
        ("@key:{foo}bar", slot(12182)),
        ("@key:", slot(0)),
    ];
    for (word, expected) in cases {
        assert_eq!(parsed(word), Ok(expected), "{word}");
    }
    let key = b"@key:\xff\x00";
    assert_eq!(
        NodeWord::parse(key),
        Ok(NodeWord::Owner(Slot::of(b"\xff\x00")))
    );
}

#[test]
fn an_invalid_word_is_reported() {
    for word in [
        "@",
        "@ll",
        "@dea",
        "@dead beef",
        "@slot:",
        "@slot:16384",
        "@slot:-1",
        "@slot:7001:5",
        "@host",
        "@host:",
        "@host:65536",
        "@:7000",
        "primaries",
        "",
    ] {
        let error = parsed(word).unwrap_err();
        assert!(
            error.starts_with(&format!("unknown node name '{word}'")),
            "{error}"
        );
    }
    assert!(NodeWord::parse(b"@\xff").is_err());
}

fn node(id: &str, port: u16) -> ClusterNode {
    ClusterNode {
        id: id.to_owned(),
        address: Address::tcp("n", port),
        health: NodeHealth::Online,
    }
}

/// Two shards: n:1 with the replicas n:3 and n:4, and n:2, which owns only slot 1.
fn topology() -> Topology {
    let slot = |number| Slot::new(number).unwrap();
    let first = Shard {
        primary: node("aaaa1111", 1),
        replicas: vec![node("aaaa2222", 3), node("bbbb3333", 4)],
    };
    let second = Shard {
        primary: node("cccc4444", 2),
        replicas: Vec::new(),
    };
    Topology::new(vec![
        (first, vec![slot(0)..=slot(0)]),
        (second, vec![slot(1)..=slot(1)]),
    ])
}

fn picked(word: &str) -> Result<String, String> {
    let natmap: NatMap = "inside:1=n:1".parse().unwrap();
    let members = parsed(word)?.pick(&topology(), &natmap);
    let members = members.map_err(|error| error.to_string())?;
    let told = members.iter().map(|member| {
        let role = if member.is_replica { "r" } else { "p" };
        format!("{role}{}", member.address)
    });
    Ok(told.collect::<Vec<_>>().join(" "))
}

#[test]
fn words_select_nodes() {
    let cases = [
        ("@primaries", "pn:1 pn:2"),
        ("@replicas", "rn:3 rn:4"),
        ("@all", "pn:1 pn:2 rn:3 rn:4"),
        ("@n:2", "pn:2"),
        ("@N:4", "rn:4"),
        ("@inside:1", "pn:1"),
        ("@aaaa1", "pn:1"),
        ("@bbbb", "rn:4"),
        ("@slot:1", "pn:2"),
    ];
    for (word, expected) in cases {
        assert_eq!(picked(word), Ok(expected.to_owned()), "{word}");
    }
}

#[test]
fn a_word_without_a_node_is_an_error() {
    let cases = [
        ("@n:9", "no known node matches '@n:9'"),
        ("@dddd", "no known node matches '@dddd'"),
        ("@aaaa", "'@aaaa' matches the ids of several nodes"),
        ("@slot:2", "no node owns slot 2"),
    ];
    for (word, expected) in cases {
        let error = picked(word).unwrap_err();
        assert!(error.starts_with(expected), "{word}: {error}");
    }
    let lonely = Topology::standalone(Address::tcp("n", 1), Vec::new());
    let natmap = NatMap::default();
    assert!(NodeWord::Replicas.pick(&lonely, &natmap).is_err());
    assert_eq!(
        NodeWord::All
            .pick(&lonely, &natmap)
            .map(|nodes| nodes.len()),
        Ok(1)
    );
}

#[test]
fn data_is_summed_over_primaries_only() {
    let table = CommandTable::builtin();
    let cases = [
        ("DBSIZE", true, false),
        ("KEYS *", true, false),
        ("PING", true, true),
        ("SLOWLOG LEN", true, true),
        ("SCRIPT EXISTS x", true, true),
        ("CONFIG SET a b", true, true),
    ];
    for (call, of_primaries, of_all) in cases {
        let args: Vec<_> = call.split(' ').collect();
        let tips = table.tips(&args);
        assert_eq!(NodeWord::Primaries.merges(&tips), of_primaries, "{call}");
        assert_eq!(NodeWord::All.merges(&tips), of_all, "{call}");
        assert_eq!(NodeWord::Replicas.merges(&tips), of_all, "{call}");
    }
}
