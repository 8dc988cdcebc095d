//! Texts with fields between braces: the one parser and writer of them. Pure.

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece<F> {
    Text(Vec<u8>),
    Field(F),
}

/// A brace without its counterpart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BraceError {
    NotClosed,
    NotOpened,
}

/// Splits a text into pieces; `field` reads the name between two braces. A doubled brace is the brace itself.
///
/// # Errors
/// A [`BraceError`], or the first error of `field`.
pub(crate) fn parse<F, E: From<BraceError>>(
    text: &[u8],
    field: impl Fn(&[u8]) -> Result<F, E>,
) -> Result<Vec<Piece<F>>, E> {
    let (mut pieces, mut plain, mut rest) = (Vec::new(), Vec::new(), text);
    loop {
        rest = match rest {
            [] => break,
            [b'{', b'{', after @ ..] | [b'}', b'}', after @ ..] => {
                plain.push(rest[0]);
                after
            }
            [b'}', ..] => return Err(BraceError::NotOpened.into()),
            [b'{', after @ ..] => {
                let end = memchr::memchr(b'}', after).ok_or(BraceError::NotClosed)?;
                push_text(&mut pieces, &mut plain);
                pieces.push(Piece::Field(field(&after[..end])?));
                &after[end + 1..]
            }
            [byte, after @ ..] => {
                plain.push(*byte);
                after
            }
        };
    }
    push_text(&mut pieces, &mut plain);
    Ok(pieces)
}

/// Splits a text at every `{}`. All other braces are text: the text may be JSON or a Lua script.
pub(crate) fn placeholders(text: &[u8]) -> Vec<Piece<()>> {
    let (mut pieces, mut rest) = (Vec::new(), text);
    while let Some(place) = memchr::memmem::find(rest, b"{}") {
        push_text(&mut pieces, &mut rest[..place].to_vec());
        pieces.push(Piece::Field(()));
        rest = &rest[place + 2..];
    }
    push_text(&mut pieces, &mut rest.to_vec());
    pieces
}

fn push_text<F>(pieces: &mut Vec<Piece<F>>, text: &mut Vec<u8>) {
    if !text.is_empty() {
        pieces.push(Piece::Text(std::mem::take(text)));
    }
}

/// Writes a text in place of the content of `out`.
///
/// # Errors
/// The first error of `value`, which returns the value of a field.
pub(crate) fn fill<F, V: AsRef<[u8]>, E>(
    pieces: &[Piece<F>],
    value: impl Fn(&F) -> Result<V, E>,
    out: &mut Vec<u8>,
) -> Result<(), E> {
    out.clear();
    for piece in pieces {
        match piece {
            Piece::Text(text) => out.extend_from_slice(text),
            Piece::Field(field) => out.extend_from_slice(value(field)?.as_ref()),
        }
    }
    Ok(())
}
