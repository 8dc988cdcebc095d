//! Whether a command or a transaction was applied, by its replies. Pure.

use crate::client::reply_errors::ReplyErrors;

/// The result of a unit. Its commands are identified by their positions in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Verdict {
    pub(super) errors: u64,
    /// The commands that were refused, and their errors.
    pub(super) told: Vec<(usize, Vec<u8>)>,
    pub(super) missing: Missing,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum Missing {
    #[default]
    Nothing,
    Some(Vec<usize>),
    All,
}

/// The error for a transaction whose EXEC replied null.
const WATCHED: &[u8] = b"not run: a watched key has changed";

impl Verdict {
    /// Evaluates the replies to the commands of a unit. `retries` returns whether an error has the unit sent again. `None`
    /// if nothing of the unit has run, and it must be sent again.
    pub(super) fn of(replies: &[ReplyErrors], retries: impl Fn(&[u8]) -> bool) -> Option<Self> {
        let is_retried = |reply: &ReplyErrors| reply.error.as_deref().is_some_and(&retries);
        match replies {
            [] => Some(Verdict::default()),
            [reply] => match &reply.error {
                None => Some(Verdict::default()),
                Some(error) => (!retries(error)).then(|| Verdict::refused(error)),
            },
            [multi, ..] if multi.error.is_some() => Self::of_loose(replies, is_retried),
            [.., exec] => Self::of_transaction(replies, exec, is_retried),
        }
    }

    fn of_transaction(
        replies: &[ReplyErrors],
        exec: &ReplyErrors,
        is_retried: impl Fn(&ReplyErrors) -> bool,
    ) -> Option<Self> {
        let last = replies.len() - 1;
        let aborted = exec.error.is_some();
        if aborted && replies.iter().any(is_retried) {
            return None;
        }
        let nested = queued_errors(exec, last);
        let mut told = errors(replies);
        let errors = told.len() as u64;
        told.extend(exec.null.then(|| (last, WATCHED.to_vec())));
        let missing = match () {
            () if aborted || exec.null => Missing::All,
            () if nested.is_empty() => Missing::Nothing,
            () => Missing::Some(nested.iter().map(|(place, _)| *place).collect()),
        };
        told.extend(nested);
        Some(Verdict {
            errors,
            told,
            missing,
        })
    }

    /// Without MULTI, the other commands have run on their own.
    fn of_loose(
        replies: &[ReplyErrors],
        is_retried: impl Fn(&ReplyErrors) -> bool,
    ) -> Option<Self> {
        if replies[..replies.len() - 1].iter().all(is_retried) {
            return None;
        }
        let told = errors(replies);
        Some(Verdict {
            errors: told.len() as u64,
            missing: Missing::Some(told.iter().map(|(place, _)| *place).collect()),
            told,
        })
    }

    /// The result of a unit that is refused as a whole, or at its first command.
    pub(super) fn refused(error: &[u8]) -> Self {
        Verdict {
            errors: 1,
            told: vec![(0, error.to_vec())],
            missing: Missing::All,
        }
    }
}

/// The commands that failed when EXEC ran them. The elements of its reply belong to the commands after MULTI.
fn queued_errors(exec: &ReplyErrors, last: usize) -> Vec<(usize, Vec<u8>)> {
    let placed = exec
        .nested
        .iter()
        .map(|(element, error)| (element + 1, error.clone()));
    placed.filter(|(place, _)| *place < last).collect()
}

fn errors(replies: &[ReplyErrors]) -> Vec<(usize, Vec<u8>)> {
    let errors = replies.iter().map(|reply| reply.error.clone());
    let placed = errors.enumerate();
    placed
        .filter_map(|(place, error)| Some((place, error?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done() -> ReplyErrors {
        ReplyErrors::default()
    }

    fn error(text: &str) -> ReplyErrors {
        ReplyErrors {
            error: Some(text.into()),
            ..ReplyErrors::default()
        }
    }

    fn moved(error: &[u8]) -> bool {
        error.starts_with(b"MOVED")
    }

    fn verdict(replies: Vec<ReplyErrors>) -> Verdict {
        Verdict::of(&replies, moved).expect("it is not sent again")
    }

    fn is_sent_again(replies: &[ReplyErrors]) -> bool {
        Verdict::of(replies, moved).is_none()
    }

    #[test]
    fn a_command_is_applied_or_refused_or_sent_again() {
        assert_eq!(verdict(vec![done()]), Verdict::default());
        assert!(is_sent_again(&[error("MOVED 1 a:1")]));
        let refused = verdict(vec![error("ERR no")]);
        assert_eq!((refused.errors, refused.missing), (1, Missing::All));
    }

    #[test]
    fn a_transaction_that_is_redirected_is_sent_again_as_a_whole() {
        let inside = [done(), error("MOVED 1 a:1"), error("EXECABORT x")];
        assert!(is_sent_again(&inside));
        assert!(is_sent_again(&[done(), done(), error("MOVED 1 a:1")]));
        let before = [
            error("MOVED 1 a:1"),
            error("MOVED 1 a:1"),
            error("ERR EXEC without MULTI"),
        ];
        assert!(is_sent_again(&before));
    }

    #[test]
    fn a_refused_command_refuses_its_transaction() {
        let verdict = verdict(vec![done(), error("ERR a"), done(), error("EXECABORT x")]);
        assert_eq!(verdict.missing, Missing::All);
        assert_eq!(verdict.errors, 2);
        let places: Vec<_> = verdict.told.iter().map(|(place, _)| *place).collect();
        assert_eq!(places, [1, 3]);
    }

    #[test]
    fn a_command_that_fails_in_exec_fails_alone() {
        let exec = ReplyErrors {
            nested: vec![(1, b"WRONGTYPE x".to_vec())],
            ..ReplyErrors::default()
        };
        let verdict = verdict(vec![done(), done(), done(), exec]);
        assert_eq!(verdict.missing, Missing::Some(vec![2]));
        // The reply itself was no error, and is not counted as one.
        assert_eq!((verdict.errors, verdict.told.len()), (0, 1));
    }

    #[test]
    fn a_transaction_that_did_not_run_is_missing() {
        let exec = ReplyErrors {
            null: true,
            ..ReplyErrors::default()
        };
        let verdict = verdict(vec![done(), done(), exec]);
        assert_eq!((verdict.missing, verdict.told.len()), (Missing::All, 1));
    }

    #[test]
    fn without_multi_the_commands_run_alone() {
        let verdict = verdict(vec![
            error("NOAUTH x"),
            done(),
            error("ERR EXEC without MULTI"),
        ]);
        assert_eq!(verdict.missing, Missing::Some(vec![0, 2]));
    }
}
