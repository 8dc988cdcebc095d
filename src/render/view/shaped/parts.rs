//! The open aggregates of a shaped reply, with the shape of the next value in each, and the current string.

use super::super::shape::{Note, Shape};

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

/// Returns the shape of an element, counted from 1.
fn listed(shapes: &'static [Shape], place: u64) -> &'static Shape {
    let at = usize::try_from(place - 1).ok();
    at.and_then(|at| shapes.get(at)).unwrap_or(&Shape::Plain)
}

/// The maximum length of names and numbers.
const LONGEST: usize = 64;

#[derive(Default)]
pub(super) struct ShapedString {
    pub(super) use_as: StringUse,
    /// The start of the string, or all of it if `is_whole`.
    pub(super) text: Vec<u8>,
    pub(super) is_whole: bool,
}

/// The purpose of a string.
#[derive(Clone, Copy, Default)]
pub(super) enum StringUse {
    #[default]
    None,
    Name,
    Note(Note),
    /// A number, if it can be parsed. The string is held back until its end.
    Score,
}

impl ShapedString {
    pub(super) fn begin(&mut self, use_as: StringUse) {
        self.use_as = use_as;
        self.text.clear();
        self.is_whole = true;
    }

    /// Keeps more of the string if it is needed. Returns false if the string is too long.
    pub(super) fn take(&mut self, bytes: &[u8]) -> bool {
        self.is_whole &= self.text.len() + bytes.len() <= LONGEST;
        if self.is_whole && !matches!(self.use_as, StringUse::None) {
            self.text.extend_from_slice(bytes);
        }
        self.is_whole
    }

    pub(super) fn is_number(&self) -> bool {
        let text = std::str::from_utf8(&self.text).ok();
        text.is_some_and(|text| text.parse::<f64>().is_ok())
    }
}
