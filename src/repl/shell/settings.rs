//! How a shell is to be, and the shell that is so.

use std::path::PathBuf;

use anyhow::Context;
use rustyline::{CompletionType, Config, Editor};

use super::Shell;
use super::edited_line::Drafts;
use crate::process::stderr;
use crate::process::stdout::Sink;
use crate::repl::command_docs::CommandDocs;
use crate::repl::editor::candidate_list::Listing;
use crate::repl::editor::keys::{self, Browsing, Cleared, HandedOver};
use crate::repl::editor::line_helper::LineHelper;
use crate::repl::editor::output_above_prompt::OutputAbovePrompt;
use crate::repl::editor::redraw_signal::RedrawSignal;
use crate::repl::editor::server_lookup::ServerLookup;
use crate::repl::history::{HistoryFile, Lines};
use crate::repl::idle_worker::IdleWorker;
use crate::repl::servers::Servers;
use crate::repl::signals::Signals;
use crate::session::Session;
use crate::terminal::modes::Tty;
use crate::words::preferences::{Layer, Preferences};

/// How a shell is to be.
pub(crate) struct Settings<'e> {
    /// Where lines are kept, if anywhere.
    pub(crate) history: Option<PathBuf>,
    /// Where it is kept what servers say of their commands, if anywhere.
    pub(crate) cache: Option<PathBuf>,
    /// What stands in the prompt in place of an address: a primary's name.
    pub(crate) primary: Option<String>,
    /// The profile that is used.
    pub(crate) profile: Option<String>,
    /// Colours may be used.
    pub(crate) colour: bool,
    /// What is preferred from the beginning.
    pub(crate) preferences: Preferences,
    /// What is preferred with this server.
    pub(crate) layer: Layer,
    /// The program that shows what is longer than the screen, and its arguments.
    pub(crate) pager: Vec<String>,
    /// The program that edits a text, and its arguments.
    pub(crate) editor: Vec<String>,
    /// The servers that can be gone on with by their names.
    pub(crate) servers: Servers<'e>,
}

impl<'s> Shell<'s> {
    /// A shell that is not connected yet.
    ///
    /// # Errors
    /// The terminal cannot be used.
    pub(super) fn new(
        session: &'s mut Session<Sink>,
        settings: Settings<'s>,
    ) -> anyhow::Result<Self> {
        let config = Config::builder()
            .completion_type(CompletionType::List)
            .build();
        let (history, lines) = settings.history.map(recall).unwrap_or_default();
        let editor = Editor::with_history(config, lines);
        let mut editor = editor.context("could not use the terminal")?;
        let browsing = Browsing::default();
        let browser = ServerLookup::new(settings.servers.names.clone());
        // There is none on a terminal that the editor does not know, where a line is only read.
        let printer = editor.create_external_printer();
        let is_edited = printer.is_ok();
        let bell = printer.map_or_else(|_| RedrawSignal::silent(), RedrawSignal::new);
        let above = OutputAbovePrompt::new(bell.clone());
        let listing = Listing::default();
        let lessons = CommandDocs::new(session.table().clone(), settings.cache);
        editor.set_helper(Some(LineHelper {
            known: lessons.known().clone(),
            browser: browser.clone(),
            prompt: 0,
            browsing: browsing.clone(),
            colour: settings.colour,
            tint: None,
            hints: true,
            above: above.clone(),
            listing: listing.clone(),
        }));
        let cleared = Cleared::default();
        let handed_over = HandedOver::default();
        keys::bind(&mut editor, &browsing, &cleared, &handed_over, &listing);
        let tty = Tty::new().context("could not use the terminal")?;
        let signals = Signals::watch(session.canceller(), tty.clone(), bell)?;
        let mut shell = Shell {
            session,
            editor,
            history,
            primary: settings.primary,
            profile: settings.profile,
            servers: settings.servers,
            preferences: settings.preferences.under(&settings.layer),
            usual: settings.preferences,
            pager: settings.pager,
            lessons,
            browser,
            tty,
            signals,
            attendant: IdleWorker::new(above),
            cleared,
            drafts: Drafts::new(settings.editor, handed_over, is_edited),
            sources: 0,
        };
        shell.follow_preferences();
        Ok(shell)
    }
}

/// Lines of sessions before this one, and where this one's go. That there are none to be had is said, and no more.
fn recall(path: PathBuf) -> (Option<HistoryFile>, Lines) {
    let told = path.display().to_string();
    match HistoryFile::open(path) {
        Ok((file, lines)) => (Some(file), lines),
        Err(error) => {
            let why = redsh_engine::error::reason(&error);
            stderr::tell(format!("could not read the history in {told}: {why}"));
            (None, Lines::default())
        }
    }
}
