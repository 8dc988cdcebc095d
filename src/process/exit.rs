//! What the process leaves behind: its exit codes, and which of them an error that reached `main` gives.

use std::io;
use std::process::ExitCode;

use redsh_engine::error::reason;

use super::lost_commands::LostCommands;

/// An exit code. redis-cli knows the first two; what Ctrl-C ends it leaves to the system, and a shell says 130 of that too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// 0: all that was asked for was done.
    Success,
    /// 1: wrong use, no connection, or with `-e` an error reply.
    Failure,
    /// 130: Ctrl-C, in good order.
    Interrupted,
}

impl Exit {
    /// The number.
    pub(crate) fn code(self) -> u8 {
        match self {
            Exit::Success => 0,
            Exit::Failure => 1,
            Exit::Interrupted => 130,
        }
    }

    /// The code for an error that nothing on the way up could deal with. A reader that closed our stdout, as `head` does,
    /// has all that it wanted: that is success, and nothing is to be said about it.
    pub(crate) fn of(error: &anyhow::Error) -> Exit {
        if is_closed_stdout(error) {
            Exit::Success
        } else {
            Exit::Failure
        }
    }

    /// The code of a run that came to its end, with or without errors that count.
    pub(crate) fn of_errors(any: bool) -> Exit {
        if any { Exit::Failure } else { Exit::Success }
    }
}

/// What is said on stderr about an error: what failed, why, and what is known of the commands that it concerns. In lower
/// case, and without the system's numbers.
pub(crate) fn told(error: &anyhow::Error) -> String {
    match error.downcast_ref::<LostCommands>() {
        Some(losses) => format!("{}; {losses}", chain_told(error.chain().skip(1))),
        None => chain_told(error.chain()),
    }
}

/// What failed, and why. The engine's errors have the reason for them in their words; one of the system's that comes bare
/// is stdout's.
fn chain_told<'e>(chain: impl Iterator<Item = &'e (dyn std::error::Error + 'static)>) -> String {
    let mut parts = Vec::new();
    for cause in chain {
        match (cause.downcast_ref(), cause.downcast_ref::<io::Error>()) {
            (Some(redsh_engine::Error::Output(io)), _) => parts.push(stdout_failed(io)),
            (Some(engine), _) => parts.push(engine.to_string()),
            (None, Some(io)) if parts.is_empty() => parts.push(stdout_failed(io)),
            (None, Some(io)) => parts.push(reason(io)),
            (None, None) => {
                parts.push(cause.to_string());
                continue;
            }
        }
        break;
    }
    parts.join(": ")
}

fn stdout_failed(error: &io::Error) -> String {
    format!("could not write to stdout: {}", reason(error))
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit.code())
    }
}

/// A broken pipe means stdout where it comes bare or as the engine's `Output`; under the engine's other errors it is a
/// connection that broke, so the chain is followed no further than to the first of the engine's.
fn is_closed_stdout(error: &anyhow::Error) -> bool {
    for cause in error.chain() {
        let io = match cause.downcast_ref::<redsh_engine::Error>() {
            Some(redsh_engine::Error::Output(io)) => io,
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
    use redsh_engine::net::Address;

    use super::*;

    fn broken_pipe() -> io::Error {
        io::ErrorKind::BrokenPipe.into()
    }

    #[test]
    fn a_closed_stdout_is_success_however_it_is_wrapped() {
        for error in [
            anyhow::Error::from(broken_pipe()),
            anyhow::Error::from(broken_pipe()).context("could not write the reply"),
            redsh_engine::Error::Output(broken_pipe()).into(),
            Err::<(), _>(redsh_engine::Error::Output(broken_pipe()))
                .context("in line 7")
                .unwrap_err(),
        ] {
            assert_eq!(Exit::of(&error), Exit::Success, "{error:?}");
        }
    }

    #[test]
    fn an_error_is_told_once_and_without_the_systems_number() {
        let full = || io::Error::from_raw_os_error(28);
        let (address, source) = (Address::tcp("127.0.0.1", 6379), full());
        let lost = redsh_engine::Error::Lost { address, source };
        let table: [(anyhow::Error, &str); 4] = [
            (
                anyhow::Error::from(full()).context("could not read x"),
                "could not read x: no space left on device",
            ),
            (
                redsh_engine::Error::Output(full()).into(),
                "could not write to stdout: no space left on device",
            ),
            (
                lost.into(),
                "lost the connection to 127.0.0.1:6379: no space left on device",
            ),
            (anyhow::anyhow!("no such thing"), "no such thing"),
        ];
        for (error, expected) in table {
            assert_eq!(told(&error), expected);
        }
    }

    #[test]
    fn what_was_lost_is_told_behind_the_reason() {
        let mut losses = LostCommands::default();
        losses.add(3, redsh_engine::client::CommandFate::Unknown);
        let error = anyhow::Error::from(redsh_engine::Error::Output(broken_pipe())).context(losses);
        assert_eq!(Exit::of(&error), Exit::Success);
        assert_eq!(
            told(&error),
            "could not write to stdout: broken pipe; whether line 3 ran is not known"
        );
    }

    #[test]
    fn a_connection_that_broke_is_failure() {
        let address = Address::tcp("127.0.0.1", 6379);
        let error = redsh_engine::Error::Lost {
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
