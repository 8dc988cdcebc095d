//! Formats that users mistake for a stream of commands.

/// A format without commands, or with encoded ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ForeignInput {
    /// An RDB file, or an append-only file that begins with one.
    #[error(
        "the input is an RDB file, or an append-only file that begins with one: it contains no commands to send; servers load it at startup"
    )]
    Rdb,
    /// The manifest of an append-only file.
    #[error(
        "the input is the manifest of an append-only file: send the files of type i that it lists"
    )]
    Manifest,
    /// A compressed file: the name of the compressor, and of the program that decompresses it.
    #[error("the input is compressed with {0}: send the output of {1}")]
    Compressed(&'static str, &'static str),
    /// UTF-8 text with a byte order mark.
    #[error(
        "the input begins with a UTF-8 byte order mark: remove its 3 bytes, for instance with tail -c +4"
    )]
    Utf8Mark,
    /// UTF-16 text.
    #[error("the input is UTF-16: convert it, for instance with iconv -f UTF-16 -t UTF-8")]
    Utf16,
}

/// The first bytes of each format.
const MAGIC: [(&[u8], ForeignInput); 11] = [
    (b"REDIS0", ForeignInput::Rdb),
    (b"VALKEY0", ForeignInput::Rdb), // from Valkey 9.0
    (b"\x1f\x8b", ForeignInput::Compressed("gzip", "zcat")),
    (
        b"\x28\xb5\x2f\xfd",
        ForeignInput::Compressed("zstd", "zstdcat"),
    ),
    (b"\xfd7zXZ", ForeignInput::Compressed("xz", "xzcat")),
    (b"BZh", ForeignInput::Compressed("bzip2", "bzcat")),
    (
        b"\x04\x22\x4d\x18",
        ForeignInput::Compressed("lz4", "lz4cat"),
    ),
    (b"PK\x03\x04", ForeignInput::Compressed("zip", "unzip -p")),
    (b"\xef\xbb\xbf", ForeignInput::Utf8Mark),
    (b"\xff\xfe", ForeignInput::Utf16),
    (b"\xfe\xff", ForeignInput::Utf16),
];

impl ForeignInput {
    /// Recognizes a format by the first bytes of a stream. Returns `None` if they may begin a command.
    pub fn of(beginning: &[u8]) -> Option<Self> {
        let magic = MAGIC.iter().find(|(magic, _)| beginning.starts_with(magic));
        let manifest = || is_manifest(beginning).then_some(ForeignInput::Manifest);
        magic.map(|(_, foreign)| *foreign).or_else(manifest)
    }
}

/// Returns whether the first line looks like `file appendonly.aof.1.base.rdb seq 1 type b`.
fn is_manifest(beginning: &[u8]) -> bool {
    let Some(end) = memchr::memchr(b'\n', beginning.get(..1024).unwrap_or(beginning)) else {
        return false;
    };
    let words: Vec<_> = beginning[..end].split(|byte| *byte == b' ').collect();
    matches!(words[..], [b"file", _, b"seq", _, b"type", ..])
}
