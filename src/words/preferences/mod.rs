//! What the user prefers at a prompt: one table, which `:set` and `:get`, the configuration and TAB all go by. Pure.

mod layer;
#[cfg(test)]
mod tests;
mod value;

use redsh_engine::monitor::Filter;

pub(crate) use self::layer::{Layer, Said};
use self::value::Value;
use crate::render::{TextColour, typed};
use crate::words::prompt::Template;

/// The preferences, one by one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Preferences {
    /// What may follow is shown behind the line that is typed.
    pub(crate) hints: bool,
    /// What destroys data is asked about first.
    pub(crate) confirm: bool,
    /// What writes is refused, before it is sent.
    pub(crate) read_only: bool,
    /// Some commands' replies are shown in a form of their own.
    pub(crate) view: bool,
    /// What is longer than the screen goes through the pager.
    pub(crate) pager: bool,
    /// Behind a `|` stands a line of the system's shell, which reads the reply.
    pub(crate) pipe: bool,
    /// In a cluster, commands with keys in several slots are split.
    pub(crate) cross_slot: bool,
    /// Which of MONITOR's lines are shown; all of them without one.
    pub(crate) monitor: Option<Filter>,
    /// What stands before the line.
    pub(crate) prompt: Template,
    /// Its colour, where it has one.
    pub(crate) prompt_color: Option<TextColour>,
}

impl Default for Preferences {
    fn default() -> Self {
        Preferences {
            hints: true,
            confirm: true,
            read_only: false,
            view: true,
            pager: false,
            pipe: true,
            cross_slot: false,
            monitor: None,
            prompt: Template::default(),
            prompt_color: None,
        }
    }
}

/// One of them: its name, what it does, and where it is. All that is said of it anywhere goes through here.
#[derive(Debug)]
struct Row {
    /// With dashes; in a file, underscores may stand for them.
    name: &'static str,
    help: &'static str,
    place: fn(&mut Preferences) -> &mut dyn Value,
}

static ROWS: [Row; 10] = [
    Row {
        name: "hints",
        help: "show what may follow, behind the line that is typed",
        place: |preferences| &mut preferences.hints,
    },
    Row {
        name: "confirm",
        help: "ask before a command that destroys data",
        place: |preferences| &mut preferences.confirm,
    },
    Row {
        name: "read-only",
        help: "refuse commands that write",
        place: |preferences| &mut preferences.read_only,
    },
    Row {
        name: "view",
        help: "show the replies of INFO, CLIENT LIST, XRANGE and others in forms of their own",
        place: |preferences| &mut preferences.view,
    },
    Row {
        name: "pager",
        help: "show what is longer than the screen through $PAGER, or less -R",
        place: |preferences| &mut preferences.pager,
    },
    Row {
        name: "pipe",
        help: "give the reply to what stands behind a |, a line of the system's shell",
        place: |preferences| &mut preferences.pipe,
    },
    Row {
        name: "cross-slot",
        help: "split MGET, MSET, DEL and others whose keys are in several slots of a cluster",
        place: |preferences| &mut preferences.cross_slot,
    },
    Row {
        name: "monitor",
        help: "show MONITOR's lines for which all of cmd=, key=, db= and client= hold",
        place: |preferences| &mut preferences.monitor,
    },
    Row {
        name: "prompt",
        help: "what stands before the line",
        place: |preferences| &mut preferences.prompt,
    },
    Row {
        name: "prompt-color",
        help: "the colour of the prompt",
        place: |preferences| &mut preferences.prompt_color,
    },
];

impl Preferences {
    /// `:set NAME`, `:set NAME VALUE`, `:set noNAME`; with nothing, all of them are listed. What is to be shown, with its
    /// line ends.
    ///
    /// # Errors
    /// Nothing has changed; why, without a line end.
    pub(crate) fn set(&mut self, words: &[Vec<u8>]) -> Result<String, String> {
        let Some((name, values)) = words.split_first() else {
            return Ok(self.list());
        };
        let name = name_of(name);
        let (row, off) = match (find(&name), name.strip_prefix("no").and_then(find)) {
            (Some(row), _) => (row, false),
            (None, Some(row)) => (row, true),
            (None, None) => return Err(unknown(&name)),
        };
        let read = match values {
            [] if off => self.put(row, &row.off()),
            [] if !row.is_switch() => return Ok(self.line(row)),
            [] => self.put(row, "on"),
            [value] if !off => self.put(row, &String::from_utf8_lossy(value)),
            words if !off && row.is_of_words() => self.put(row, &joined(words)),
            _ => return Err(row.takes_one(off)),
        };
        read.map(|()| String::new())
            .map_err(|wanted| format!("{} is {wanted}", row.name))
    }

    /// `:get NAME`; with nothing, all of them. With its line ends.
    pub(crate) fn get(&self, words: &[Vec<u8>]) -> String {
        let Some(name) = words.first() else {
            return self.list();
        };
        let name = name_of(name);
        find(&name).map_or_else(|| unknown(&name) + "\n", |row| self.line(row))
    }

    /// Takes in what is said of one, or says what it could be.
    fn put(&mut self, row: &Row, text: &str) -> Result<(), String> {
        (row.place)(self).read(text)
    }

    fn list(&self) -> String {
        ROWS.iter().map(|row| self.line(row)).collect()
    }

    /// As it could be typed.
    fn line(&self, row: &Row) -> String {
        let value = typed(&[row.text(self)], true);
        format!("{:<12} {value:<4} {}\n", row.name, row.help)
    }
}

impl Row {
    fn text(&self, preferences: &Preferences) -> String {
        (self.place)(&mut preferences.clone()).text()
    }

    fn is_switch(&self) -> bool {
        (self.place)(&mut Preferences::default()).is_switch()
    }

    fn is_of_words(&self) -> bool {
        (self.place)(&mut Preferences::default()).is_of_words()
    }

    /// What `:set noNAME` makes of it: off, or as it is where nothing is said of it.
    fn off(&self) -> String {
        match self.is_switch() {
            true => "off".to_owned(),
            false => self.text(&Preferences::default()),
        }
    }

    fn takes_one(&self, off: bool) -> String {
        let name = self.name;
        match (off, self.is_switch()) {
            (true, _) => format!("no{name} takes nothing behind it"),
            (false, true) => format!("{name} is on or off"),
            (false, false) => format!("{name} takes one value; put quotes around blanks"),
        }
    }
}

/// The names, in the order in which they are listed.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    ROWS.iter().map(|row| row.name)
}

/// Words as one text, that has the same words again.
fn joined(words: &[Vec<u8>]) -> String {
    typed(words, false)
}

/// In the letters of the table.
fn name_of(word: &[u8]) -> String {
    let name = String::from_utf8_lossy(word).to_ascii_lowercase();
    name.replace('_', "-")
}

fn find(name: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.name == name)
}

fn unknown(name: &str) -> String {
    let names: Vec<_> = names().collect();
    format!(
        "there is no preference '{name}'; there are {}",
        names.join(", ")
    )
}
