//! The place where the cases of one group run: a real server, reset to the same state before each run, and a folder.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use tempfile::TempDir;

use super::case::Case;
use support::server::Server;

/// Deletes everything, as a user that no case can restrict.
const CLEAN: &str = "AUTH admin admin\nFLUSHALL\nSCRIPT FLUSH\nFUNCTION FLUSH\nCONFIG RESETSTAT\n";

/// The data at the start of every case: a key of each type, and one in another database.
const KEYS: &str = "SET k v
RPUSH l a b c
HSET h f v g w
SADD s x
ZADD z 1.5 a 2 b
XADD st 1-1 f v g w
SET bin \"\\xff\\xfe\\x00\\x01\\x7f\\a\\b\\t\\n\\r\\\"\\\\/\"
SET utf8 \"\\xc3\\xa9\\xe2\\x9c\\x93\"
SET empty \"\"
SET n 10
SELECT 3
SET k three
SELECT 0
";

/// A server and a folder.
pub(super) struct Place {
    server: Server,
    folder: TempDir,
}

impl Place {
    /// Starts a server with these directives in its configuration.
    pub(super) fn new(config: &[(&str, &str)]) -> Self {
        let mut all = vec![
            ("enable-debug-command", "yes"),
            ("user", "admin on >admin ~* &* +@all"),
        ];
        all.extend_from_slice(config);
        Place {
            server: Server::with(&all),
            folder: tempfile::tempdir().expect("a temporary folder can be made"),
        }
    }

    /// Resets everything to the state in which `case` starts.
    pub(super) fn prepare(&self, case: &Case) {
        for (name, content) in &case.files {
            fs::write(self.folder.path().join(name), content)
                .expect("the folder can be written to");
        }
        let mut lines = format!("{CLEAN}{KEYS}");
        for line in &case.setup {
            lines.push_str(line);
            lines.push('\n');
        }
        let replies = self.replies(lines.as_bytes());
        let refused = replies
            .split(|&byte| byte == b'\n')
            .find(|line| line.starts_with(b"-"));
        assert!(
            refused.is_none(),
            "setting up '{}': {}",
            case.name,
            refused.unwrap_or_default().escape_ascii()
        );
    }

    /// The text with the names of this place for `{port}`, `{socket}` and `{dir}`.
    pub(super) fn filled(&self, text: &[u8]) -> Vec<u8> {
        let port = self.server.port().to_string();
        let socket = self.server.socket().to_string_lossy().into_owned();
        let folder = self.folder.path().to_string_lossy().into_owned();
        let names = [("{port}", port), ("{socket}", socket), ("{dir}", folder)];
        names.iter().fold(text.to_vec(), |text, (name, value)| {
            replaced(&text, name.as_bytes(), value.as_bytes())
        })
    }

    /// The arguments that name the server.
    pub(super) fn address(&self) -> [String; 2] {
        ["-p".to_owned(), self.server.port().to_string()]
    }

    fn replies(&self, lines: &[u8]) -> Vec<u8> {
        let mut stream =
            UnixStream::connect(self.server.socket()).expect("the server listens on its socket");
        stream
            .set_read_timeout(Some(Duration::from_secs(30)))
            .expect("a time limit can be set");
        // The server closes after QUIT, so all replies are there at the end of the stream.
        stream
            .write_all(lines)
            .and_then(|()| stream.write_all(b"QUIT\n"))
            .expect("the server takes commands");
        let mut replies = Vec::new();
        stream
            .read_to_end(&mut replies)
            .expect("the server replies");
        replies
    }
}

fn replaced(text: &[u8], name: &[u8], value: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.windows(name.len()).position(|window| window == name) {
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(value);
        rest = &rest[at + name.len()..];
    }
    out.extend_from_slice(rest);
    out
}
