//! Keys that do something else than the editor has them do.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rustyline::history::History;
use rustyline::{
    Cmd, ConditionalEventHandler, Editor, Event, EventContext, EventHandler, Helper, KeyCode,
    KeyEvent, Modifiers, RepeatCount,
};

use super::candidate_list::Listing;
use crate::terminal::modes;

/// Whether the arrows go through all of the history, as they do from an empty line on. It ends where a line is empty again.
#[derive(Debug, Clone, Default)]
pub(crate) struct Browsing(Arc<AtomicBool>);

impl Browsing {
    /// Takes in what the line is now.
    pub(crate) fn note(&self, line: &str) {
        if line.is_empty() {
            self.0.store(false, Ordering::Relaxed);
        }
    }

    fn begin(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    fn is_on(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Whether there was a line when Ctrl-C was pressed last. Clones are the same.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cleared(Arc<AtomicBool>);

impl Cleared {
    /// Whether Ctrl-C had a line to clear.
    pub(crate) fn was_line(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Whether a line has ended because it is to be edited in another program. Clones are the same.
#[derive(Debug, Clone, Default)]
pub(crate) struct HandedOver(Arc<AtomicBool>);

impl HandedOver {
    /// Whether the last line was; from then on, whether the next one is.
    pub(crate) fn take(&self) -> bool {
        self.0.swap(false, Ordering::Relaxed)
    }
}

/// The arrows search the history for what begins as the line does; they move in a line that has several rows. Ctrl-Z is the
/// signal that it is anywhere else: the editor's own way would have two threads change the terminal's modes at once. Ctrl-C
/// is the editor's, and it is noted what it was for; where a list is to be shown, it is a no to that. Ctrl-X Ctrl-E ends the line, and hands it over.
pub(crate) fn bind<H: Helper, I: History>(
    editor: &mut Editor<H, I>,
    browsing: &Browsing,
    cleared: &Cleared,
    handed_over: &HandedOver,
    listing: &Listing,
) {
    for (key, direction) in [
        (KeyCode::Up, Direction::Back),
        (KeyCode::Down, Direction::Forth),
    ] {
        let arrow = Arrow {
            direction,
            browsing: browsing.clone(),
        };
        let handler = EventHandler::Conditional(Box::new(arrow));
        editor.bind_sequence(KeyEvent(key, Modifiers::NONE), handler);
    }
    let stop = EventHandler::Conditional(Box::new(Stop));
    editor.bind_sequence(KeyEvent::ctrl('Z'), stop);
    let interrupt = EventHandler::Conditional(Box::new(Interrupt {
        cleared: cleared.clone(),
        listing: listing.clone(),
    }));
    editor.bind_sequence(KeyEvent::ctrl('C'), interrupt);
    let tab = EventHandler::Conditional(Box::new(Tab(listing.clone())));
    editor.bind_sequence(KeyEvent(KeyCode::Tab, Modifiers::NONE), tab);
    let hand_over = EventHandler::Conditional(Box::new(handed_over.clone()));
    let keys = [KeyEvent::ctrl('X'), KeyEvent::ctrl('E')];
    editor.bind_sequence(Event::KeySeq(keys.to_vec()), hand_over);
}

/// An arrow key.
struct Arrow {
    direction: Direction,
    browsing: Browsing,
}

#[derive(Clone, Copy)]
enum Direction {
    Back,
    Forth,
}

impl ConditionalEventHandler for Arrow {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, line: &EventContext<'_>) -> Option<Cmd> {
        if line.line().is_empty() {
            self.browsing.begin();
        }
        let moves = self.browsing.is_on() || line.line().contains('\n');
        Some(match (self.direction, moves) {
            (Direction::Back, true) => Cmd::LineUpOrPreviousHistory(1),
            (Direction::Forth, true) => Cmd::LineDownOrNextHistory(1),
            (Direction::Back, false) => Cmd::HistorySearchBackward,
            (Direction::Forth, false) => Cmd::HistorySearchForward,
        })
    }
}

/// Ctrl-Z.
struct Stop;

impl ConditionalEventHandler for Stop {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, _: &EventContext<'_>) -> Option<Cmd> {
        modes::stop_job();
        Some(Cmd::Noop)
    }
}

/// Ctrl-C.
struct Interrupt {
    cleared: Cleared,
    listing: Listing,
}

impl ConditionalEventHandler for Interrupt {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, line: &EventContext<'_>) -> Option<Cmd> {
        if self.listing.is_on() {
            return Some(Cmd::SelfInsert(1, 'n'));
        }
        let was_line = !line.line().is_empty();
        self.cleared.0.store(was_line, Ordering::Relaxed);
        Some(Cmd::Interrupt)
    }
}

/// TAB.
struct Tab(Listing);

impl ConditionalEventHandler for Tab {
    /// Completes, as it does without this.
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, _: &EventContext<'_>) -> Option<Cmd> {
        self.0.tab();
        None
    }
}

impl ConditionalEventHandler for HandedOver {
    fn handle(&self, _: &Event, _: RepeatCount, _: bool, _: &EventContext<'_>) -> Option<Cmd> {
        self.0.store(true, Ordering::Relaxed);
        // Whether or not a quote is open.
        Some(Cmd::AcceptLine)
    }
}
