//! The aggregates that are open while a reply is shown value by value: what comes next in each.

use redsh_engine::resp::Aggregate;

use super::super::shape::Shape;

/// An aggregate under way.
pub(super) struct Frame {
    pub(super) elements: Elements,
    /// Values so far.
    count: u64,
    /// The last name, where names matter.
    pub(super) name: Vec<u8>,
    /// The standard layout knows of it.
    pub(super) is_told: bool,
}

impl Frame {
    pub(super) fn new(elements: Elements) -> Self {
        Frame {
            is_told: !matches!(elements, Elements::Undecided(..)),
            elements,
            count: 0,
            name: Vec::new(),
        }
    }

    /// What the value that comes now should be, and whether it is the name of a field.
    pub(super) fn next(&mut self) -> (&'static Shape, bool) {
        self.count += 1;
        let is_key = self.count % 2 == 1;
        match self.elements {
            Elements::Same(shape) => (shape, false),
            Elements::Listed(shapes) => (listed(shapes, self.count), false),
            Elements::Fields(_) if is_key => {
                self.name.clear();
                (&Shape::Plain, true)
            }
            Elements::Fields(fields) => (Shape::of_field(fields, &self.name), false),
            Elements::Alternating(shape) if !is_key => (shape, false),
            _ => (&Shape::Plain, false),
        }
    }
}

/// What the elements of an aggregate are.
#[derive(Clone, Copy)]
pub(super) enum Elements {
    Same(&'static Shape),
    Listed(&'static [Shape]),
    Fields(&'static [(&'static str, Shape)]),
    /// Keys of any kind, each with a value of this shape.
    Alternating(&'static Shape),
    /// Pairs, each a list of two.
    Pairs(&'static Shape),
    /// A flat list or one of pairs, of so many elements: the first will tell. The standard layout knows nothing yet.
    Undecided(&'static Shape, u64),
    /// What is said about a value, and no value itself.
    Attribute,
}

/// What an undecided list begins with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum First {
    /// A list of two.
    Pair,
    Attribute,
    /// Anything else.
    Value,
}

impl First {
    pub(super) fn of(kind: Aggregate, len: Option<u64>) -> Self {
        match (kind, len) {
            (Aggregate::Array, Some(2)) => First::Pair,
            (Aggregate::Attribute, _) => First::Attribute,
            _ => First::Value,
        }
    }
}

/// What stands at a place, counted from 1.
fn listed(shapes: &'static [Shape], place: u64) -> &'static Shape {
    let at = usize::try_from(place - 1).ok();
    at.and_then(|at| shapes.get(at)).unwrap_or(&Shape::Plain)
}
