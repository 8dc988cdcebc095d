//! One command from the command line, once or many times.

use std::io::{Read, Write};
use std::thread;

use crate::cli::{Input, Repeat};
use crate::process::exit::Exit;
use crate::process::lost_commands::Numbered;
use crate::process::stdin::PatientStdin;
use crate::process::unread::UnreadInput;
use crate::session::Session;
use crate::words::{help, shell_commands};

/// Runs the command as often as the options say. Stdin replaces the word at `from_stdin`.
pub(crate) fn run(
    session: &mut Session<impl Write>,
    mut words: Vec<Vec<u8>>,
    from_stdin: Option<usize>,
    input: Input,
    stops_at_error: bool,
) -> anyhow::Result<Exit> {
    if let Some(place) = from_stdin {
        words[place] = all_of_stdin()?;
    }
    if let Some(topic) = shell_commands::help_topic(&words) {
        session.show(help::built_in(topic))?;
        return Ok(Exit::Success);
    }
    repeat(session, input, stops_at_error, |session, number| {
        session.submit(&words, number)
    })
}

/// Runs `once` repeatedly, with the number of the repetition; 0 for a command that runs once. Commands are pipelined unless there is a pause, or the run stops at an error.
pub(crate) fn repeat<W: Write>(
    session: &mut Session<W>,
    input: Input,
    stops_at_error: bool,
    mut once: impl FnMut(&mut Session<W>, u64) -> anyhow::Result<()>,
) -> anyhow::Result<Exit> {
    let mut done = 0;
    let mut lost = false;
    let goes_on = |done| match input.repeat {
        Repeat::Forever => true,
        Repeat::Times(times) => done < times,
    };
    let is_single = input.repeat == Repeat::Times(1);
    session.count_lost(Numbered::Repetitions);
    while goes_on(done) {
        done += 1;
        once(session, if is_single { 0 } else { done })?;
        if stops_at_error || !input.interval.is_zero() {
            session.finish()?;
            if stops_at_error && session.replies().errors.is_some() {
                break;
            }
        }
        if !input.interval.is_zero() {
            session.flush()?;
            lost |= session.report_lost();
            thread::sleep(input.interval);
        }
    }
    session.finish()?;
    session.flush()?;
    lost |= session.report_lost();
    let failed = stops_at_error && session.replies().errors.is_some();
    Ok(Exit::of_errors(lost || failed))
}

fn all_of_stdin() -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    PatientStdin::lock()
        .read_to_end(&mut bytes)
        .map_err(UnreadInput::stdin)?;
    Ok(bytes)
}
