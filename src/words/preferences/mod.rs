//! The preferences at a prompt. One table serves `:set`, `:get`, the configuration and completion. Pure.

mod layer;
#[cfg(test)]
mod tests;
mod value;

use redsh_engine::monitor::Filter;

pub(crate) use self::layer::{LayerValue, PreferenceLayer};
use self::value::PreferenceValue;
use crate::render::{Tint, typed};
use crate::words::prompt::PromptTemplate;

/// The preferences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Preferences {
    /// Show hints after the line.
    pub(crate) hints: bool,
    /// Ask before destructive commands.
    pub(crate) confirm: bool,
    /// Refuse commands that write.
    pub(crate) read_only: bool,
    /// Show some replies as tables.
    pub(crate) view: bool,
    /// Page replies that are longer than the screen.
    pub(crate) pager: bool,
    /// Pipe replies into the line of the system's shell after a `|`.
    pub(crate) pipe: bool,
    /// Split commands whose keys are in several slots of a cluster.
    pub(crate) cross_slot: bool,
    /// Show only these lines of MONITOR.
    pub(crate) monitor: Option<Filter>,
    pub(crate) prompt: PromptTemplate,
    pub(crate) prompt_color: Option<Tint>,
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
            prompt: PromptTemplate::default(),
            prompt_color: None,
        }
    }
}

/// A row of the table.
#[derive(Debug)]
struct PreferenceRow {
    /// The name with dashes; files may use underscores.
    name: &'static str,
    help: &'static str,
    field: fn(&mut Preferences) -> &mut dyn PreferenceValue,
}

static ROWS: [PreferenceRow; 10] = [
    PreferenceRow {
        name: "hints",
        help: "show the remaining arguments after the line",
        field: |preferences| &mut preferences.hints,
    },
    PreferenceRow {
        name: "confirm",
        help: "ask before a command that destroys data",
        field: |preferences| &mut preferences.confirm,
    },
    PreferenceRow {
        name: "read-only",
        help: "refuse commands that write",
        field: |preferences| &mut preferences.read_only,
    },
    PreferenceRow {
        name: "view",
        help: "show the replies of INFO, CLIENT LIST, XRANGE and others as tables",
        field: |preferences| &mut preferences.view,
    },
    PreferenceRow {
        name: "pager",
        help: "page replies longer than the screen with $PAGER, or less -R",
        field: |preferences| &mut preferences.pager,
    },
    PreferenceRow {
        name: "pipe",
        help: "pipe the reply into the line of the system's shell after a |",
        field: |preferences| &mut preferences.pipe,
    },
    PreferenceRow {
        name: "cross-slot",
        help: "split MGET, MSET, DEL and others whose keys are in several slots of a cluster",
        field: |preferences| &mut preferences.cross_slot,
    },
    PreferenceRow {
        name: "monitor",
        help: "show only the lines of MONITOR that match all of cmd=, key=, db= and client=",
        field: |preferences| &mut preferences.monitor,
    },
    PreferenceRow {
        name: "prompt",
        help: "the text before the line",
        field: |preferences| &mut preferences.prompt,
    },
    PreferenceRow {
        name: "prompt-color",
        help: "the colour of the prompt",
        field: |preferences| &mut preferences.prompt_color,
    },
];

impl Preferences {
    /// Runs `:set`, `:set NAME`, `:set NAME VALUE` or `:set noNAME`, and returns the text to show.
    ///
    /// # Errors
    /// A message for the user, without a line end. Nothing has changed.
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
            words if !off && row.is_of_words() => self.put(row, &typed(words, false)),
            _ => return Err(row.takes_one(off)),
        };
        read.map(|()| String::new())
            .map_err(|wanted| format!("{} must be {wanted}", row.name))
    }

    /// Runs `:get` or `:get NAME`, and returns the text to show.
    pub(crate) fn get(&self, words: &[Vec<u8>]) -> String {
        let Some(name) = words.first() else {
            return self.list();
        };
        let name = name_of(name);
        find(&name).map_or_else(|| unknown(&name) + "\n", |row| self.line(row))
    }

    /// Parses and stores a value. The error describes the valid values.
    fn put(&mut self, row: &PreferenceRow, text: &str) -> Result<(), String> {
        (row.field)(self).read(text)
    }

    /// Returns these preferences with the values of a layer on top.
    pub(crate) fn overridden_by(&self, layer: &PreferenceLayer) -> Preferences {
        let mut preferences = self.clone();
        for (row, text) in &layer.0 {
            let outcome = preferences.put(row, text);
            outcome.expect("a layer has valid values only");
        }
        preferences
    }

    fn list(&self) -> String {
        ROWS.iter().map(|row| self.line(row)).collect()
    }

    /// Returns a line with a value that the user can type.
    fn line(&self, row: &PreferenceRow) -> String {
        let value = typed(&[row.text(self)], true);
        format!("{:<12} {value:<4} {}\n", row.name, row.help)
    }
}

impl PreferenceRow {
    fn text(&self, preferences: &Preferences) -> String {
        (self.field)(&mut preferences.clone()).text()
    }

    fn is_switch(&self) -> bool {
        (self.field)(&mut Preferences::default()).is_switch()
    }

    fn is_of_words(&self) -> bool {
        (self.field)(&mut Preferences::default()).is_of_words()
    }

    /// Returns the value that `:set noNAME` sets: off, or the default.
    fn off(&self) -> String {
        match self.is_switch() {
            true => "off".to_owned(),
            false => self.text(&Preferences::default()),
        }
    }

    fn takes_one(&self, off: bool) -> String {
        let name = self.name;
        match (off, self.is_switch()) {
            (true, _) => format!("no{name} takes no value"),
            (false, true) => format!("{name} must be on or off"),
            (false, false) => format!("{name} takes one value; quote a value with spaces"),
        }
    }
}

/// Returns the names, in the order of the list.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    ROWS.iter().map(|row| row.name)
}

/// Converts a name to the spelling of the table.
fn name_of(word: &[u8]) -> String {
    let name = String::from_utf8_lossy(word).to_ascii_lowercase();
    name.replace('_', "-")
}

fn find(name: &str) -> Option<&'static PreferenceRow> {
    ROWS.iter().find(|row| row.name == name)
}

fn unknown(name: &str) -> String {
    let names: Vec<_> = names().collect();
    format!(
        "unknown preference '{name}'; preferences: {}",
        names.join(", ")
    )
}
