use super::*;
use crate::command::{RequestPolicy, ResponsePolicy as Policy};
use crate::resp::Null;

fn int(number: i64) -> Value {
    Value::Integer(number)
}

fn ints(numbers: &[i64]) -> Value {
    Value::Array(numbers.iter().copied().map(int).collect())
}

fn ok() -> Value {
    Value::Simple(b"OK".to_vec())
}

fn error() -> Value {
    Value::Error(b"NOTBUSY No scripts in execution right now.".to_vec())
}

fn by(policy: Policy, replies: &[Value]) -> Option<Value> {
    let tips = Tips {
        response: Some(policy),
        ..Tips::default()
    };
    let merged = merge(&tips, replies.to_vec());
    merged
        .map_err(|back| assert_eq!(back, replies, "what is not merged comes back as it was"))
        .ok()
}

#[test]
fn replies_are_merged_by_their_policy() {
    let cases = [
        (Policy::Sum, vec![int(1), int(2), int(3)], Some(int(6))),
        (Policy::Sum, vec![int(7)], Some(int(7))),
        (Policy::Min, vec![int(2), int(0), int(1)], Some(int(0))),
        (
            Policy::Min,
            vec![ints(&[1, 5]), ints(&[2, 0])],
            Some(ints(&[1, 0])),
        ),
        (Policy::Max, vec![int(2), int(9), int(1)], Some(int(9))),
        (
            Policy::LogicalAnd,
            vec![ints(&[1, 1, 0]), ints(&[1, 0, 0])],
            Some(ints(&[1, 0, 0])),
        ),
        (
            Policy::LogicalOr,
            vec![ints(&[1, 1, 0]), ints(&[1, 0, 0])],
            Some(ints(&[1, 1, 0])),
        ),
        (Policy::AllSucceeded, vec![ok(), ok()], Some(ok())),
        (
            Policy::OneSucceeded,
            vec![error(), ok(), error()],
            Some(ok()),
        ),
    ];
    for (policy, replies, expected) in cases {
        assert_eq!(by(policy, &replies), expected, "{policy:?} of {replies:?}");
    }
}

#[test]
fn replies_that_do_not_fit_their_policy_are_returned() {
    let cases = [
        (Policy::Sum, vec![]),
        (Policy::Sum, vec![int(i64::MAX), int(1)]),
        (Policy::Sum, vec![int(1), ok()]),
        (Policy::Sum, vec![int(1), error()]),
        (Policy::LogicalAnd, vec![ints(&[1]), ints(&[1, 1])]),
        (Policy::Min, vec![int(1), ints(&[1])]),
        (Policy::AllSucceeded, vec![ok(), error()]),
        (Policy::OneSucceeded, vec![error(), error()]),
        (Policy::Special, vec![ok(), ok()]),
    ];
    for (policy, replies) in cases {
        assert_eq!(by(policy, &replies), None, "{policy:?} of {replies:?}");
    }
}

#[test]
fn lists_are_concatenated_if_only_the_request_has_a_policy() {
    let tips = Tips {
        request: Some(RequestPolicy::AllShards),
        ..Tips::default()
    };
    assert_eq!(
        merge(&tips, vec![ints(&[1, 2]), ints(&[]), ints(&[3])]),
        Ok(ints(&[1, 2, 3]))
    );
    let set = |numbers: &[i64]| Value::Set(numbers.iter().copied().map(int).collect());
    assert_eq!(merge(&tips, vec![set(&[1]), set(&[2])]), Ok(set(&[1, 2])));
    let map = |pairs: &[(i64, i64)]| {
        Value::Map(
            pairs
                .iter()
                .map(|(key, value)| (int(*key), int(*value)))
                .collect(),
        )
    };
    assert_eq!(
        merge(&tips, vec![map(&[(1, 2)]), map(&[(3, 4)])]),
        Ok(map(&[(1, 2), (3, 4)]))
    );
    for replies in [
        vec![ints(&[1]), set(&[2])],
        vec![ints(&[1]), error()],
        vec![ok(), ok()],
        vec![],
    ] {
        assert_eq!(merge(&tips, replies.clone()), Err(replies));
    }
}

#[test]
fn replies_without_a_policy_are_not_merged() {
    let replies = vec![ints(&[1]), ints(&[2])];
    assert_eq!(merge(&Tips::default(), replies.clone()), Err(replies));
}

#[test]
fn parts_are_put_in_the_order_of_the_keys() {
    let null = Value::Null(Null::Bulk);
    let parts = vec![
        (vec![2, 0], ints(&[20, 0])),
        (vec![1], Value::Array(vec![null.clone()])),
    ];
    assert_eq!(
        in_key_order(3, parts),
        Some(Value::Array(vec![int(0), null, int(20)]))
    );
    assert_eq!(in_key_order(0, vec![]), Some(ints(&[])));
}

#[test]
fn parts_that_do_not_fit_are_not_merged() {
    let cases = [
        (2, vec![(vec![0], ints(&[1]))]),
        (1, vec![(vec![0], ints(&[1, 2]))]),
        (1, vec![(vec![1], ints(&[1]))]),
        (1, vec![(vec![0], error())]),
    ];
    for (keys, parts) in cases {
        assert_eq!(in_key_order(keys, parts.clone()), None, "{parts:?}");
    }
}
