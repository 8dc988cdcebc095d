//! What the replies to a command, or to the commands of a transaction, say of it: is it in, and if not, why not. Pure.

use super::tally::Outcome;

/// What became of what moves as one. Commands are named by their places in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Verdict {
    /// It was refused in a way that there is an answer to: nothing of it has run, and it is to be sent again.
    pub(super) held: bool,
    /// How many replies were errors.
    pub(super) errors: u64,
    /// Which commands were refused, and the server's words.
    pub(super) told: Vec<(usize, Vec<u8>)>,
    pub(super) missing: Missing,
}

/// What of it is not in.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) enum Missing {
    #[default]
    Nothing,
    /// These commands, and the others are.
    Some(Vec<usize>),
    All,
}

/// An EXEC that says nothing has run nothing.
const WATCHED: &[u8] = b"not run: a watched key has changed";

impl Verdict {
    /// Of what was replied to each of its commands. `answers` says which errors there is an answer to.
    pub(super) fn of(outcomes: &[Outcome], answers: impl Fn(&[u8]) -> bool) -> Self {
        match outcomes {
            [] => Verdict::default(),
            [outcome] => Self::of_command(outcome, answers),
            [multi, ..] if multi.error.is_some() => Self::of_loose(outcomes, answers),
            [.., exec] => Self::of_transaction(outcomes, exec, answers),
        }
    }

    fn of_command(outcome: &Outcome, answers: impl Fn(&[u8]) -> bool) -> Self {
        match &outcome.error {
            None => Verdict::default(),
            Some(error) if answers(error) => Verdict::held(),
            Some(error) => Verdict::refused(error),
        }
    }

    fn of_transaction(
        outcomes: &[Outcome],
        exec: &Outcome,
        answers: impl Fn(&[u8]) -> bool,
    ) -> Self {
        let last = outcomes.len() - 1;
        let aborted = exec.error.is_some();
        let is_answered = |outcome: &Outcome| outcome.error.as_deref().is_some_and(&answers);
        if aborted && outcomes.iter().any(is_answered) {
            return Verdict::held();
        }
        let nested = queued_errors(exec, last);
        let mut told = errors(outcomes);
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

    /// MULTI was refused, so that what follows it stood alone.
    fn of_loose(outcomes: &[Outcome], answers: impl Fn(&[u8]) -> bool) -> Self {
        let is_answered = |outcome: &Outcome| outcome.error.as_deref().is_some_and(&answers);
        if outcomes[..outcomes.len() - 1].iter().all(is_answered) {
            return Verdict::held();
        }
        let told = errors(outcomes);
        Verdict {
            held: false,
            errors: told.len() as u64,
            missing: Missing::Some(told.iter().map(|(place, _)| *place).collect()),
            told,
        }
    }

    /// Of what is refused with this error, or where it begins is.
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

/// Which commands have failed when EXEC ran them: its elements answer those behind MULTI.
fn queued_errors(exec: &Outcome, last: usize) -> Vec<(usize, Vec<u8>)> {
    let placed = exec
        .nested
        .iter()
        .map(|(element, error)| (element + 1, error.clone()));
    placed.filter(|(place, _)| *place < last).collect()
}

fn errors(outcomes: &[Outcome]) -> Vec<(usize, Vec<u8>)> {
    let errors = outcomes.iter().map(|outcome| outcome.error.clone());
    let placed = errors.enumerate();
    placed
        .filter_map(|(place, error)| Some((place, error?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn done() -> Outcome {
        Outcome::default()
    }

    fn error(text: &str) -> Outcome {
        Outcome {
            error: Some(text.into()),
            ..Outcome::default()
        }
    }

    fn moved(error: &[u8]) -> bool {
        error.starts_with(b"MOVED")
    }

    fn transaction(outcomes: Vec<Outcome>) -> Verdict {
        Verdict::of(&outcomes, moved)
    }

    #[test]
    fn a_command_is_in_or_refused_or_sent_again() {
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
    fn what_is_refused_in_a_transaction_refuses_all_of_it() {
        let verdict = transaction(vec![done(), error("ERR a"), done(), error("EXECABORT x")]);
        assert_eq!(verdict.missing, Missing::All);
        assert_eq!(verdict.errors, 2);
        let places: Vec<_> = verdict.told.iter().map(|(place, _)| *place).collect();
        assert_eq!(places, [1, 3]);
    }

    #[test]
    fn what_fails_when_a_transaction_runs_fails_alone() {
        let exec = Outcome {
            nested: vec![(1, b"WRONGTYPE x".to_vec())],
            ..Outcome::default()
        };
        let verdict = transaction(vec![done(), done(), done(), exec]);
        assert_eq!(verdict.missing, Missing::Some(vec![2]));
        // The reply itself was no error, and is not counted as one.
        assert_eq!((verdict.errors, verdict.told.len()), (0, 1));
    }

    #[test]
    fn a_transaction_that_did_not_run_is_missing() {
        let exec = Outcome {
            null: true,
            ..Outcome::default()
        };
        let verdict = transaction(vec![done(), done(), exec]);
        assert_eq!((verdict.missing, verdict.told.len()), (Missing::All, 1));
    }

    #[test]
    fn without_its_multi_what_follows_stands_alone() {
        let verdict = transaction(vec![
            error("NOAUTH x"),
            done(),
            error("ERR EXEC without MULTI"),
        ]);
        assert_eq!(verdict.missing, Missing::Some(vec![0, 2]));
    }
}
