//! A sink that builds a [`Value`], for callers that need a whole reply.

use std::io;

use super::{Aggregate, Event, EventSink, StringKind, Value};

/// Limits for allocations by a length that the server claims, in elements and in bytes.
const TRUSTED_ELEMENTS: u64 = 16;
const TRUSTED_BYTES: u64 = 4096;

/// Builds a value from events.
#[derive(Debug, Default)]
pub struct Tree {
    open: Vec<Open>,
    string: Vec<u8>,
    kind: Option<StringKind>,
    root: Option<Value>,
}

/// A value that is incomplete.
#[derive(Debug)]
enum Open {
    /// The elements so far. In a paired aggregate, keys and values alternate.
    Aggregate(Aggregate, Vec<Value>),
    /// A complete attribute, which waits for its value.
    Attribute(Vec<(Value, Value)>),
}

impl Tree {
    /// Creates an empty tree.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the value once it is complete, and `None` before.
    pub fn take(&mut self) -> Option<Value> {
        self.root.take()
    }

    fn add(&mut self, mut value: Value) {
        let attribute = |open: &mut Open| matches!(open, Open::Attribute(_));
        if let Some(Open::Attribute(pairs)) = self.open.pop_if(attribute) {
            value = Value::Attributed(pairs, Box::new(value));
        }
        match self.open.last_mut() {
            Some(Open::Aggregate(_, items)) => items.push(value),
            _ => self.root = Some(value),
        }
    }

    /// Merges the attributes of one value. Nested attributes would make a value as deep as their number, and dropping
    /// that would overflow the stack.
    fn add_attribute(&mut self, mut more: Vec<(Value, Value)>) {
        match self.open.last_mut() {
            Some(Open::Attribute(pairs)) => pairs.append(&mut more),
            _ => self.open.push(Open::Attribute(more)),
        }
    }

    fn end_string(&mut self) {
        let text = std::mem::take(&mut self.string);
        let value = match self.kind.take() {
            Some(StringKind::Verbatim(format)) => Value::Verbatim(format, text),
            _ => Value::Bulk(text),
        };
        self.add(value);
    }

    fn end(&mut self) {
        let Some(Open::Aggregate(kind, items)) = self.open.pop() else {
            return;
        };
        match kind {
            Aggregate::Array => self.add(Value::Array(items)),
            Aggregate::Set => self.add(Value::Set(items)),
            Aggregate::Push => self.add(Value::Push(items)),
            Aggregate::Map => self.add(Value::Map(pairs(items))),
            Aggregate::Attribute => self.add_attribute(pairs(items)),
        }
    }
}

impl EventSink for Tree {
    fn event(&mut self, event: Event<'_>) -> io::Result<()> {
        match event {
            Event::Scalar(scalar) => self.add(scalar.into()),
            Event::BeginString(kind, len) => {
                self.kind = Some(kind);
                self.string = Vec::with_capacity(trusted(len, TRUSTED_BYTES));
            }
            Event::Bytes(bytes) => self.string.extend_from_slice(bytes),
            Event::EndString => self.end_string(),
            Event::Begin(kind, len) => {
                let items = Vec::with_capacity(trusted(len, TRUSTED_ELEMENTS));
                self.open.push(Open::Aggregate(kind, items));
            }
            Event::End => self.end(),
            Event::Wait => {}
        }
        Ok(())
    }
}

fn trusted(len: Option<u64>, most: u64) -> usize {
    len.map_or(0, |len| len.min(most) as usize)
}

fn pairs(items: Vec<Value>) -> Vec<(Value, Value)> {
    let mut items = items.into_iter();
    let mut pairs = Vec::with_capacity(items.len() / 2);
    while let (Some(key), Some(value)) = (items.next(), items.next()) {
        pairs.push((key, value));
    }
    pairs
}
