//! `--dry-run`: prints the commands as lines that can be pasted into the shell.

use std::io::Write;

use redsh_engine::Error;
use redsh_engine::scan::KeyPage;

use super::key_template::KeyTemplate;
use crate::cli::Each;
use crate::render::write_words;

/// Prints the command for each key, a page in one write.
pub(crate) struct DryRun<W: Write> {
    template: KeyTemplate,
    terminal: bool,
    out: W,
    /// The words of a command. The memory is used again, as that of the lines of a page.
    words: Vec<Vec<u8>>,
    buffer: Vec<u8>,
}

impl<W: Write> DryRun<W> {
    /// Prints to `out`, which should not be buffered. On a terminal, printable UTF-8 is not escaped.
    pub(crate) fn new(each: &Each, terminal: bool, out: W) -> anyhow::Result<Self> {
        Ok(DryRun {
            template: KeyTemplate::new(&each.template)?,
            terminal,
            out,
            words: Vec::new(),
            buffer: Vec::new(),
        })
    }

    /// Prints the commands for the keys of a page.
    pub(in crate::mode::scan) fn print(&mut self, page: &KeyPage) -> Result<(), Error> {
        self.buffer.clear();
        for key in page.keys() {
            self.template.fill([key], &mut self.words);
            // Writing to a Vec cannot fail.
            let _ = write_words(&mut self.buffer, &self.words, self.terminal);
            self.buffer.push(b'\n');
        }
        let written = self.out.write_all(&self.buffer);
        written
            .and_then(|()| self.out.flush())
            .map_err(Error::Output)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::input::line;

    #[test]
    fn a_line_parses_to_the_command_that_would_be_sent() {
        let each = Each {
            template: vec![b"RENAME".to_vec(), b"{}".to_vec(), b"old {}".to_vec()],
            quiet: false,
            dry_run: true,
            rate: None,
        };
        let key = b"a b\n\"'\0\xff{}";
        let mut page = KeyPage::default();
        page.push(b"k");
        page.push(key);
        let mut out = Vec::new();
        let mut dry_run = DryRun::new(&each, false, &mut out).expect("it can be run");
        dry_run.print(&page).expect("it is written");
        let second = out
            .strip_prefix(b"RENAME k \"old k\"\n")
            .expect("the first line");
        let words = line::split(second.trim_ascii_end());
        let renamed = [b"old ".as_slice(), key].concat();
        assert_eq!(words, Ok(vec![b"RENAME".to_vec(), key.to_vec(), renamed]));
    }
}
