//! What has come of a reply that is looked at as a whole: kept, to be told again to whoever shows it.

use std::io;

use redsh_engine::resp::{Aggregate, Scalar, StringKind, Tree, Value, Visitor};

/// The events of a reply, in order.
#[derive(Default)]
pub(super) struct Record {
    events: Vec<Event>,
    /// Bytes that it takes, roughly.
    size: usize,
    /// Something is said about a value, for which no view has a place.
    has_attributes: bool,
}

enum Event {
    /// Whole strings are among these too.
    Scalar(Value),
    BeginString(StringKind),
    Bytes(Vec<u8>),
    EndString,
    Begin(Aggregate, Option<u64>),
    End,
}

impl Record {
    pub(super) fn scalar(&mut self, scalar: Scalar<'_>) -> io::Result<()> {
        let mut tree = Tree::new();
        tree.scalar(scalar)?;
        if let Some(value) = tree.take() {
            let len = value.as_bytes().map_or(0, <[u8]>::len);
            self.push(Event::Scalar(value), len);
        }
        Ok(())
    }

    pub(super) fn begin_string(&mut self, kind: StringKind) {
        self.push(Event::BeginString(kind), 0);
    }

    pub(super) fn piece(&mut self, bytes: &[u8]) {
        self.size += bytes.len();
        match self.events.last_mut() {
            Some(Event::Bytes(before)) => before.extend_from_slice(bytes),
            _ => self.push(Event::Bytes(bytes.to_vec()), 0),
        }
    }

    pub(super) fn end_string(&mut self) {
        self.push(Event::EndString, 0);
    }

    pub(super) fn begin(&mut self, kind: Aggregate, len: Option<u64>) {
        self.has_attributes |= kind == Aggregate::Attribute;
        self.push(Event::Begin(kind, len), 0);
    }

    pub(super) fn end(&mut self) {
        self.push(Event::End, 0);
    }

    fn push(&mut self, event: Event, bytes: usize) {
        self.events.push(event);
        self.size += bytes + size_of::<Event>();
    }

    /// Bytes that it takes, roughly.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// Whether it begins with a string.
    pub(super) fn is_text(&self) -> bool {
        matches!(self.events.first(), Some(Event::BeginString(_)))
    }

    /// The reply as data, where it is complete and a view can be made of it: a string or an aggregate, and nothing said
    /// about its values.
    pub(super) fn value(&self) -> Option<Value> {
        let begins = matches!(
            self.events.first(),
            Some(Event::BeginString(_) | Event::Begin(..))
        );
        let mut tree = Tree::new();
        // A tree takes everything.
        self.tell(&mut tree).ok()?;
        tree.take().filter(|_| begins && !self.has_attributes)
    }

    /// Tells all of it.
    ///
    /// # Errors
    /// The visitor's.
    pub(super) fn tell<V: Visitor>(&self, visitor: &mut V) -> io::Result<()> {
        self.events.iter().try_for_each(|event| match event {
            Event::Scalar(value) => value.tell(visitor),
            Event::BeginString(kind) => visitor.begin_string(*kind, None),
            Event::Bytes(bytes) => visitor.piece(bytes),
            Event::EndString => visitor.end_string(),
            Event::Begin(kind, len) => visitor.begin(*kind, *len),
            Event::End => visitor.end(),
        })
    }
}
