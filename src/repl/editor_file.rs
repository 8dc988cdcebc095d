//! The temporary file of a line that is open in the text editor.
//!
//! Only its owner can read the file. It has a folder of its own, which is removed with the editor's backups in it.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use parking_lot::Mutex;
use redsh_engine::error::reason;
use tempfile::TempDir;

use crate::process::private::private_file;

/// Editors choose the syntax by the extension.
const NAME: &str = "line.redis";

const NOT_UTF8: &str =
    r#"the saved text is not valid UTF-8, line unchanged; write bytes as "\xff""#;

/// The folder of the file, while there is one. Clones share it: the signal thread removes the folder if the process ends.
#[derive(Debug, Clone, Default)]
pub(super) struct EditorFile(Arc<Mutex<Option<TempDir>>>);

impl EditorFile {
    /// Runs a program on a file with this text, and returns the saved text without the final line end.
    ///
    /// # Errors
    /// A message for the user: the file cannot be written or read, the program fails, or the text is not UTF-8.
    pub(super) fn edit(&self, program: &[String], text: &str) -> Result<String, String> {
        let file = self.create(text);
        let file = file
            .map_err(|error| format!("could not create a file for the editor: {}", reason(&error)));
        let edited = file.and_then(|file| {
            run(program, &file)?;
            read(&file)
        });
        self.clear();
        edited
    }

    pub(super) fn clear(&self) {
        // Dropping the folder removes it. If that fails, it is left to the system, as any temporary file is.
        self.0.lock().take();
    }

    /// Creates the file under the lock, so that a concurrent [`clear`](Self::clear) waits and then finds it.
    fn create(&self, text: &str) -> io::Result<PathBuf> {
        let mut own = self.0.lock();
        let folder = temporary_folder()?;
        let file = folder.path().join(NAME);
        *own = Some(folder);
        let mut written = private_file().create_new(true).open(&file)?;
        written.write_all(text.as_bytes())?;
        if !text.is_empty() {
            written.write_all(b"\n")?;
        }
        Ok(file)
    }
}

fn run(program: &[String], file: &Path) -> Result<(), String> {
    let (name, arguments) = program.split_first().ok_or("no editor is set")?;
    match Command::new(name).args(arguments).arg(file).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!(
            "the editor {name} failed ({status}), line unchanged"
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
        saved.map_err(|error| format!("could not read the edited file: {}", reason(&error)))?;
    let text = String::from_utf8(saved).map_err(|_| NOT_UTF8)?;
    let text = text.replace("\r\n", "\n");
    Ok(text.trim_end_matches('\n').to_owned())
}

/// Makes a folder that only its owner can enter.
fn temporary_folder() -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    builder.prefix("redsh-").tempdir()
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    /// An editor that runs a shell script, whose `$1` is the file.
    fn script(text: &str) -> Vec<String> {
        ["/bin/sh", "-c", text, "editor"].map(str::to_owned).into()
    }

    fn edited(program: &str, text: &str) -> Result<String, String> {
        EditorFile::default().edit(&script(program), text)
    }

    #[test]
    fn the_saved_text_is_returned() {
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
    fn failures_are_reported() {
        for (program, expected) in [
            (
                "exit 3",
                "the editor /bin/sh failed (exit status: 3), line unchanged",
            ),
            (
                "rm \"$1\"",
                "could not read the edited file: no such file or directory",
            ),
            ("printf '\\377' >\"$1\"", NOT_UTF8),
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
    fn only_the_owner_can_read_the_file_and_its_folder_is_removed() {
        let look = "touch \"$1~\"; { stat -c %a \"$1\" \"${1%/*}\"; echo \"$1\"; } >\"$1.\"; cat \"$1.\" >\"$1\"";
        let seen = edited(look, "GET a").expect("the editor succeeds");
        let (modes, file) = seen.rsplit_once('\n').expect("three lines");
        assert_eq!(modes, "600\n700");
        assert!(file.ends_with(".redis"), "{file}");
        let folder = Path::new(file).parent().expect("the path has a folder");
        assert!(!folder.exists(), "{}", folder.display());
    }

    #[test]
    fn another_thread_can_remove_the_file_while_the_editor_runs() {
        let file = EditorFile::default();
        let folder = tempfile::tempdir().expect("a temporary folder");
        let (ready, go_on) = (folder.path().join("ready"), folder.path().join("go"));
        let program = format!(
            "mkfifo '{0}'; echo >'{1}'; read -r _ <'{0}'; test ! -e \"$1\" && echo gone >'{1}'; exit 1",
            go_on.display(),
            ready.display()
        );
        let own = file.clone();
        let editing = std::thread::spawn(move || own.edit(&script(&program), "GET a"));
        while !ready.exists() {
            std::thread::yield_now();
        }
        file.clear();
        fs::write(&go_on, "\n").expect("the editor reads");
        let edited = editing.join().expect("the thread does not panic");
        assert!(edited.is_err());
        assert_eq!(fs::read(ready).expect("the file is written"), b"gone\n");
    }
}
