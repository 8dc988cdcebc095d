use super::*;
use crate::command::{Keys, RequestPolicy};

fn bulk(text: &str) -> Value {
    Value::Bulk(text.into())
}

fn flat(pairs: &[(&str, Value)]) -> Value {
    Value::Array(
        pairs
            .iter()
            .flat_map(|(key, value)| [bulk(key), value.clone()])
            .collect(),
    )
}

fn map(pairs: &[(&str, Value)]) -> Value {
    Value::Map(
        pairs
            .iter()
            .map(|(key, value)| (bulk(key), value.clone()))
            .collect(),
    )
}

/// An entry as servers before 7.0 send it.
fn old(name: &str, flags: &[&str], [first, last, step]: [i64; 3]) -> Value {
    let flags = flags
        .iter()
        .map(|flag| Value::Simple((*flag).into()))
        .collect();
    let numbers = [first, last, step].map(Value::Integer);
    let items = [bulk(name), Value::Integer(-2), Value::Array(flags)]
        .into_iter()
        .chain(numbers);
    Value::Array(vec![Value::Array(items.collect())])
}

#[test]
fn a_module_command_gets_its_keys_from_first_last_and_step() {
    let mut table = CommandTable::builtin();
    assert_eq!(table.learn(&old("BF.INSERTALL", &["write"], [2, -1, 2])), 1);
    let spec = table.find(&["bf.insertall"]).unwrap();
    assert_eq!(
        spec.keys(&["bf.insertall", "x", "k1", "v", "k2", "v"]),
        Keys::At(vec![2, 4])
    );
    assert!(!spec.is_read_only());
}

#[test]
fn a_module_command_with_movable_keys_needs_command_getkeys() {
    let mut table = CommandTable::default();
    table.learn(&old("graph.q", &["readonly", "movablekeys"], [0, 0, 0]));
    assert_eq!(
        table.find(&["graph.q"]).unwrap().keys(&["graph.q", "k"]),
        Keys::AskServer
    );
}

#[test]
fn an_old_server_does_not_replace_better_built_in_rules() {
    let mut table = CommandTable::builtin();
    table.learn(&old("eval", &["noscript", "movablekeys"], [0, 0, 0]));
    let eval = table.find(&["eval"]).unwrap();
    assert_eq!(eval.keys(&["eval", "s", "1", "k"]), Keys::At(vec![3]));
    assert!(!eval.arguments.is_empty());
}

#[test]
fn key_specifications_are_read_in_resp2_and_resp3() {
    for shape in [flat as fn(&[(&str, Value)]) -> Value, map] {
        let begin = shape(&[
            ("type", bulk("keyword")),
            (
                "spec",
                shape(&[("keyword", bulk("FROM")), ("startfrom", Value::Integer(1))]),
            ),
        ]);
        let find = shape(&[
            ("type", bulk("range")),
            (
                "spec",
                shape(&[
                    ("lastkey", Value::Integer(0)),
                    ("keystep", Value::Integer(1)),
                    ("limit", Value::Integer(0)),
                ]),
            ),
        ]);
        let spec = shape(&[
            ("flags", Value::Set(vec![Value::Simple(b"RO".to_vec())])),
            ("begin_search", begin),
            ("find_keys", find),
        ]);
        let mut reply = old("m.copy", &[], [0, 0, 0]);
        let Value::Array(commands) = &mut reply else {
            unreachable!()
        };
        let Value::Array(items) = &mut commands[0] else {
            unreachable!()
        };
        let tips = Value::Array(vec![bulk("request_policy:all_nodes")]);
        items.extend([Value::Array(vec![]), tips, Value::Array(vec![spec])]);
        let mut table = CommandTable::default();
        table.learn(&reply);
        let learnt = table.find(&["M.COPY"]).unwrap();
        assert_eq!(
            learnt.keys(&["m.copy", "x", "from", "k"]),
            Keys::At(vec![3])
        );
        assert_eq!(learnt.tips.request, Some(RequestPolicy::AllNodes));
    }
}

#[test]
fn errors_and_malformed_replies_change_nothing() {
    let nonsense = [
        Value::Error(b"NOPERM no".to_vec()),
        Value::Integer(5),
        Value::Array(vec![
            Value::Null(crate::resp::Null::Plain),
            Value::Array(vec![]),
            Value::Integer(1),
        ]),
        Value::Array(vec![
            Value::Array(vec![bulk("x")]),
            Value::Array(vec![bulk("x"), bulk("y"), bulk("z")]),
        ]),
        Value::Map(vec![(Value::Integer(1), Value::Integer(2))]),
    ];
    for reply in nonsense {
        let mut table = CommandTable::builtin();
        assert_eq!(
            (table.learn(&reply), table.learn_docs(&reply)),
            (0, 0),
            "{reply:?}"
        );
        assert_eq!(table.find(&["get"]), CommandTable::builtin().find(&["get"]));
    }
}

