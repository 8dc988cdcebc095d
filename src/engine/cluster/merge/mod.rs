//! The replies of several nodes to one command, made one by the server's own advice.
//!
//! What has no rule is given back as it came, to be shown node by node: so are errors, since an error that has lost its
//! node helps nobody.

use crate::command::{ResponsePolicy, Tips};
use crate::resp::Value;

/// Makes one reply of those of several nodes.
///
/// # Errors
/// The replies themselves, where no rule makes them one: there is no policy, they do not fit it, or an error is among
/// them (unless one success is enough).
pub fn merge(tips: &Tips, replies: Vec<Value>) -> Result<Value, Vec<Value>> {
    let succeeded = replies.iter().find(|reply| reply.as_error().is_none());
    let failed = replies.iter().any(|reply| reply.as_error().is_some());
    let merged = match tips.response {
        Some(ResponsePolicy::OneSucceeded) => succeeded.cloned(),
        _ if failed => None,
        Some(ResponsePolicy::AllSucceeded) => succeeded.cloned(),
        Some(ResponsePolicy::LogicalAnd) => fold(&replies, |one, other| {
            Some(i64::from(one != 0 && other != 0))
        }),
        Some(ResponsePolicy::LogicalOr) => fold(&replies, |one, other| {
            Some(i64::from(one != 0 || other != 0))
        }),
        Some(ResponsePolicy::Min) => fold(&replies, |one, other| Some(one.min(other))),
        Some(ResponsePolicy::Max) => fold(&replies, |one, other| Some(one.max(other))),
        Some(ResponsePolicy::Sum) => fold(&replies, i64::checked_add),
        Some(ResponsePolicy::Special) => None,
        None if tips.request.is_some() => return concatenate(replies),
        None => None,
    };
    merged.ok_or(replies)
}

/// Puts the parts of a reply that was split by key together. Each part says for which keys it is, counted from 0; its
/// reply is an array with an element for each. `None` where the parts are no such arrays, or keys are left over.
pub fn in_key_order(keys: usize, parts: Vec<(Vec<usize>, Value)>) -> Option<Value> {
    let mut merged: Vec<Option<Value>> = vec![None; keys];
    for (places, reply) in parts {
        let Value::Array(elements) = reply else {
            return None;
        };
        (places.len() == elements.len()).then_some(())?;
        for (place, element) in places.into_iter().zip(elements) {
            *merged.get_mut(place)? = Some(element);
        }
    }
    merged.into_iter().collect::<Option<_>>().map(Value::Array)
}

type Combine = fn(i64, i64) -> Option<i64>;

fn fold(replies: &[Value], combine: Combine) -> Option<Value> {
    let (first, others) = replies.split_first()?;
    others.iter().try_fold(first.clone(), |merged, reply| {
        combined(&merged, reply, combine)
    })
}

/// Numbers, or arrays of numbers of the same length.
fn combined(one: &Value, other: &Value, combine: Combine) -> Option<Value> {
    match (one, other) {
        (Value::Integer(one), Value::Integer(other)) => combine(*one, *other).map(Value::Integer),
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            let elements = one
                .iter()
                .zip(other)
                .map(|(one, other)| combined(one, other, combine));
            elements.collect::<Option<_>>().map(Value::Array)
        }
        _ => None,
    }
}

/// Arrays, sets or maps, one after another. The first one says which; another kind among them is no rule's.
fn concatenate(replies: Vec<Value>) -> Result<Value, Vec<Value>> {
    let kind = replies.first().map(std::mem::discriminant);
    let alike = replies
        .iter()
        .all(|reply| Some(std::mem::discriminant(reply)) == kind);
    match replies.first() {
        Some(Value::Array(_)) if alike => Ok(Value::Array(elements(replies))),
        Some(Value::Set(_)) if alike => Ok(Value::Set(elements(replies))),
        Some(Value::Map(_)) if alike => Ok(Value::Map(pairs(replies))),
        _ => Err(replies),
    }
}

fn elements(replies: Vec<Value>) -> Vec<Value> {
    let elements = |reply| match reply {
        Value::Array(elements) | Value::Set(elements) => elements,
        _ => Vec::new(),
    };
    replies.into_iter().flat_map(elements).collect()
}

fn pairs(replies: Vec<Value>) -> Vec<(Value, Value)> {
    let pairs = |reply| match reply {
        Value::Map(pairs) => pairs,
        _ => Vec::new(),
    };
    replies.into_iter().flat_map(pairs).collect()
}

#[cfg(test)]
mod tests;
