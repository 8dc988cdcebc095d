//! Stdout as it is, without the standard library's line buffer: replies are buffered by the printer, in larger pieces.

use std::io::{self, Write};

/// What replies go to.
pub(crate) type Sink = Box<dyn Write + Send>;

/// A second handle on the process' stdout, or the library's own where the system gives none.
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
