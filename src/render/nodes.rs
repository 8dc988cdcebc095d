//! The replies of several nodes to one command, with their addresses.
//!
//! In standard and raw, a line with the address precedes each reply. In csv each node is a row that begins with its
//! address. In JSON the output is an object with an entry for each address. An error is the object `{"error": ...}`,
//! because the notation of redis-cli for errors is not JSON.

use std::io::{self, Write};

use redsh_engine::resp::Value;

use super::{Format, Presentation, Printer};

/// The address of a node, and its reply.
pub(crate) type NodeReply = (String, Value);

impl<W: Write> Printer<W> {
    /// Prints the replies of all nodes. `shown` applies to each of them in standard and raw.
    pub(crate) fn nodes(&mut self, replies: Vec<NodeReply>, shown: Presentation) -> io::Result<()> {
        match self.style.format {
            Format::Standard | Format::Raw => replies
                .iter()
                .try_for_each(|reply| self.with_heading(reply, shown)),
            Format::Csv => replies
                .into_iter()
                .try_for_each(|(node, reply)| self.whole(&Value::Array(vec![text(node), reply]))),
            Format::Json | Format::QuotedJson => {
                let pairs = replies
                    .into_iter()
                    .map(|(node, reply)| (text(node), error_as_object(reply)));
                self.whole(&Value::Map(pairs.collect()))
            }
        }
    }

    fn with_heading(&mut self, (node, reply): &NodeReply, shown: Presentation) -> io::Result<()> {
        // The server sent the address, so it may contain control characters.
        let node = node.replace(char::is_control, "?");
        self.text(format!("{node}\n").as_bytes())?;
        let shown = match reply.as_error() {
            Some(_) => Presentation::default(),
            None => shown,
        };
        self.expect(shown);
        self.whole(reply)?;
        let ends_its_line = reply.as_bytes().is_some_and(|text| text.ends_with(b"\n"));
        match shown.is_verbatim() && !ends_its_line {
            true => self.text(b"\n"),
            false => Ok(()),
        }
    }

    fn whole(&mut self, reply: &Value) -> io::Result<()> {
        reply.replay(self)?;
        self.finish()
    }
}

fn text(node: String) -> Value {
    Value::Bulk(node.into_bytes())
}

fn error_as_object(reply: Value) -> Value {
    match reply.as_error() {
        Some(words) => {
            let words = Value::Bulk(words.to_vec());
            Value::Map(vec![(Value::Bulk(b"error".to_vec()), words)])
        }
        None => reply,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{Medium, Palette, Style};

    fn printed(format: Format, replies: &[(&str, Value)], command: &str) -> String {
        let style = Style {
            format,
            delimiter: b"\n".to_vec(),
            end: b"\n".to_vec(),
            palette: Palette::Plain,
            medium: Medium::Program,
        };
        let mut out = Vec::new();
        let mut printer = Printer::new(&mut out, style);
        let replies = replies
            .iter()
            .map(|(node, reply)| ((*node).to_owned(), reply.clone()));
        let shown = printer.shown(&[command.into()]);
        printer.nodes(replies.collect(), shown).unwrap();
        printer.flush().unwrap();
        drop(printer);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_format_shows_the_addresses() {
        let list = Value::Array(vec![Value::Bulk(b"a".to_vec()), Value::Integer(2)]);
        let refusal = Value::Error(b"ERR no".to_vec());
        let replies = [("h:1", list), ("h:2", refusal)];
        let cases = [
            (
                Format::Standard,
                "h:1\n1) \"a\"\n2) (integer) 2\nh:2\n(error) ERR no\n",
            ),
            (Format::Raw, "h:1\na\n2\nh:2\nERR no\n\n"),
            (Format::Csv, "\"h:1\",\"a\",2\n\"h:2\",ERROR,\"ERR no\"\n"),
            (
                Format::Json,
                "{\"h:1\":[\"a\",2],\"h:2\":{\"error\":\"ERR no\"}}\n",
            ),
        ];
        for (format, expected) in cases {
            assert_eq!(printed(format, &replies, "GET"), expected, "{format:?}");
        }
    }

    #[test]
    fn a_text_ends_with_a_line_feed() {
        let info = |text: &str| Value::Bulk(text.into());
        let replies = [("h:1", info("a:1\r\n")), ("h:2", info("a:2"))];
        assert_eq!(
            printed(Format::Standard, &replies, "INFO"),
            "h:1\na:1\r\nh:2\na:2\n"
        );
        let gone = [("h:3", Value::Error(b"ERR gone".to_vec()))];
        assert_eq!(
            printed(Format::Standard, &gone, "INFO"),
            "h:3\n(error) ERR gone\n"
        );
        assert_eq!(
            printed(Format::Json, &replies, "INFO"),
            "{\"h:1\":\"a:1\\r\\n\",\"h:2\":\"a:2\"}\n"
        );
    }

    #[test]
    fn control_characters_in_an_address_are_replaced() {
        let replies = [("h\x1b[2J:1", Value::Integer(1))];
        assert_eq!(
            printed(Format::Standard, &replies, "GET"),
            "h?[2J:1\n(integer) 1\n"
        );
    }
}
