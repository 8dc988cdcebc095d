//! Exit codes, and the message and code of an error that reaches `main`.

use std::io;
use std::num::NonZeroU8;

use redsh_engine::error::reason;

use super::called_as::CalledAs;
use super::lost_commands::LostCommands;
use super::unread::UnreadInput;

/// An exit code. redis-cli has the first two; it leaves Ctrl-C to the system, for which a shell reports 130 too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// The run is complete.
    Success,
    /// A usage error, no connection, or an error reply with `-e`.
    Failure,
    /// This many checks failed.
    Failures(NonZeroU8),
    /// Ended by a signal, after cleaning up: `main` lets the process die of it.
    Interrupted,
}

impl Exit {
    pub(crate) fn code(self) -> u8 {
        match self {
            Exit::Success => 0,
            Exit::Failure => 1,
            Exit::Failures(count) => count.get(),
            Exit::Interrupted => 130,
        }
    }

    /// Returns the code of an error that ends the run. A reader that closes stdout, as `head` does, has read enough: that is
    /// a success.
    pub(crate) fn of(error: &anyhow::Error) -> Exit {
        if is_closed_stdout(error) {
            Exit::Success
        } else {
            Exit::Failure
        }
    }

    /// Returns the code for a number of failed checks, at most 255.
    pub(crate) fn of_failures(count: usize) -> Exit {
        let code = u8::try_from(count).unwrap_or(u8::MAX);
        NonZeroU8::new(code).map_or(Exit::Success, Exit::Failures)
    }

    pub(crate) fn of_errors(any: bool) -> Exit {
        if any { Exit::Failure } else { Exit::Success }
    }
}

/// Returns the message for an error: the causes, and the fate of the commands that it affects. Called by another program's
/// name, it is that program's message, if that has one.
pub(crate) fn message(error: &anyhow::Error) -> String {
    let name = CalledAs::of_process();
    let mut causes = error.chain();
    let renamed = causes.find_map(|cause| match cause.downcast_ref::<UnreadInput>() {
        Some(unread) => unread.renamed(name),
        None => cause.downcast_ref().and_then(|cause| name.message(cause)),
    });
    renamed.unwrap_or_else(|| own_message(error))
}

fn own_message(error: &anyhow::Error) -> String {
    match error.downcast_ref::<LostCommands>() {
        Some(lost) => format!("{}; {lost}", chain_message(error.chain().skip(1))),
        None => chain_message(error.chain()),
    }
}

/// Joins the causes of an error. The library's errors include their own causes; an I/O error without context is about stdout.
fn chain_message<'e>(chain: impl Iterator<Item = &'e (dyn std::error::Error + 'static)>) -> String {
    let mut parts = Vec::new();
    for cause in chain {
        match (cause.downcast_ref(), cause.downcast_ref::<io::Error>()) {
            (Some(redsh_engine::Error::Output(io)), _) => parts.push(stdout_failed(io)),
            (Some(library), _) => parts.push(library.to_string()),
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

/// Whether stdout is closed: a broken pipe without context, or in the library's `Output`. In the library's other errors it is
/// about a connection, so that the search ends at the first of the library's errors.
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
    fn a_closed_stdout_is_a_success() {
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
    fn a_message_names_each_cause_once_and_no_system_error_number() {
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
            assert_eq!(message(&error), expected);
        }
    }

    #[test]
    fn lost_commands_follow_the_cause() {
        let mut lost = LostCommands::default();
        lost.add(3, redsh_engine::client::CommandFate::Unknown);
        let error = anyhow::Error::from(redsh_engine::Error::Output(broken_pipe())).context(lost);
        assert_eq!(Exit::of(&error), Exit::Success);
        assert_eq!(
            message(&error),
            "could not write to stdout: broken pipe; whether line 3 ran is not known"
        );
    }

    #[test]
    fn a_lost_connection_is_a_failure() {
        let address = Address::tcp("127.0.0.1", 6379);
        let error = redsh_engine::Error::Lost {
            address,
            source: broken_pipe(),
        };
        assert_eq!(Exit::of(&error.into()), Exit::Failure);
    }

    #[test]
    fn any_other_error_is_a_failure() {
        assert_eq!(Exit::of(&anyhow::anyhow!("no such file")), Exit::Failure);
        assert_eq!(
            Exit::of(&io::Error::from(io::ErrorKind::NotFound).into()),
            Exit::Failure
        );
    }
}
