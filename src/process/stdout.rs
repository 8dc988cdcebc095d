//! Stdout without the standard library's line buffer: the printer buffers replies in larger pieces.

use std::io::{self, Write};

pub(crate) type Sink = Box<dyn Write + Send>;

/// Returns a second handle of stdout, or the standard library's if the system has none left.
pub(crate) fn open() -> Sink {
    #[cfg(unix)]
    if let Ok(stdout) = unbuffered() {
        return Box::new(stdout);
    }
    Box::new(io::stdout())
}

#[cfg(unix)]
fn unbuffered() -> io::Result<std::fs::File> {
    use std::os::fd::AsFd;
    io::stdout().as_fd().try_clone_to_owned().map(Into::into)
}
