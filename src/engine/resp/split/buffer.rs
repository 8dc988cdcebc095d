//! The input buffer of the splitter.

const SIZE: usize = 256 * 1024;

/// The minimum free space. With less of it, the unread bytes move to the front, or the buffer grows.
const LEAST: usize = SIZE / 2;

/// A larger buffer shrinks. The limit is above the usual size, so that commands of half a megabyte do not make the
/// buffer grow and shrink each time.
const KEPT: usize = 4 * SIZE;

/// A window on the stream. Bytes are added at the end, and removed from the front.
#[derive(Debug)]
pub(super) struct SplitBuffer {
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// The position of the first unread byte in the stream.
    pub(super) offset: u64,
}

impl Default for SplitBuffer {
    fn default() -> Self {
        Self {
            buffer: vec![0; SIZE],
            start: 0,
            end: 0,
            offset: 0,
        }
    }
}

impl SplitBuffer {
    pub(super) fn unread(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    pub(super) fn skip(&mut self, count: usize) {
        let count = count.min(self.end - self.start);
        self.start += count;
        self.offset += count as u64;
    }

    /// Returns the free space after the unread bytes.
    pub(super) fn space(&mut self) -> &mut [u8] {
        if self.is_oversized() {
            self.move_to_front();
            self.buffer.truncate(SIZE);
            self.buffer.shrink_to_fit();
        } else if self.room() < LEAST {
            self.move_to_front();
            self.grow();
        }
        &mut self.buffer[self.end..]
    }

    /// Adds the first `count` bytes of the free space.
    pub(super) fn filled(&mut self, count: usize) {
        self.end += count.min(self.buffer.len() - self.end);
    }

    fn move_to_front(&mut self) {
        self.buffer.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
    }

    /// Grows by half if there is too little space. Copying therefore costs in proportion to the input.
    fn grow(&mut self) {
        if self.room() < LEAST {
            let more = self.buffer.len() / 2;
            self.buffer.reserve_exact(more);
            self.buffer.resize(self.buffer.len() + more, 0);
        }
    }

    fn room(&self) -> usize {
        self.buffer.len() - self.end
    }

    /// Returns whether the buffer grew for a command that is gone.
    fn is_oversized(&self) -> bool {
        self.buffer.len() > KEPT && self.end - self.start <= SIZE - LEAST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_buffer_grows_for_unread_bytes_and_shrinks_afterwards() {
        let mut input = SplitBuffer::default();
        let mut come = 0;
        while come < 10 * SIZE {
            let space = input.space();
            assert!(space.len() >= LEAST && space.len() <= SIZE.max(come / 2 + LEAST));
            come += space.len();
            input.filled(usize::MAX);
        }
        assert_eq!(input.unread().len(), come);
        input.skip(come - 3);
        assert_eq!(
            (input.offset, input.space().len()),
            (come as u64 - 3, SIZE - 3)
        );
    }

    #[test]
    fn unread_bytes_are_preserved() {
        let mut input = SplitBuffer::default();
        let (mut written, mut read) = (0u8, 0u8);
        for round in 0..200 {
            let space = input.space();
            let count = space.len().min(SIZE - 7);
            for byte in &mut space[..count] {
                (*byte, written) = (written, written.wrapping_add(1));
            }
            input.filled(count);
            let taken = input.unread().len() - round % 5;
            for byte in &input.unread()[..taken] {
                assert_eq!(*byte, read);
                read = read.wrapping_add(1);
            }
            input.skip(taken);
        }
    }
}
