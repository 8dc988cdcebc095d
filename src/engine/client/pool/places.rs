//! A bounded number of places, each empty or with something left in it, for threads that wait in line.
//!
//! It must not know what is left in them, nor make anything: all that is done under its lock is quick and cannot panic.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// The places, and who waits for one.
#[derive(Debug)]
pub(super) struct Places<T> {
    most: usize,
    state: Mutex<State<T>>,
}

#[derive(Debug)]
struct State<T> {
    /// What was left in the free places that are not empty, the latest last.
    left: Vec<T>,
    /// How many free places are empty.
    empty: usize,
    /// How many places are out of use.
    removed: usize,
    /// Those who wait, in the order in which they came, each with a bell of its own: one place wakes one thread.
    line: VecDeque<Arc<Condvar>>,
}

/// A place that is taken. It is free again when this is dropped.
#[derive(Debug)]
pub(super) struct Place<'a, T> {
    places: &'a Places<T>,
    /// What was left in it, and what will be.
    pub(super) content: Option<T>,
    removed: bool,
}

impl<T> Places<T> {
    /// So many places, all of them empty.
    pub(super) fn new(most: usize) -> Self {
        let state = State {
            left: Vec::new(),
            empty: most,
            removed: 0,
            line: VecDeque::new(),
        };
        Places {
            most,
            state: Mutex::new(state),
        }
    }

    /// Takes a place, and waits for one behind all who came before; `None` when the deadline has passed. One with
    /// something in it is taken before an empty one.
    pub(super) fn take(&self, deadline: Option<Instant>) -> Option<Place<'_, T>> {
        let mut state = self.lock();
        if !state.line.is_empty() || !state.is_any_free() {
            state = wait_in_line(state, deadline)?;
        }
        let content = state.take();
        // Two may have become free before the first in line woke up.
        state.ring();
        drop(state);
        Some(Place {
            places: self,
            content,
            removed: false,
        })
    }

    /// A thread that panicked while it held the lock cannot have left it half done: nothing under it panics.
    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn wait_in_line<T>(
    mut state: MutexGuard<'_, State<T>>,
    deadline: Option<Instant>,
) -> Option<MutexGuard<'_, State<T>>> {
    let bell = Arc::new(Condvar::new());
    state.line.push_back(Arc::clone(&bell));
    while !state.is_turn_of(&bell) && !has_passed(deadline) {
        state = sleep(&bell, state, deadline);
    }
    let is_turn = state.is_turn_of(&bell);
    state.line.retain(|other| !Arc::ptr_eq(other, &bell));
    is_turn.then_some(state)
}

fn has_passed(deadline: Option<Instant>) -> bool {
    deadline.is_some_and(|deadline| deadline <= Instant::now())
}

/// Until the bell, the deadline, or for no reason at all, as systems have it.
fn sleep<'a, T>(
    bell: &Condvar,
    state: MutexGuard<'a, State<T>>,
    deadline: Option<Instant>,
) -> MutexGuard<'a, State<T>> {
    let Some(deadline) = deadline else {
        return bell.wait(state).unwrap_or_else(PoisonError::into_inner);
    };
    let time = deadline.saturating_duration_since(Instant::now());
    let woken = bell.wait_timeout(state, time);
    woken.unwrap_or_else(PoisonError::into_inner).0
}

impl<T> State<T> {
    fn is_any_free(&self) -> bool {
        self.empty > 0 || !self.left.is_empty()
    }

    fn is_turn_of(&self, bell: &Arc<Condvar>) -> bool {
        let first = self.line.front();
        self.is_any_free() && first.is_some_and(|first| Arc::ptr_eq(first, bell))
    }

    /// There is a free place.
    fn take(&mut self) -> Option<T> {
        let content = self.left.pop();
        if content.is_none() {
            self.empty -= 1;
        }
        content
    }

    fn give_back(&mut self, content: Option<T>) {
        match content {
            Some(content) => self.left.push(content),
            // Something was lost, or could not be made: what could not be had before may be had now.
            None => self.empty += 1 + std::mem::take(&mut self.removed),
        }
        self.ring();
    }

