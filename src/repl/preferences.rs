//! What the user prefers at a prompt, `:set` and `:get`. Pure.

/// The preferences, one by one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
        }
    }
}

/// One of them: its name, what it does, and where it is.
struct Row {
    name: &'static str,
    help: &'static str,
    place: fn(&mut Preferences) -> &mut bool,
}

const ROWS: [Row; 6] = [
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
];

impl Preferences {
    /// `:set NAME`, `:set NAME on`, `:set NAME off`, `:set noNAME`; with nothing, all of them are listed. What is to be
    /// said of it.
    pub(crate) fn set(&mut self, words: &[Vec<u8>]) -> String {
        let text = |word: &Vec<u8>| String::from_utf8_lossy(word).to_ascii_lowercase();
        let words: Vec<String> = words.iter().map(text).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let (name, on) = match words[..] {
            [] => return self.list(),
            [name] => match name.strip_prefix("no") {
                Some(off) if find(off).is_some() => (off, false),
                _ => (name, true),
            },
            [name, "on" | "yes" | "true"] => (name, true),
            [name, "off" | "no" | "false"] => (name, false),
            [name, ..] => return format!("{name} is on or off\n"),
        };
        match find(name) {
            Some(row) => {
                *(row.place)(self) = on;
                String::new()
            }
            None => unknown(name),
        }
    }

    /// `:get NAME`; with nothing, all of them.
    pub(crate) fn get(&self, words: &[Vec<u8>]) -> String {
        match words {
            [] => self.list(),
            [name, ..] => {
                let name = String::from_utf8_lossy(name).to_ascii_lowercase();
                find(&name).map_or_else(|| unknown(&name), |row| self.line(row))
            }
        }
    }

    fn list(&self) -> String {
        ROWS.iter().map(|row| self.line(row)).collect()
    }

    fn line(&self, row: &Row) -> String {
        let mut own = *self;
        let value = if *(row.place)(&mut own) { "on" } else { "off" };
        format!("{:<10} {value:<4} {}\n", row.name, row.help)
    }
}

/// The names, in the order in which they are listed.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    ROWS.iter().map(|row| row.name)
}

fn find(name: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.name == name)
}

fn unknown(name: &str) -> String {
    let names: Vec<_> = names().collect();
    format!(
        "there is no preference '{name}'; there are {}\n",
        names.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(preferences: &mut Preferences, line: &str) -> String {
        let words: Vec<Vec<u8>> = line.split_whitespace().map(|word| word.into()).collect();
        preferences.set(&words)
    }

    #[test]
    fn preferences_are_set_in_redis_clis_manner_and_by_a_value() {
        let mut preferences = Preferences::default();
        for (line, hints) in [
            ("nohints", false),
            ("hints", true),
            ("hints off", false),
            ("HINTS on", true),
        ] {
            assert_eq!(set(&mut preferences, line), "", "{line}");
            assert_eq!(preferences.hints, hints, "{line}");
        }
    }

    #[test]
    fn what_is_no_preference_is_told() {
        let mut preferences = Preferences::default();
        assert!(set(&mut preferences, "nosuch").starts_with("there is no preference 'nosuch'"));
        assert_eq!(set(&mut preferences, "hints maybe"), "hints is on or off\n");
        assert_eq!(preferences, Preferences::default());
    }

    #[test]
    fn all_are_listed_with_what_they_do() {
        let list = Preferences::default().get(&[]);
        assert_eq!(list.lines().count(), ROWS.len());
        assert!(list.starts_with("hints      on   show what may follow"));
    }
}
