//! Whole searches as tables: the replies of sentinels and nodes, and the resulting steps.

use std::cell::RefCell;

use super::*;
use crate::resp::Null;

/// `s1`, `s2` … are sentinels on port 26379, other names are nodes on 6379.
fn address(name: &str) -> Address {
    let port = if name.starts_with('s') { 26379 } else { 6379 };
    Address::tcp(name, port)
}

fn name(address: &Address) -> String {
    let text = address.to_string();
    text.split(':').next().unwrap_or_default().to_owned()
}

fn bulks(texts: &[&str]) -> Value {
    let bulk = |text: &&str| Value::Bulk(text.as_bytes().to_vec());
    Value::Array(texts.iter().map(bulk).collect())
}

/// A sentinel's replies, written as `node others…`; `?` if it does not know the name.
fn replies(results: &str) -> (Value, Value) {
    let mut words = results.split(' ');
    let named = match words.next() {
        Some("?") | None => Value::Null(Null::Array),
        Some(node) => bulks(&[node, "6379"]),
    };
    let others = words.map(|other| bulks(&["ip", other, "port", "26379", "flags", "sentinel"]));
    (named, Value::Array(others.collect()))
}

/// The replies of sentinels and nodes. Those that are not listed do not reply.
type World<'a> = &'a [(&'a str, &'a str)];

/// Runs a search. Returns its steps as words, and the final order of the roster.
fn search(given: &str, world: World<'_>, natmap: &str) -> (String, String) {
    let mut roster = Roster::new(given.split(' ').map(address).collect());
    let natmap = natmap.parse().expect("a map of this test");
    let steps = RefCell::new(Vec::new());
    let reply = |who: &Address, mark: &str| {
        steps.borrow_mut().push(name(who) + mark);
        let found = world.iter().find(|(other, _)| *other == name(who));
        found
            .map(|(_, result)| *result)
            .ok_or_else(|| "connection refused".to_owned())
    };
    let ask = |sentinel: &Address| reply(sentinel, "").map(replies);
    let check = |node: &Address| reply(node, "?").map(|role| bulks(&[role]));
    let found = find_primary(&mut roster, "mymaster", &natmap, ask, check);
    let end = found.map_or("none".to_owned(), |primary| name(&primary) + "!");
    steps.borrow_mut().push(end);
    let order: Vec<String> = roster.iter().map(name).collect();
    (steps.into_inner().join(" "), order.join(" "))
}

#[test]
fn the_search_follows_its_rules() {
    let cases: [(&str, World<'_>, &str, &str); 9] = [
        // The first sentinel is right, so no other is asked.
        (
            "s1 s2",
            &[("s1", "a"), ("a", "master")],
            "s1 a? a!",
            "s1 s2",
        ),
        // The first sentinel is down, and is asked last from now on.
        (
            "s1 s2",
            &[("s2", "a"), ("a", "master")],
            "s1 s2 a? a!",
            "s2 s1",
        ),
        // The first does not know the name.
        (
            "s1 s2",
            &[("s1", "?"), ("s2", "a"), ("a", "master")],
            "s1 s2 a? a!",
            "s2 s1",
        ),
        // The first sentinel was cut off, and names a node that is now a replica.
        (
            "s1 s2",
            &[("s1", "a"), ("s2", "b"), ("a", "slave"), ("b", "master")],
            "s1 a? s2 b? b!",
            "s2 s1",
        ),
        // The sentinel names a node that is down.
        (
            "s1 s2",
            &[("s1", "a"), ("s2", "b"), ("b", "master")],
            "s1 a? s2 b? b!",
            "s2 s1",
        ),
        // The sentinel names others, which are added to the roster.
        (
            "s1",
            &[("s1", "a s2 s3"), ("a", "master")],
            "s1 a? a!",
            "s1 s2 s3",
        ),
        // A sentinel that was just added names the primary.
        (
            "s1",
            &[
                ("s1", "a s2"),
                ("a", "slave"),
                ("s2", "b s1"),
                ("b", "master"),
            ],
            "s1 a? s2 b? b!",
            "s2 s1",
        ),
        // All sentinels name the node that is down. It is asked once.
        (
            "s1 s2 s3",
            &[("s1", "a"), ("s2", "a"), ("s3", "a")],
            "s1 a? s2 s3 none",
            "s1 s2 s3",
        ),
        // All sentinels are down.
        ("s1 s2", &[], "s1 s2 none", "s1 s2"),
    ];
    for (given, world, steps, order) in cases {
        assert_eq!(
            search(given, world, ""),
            (steps.to_owned(), order.to_owned()),
            "{world:?}"
        );
    }
}

#[test]
fn announced_sentinels_and_nodes_are_mapped() {
    let world = [("s1", "a s2"), ("s9", "b"), ("z", "slave"), ("b", "master")];
    let (steps, order) = search("s1", &world, "a=z,s2=s9");
    assert_eq!(
        (steps.as_str(), order.as_str()),
        ("s1 z? s9 b? b!", "s9 s1")
    );
}

#[test]
fn a_failure_reports_the_result_of_each_sentinel() {
    let mut roster = Roster::new(vec![address("s1"), address("s2")]);
    let natmap = NatMap::default();
    let ask = |sentinel: &Address| match name(sentinel).as_str() {
        "s1" => Err("connection refused".to_owned()),
        _ => Ok(replies("a")),
    };
    let check = |_: &Address| Ok(bulks(&["slave"]));
    let failure = find_primary(&mut roster, "mymaster", &natmap, ask, check);
    let failure = failure.expect_err("the node is a replica");
    let named = SentinelAnswer::Named(address("a"), NotPrimary::Is(ReportedRole::Replica));
    let expected = [
        (
            address("s1"),
            SentinelAnswer::Nothing("connection refused".to_owned()),
        ),
        (address("s2"), named),
    ];
    assert_eq!(failure.results, expected);
    assert!(failure.is_temporary());
}
