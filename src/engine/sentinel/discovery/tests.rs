//! Whole searches as tables: what each sentinel and each node would reply, and the steps that come of it.

use super::*;
use crate::resp::Null;

/// `s1` and its like are sentinels on port 26379, all others nodes on 6379.
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

/// What a sentinel replies, written as `node others…`; `?` is a node whose name it does not know.
fn replies(said: &str) -> (Value, Value) {
    let mut words = said.split(' ');
    let named = match words.next() {
        Some("?") | None => Value::Null(Null::Array),
        Some(node) => bulks(&[node, "6379"]),
    };
    let others = words.map(|other| bulks(&["ip", other, "port", "26379", "flags", "sentinel"]));
    (named, Value::Array(others.collect()))
}

/// Sentinels and nodes, and what each replies. Who is not in it does not answer.
type World<'a> = &'a [(&'a str, &'a str)];

/// Runs a search; gives the steps as words, and the roster's order at the end.
fn search(given: &str, world: World<'_>, natmap: &str) -> (String, String) {
    let mut roster = Roster::new(given.split(' ').map(address).collect());
    let natmap = natmap.parse().expect("a map of this test");
    let reply = |who: &Address| {
        let found = world.iter().find(|(other, _)| *other == name(who));
        found
            .map(|(_, said)| *said)
            .ok_or_else(|| "connection refused".to_owned())
    };
    let mut steps = Vec::new();
    let mut discovery = Discovery::new(&mut roster, "mymaster", &natmap);
    loop {
        match discovery.step() {
            Step::Ask(sentinel) => {
                steps.push(name(&sentinel));
                let said = reply(&sentinel).map(replies);
                discovery.asked(sentinel, said);
            }
            Step::Check(node) => {
                steps.push(format!("{}?", name(&node)));
                discovery.checked(reply(&node).map(|role| bulks(&[role])));
            }
            Step::Found(primary) => {
                steps.push(format!("{}!", name(&primary)));
                break;
            }
            Step::Failed(_) => {
                steps.push("none".to_owned());
                break;
            }
        }
    }
    let order: Vec<String> = roster.iter().map(name).collect();
    (steps.join(" "), order.join(" "))
}

#[test]
fn the_search_follows_its_rules() {
    let cases: [(&str, World<'_>, &str, &str); 9] = [
        // The first that answers is right: nobody else is asked.
        (
            "s1 s2",
            &[("s1", "a"), ("a", "master")],
            "s1 a? a!",
            "s1 s2",
        ),
        // The first is dead, and is asked last from now on.
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
        // The first was cut off, and names a node that is a replica by now.
        (
            "s1 s2",
            &[("s1", "a"), ("s2", "b"), ("a", "slave"), ("b", "master")],
            "s1 a? s2 b? b!",
            "s2 s1",
        ),
        // It names a node that is gone.
        (
            "s1 s2",
            &[("s1", "a"), ("s2", "b"), ("b", "master")],
            "s1 a? s2 b? b!",
            "s2 s1",
        ),
        // Others are learnt, and remembered.
        (
            "s1",
            &[("s1", "a s2 s3"), ("a", "master")],
            "s1 a? a!",
            "s1 s2 s3",
        ),
        // One that was learnt a moment ago knows better.
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
        // All name the one that is gone: it is tried once.
        (
            "s1 s2 s3",
            &[("s1", "a"), ("s2", "a"), ("s3", "a")],
            "s1 a? s2 s3 none",
            "s1 s2 s3",
        ),
        // Nobody is there.
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
fn what_is_announced_goes_through_the_map_sentinels_and_nodes_alike() {
    let world = [("s1", "a s2"), ("s9", "b"), ("z", "slave"), ("b", "master")];
    let (steps, order) = search("s1", &world, "a=z,s2=s9");
    assert_eq!(
        (steps.as_str(), order.as_str()),
        ("s1 z? s9 b? b!", "s9 s1")
    );
}

#[test]
fn a_failure_tells_what_each_said() {
    let mut roster = Roster::new(vec![address("s1"), address("s2")]);
    let natmap = NatMap::default();
    let mut discovery = Discovery::new(&mut roster, "mymaster", &natmap);
    discovery.asked(address("s1"), Err("connection refused".to_owned()));
    discovery.asked(address("s2"), Ok(replies("a")));
    discovery.checked(Ok(bulks(&["slave"])));
    let Step::Failed(failure) = discovery.step() else {
        panic!("{:?}", discovery.step());
    };
    let named = Said::Named(address("a"), Doubt::Is(ReportedRole::Replica));
    let expected = [
        (
            address("s1"),
            Said::Nothing("connection refused".to_owned()),
        ),
        (address("s2"), named),
    ];
    assert_eq!(failure.said, expected);
    assert!(failure.may_pass());
}

#[test]
fn an_answer_that_nobody_asked_for_changes_nothing() {
    let mut roster = Roster::new(vec![address("s1")]);
    let natmap = NatMap::default();
    let mut discovery = Discovery::new(&mut roster, "mymaster", &natmap);
    discovery.checked(Ok(bulks(&["master"])));
    assert_eq!(discovery.step(), Step::Ask(address("s1")));
}
