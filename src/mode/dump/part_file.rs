//! A file that appears under its name only when it is complete.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::{magic, not_opened};
use crate::process::private::{open_private, private_file};

/// `FILE.part`, which only its owner can read. Dropping it removes it.
pub(super) struct PartFile {
    file: File,
    part: PathBuf,
    target: PathBuf,
    /// Whether there is a file that this run has created or emptied: not the one of an earlier run, and not after the rename.
    is_own: bool,
}

impl PartFile {
    /// Creates the file, or takes over the one of a run that was killed. That one is emptied by the first write.
    ///
    /// # Errors
    /// The file cannot be created, another process writes it, or it is another file than a snapshot.
    pub(super) fn create(target: PathBuf) -> anyhow::Result<Self> {
        let mut part = target.clone().into_os_string();
        part.push(".part");
        let part = PathBuf::from(part);
        let old = fs::symlink_metadata(&part).ok();
        if old.as_ref().is_some_and(|old| !old.is_file()) {
            return Err(not_opened(&part, "it is not a regular file"));
        }
        if old.is_some() && !begins_like_a_snapshot(&part) {
            return Err(not_opened(
                &part,
                "it is no snapshot of an earlier run; remove it",
            ));
        }
        let file = open_private(private_file().create(true).truncate(false), &part)
            .map_err(|error| super::not_opened_by_system(&target, &error))?;
        if !is_locked(&file, &part) {
            return Err(not_opened(&part, "another process writes it"));
        }
        Ok(PartFile {
            file,
            part,
            target,
            is_own: old.is_none(),
        })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        if !self.is_own {
            self.file.set_len(0)?;
            self.is_own = true;
        }
        self.file.write_all(bytes)
    }

    /// The message on a write that fails.
    pub(super) fn unwritten(&self) -> String {
        format!("could not write {}", self.part.display())
    }

    /// Checks that there is room for the file.
    ///
    /// # Errors
    /// The file system has less room, which the message says.
    pub(super) fn check_room(&self, bytes: u64) -> anyhow::Result<()> {
        match free_space(&self.file) {
            Some(free) if free < bytes => {
                let path = self.target.display();
                bail!("'{path}' needs {bytes} bytes, and its file system has {free}")
            }
            _ => Ok(()),
        }
    }

    /// Writes the content to the disk, so that a crash of the system cannot lose it after the rename.
    pub(super) fn sync(&self) -> anyhow::Result<()> {
        self.file.sync_all().context(self.unwritten())
    }

    /// Gives the file its name. An existing file is replaced.
    pub(super) fn publish(mut self) -> anyhow::Result<()> {
        let named = fs::rename(&self.part, &self.target);
        named.with_context(|| format!("could not replace {}", self.target.display()))?;
        self.is_own = false;
        sync_folder(&self.target);
        Ok(())
    }
}

impl Drop for PartFile {
    fn drop(&mut self) {
        if self.is_own {
            let _ = fs::remove_file(&self.part);
        }
    }
}

/// Whether a file is empty, as after a run that was killed early, or begins like a snapshot.
fn begins_like_a_snapshot(path: &Path) -> bool {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(16).read_to_end(&mut head));
    read.is_ok() && (head.is_empty() || magic::is_at_start_of(&head))
}

/// Locks the file. Returns false if another process holds the lock, or has just renamed the file.
#[cfg(unix)]
fn is_locked(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;

    use rustix::fs::{FlockOperation, flock};
    let is_at_path = || {
        let (ours, named) = (file.metadata().ok()?, fs::symlink_metadata(path).ok()?);
        Some((ours.dev(), ours.ino()) == (named.dev(), named.ino()))
    };
    // Some network file systems have no locks.
    let is_other = flock(file, FlockOperation::NonBlockingLockExclusive)
        .is_err_and(|error| error == rustix::io::Errno::WOULDBLOCK);
    !is_other && is_at_path().unwrap_or(false)
}

#[cfg(not(unix))]
fn is_locked(_: &File, _: &Path) -> bool {
    true
}

#[cfg(unix)]
fn free_space(file: &File) -> Option<u64> {
    let system = rustix::fs::fstatvfs(file).ok()?;
    system.f_bavail.checked_mul(system.f_frsize)
}

#[cfg(not(unix))]
fn free_space(_: &File) -> Option<u64> {
    None
}

/// Writes the rename to the disk. The file is complete under one of its names in any case.
fn sync_folder(file: &Path) {
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let folder = File::open(folder.unwrap_or(Path::new(".")));
    let _ = folder.and_then(|folder| folder.sync_all());
}
