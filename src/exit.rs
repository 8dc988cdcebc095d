//! What the process leaves behind: its exit codes, and which of them an error that reached `main` gives.

use std::io;
use std::process::ExitCode;

/// An exit code. redis-cli knows the same two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// 0
    Success,
    /// 1: wrong use, no connection, or with `-e` an error reply.
    Failure,
}

impl Exit {
    /// The code for an error that nothing on the way up could deal with. A reader that closed our stdout, as `head` does,
    /// has all that it wanted: that is success, and nothing is to be said about it.
    pub(crate) fn of(error: &anyhow::Error) -> Exit {
        if is_closed_stdout(error) {
            Exit::Success
        } else {
            Exit::Failure
        }
    }
}

impl Exit {
    /// The code of a run that came to its end, with or without errors that count.
    pub(crate) fn of_errors(any: bool) -> Exit {
        if any { Exit::Failure } else { Exit::Success }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        match exit {
            Exit::Success => ExitCode::SUCCESS,
            Exit::Failure => ExitCode::FAILURE,
        }
    }
}

/// A broken pipe means stdout where it comes bare or as the engine's `Output`; under the engine's other errors it is a
/// connection that broke, so the chain is followed no further than to the first of the engine's.
fn is_closed_stdout(error: &anyhow::Error) -> bool {
    for cause in error.chain() {
        let io = match cause.downcast_ref::<engine::Error>() {
            Some(engine::Error::Output(io)) => io,
            Some(_) => return false,
            None => match cause.downcast_ref::<io::Error>() {
                Some(io) => io,
                None => continue,
            },
        };
        return io.kind() == io::ErrorKind::BrokenPipe;
    }
    false
}

#[cfg(test)]
mod tests {
    use anyhow::Context;
    use engine::net::Address;

    use super::*;

    fn broken_pipe() -> io::Error {
        io::ErrorKind::BrokenPipe.into()
    }

    #[test]
    fn a_closed_stdout_is_success_however_it_is_wrapped() {
        for error in [
            anyhow::Error::from(broken_pipe()),
            anyhow::Error::from(broken_pipe()).context("could not write the reply"),
            engine::Error::Output(broken_pipe()).into(),
            Err::<(), _>(engine::Error::Output(broken_pipe()))
                .context("in line 7")
                .unwrap_err(),
        ] {
            assert_eq!(Exit::of(&error), Exit::Success, "{error:?}");
        }
    }

    #[test]
    fn a_connection_that_broke_is_failure() {
        let address = Address::tcp("127.0.0.1", 6379);
        let error = engine::Error::Lost {
            address,
            source: broken_pipe(),
        };
        assert_eq!(Exit::of(&error.into()), Exit::Failure);
    }

    #[test]
    fn any_other_error_is_failure() {
        assert_eq!(Exit::of(&anyhow::anyhow!("no such file")), Exit::Failure);
        assert_eq!(
            Exit::of(&io::Error::from(io::ErrorKind::NotFound).into()),
            Exit::Failure
        );
    }
}
