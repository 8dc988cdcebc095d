//! Files and folders that only their owner can read.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

pub(crate) fn private_folder() -> DirBuilder {
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder
}

/// Returns options that write to a file, and create it with mode 0600.
pub(crate) fn private_file() -> OpenOptions {
    let mut options = File::options();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// Opens a file with [`private_file`]'s options. A regular file of the user that exists gets mode 0600 too.
pub(crate) fn open_private(options: &OpenOptions, path: &Path) -> io::Result<File> {
    let file = options.open(path)?;
    #[cfg(unix)]
    make_private(&file)?;
    Ok(file)
}

#[cfg(unix)]
fn make_private(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let status = file.metadata()?;
    if status.is_file() && status.permissions().mode() & 0o077 != 0 {
        // Only the owner can change the mode: a file of another user keeps its own.
        let _ = file.set_permissions(fs::Permissions::from_mode(0o600));
    }
    Ok(())
}

/// Replaces a file in one step: other processes never read half of it, and a full disk leaves the old one.
pub(crate) fn replace_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}.new", std::process::id()));
    let file = private_file().create(true).truncate(true).open(&beside);
    let written = file.and_then(|mut file| file.write_all(bytes));
    written
        .and_then(|()| fs::rename(&beside, path))
        .inspect_err(|_| {
            let _ = fs::remove_file(&beside);
        })
}