    fn ring(&self) {
        if let Some(first) = self.line.front().filter(|_| self.is_any_free()) {
            first.notify_one();
        }
    }
}

impl<T> Place<'_, T> {
    /// Takes the place out of use, until another one comes back empty. False for the last one, which stays.
    pub(super) fn remove(mut self) -> bool {
        let mut state = self.places.lock();
        if state.removed + 1 < self.places.most {
            state.removed += 1;
            self.removed = true;
        }
        drop(state);
        self.removed
    }
}

impl<T> Drop for Place<'_, T> {
    fn drop(&mut self) {
        if !self.removed {
            self.places.lock().give_back(self.content.take());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;
    use crate::wait::wait_until;

    fn waiting(places: &Places<u8>) -> usize {
        places.lock().line.len()
    }

    fn take_now(places: &Places<u8>) -> Option<Place<'_, u8>> {
        places.take(Some(Instant::now()))
    }

    #[test]
    fn there_are_so_many_places_and_no_more() {
        let places = Places::new(2);
        let (first, _second) = (take_now(&places), take_now(&places));
        assert!(first.is_some() && take_now(&places).is_none());
        drop(first);
        assert!(take_now(&places).is_some());
        assert_eq!(waiting(&places), 0, "who has given up is not in line");
    }

    #[test]
    fn what_was_left_last_is_found_first() {
        let places = Places::new(3);
        let mut taken: Vec<_> = (0..2).filter_map(|_| take_now(&places)).collect();
        for (place, content) in taken.iter_mut().zip([1, 2]) {
            place.content = Some(content);
        }
        taken.clear();
        let found: Vec<_> = (0..3).filter_map(|_| take_now(&places)).collect();
        let contents: Vec<_> = found.iter().map(|place| place.content).collect();
        assert_eq!(contents, [Some(2), Some(1), None]);
    }

    #[test]
    fn who_waits_is_served_in_the_order_of_coming() {
        let places = Places::new(1);
        let served = Mutex::new(Vec::new());
        let (places, served) = (&places, &served);
        let held = take_now(places);
        thread::scope(|scope| {
            for number in 0..16 {
                scope.spawn(move || {
                    let _place = places.take(None);
                    served.lock().expect("nobody panics").push(number);
                });
                wait_until(|| waiting(places) == number + 1);
            }
            drop(held);
        });
        let served = served.lock().expect("nobody panics");
        assert_eq!(*served, (0..16).collect::<Vec<_>>());
    }

    #[test]
    fn nobody_passes_those_who_wait() {
        let places = Places::new(1);
        let held = take_now(&places);
        thread::scope(|scope| {
            let first = scope.spawn(|| places.take(None));
            wait_until(|| waiting(&places) == 1);
            // As if the place were free and the first in line not awake yet.
            places.lock().empty += 1;
            assert!(take_now(&places).is_none());
            places.lock().empty -= 1;
            drop(held);
            assert!(first.join().is_ok_and(|place| place.is_some()));
        });
    }

    #[test]
    fn a_holder_that_panics_leaves_its_place() {
        let places = Places::<u8>::new(1);
        let outcome = thread::scope(|scope| {
            let holder = scope.spawn(|| {
                let _place = take_now(&places);
                // Without a word: a message would be in the tests' output.
                std::panic::resume_unwind(Box::new(()));
            });
            holder.join()
        });
        assert!(outcome.is_err() && take_now(&places).is_some());
    }

    #[test]
    fn a_place_that_is_removed_comes_back_when_another_is_left_empty() {
        let places = Places::<u8>::new(2);
        let (first, second) = (take_now(&places), take_now(&places));
        assert!(second.expect("there are two").remove());
        assert!(take_now(&places).is_none());
        drop(first);
        let both = (take_now(&places), take_now(&places));
        assert!(both.0.is_some() && both.1.is_some());
    }

    #[test]
    fn the_last_place_cannot_be_removed() {
        let places = Places::<u8>::new(1);
        assert!(!take_now(&places).expect("there is one").remove());
        assert!(take_now(&places).is_some());
    }
}
