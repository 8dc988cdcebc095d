//! What a decoder tells of a stream, as data that can be compared.

use std::io;

use redsh_engine::resp::{Aggregate, DecodeError, Decoder, Null, Scalar, StringKind, Visitor};

/// One call of a visitor, or the end of a reply. The pieces of a string are one, however they were cut.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Event {
    Simple(Vec<u8>),
    Error(Vec<u8>),
    BulkError(Vec<u8>),
    Integer(i64),
    Null(Null),
    Boolean(bool),
    Double(Vec<u8>),
    BigNumber(Vec<u8>),
    BeginString(StringKind, Option<u64>),
    Pieces(Vec<u8>),
    EndString,
    Begin(Aggregate, Option<u64>),
    End,
    Reply,
}

/// All the events of a stream of replies that comes in these pieces.
pub(crate) fn events<'a>(
    pieces: impl IntoIterator<Item = &'a [u8]>,
) -> Result<Vec<Event>, DecodeError> {
    let (mut decoder, mut recorder) = (Decoder::new(), Recorder::default());
    for piece in pieces {
        let mut rest = piece;
        while !rest.is_empty() {
            let fed = decoder.feed(rest, &mut recorder)?;
            assert!(fed.complete || fed.consumed == rest.len());
            rest = &rest[fed.consumed..];
            if fed.complete {
                recorder.events.push(Event::Reply);
            }
        }
    }
    let at_rest = matches!(recorder.events.last(), None | Some(Event::Reply));
    assert!(!decoder.is_between_replies() || at_rest);
    Ok(recorder.events)
}

#[derive(Default)]
struct Recorder {
    events: Vec<Event>,
}

impl Recorder {
    fn record(&mut self, event: Event) -> io::Result<()> {
        self.events.push(event);
        Ok(())
    }
}

impl Visitor for Recorder {
    fn scalar(&mut self, scalar: Scalar<'_>) -> io::Result<()> {
        self.record(match scalar {
            Scalar::Simple(text) => Event::Simple(text.to_vec()),
            Scalar::Error(text) => Event::Error(text.to_vec()),
            Scalar::BulkError(text) => Event::BulkError(text.to_vec()),
            Scalar::Integer(number) => Event::Integer(number),
            Scalar::Null(form) => Event::Null(form),
            Scalar::Boolean(truth) => Event::Boolean(truth),
            Scalar::Double(text) => Event::Double(text.to_vec()),
            Scalar::BigNumber(text) => Event::BigNumber(text.to_vec()),
        })
    }

    fn begin_string(&mut self, kind: StringKind, len: Option<u64>) -> io::Result<()> {
        self.record(Event::BeginString(kind, len))
    }

    fn piece(&mut self, bytes: &[u8]) -> io::Result<()> {
        assert!(!bytes.is_empty());
        if let Some(Event::Pieces(text)) = self.events.last_mut() {
            text.extend_from_slice(bytes);
            return Ok(());
        }
        self.record(Event::Pieces(bytes.to_vec()))
    }

    fn end_string(&mut self) -> io::Result<()> {
        self.record(Event::EndString)
    }

    fn begin(&mut self, kind: Aggregate, len: Option<u64>) -> io::Result<()> {
        self.record(Event::Begin(kind, len))
    }

    fn end(&mut self) -> io::Result<()> {
        self.record(Event::End)
    }
}