#[test]
fn no_server_turns_a_known_write_into_a_read() {
    let known = CommandTable::builtin();
    let mut table = known.clone();
    for (name, flag) in [
        ("set", "readonly"),
        ("ping", "readonly"),
        ("get", "write"),
        ("m.set", "readonly"),
    ] {
        table.learn(&old(name, &[flag], [1, 1, 1]));
    }
    table.distrust(&known);
    let find = |name: &str| table.find(&[name]).unwrap();
    assert!(find("set").may_write() && !find("set").is_read_only());
    assert!(!find("ping").is_read_only());
    assert!(find("get").may_write(), "a server may be stricter");
    assert!(find("m.set").is_read_only(), "nothing else is known of it");
}

#[test]
fn command_docs_add_syntax_and_subcommands() {
    let argument = map(&[
        ("name", bulk("seconds")),
        ("type", bulk("integer")),
        ("token", bulk("EX")),
        (
            "flags",
            Value::Set(vec![Value::Simple(b"optional".to_vec())]),
        ),
    ]);
    let sub = map(&[(
        "m|one",
        map(&[
            ("group", bulk("module")),
            ("arguments", Value::Array(vec![argument])),
        ]),
    )]);
    let docs = flat(&[(
        "m",
        flat(&[("group", bulk("module")), ("subcommands", sub)]),
    )]);
    let mut table = CommandTable::default();
    assert_eq!(table.learn_docs(&docs), 1);
    let one = table.find(&["M", "ONE"]).unwrap();
    assert_eq!(one.arguments[0].token.as_deref(), Some("EX"));
    assert!(one.arguments[0].is_optional());
}

#[test]
fn a_complexity_keeps_only_its_formula() {
    let cases = [
        ("O(1)", Some("O(1)")),
        ("O(log(N)+M) with N being the number", Some("O(log(N)+M)")),
        ("O(N*K)+O(M*log(M)) worst case", Some("O(N*K)+O(M*log(M))")),
        ("O(K) + O(M*log(N)) where K is", Some("O(K)+O(M*log(N))")),
        ("For each stream mentioned: O(N) with O(M)", Some("O(N)")),
        ("Depends on subcommand.", None),
        ("O(never closed", None),
        ("O(1)+ something", Some("O(1)")),
    ];
    for (text, expected) in cases {
        assert_eq!(formula(text).as_deref(), expected, "{text}");
    }
}

#[test]
fn a_module_command_without_documentation_takes_its_keys() {
    let mut table = CommandTable::default();
    for (name, keys) in [
        ("m.one", [1, 1, 1]),
        ("m.many", [1, -1, 1]),
        ("m.none", [0; 3]),
    ] {
        table.learn(&old(name, &["module"], keys));
    }
    table.describe_modules();
    let usage = |name: &str| table.find(&[name]).expect("it was learnt").usage();
    assert_eq!(usage("m.one"), "M.ONE key [argument [argument ...]]");
    assert_eq!(usage("m.many"), "M.MANY key [key ...]");
    assert_eq!(usage("m.none"), "M.NONE");
}

#[test]
fn a_server_without_the_flag_or_the_keys_does_not_replace_better_knowledge() {
    let known = CommandTable::builtin();
    let mut table = known.clone();
    // As Redis 6.2 describes it, with the empty list of a server that implements a part of Redis.
    let Value::Array(mut entries) = old("blpop", &["write"], [1, -2, 1]) else {
        unreachable!("an entry is an array");
    };
    let Value::Array(items) = &mut entries[0] else {
        unreachable!("an entry is an array");
    };
    items.extend([(); 4].map(|()| Value::Array(Vec::new())));
    assert_eq!(table.learn(&Value::Array(entries)), 1);
    table.distrust(&known);
    let blpop = table.find(&["blpop"]).expect("it is built in");
    assert!(blpop.may_block());
    assert_eq!(blpop.keys(&["blpop", "a", "b", "0"]), Keys::At(vec![1, 2]));
}

#[test]
fn commands_that_the_server_does_not_list_are_dropped() {
    let known = CommandTable::builtin();
    let mut table = known.clone();
    let entries = ["GET", "config"].map(|name| old(name, &["readonly"], [1, 1, 1]));
    let entries = entries.map(|entry| entry.as_slice().unwrap_or_default()[0].clone());
    let reply = Value::Array(entries.to_vec());
    table.learn(&reply);
    table.drop_unlisted(&reply);
    table.distrust(&known);
    let found = |words: &[&str]| table.find(words).map(|spec| spec.name.as_str());
    assert_eq!(found(&["get"]), Some("get"));
    assert_eq!(found(&["set"]), None);
    assert_eq!(found(&["config", "set"]), Some("config|set"));
    assert_eq!(found(&["client", "id"]), None);
}
