//! A line of MONITOR: `1695394222.900218 [3 10.0.0.7:45800] "SET" "user:1" "a \"b\""`.

use crate::resp::InlineWords;

/// A line of MONITOR, split into its fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonitorLine<'a> {
    /// The time in seconds since 1970, with six decimals, as the server wrote it.
    pub time: &'a [u8],
    /// The database of the command.
    pub db: u32,
    /// The client: `10.0.0.7:45800`, `[::1]:45800`, `unix:/run/redis.sock`, or `lua` for a script.
    pub client: &'a [u8],
    /// The words of the command, unquoted; never empty.
    pub words: Vec<Vec<u8>>,
}

impl<'a> MonitorLine<'a> {
    /// Parses a line without its `+`. Returns `None` for other replies, such as the OK before the first line.
    pub fn parse(line: &'a [u8]) -> Option<Self> {
        let (time, rest) = split(line, b" [")?;
        let (db, rest) = split(rest, b" ")?;
        let (client, words) = split(rest, b"] ")?;
        Some(MonitorLine {
            time,
            db: std::str::from_utf8(db).ok()?.parse().ok()?,
            client,
            words: quoted(words)?,
        })
    }

    /// Returns the host of [`client`](Self::client), or all of it if it has none.
    pub fn host(&self) -> &'a [u8] {
        match self.client.iter().rposition(|byte| *byte == b':') {
            Some(colon) if self.client[colon + 1..].iter().all(u8::is_ascii_digit) => {
                let host = &self.client[..colon];
                let bare = host.strip_prefix(b"[");
                bare.and_then(|host| host.strip_suffix(b"]"))
                    .unwrap_or(host)
            }
            _ => self.client,
        }
    }
}

/// Splits at the first occurrence of `mark`.
fn split<'a>(bytes: &'a [u8], mark: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = memchr::memmem::find(bytes, mark)?;
    Some((&bytes[..at], &bytes[at + mark.len()..]))
}

/// Servers quote words as redis-cli does.
fn quoted(text: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut rest = InlineWords::new(text);
    let mut words = Vec::new();
    let mut word = Vec::new();
    while rest.next(&mut word).ok()? {
        words.push(std::mem::take(&mut word));
    }
    (!words.is_empty()).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Option<MonitorLine<'_>> {
        MonitorLine::parse(line.as_bytes())
    }

    #[test]
    fn a_line_is_parsed_with_unquoted_words() {
        let line = r#"1695394222.900218 [3 127.0.0.1:45800] "SET" "a] \"b" "\x00\n\\" """#;
        let line = parsed(line).expect("it is a line");
        assert_eq!(line.time, b"1695394222.900218");
        assert_eq!(line.db, 3);
        assert_eq!(line.client, b"127.0.0.1:45800");
        let words: [&[u8]; 4] = [b"SET", b"a] \"b", b"\0\n\\", b""];
        assert_eq!(line.words, words);
    }

    #[test]
    fn the_host_of_a_client_is_returned() {
        for (client, host) in [
            ("127.0.0.1:45800", "127.0.0.1"),
            ("[::1]:45800", "::1"),
            ("unix:/run/redis.sock", "unix:/run/redis.sock"),
            ("lua", "lua"),
            ("", ""),
        ] {
            let line = format!("1.5 [0 {client}] \"PING\"");
            let line = parsed(&line).expect("it is a line");
            assert_eq!(line.host(), host.as_bytes(), "{client}");
        }
    }

    #[test]
    fn other_text_is_not_a_line() {
        for text in [
            "OK",
            "",
            "1.5",
            "1.5 [0 c]",
            "1.5 [0 c] ",
            "1.5 [x c] \"PING\"",
            "1.5 [0 c] \"PING",
            "1.5 [0 c] \"PI\"NG",
            "1.5 [99999999999 c] \"PING\"",
        ] {
            assert_eq!(parsed(text), None, "{text}");
        }
    }
}
