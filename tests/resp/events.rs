//! The events of a decoder as data that can be compared.

use std::io;

use redsh_engine::resp::{Aggregate, DecodeError, Decoder, Event, EventSink, StringKind, Value};

/// One event, or the end of a reply. The pieces of a string are joined.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Recorded {
    Scalar(Value),
    BeginString(StringKind, Option<u64>),
    Bytes(Vec<u8>),
    EndString,
    Begin(Aggregate, Option<u64>),
    End,
    Reply,
}

/// All events of a stream of replies that arrives in these pieces.
pub(crate) fn events<'a>(
    pieces: impl IntoIterator<Item = &'a [u8]>,
) -> Result<Vec<Recorded>, DecodeError> {
    let (mut decoder, mut recorder) = (Decoder::new(), Recorder::default());
    for piece in pieces {
        let mut rest = piece;
        while !rest.is_empty() {
            let fed = decoder.feed(rest, &mut recorder)?;
            assert!(fed.complete || fed.consumed == rest.len());
            rest = &rest[fed.consumed..];
            if fed.complete {
                recorder.events.push(Recorded::Reply);
            }
        }
    }
    let at_rest = matches!(recorder.events.last(), None | Some(Recorded::Reply));
    assert!(!decoder.is_between_replies() || at_rest);
    Ok(recorder.events)
}

#[derive(Default)]
struct Recorder {
    events: Vec<Recorded>,
}

impl EventSink for Recorder {
    fn event(&mut self, event: Event<'_>) -> io::Result<()> {
        let recorded = match event {
            Event::Scalar(scalar) => Recorded::Scalar(scalar.into()),
            Event::BeginString(kind, len) => Recorded::BeginString(kind, len),
            Event::Bytes(bytes) => {
                assert!(!bytes.is_empty());
                if let Some(Recorded::Bytes(text)) = self.events.last_mut() {
                    text.extend_from_slice(bytes);
                    return Ok(());
                }
                Recorded::Bytes(bytes.to_vec())
            }
            Event::EndString => Recorded::EndString,
            Event::Begin(kind, len) => Recorded::Begin(kind, len),
            Event::End => Recorded::End,
            Event::Wait => panic!("the decoder never waits"),
        };
        self.events.push(recorded);
        Ok(())
    }
}
