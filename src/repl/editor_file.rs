//! A line while it is in the user's editor: a file, for as long as that runs.
//!
//! The file is for its owner alone, in a folder of its own: what editors leave beside a file, backups and the like, goes away
//! with it.

use std::collections::hash_map::RandomState;
use std::fs;
use std::hash::{BuildHasher, Hasher};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use redsh_engine::error::reason;

use crate::process::private::{private_file, private_folder};

/// By its ending editors know how to colour it.
const NAME: &str = "line.redis";

const NO_TEXT: &str =
    r#"what was saved is no UTF-8, and the line is as it was; bytes are written as "\xff""#;

/// Where the file lies. Clones are the same; the thread that hears of signals has one, and clears it away at the end.
#[derive(Debug, Clone, Default)]
pub(super) struct EditorFile(Arc<Mutex<Option<PathBuf>>>);

impl EditorFile {
    /// What a text is when this program, whose last argument is the file, has edited it: without the line end that editors
    /// put behind the last line.
    ///
    /// # Errors
    /// What to say: the file cannot be made or read, the program cannot be run or fails, what it saves is no text.
    pub(super) fn edit(&self, program: &[String], text: &str) -> Result<String, String> {
        let edited = self.lay_out(text).and_then(|file| {
            run(program, &file)?;
            read(&file)
        });
        self.clear();
        edited
    }

    /// Takes the file away, if there is one.
    pub(super) fn clear(&self) {
        if let Some(folder) = self.folder().take() {
            // Its owner has the system clear away what cannot be removed, as all that is temporary.
            let _ = fs::remove_dir_all(folder);
        }
    }

    fn lay_out(&self, text: &str) -> Result<PathBuf, String> {
        let made = self.make(text);
        made.map_err(|error| format!("could not make a file for the editor: {}", reason(&error)))
    }

    /// Known before it is there: whoever clears away meanwhile waits, and misses nothing.
    fn make(&self, text: &str) -> io::Result<PathBuf> {
        let mut own = self.folder();
        let folder = std::env::temp_dir().join(format!("redsh-{:016x}", random()));
        private_folder().create(&folder)?;
        let file = folder.join(NAME);
        *own = Some(folder);
        let mut written = private_file().open(&file)?;
        written.write_all(text.as_bytes())?;
        if !text.is_empty() {
            written.write_all(b"\n")?;
        }
        Ok(file)
    }

    fn folder(&self) -> MutexGuard<'_, Option<PathBuf>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn run(program: &[String], file: &Path) -> Result<(), String> {
    let (name, arguments) = program.split_first().ok_or("no editor is named")?;
    match Command::new(name).args(arguments).arg(file).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!(
            "the editor {name} failed ({status}), and the line is as it was"
        )),
        Err(error) => Err(format!(
            "could not run the editor {name}: {}",
            reason(&error)
        )),
    }
}

fn read(file: &Path) -> Result<String, String> {
    let saved = fs::read(file);
    let saved =
        saved.map_err(|error| format!("could not read what was saved: {}", reason(&error)))?;
    let text = String::from_utf8(saved).map_err(|_| NO_TEXT)?;
    let text = text.replace("\r\n", "\n");
    Ok(text.trim_end_matches('\n').to_owned())
}

/// A number that nobody has made a folder of before. The standard library seeds each `RandomState` anew.
fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    /// A program that is this script of the system's shell; `$1` is the file.
    fn script(text: &str) -> Vec<String> {
        ["/bin/sh", "-c", text, "editor"].map(str::to_owned).into()
    }

    fn edited(program: &str, text: &str) -> Result<String, String> {
        EditorFile::default().edit(&script(program), text)
    }

    #[test]
    fn what_is_saved_is_the_text_then() {
        for (program, text, expected) in [
            ("sed -i s/a/b/ \"$1\"", "GET a", "GET b"),
            ("printf 'GET c\\r\\nGET d' >\"$1\"", "", "GET c\nGET d"),
            ("wc -c <\"$1\" >\"$1\".n; cat \"$1\".n >\"$1\"", "", "0"),
            (": >\"$1\"", "GET a", ""),
            ("true", "SET a \"1\n2\"", "SET a \"1\n2\""),
        ] {
            assert_eq!(edited(program, text).as_deref(), Ok(expected), "{program}");
        }
    }

    #[test]
    fn what_goes_wrong_is_said() {
        for (program, expected) in [
            (
                "exit 3",
                "the editor /bin/sh failed (exit status: 3), and the line is as it was",
            ),
            (
                "rm \"$1\"",
                "could not read what was saved: no such file or directory",
            ),
            ("printf '\\377' >\"$1\"", NO_TEXT),
        ] {
            assert_eq!(edited(program, "GET a").unwrap_err(), expected);
        }
        let missing = ["/no/such/editor".to_owned()];
        assert_eq!(
            EditorFile::default().edit(&missing, "GET a").unwrap_err(),
            "could not run the editor /no/such/editor: no such file or directory"
        );
    }

    #[test]
    fn the_file_is_for_its_owner_alone_and_gone_with_all_beside_it() {
        let look = "touch \"$1~\"; { stat -c %a \"$1\" \"${1%/*}\"; echo \"$1\"; } >\"$1.\"; cat \"$1.\" >\"$1\"";
        let seen = edited(look, "GET a").expect("it is edited");
        let (modes, file) = seen.rsplit_once('\n').expect("three lines");
        assert_eq!(modes, "600\n700");
        assert!(file.ends_with(".redis"), "{file}");
        let folder = Path::new(file).parent().expect("it is in a folder");
        assert!(!folder.exists(), "{}", folder.display());
    }

    #[test]
    fn another_thread_clears_away_while_the_editor_runs() {
        let desk = EditorFile::default();
        let folder = tempfile::tempdir().expect("a folder");
        let (ready, go_on) = (folder.path().join("ready"), folder.path().join("go"));
        let program = format!(
            "mkfifo '{0}'; echo >'{1}'; read -r _ <'{0}'; test ! -e \"$1\" && echo gone >'{1}'; exit 1",
            go_on.display(),
            ready.display()
        );
        let own = desk.clone();
        let editing = std::thread::spawn(move || own.edit(&script(&program), "GET a"));
        while !ready.exists() {
            std::thread::yield_now();
        }
        desk.clear();
        fs::write(&go_on, "\n").expect("it waits");
        let edited = editing.join().expect("it does not panic");
        assert!(edited.is_err());
        assert_eq!(fs::read(ready).expect("it is written"), b"gone\n");
    }
}
