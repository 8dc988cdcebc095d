//! Requests made to exhaust the splitter: they cost memory in proportion to their bytes.

use redsh_engine::resp::Splitter;

/// The most memory for each byte of a command: a line of one-letter words, with each word's text, its encoding and
/// two positions of it, in vectors that double.
const PER_BYTE: usize = 48;

/// The most memory for any command: the buffer.
const ALWAYS: usize = 1 << 20;

/// Splits a stream that arrives in a file's pieces, checks the memory that it took, and returns the number of
/// commands.
fn count_within(bound: usize, pieces: &mut dyn Iterator<Item = &[u8]>) -> u64 {
    let mut count = 0;
    let memory = allocation_counter::measure(|| {
        let mut splitter = Splitter::new();
        for mut piece in pieces {
            while !piece.is_empty() {
                let taken = splitter.space().len().min(piece.len());
                splitter.space()[..taken].copy_from_slice(&piece[..taken]);
                splitter.filled(taken);
                piece = &piece[taken..];
                while let Ok(Some(request)) = splitter.next() {
                    count = request.number;
                }
            }
        }
    });
    assert!(
        memory.bytes_max <= bound as u64,
        "{} > {bound}",
        memory.bytes_max
    );
    count
}

fn count(stream: &[u8]) -> u64 {
    let bound = PER_BYTE * stream.len() + ALWAYS;
    count_within(bound, &mut stream.chunks(16 * 1024))
}

#[test]
fn an_announced_length_or_count_allocates_nothing() {
    for stream in [
        "*2147483647\r\n",
        "*2147483647\r\n$4294967296\r\nx",
        "*2\r\n$4294967296\r\nx",
        "*2147483647\r\n$1\r\nx\r\n$1\r\n",
        "*99999999999999999999\r\n",
        "*1\r\n$99999999999999999999\r\n",
    ] {
        assert_eq!(count(stream.as_bytes()), 0, "{stream}");
    }
}

#[test]
fn many_arguments_cost_memory_in_proportion() {
    let arguments = "$0\r\n\r\n".repeat(1_000_000);
    assert_eq!(count(["*1000000\r\n", &arguments].concat().as_bytes()), 1);
    let line = "x ".repeat(500_000) + "\n";
    assert_eq!(count(line.as_bytes()), 1);
}

#[test]
fn invalid_commands_cost_nothing() {
    for nothing in ["*0\r\n", "\r\n", "#TS:1\r\n", "# "] {
        let piece = nothing.repeat(10_000);
        let mut pieces = std::iter::repeat_n(piece.as_bytes(), 300);
        assert_eq!(count_within(4 * ALWAYS, &mut pieces), 0, "{nothing}");
    }
}

#[test]
fn small_commands_after_a_large_one_do_not_keep_its_memory() {
    let large = format!(
        "*2\r\n$4\r\nECHO\r\n${}\r\n{}\r\n",
        8 << 20,
        "x".repeat(8 << 20)
    );
    let mut splitter = Splitter::new();
    for piece in [large.as_bytes(), b"PING\n"] {
        let mut rest = piece;
        while !rest.is_empty() {
            let taken = splitter.space().len().min(rest.len());
            splitter.space()[..taken].copy_from_slice(&rest[..taken]);
            splitter.filled(taken);
            rest = &rest[taken..];
        }
        assert!(splitter.next().unwrap().is_some());
    }
    assert!(splitter.space().len() < 1 << 20);
}
