//! Decoding of UTF-8 that arrives in pieces.

use std::io;

/// A part of the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Utf8Chunk<'a> {
    Text(&'a str),
    /// Bytes that do not belong to a character, each on its own.
    Invalid(&'a [u8]),
}

/// Splits a string into chunks. An incomplete character is held back until the rest arrives.
#[derive(Debug, Default)]
pub(crate) struct Utf8Decoder {
    /// An incomplete character, with room for its end.
    cut: [u8; 4],
    /// The length of the incomplete character; at most 3 between two pieces.
    len: usize,
}

impl Utf8Decoder {
    /// Decodes the next bytes.
    pub(crate) fn piece(
        &mut self,
        bytes: &[u8],
        mut take: impl FnMut(Utf8Chunk<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut rest = self.complete(bytes, &mut take)?;
        loop {
            let error = match std::str::from_utf8(rest) {
                Ok("") => return Ok(()),
                Ok(text) => return take(Utf8Chunk::Text(text)),
                Err(error) => error,
            };
            let (text, from_error) = rest.split_at(error.valid_up_to());
            // The text before an error is valid.
            if let Ok(text) = std::str::from_utf8(text)
                && !text.is_empty()
            {
                take(Utf8Chunk::Text(text))?;
            }
            let Some(len) = error.error_len() else {
                self.keep(from_error);
                return Ok(());
            };
            let (invalid, after) = from_error.split_at(len);
            take(Utf8Chunk::Invalid(invalid))?;
            rest = after;
        }
    }

    /// Decodes the end of the string. An incomplete character is invalid.
    pub(crate) fn finish(
        &mut self,
        mut take: impl FnMut(Utf8Chunk<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        match std::mem::take(&mut self.len) {
            0 => Ok(()),
            len => take(Utf8Chunk::Invalid(&self.cut[..len])),
        }
    }

    /// Completes the incomplete character, and returns the bytes after it.
    fn complete<'a>(
        &mut self,
        mut bytes: &'a [u8],
        take: &mut impl FnMut(Utf8Chunk<'_>) -> io::Result<()>,
    ) -> io::Result<&'a [u8]> {
        while self.len > 0
            && let Some((&byte, after)) = bytes.split_first()
        {
            self.cut[self.len] = byte;
            match std::str::from_utf8(&self.cut[..=self.len]) {
                Err(error) if error.error_len().is_none() => self.len += 1,
                // The new byte does not continue the character, which is therefore invalid.
                Err(_) => return self.finish(take).map(|()| bytes),
                Ok(text) => {
                    self.len = 0;
                    take(Utf8Chunk::Text(text))?;
                }
            }
            bytes = after;
        }
        Ok(bytes)
    }

    fn keep(&mut self, cut: &[u8]) {
        self.cut[..cut.len()].copy_from_slice(cut);
        self.len = cut.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the chunks of the pieces, with invalid bytes as `[xx]`.
    fn chunks(pieces: &[&[u8]]) -> String {
        let mut shown = String::new();
        let mut show = |chunk: Utf8Chunk<'_>| {
            match chunk {
                Utf8Chunk::Text(text) => shown.push_str(text),
                Utf8Chunk::Invalid(bytes) => bytes
                    .iter()
                    .for_each(|byte| shown.push_str(&format!("[{byte:02x}]"))),
            }
            Ok(())
        };
        let mut utf8 = Utf8Decoder::default();
        for piece in pieces {
            utf8.piece(piece, &mut show)
                .expect("the closure cannot fail");
        }
        utf8.finish(&mut show).expect("the closure cannot fail");
        shown
    }

    #[test]
    fn a_cut_character_is_one_character() {
        let text = "aé€𝄞z";
        for first in 0..=text.len() {
            for second in first..=text.len() {
                let bytes = text.as_bytes();
                assert_eq!(
                    chunks(&[&bytes[..first], &bytes[first..second], &bytes[second..]]),
                    text
                );
            }
        }
    }

    #[test]
    fn invalid_bytes_do_not_depend_on_the_cuts() {
        let bytes = b"a\xe2\x82z\xff\xf0\x9f\xc3\xa9\xed\xa0\x80\xc0\xaf\xf0\x9f\x92";
        let whole = chunks(&[bytes]);
        assert_eq!(
            whole,
            "a[e2][82]z[ff][f0][9f]é[ed][a0][80][c0][af][f0][9f][92]"
        );
        for at in 0..=bytes.len() {
            assert_eq!(chunks(&[&bytes[..at], &bytes[at..]]), whole, "cut at {at}");
        }
    }
}
