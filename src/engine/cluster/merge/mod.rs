//! Merges the replies of several nodes to one command, by the command's tips.
//!
//! Replies without a rule are returned unchanged, so that the caller can show them node by node. So are errors, which
//! are useless without their node.

use crate::command::{ResponsePolicy, Tips};
use crate::resp::Value;

/// Merges the replies of several nodes into one.
///
/// # Errors
/// Returns the replies if they cannot be merged: the command has no policy, they do not fit it, or one of them is an
/// error (unless one success is enough).
pub fn merge(tips: &Tips, replies: Vec<Value>) -> Result<Value, Vec<Value>> {
    let succeeded = replies.iter().find(|reply| reply.as_error().is_none());
    let failed = replies.iter().any(|reply| reply.as_error().is_some());
    let merged = match tips.response {
        Some(ResponsePolicy::OneSucceeded) => succeeded.cloned(),
        _ if failed => None,
        Some(ResponsePolicy::AllSucceeded) => succeeded.cloned(),
        Some(ResponsePolicy::LogicalAnd) => fold(&replies, |a, b| Some((a != 0 && b != 0).into())),
        Some(ResponsePolicy::LogicalOr) => fold(&replies, |a, b| Some((a != 0 || b != 0).into())),
        Some(ResponsePolicy::Min) => fold(&replies, |one, other| Some(one.min(other))),
        Some(ResponsePolicy::Max) => fold(&replies, |one, other| Some(one.max(other))),
        Some(ResponsePolicy::Sum) => fold(&replies, i64::checked_add),
        Some(ResponsePolicy::Special) => None,
        None if tips.request.is_some() => return concatenate(replies),
        None => None,
    };
    merged.ok_or(replies)
}

/// Puts the parts of a reply back in the order of the keys. Each part is a list of key indexes, and an array with an
/// element for each. Returns `None` if a part is not such an array, or if a key has no element.
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

/// Combines integers, or arrays of integers of the same length.
fn combined(one: &Value, other: &Value, combine: Combine) -> Option<Value> {
    match (one, other) {
        (Value::Integer(one), Value::Integer(other)) => combine(*one, *other).map(Value::Integer),
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            let pairs = one.iter().zip(other);
            let elements = pairs.map(|(one, other)| combined(one, other, combine));
            elements.collect::<Option<_>>().map(Value::Array)
        }
        _ => None,
    }
}

/// Concatenates arrays, sets or maps. All replies must be of the same type.
fn concatenate(replies: Vec<Value>) -> Result<Value, Vec<Value>> {
    let kind = replies.first().map(std::mem::discriminant);
    let mut kinds = replies.iter().map(std::mem::discriminant);
    let alike = kinds.all(|other| Some(other) == kind);
    match replies.first() {
        Some(Value::Array(_) | Value::Set(_) | Value::Map(_)) if alike => {
            let joined = replies.into_iter().reduce(joined);
            joined.ok_or_else(Vec::new)
        }
        _ => Err(replies),
    }
}

fn joined(mut one: Value, other: Value) -> Value {
    match (&mut one, other) {
        (Value::Array(all), Value::Array(more)) | (Value::Set(all), Value::Set(more)) => {
            all.extend(more);
        }
        (Value::Map(all), Value::Map(more)) => all.extend(more),
        _ => {}
    }
    one
}

#[cfg(test)]
mod tests;
