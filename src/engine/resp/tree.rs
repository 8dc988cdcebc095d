//! The sink that builds a [`Value`], where the program must look at a whole reply.

use std::io;

use super::{Aggregate, Event, EventSink, StringKind, Value};

/// For how much room is made on the server's word, in elements and in bytes; more is made as it comes.
const TRUSTED_ELEMENTS: u64 = 16;
const TRUSTED_BYTES: u64 = 4096;

/// Builds a value from the events of a decoder.
#[derive(Debug, Default)]
pub struct Tree {
    open: Vec<Open>,
    string: Vec<u8>,
    kind: Option<StringKind>,
    root: Option<Value>,
}

/// What waits for more values.
#[derive(Debug)]
enum Open {
    /// Its elements so far; keys and values of pairs alternate.
    Aggregate(Aggregate, Vec<Value>),
    /// An attribute that is complete, for the value that comes next.
    Attribute(Vec<(Value, Value)>),
}

impl Tree {
    /// A tree with nothing in it.
    pub fn new() -> Self {
        Self::default()
    }

    /// The value, once the decoder has said that it is complete; `None` before.
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

    /// Several attributes of one value become one, so that at most one is open above its value: a chain of them would
    /// be a value as deep as the chain is long, and dropping it would exhaust the program's stack.
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
