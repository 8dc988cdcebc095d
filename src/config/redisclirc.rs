//! redis-cli's file of preferences, `~/.redisclirc`: `:set` lines, of which redis-cli knows `hints` and `nohints`.
//!
//! Blank lines are skipped and, unlike in redis-cli, lines that begin with `#`. Errors do not prevent the prompt from starting.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::{fs, io};

use super::dotfile;
use crate::input::line;
use crate::process::called_as::CalledAs;
use crate::words::preferences::Preferences;

/// Returns the path of the file; `env` looks up environment variables.
pub(crate) fn path(env: &dyn Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    dotfile::path(env, CalledAs::of_process(), "RCFILE", "rc")
}

/// Applies the lines of the file at `path`, which may be missing. Returns error messages for the user.
pub(crate) fn read(path: &Path, preferences: &mut Preferences) -> Vec<String> {
    let shown = path.display();
    match fs::read(path) {
        Ok(text) => follow(&text, preferences)
            .into_iter()
            .map(|(line, error)| format!("{shown}, line {line}: {error}"))
            .collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => {
            let why = redsh_engine::error::reason(&error);
            vec![format!("could not read {shown}: {why}")]
        }
    }
}

/// Returns the errors, with their line numbers from 1.
fn follow(text: &[u8], preferences: &mut Preferences) -> Vec<(usize, String)> {
    let lines = (1..).zip(text.split(|byte| *byte == b'\n'));
    let read =
        lines.filter_map(|(number, line)| Some((number, follow_line(line, preferences).err()?)));
    read.collect()
}

fn follow_line(text: &[u8], preferences: &mut Preferences) -> Result<(), String> {
    if text.trim_ascii().starts_with(b"#") {
        return Ok(());
    }
    let words =
        line::split(text).map_err(|_| "a quote is not closed, or text follows a closing quote")?;
    match words.as_slice() {
        [] => Ok(()),
        [set, wishes @ ..] if set.eq_ignore_ascii_case(b":set") && !wishes.is_empty() => {
            preferences.set(wishes).map(|_| ())
        }
        [word, ..] => Err(format!(
            "expected :set and a preference, not '{}'",
            String::from_utf8_lossy(word)
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn set_lines_are_applied() {
        let mut preferences = Preferences::default();
        let text = b"# mine\n\n  :set nohints  \r\n:SET pager on\n  # end\n:set prompt \"{db} \"\n";
        assert_eq!(follow(text, &mut preferences), []);
        assert!(!preferences.hints && preferences.pager);
        assert_eq!(preferences.prompt.source(), "{db} ");
    }

    #[test]
    fn invalid_lines_are_reported_and_the_others_apply() {
        let mut preferences = Preferences::default();
        let text = b"set hints\n:set\n:set \"x\n:set nosuch\n\xff\n:set nohints";
        let told = follow(text, &mut preferences);
        let lines: Vec<_> = told.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [1, 2, 3, 4, 5]);
        assert_eq!(told[0].1, "expected :set and a preference, not 'set'");
        assert!(told[3].1.starts_with("unknown preference 'nosuch'"));
        assert!(!preferences.hints);
    }
}
