//! Whether a command or a transaction was applied, by its replies. Pure.

use super::reply_errors::ReplyErrors;

/// The result of a unit. Its commands are identified by their positions in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Verdict {
    /// Nothing of it has run, and it must be sent again.
    pub(super) held: bool,
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
    /// Evaluates the replies to the commands of a unit. `retries` returns whether an error has the unit sent again.
    pub(super) fn of(replies: &[ReplyErrors], retries: impl Fn(&[u8]) -> bool) -> Self {
        match replies {
            [] => Verdict::default(),
            [reply] => Self::of_command(reply, retries),
            [multi, ..] if multi.error.is_some() => Self::of_loose(replies, retries),
            [.., exec] => Self::of_transaction(replies, exec, retries),
        }
    }

    fn of_command(reply: &ReplyErrors, retries: impl Fn(&[u8]) -> bool) -> Self {
        match &reply.error {
            None => Verdict::default(),
            Some(error) if retries(error) => Verdict::held(),
            Some(error) => Verdict::refused(error),
        }
    }

    fn of_transaction(
        replies: &[ReplyErrors],
        exec: &ReplyErrors,
        retries: impl Fn(&[u8]) -> bool,
    ) -> Self {
        let last = replies.len() - 1;
        let aborted = exec.error.is_some();
        let is_retried = |reply: &ReplyErrors| reply.error.as_deref().is_some_and(&retries);
        if aborted && replies.iter().any(is_retried) {
            return Verdict::held();
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
        Verdict {
            held: false,
            errors,
            told,
            missing,
        }
    }

    /// Without MULTI, the other commands have run on their own.
    fn of_loose(replies: &[ReplyErrors], retries: impl Fn(&[u8]) -> bool) -> Self {
        let is_retried = |reply: &ReplyErrors| reply.error.as_deref().is_some_and(&retries);
        if replies[..replies.len() - 1].iter().all(is_retried) {
            return Verdict::held();
        }
        let told = errors(replies);
        Verdict {
            held: false,
            errors: told.len() as u64,
            missing: Missing::Some(told.iter().map(|(place, _)| *place).collect()),
            told,
        }
    }

    /// The result of a unit that is refused as a whole, or at its first command.
    pub(super) fn refused(error: &[u8]) -> Self {
        Verdict {
            held: false,
            errors: 1,
            told: vec![(0, error.to_vec())],
            missing: Missing::All,
        }
    }

    fn held() -> Self {
        Verdict {
            held: true,
            ..Verdict::default()
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

    fn transaction(replies: Vec<ReplyErrors>) -> Verdict {
        Verdict::of(&replies, moved)
    }

    #[test]
    fn a_command_is_applied_or_refused_or_sent_again() {
        assert_eq!(Verdict::of(&[done()], moved), Verdict::default());
        assert!(Verdict::of(&[error("MOVED 1 a:1")], moved).held);
        let refused = Verdict::of(&[error("ERR no")], moved);
        assert_eq!((refused.errors, refused.missing), (1, Missing::All));
    }

    #[test]
    fn a_transaction_that_is_redirected_is_sent_again_as_a_whole() {
        let inside = vec![done(), error("MOVED 1 a:1"), error("EXECABORT x")];
        assert!(transaction(inside).held);
        assert!(transaction(vec![done(), done(), error("MOVED 1 a:1")]).held);
        let before = vec![
            error("MOVED 1 a:1"),
            error("MOVED 1 a:1"),
            error("ERR EXEC without MULTI"),
        ];
        assert!(transaction(before).held);
    }

    #[test]
    fn a_refused_command_refuses_its_transaction() {
        let verdict = transaction(vec![done(), error("ERR a"), done(), error("EXECABORT x")]);
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
        let verdict = transaction(vec![done(), done(), done(), exec]);
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
        let verdict = transaction(vec![done(), done(), exec]);
        assert_eq!((verdict.missing, verdict.told.len()), (Missing::All, 1));
    }

    #[test]
    fn without_multi_the_commands_run_alone() {
        let verdict = transaction(vec![
            error("NOAUTH x"),
            done(),
            error("ERR EXEC without MULTI"),
        ]);
        assert_eq!(verdict.missing, Missing::Some(vec![0, 2]));
    }
}
