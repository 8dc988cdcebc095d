//! redis-cli's file of preferences, `~/.redisclirc`: `:set` lines, of which redis-cli knows `hints` and `nohints`. Pure but
//! for the reading.
//!
//! Blank lines are skipped, and unlike there so are those that begin with `#`. Nothing in it keeps a shell from beginning.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::dotfile;
use crate::input::line;
use crate::words::preferences::Preferences;

/// Where the file is, if anywhere, by the environment (a variable's name → its value).
pub(crate) fn path(env: &dyn Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    dotfile::path(env, "RCFILE", ".redisclirc")
}

/// Does what the lines of the file at `path` say; one that is not there says nothing. What was not understood, for the
/// user.
pub(crate) fn read(path: &Path, preferences: &mut Preferences) -> Vec<String> {
    let told = path.display();
    match fs::read(path) {
        Ok(text) => follow(&text, preferences)
            .into_iter()
            .map(|(line, what)| format!("{told}, line {line}: {what}"))
            .collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => {
            let why = redsh_engine::error::reason(&error);
            vec![format!("could not read {told}: {why}")]
        }
    }
}

/// The lines that were not understood, by their numbers from 1.
fn follow(text: &[u8], preferences: &mut Preferences) -> Vec<(usize, String)> {
    let lines = (1..).zip(text.split(|byte| *byte == b'\n'));
    let read = lines.filter_map(|(number, line)| {
        let what = follow_line(line, preferences).err()?;
        Some((number, what))
    });
    read.collect()
}

fn follow_line(text: &[u8], preferences: &mut Preferences) -> Result<(), String> {
    if text.trim_ascii().starts_with(b"#") {
        return Ok(());
    }
    let words = line::split(text).map_err(|_| "a quote is open, or has text behind it")?;
    match words.as_slice() {
        [] => Ok(()),
        [set, wishes @ ..] if set.eq_ignore_ascii_case(b":set") && !wishes.is_empty() => {
            preferences.set(wishes).map(|_| ())
        }
        [word, ..] => Err(format!(
            "here stands :set and a preference, not '{}'",
            String::from_utf8_lossy(word)
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_set_lines_are_followed() {
        let mut preferences = Preferences::default();
        let text = b"# mine\n\n  :set nohints  \r\n:SET pager on\n  # end\n:set prompt \"{db} \"\n";
        assert_eq!(follow(text, &mut preferences), []);
        assert!(!preferences.hints && preferences.pager);
        assert_eq!(preferences.prompt.source(), "{db} ");
    }

    #[test]
    fn what_is_not_understood_is_told_and_the_rest_holds() {
        let mut preferences = Preferences::default();
        let text = b"set hints\n:set\n:set \"x\n:set nosuch\n\xff\n:set nohints";
        let told = follow(text, &mut preferences);
        let lines: Vec<_> = told.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [1, 2, 3, 4, 5]);
        assert_eq!(told[0].1, "here stands :set and a preference, not 'set'");
        assert!(told[3].1.starts_with("there is no preference 'nosuch'"));
        assert!(!preferences.hints);
    }
}
