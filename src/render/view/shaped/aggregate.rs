//! The open aggregates of a shaped reply, and the shape of the next value in each.

use redsh_engine::resp::Aggregate;

use super::super::shape::Shape;

pub(super) struct ShapedAggregate {
    pub(super) elements: ElementShapes,
    /// The number of values so far.
    count: u64,
    /// The last name, if the shape has fields.
    pub(super) name: Vec<u8>,
    /// Whether the standard layout has received the start of the aggregate.
    pub(super) is_begun: bool,
}

impl ShapedAggregate {
    pub(super) fn new(elements: ElementShapes) -> Self {
        ShapedAggregate {
            is_begun: !matches!(elements, ElementShapes::Undecided(..)),
            elements,
            count: 0,
            name: Vec::new(),
        }
    }

    /// Returns the shape of the next value, and whether it is the name of a field.
    pub(super) fn next(&mut self) -> (&'static Shape, bool) {
        self.count += 1;
        let is_key = self.count % 2 == 1;
        match self.elements {
            ElementShapes::Same(shape) => (shape, false),
            ElementShapes::Listed(shapes) => (listed(shapes, self.count), false),
            ElementShapes::Fields(_) if is_key => {
                self.name.clear();
                (&Shape::Plain, true)
            }
            ElementShapes::Fields(fields) => (Shape::of_field(fields, &self.name), false),
            ElementShapes::Alternating(shape) if !is_key => (shape, false),
            _ => (&Shape::Plain, false),
        }
    }
}

/// The shapes of the elements.
#[derive(Clone, Copy)]
pub(super) enum ElementShapes {
    Same(&'static Shape),
    Listed(&'static [Shape]),
    Fields(&'static [(&'static str, Shape)]),
    /// Keys of any kind, with values of this shape.
    Alternating(&'static Shape),
    /// Pairs, as lists of two with a value of this shape.
    Pairs(&'static Shape),
    /// Pairs with a value of this shape, in a list of this length. The first element will show whether the list is
    /// flat. The standard layout has not received its start.
    Undecided(&'static Shape, u64),
    Attribute,
}

/// The first element of an undecided list.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum FirstElement {
    /// A list of two.
    Pair,
    Attribute,
    Value,
}

impl FirstElement {
    pub(super) fn of(kind: Aggregate, len: Option<u64>) -> Self {
        match (kind, len) {
            (Aggregate::Array, Some(2)) => FirstElement::Pair,
            (Aggregate::Attribute, _) => FirstElement::Attribute,
            _ => FirstElement::Value,
        }
    }
}

/// Returns the shape of an element, counted from 1.
fn listed(shapes: &'static [Shape], place: u64) -> &'static Shape {
    let at = usize::try_from(place - 1).ok();
    at.and_then(|at| shapes.get(at)).unwrap_or(&Shape::Plain)
}
