//! The preferences at a prompt. One table serves `:set`, `:get`, the configuration and completion. Pure.

mod layer;
#[cfg(test)]
mod tests;
mod value;

use redsh_engine::monitor::Filter;

pub(crate) use self::layer::{LayerValue, PreferenceLayer};
use self::value::PreferenceValue::{self, Colour, Monitor, Prompt, Switch};
use crate::render::{TextColour, typed};
use crate::words::prompt::PromptTemplate;

/// The preferences. The table below describes each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Preferences {
    pub(crate) hints: bool,
    pub(crate) confirm: bool,
    pub(crate) read_only: bool,
    pub(crate) view: bool,
    pub(crate) pager: bool,
    pub(crate) pipe: bool,
    pub(crate) cross_slot: bool,
    pub(crate) monitor: Option<Filter>,
    pub(crate) prompt: PromptTemplate,
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
    field: PreferenceField,
}

type PreferenceField = fn(&mut Preferences) -> PreferenceValue<'_>;

/// The only preference whose value may consist of several words.
const MONITOR: &str = "monitor";

static ROWS: [PreferenceRow; 10] = [
    row(
        "hints",
        "show the remaining arguments after the line",
        |all| Switch(&mut all.hints),
    ),
    row(
        "confirm",
        "ask before a command that destroys data",
        |all| Switch(&mut all.confirm),
    ),
    row("read-only", "refuse commands that write", |all| {
        Switch(&mut all.read_only)
    }),
    row(
        "view",
        "show the replies of INFO, CLIENT LIST, XRANGE and others as tables",
        |all| Switch(&mut all.view),
    ),
    row(
        "pager",
        "page replies longer than the screen with $PAGER, or less -R",
        |all| Switch(&mut all.pager),
    ),
    row(
        "pipe",
        "pipe the reply into the line of the system's shell after a |",
        |all| Switch(&mut all.pipe),
    ),
    row(
        "cross-slot",
        "split MGET, MSET, DEL and others whose keys are in several slots of a cluster",
        |all| Switch(&mut all.cross_slot),
    ),
    row(
        MONITOR,
        "show only the lines of MONITOR that match all of cmd=, key=, db= and client=",
        |all| Monitor(&mut all.monitor),
    ),
    row("prompt", "the text before the line", |all| {
        Prompt(&mut all.prompt)
    }),
    row("prompt-color", "the colour of the prompt", |all| {
        Colour(&mut all.prompt_color)
    }),
];

const fn row(name: &'static str, help: &'static str, field: PreferenceField) -> PreferenceRow {
    PreferenceRow { name, help, field }
}

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
            words if !off && row.name == MONITOR => self.put(row, &typed(words, false)),
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
        matches!((self.field)(&mut Preferences::default()), Switch(_))
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
