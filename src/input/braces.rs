//! Splits a text with fields in braces: `user:{1}`. Two braces stand for one. Pure.

/// A part of such a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum BracePart {
    Text(Vec<u8>),
    /// The name between two braces.
    Field(Vec<u8>),
}

impl BracePart {
    pub(crate) fn field(&self) -> Option<&[u8]> {
        match self {
            BracePart::Text(_) => None,
            BracePart::Field(name) => Some(name),
        }
    }
}

/// A single brace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum UnmatchedBrace {
    Open,
    Close,
}

/// Splits a text into its parts.
pub(crate) fn parts(text: &[u8]) -> Result<Vec<BracePart>, UnmatchedBrace> {
    let (mut parts, mut literal, mut rest) = (Vec::new(), Vec::new(), text);
    loop {
        rest = match rest {
            [] => break,
            [b'{', b'{', after @ ..] | [b'}', b'}', after @ ..] => {
                literal.push(rest[0]);
                after
            }
            [b'}', ..] => return Err(UnmatchedBrace::Close),
            [b'{', after @ ..] => {
                let end = memchr::memchr(b'}', after).ok_or(UnmatchedBrace::Open)?;
                if !literal.is_empty() {
                    parts.push(BracePart::Text(std::mem::take(&mut literal)));
                }
                parts.push(BracePart::Field(after[..end].to_vec()));
                &after[end + 1..]
            }
            [byte, after @ ..] => {
                literal.push(*byte);
                after
            }
        };
    }
    if !literal.is_empty() {
        parts.push(BracePart::Text(literal));
    }
    Ok(parts)
}
