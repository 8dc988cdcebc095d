//! How replies are printed.

use std::ffi::{OsStr, OsString};

use clap::{Args, ValueHint};
use redsh_engine::monitor::Filter;
use redsh_engine::net::ProtocolPreference;

use super::env::Environment;
use super::given::Given;
use super::target::Target;
use super::value::{Read, YesNo};
use crate::render::Format;

/// How replies are printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Output {
    /// What the options ask for; see [`Output::format`].
    pub(crate) chosen: Option<Format>,
    /// Between the elements of one raw reply, `-d`.
    pub(crate) delimiter: Vec<u8>,
    /// After each raw reply, `-D`.
    pub(crate) end: Vec<u8>,
    /// What `--show-pushes` says; see [`Output::shows_pushes`].
    pub(crate) pushes: Option<bool>,
    /// What `--resubscribe` says; see [`Output::resubscribes`].
    pub(crate) resubscribe: Option<bool>,
    /// Which of MONITOR's lines are printed, `--monitor-filter`.
    pub(crate) monitor_filter: Option<Filter>,
    /// An error reply goes to stderr and makes the exit status 1, `-e`.
    pub(crate) errors_count: bool,
    /// Each connection that is made is told on stderr.
    pub(crate) verbose: bool,
    /// False where NO_COLOR forbids colour; true still needs a terminal.
    pub(crate) color: bool,
    /// TERM is one that redis-cli has colours for; see [`Output::colors_debugger`].
    pub(crate) xterm: bool,
    /// No option says which protocol to speak.
    pub(crate) any_protocol: bool,
    /// FAKETTY: stdout counts as a terminal, but only for [`Output::format`].
    pub(crate) fake_terminal: bool,
}

impl Output {
    /// The format of replies: without an option, typed on a terminal and raw elsewhere.
    pub(crate) fn format(&self, to_terminal: bool) -> Format {
        let typed = to_terminal || self.fake_terminal;
        self.chosen
            .unwrap_or(if typed { Format::Standard } else { Format::Raw })
    }

    /// Whether the debugger's lines are coloured: as in redis-cli by TERM alone, even where stdout is no terminal, and
    /// besides on every real one.
    pub(crate) fn colors_debugger(&self, to_terminal: bool) -> bool {
        self.color && (self.xterm || to_terminal)
    }

    /// Whether RESP3 push messages are printed: without the option, on a terminal only.
    pub(crate) fn shows_pushes(&self, to_terminal: bool) -> bool {
        self.pushes.unwrap_or(to_terminal || self.fake_terminal)
    }

    /// Whether SUBSCRIBE and MONITOR outlive their connection. redis-cli ends with status 1, which a script may wait for, to
    /// begin anew in its own way; so without the option they do only where no such script can be: for a person at a
    /// terminal, and with sentinels, which redis-cli does not have.
    pub(crate) fn resubscribes(&self, to_terminal: bool, target: &Target) -> bool {
        let by_default = to_terminal || matches!(target, Target::Sentinel(_));
        self.resubscribe.unwrap_or(by_default)
    }
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Replies")]
pub(super) struct OutputArgs {
    /// Print replies as they are, a line for each element [default where stdout is no terminal]
    #[arg(long)]
    raw: bool,

    /// Print replies with their types [default on a terminal]
    #[arg(long)]
    no_raw: bool,

    /// Print replies as CSV
    #[arg(long)]
    csv: bool,

    /// Print replies as JSON; asks for RESP3, unless -2 is given
    #[arg(long)]
    json: bool,

    /// As --json, with all that is not ASCII escaped byte by byte
    #[arg(long)]
    quoted_json: bool,

    /// Put DELIM between the elements of a raw reply, in place of a newline
    #[arg(short = 'd', value_name = "DELIM")]
    delimiter: Option<OsString>,

    /// Put DELIM after each raw reply, in place of a newline
    #[arg(short = 'D', value_name = "DELIM")]
    end: Option<OsString>,

    /// Exit with 1 if a reply is an error, and print that on stderr; a script's stay in their place, and it ends with 1
    #[arg(short = 'e')]
    errors_count: bool,

    /// Speak RESP2 [default but at a terminal]
    #[arg(short = '2', conflicts_with = "resp3")]
    resp2: bool,

    /// Speak RESP3 [default at a terminal, where the server has it]
    #[arg(short = '3')]
    resp3: bool,

    /// Print RESP3 push messages [default: yes on a terminal]
    #[arg(
        long,
        value_name = "YES/NO",
        ignore_case = true,
        hide_possible_values = true
    )]
    show_pushes: Option<YesNo>,

    /// Go on with SUBSCRIBE and MONITOR over a new connection when theirs is lost, and say so on stderr [default: yes on a
    /// terminal and with sentinels; else that ends them, with 1]
    #[arg(
        long,
        value_name = "YES/NO",
        ignore_case = true,
        hide_possible_values = true
    )]
    resubscribe: Option<YesNo>,

    /// Print only those lines of MONITOR for which all of FILTER holds: 'cmd=GET,SET key=user:* db=3 client=10.0.0.*', each
    /// with one or more globs, or != for =
    #[arg(long, value_name = "FILTER", value_hint = ValueHint::Other, value_parser = Read(monitor_filter))]
    monitor_filter: Option<Filter>,

    /// Tell on stderr of each connection that is made
    #[arg(long)]
    verbose: bool,
}

impl OutputArgs {
    /// Any `--json` asks for RESP3, even one that a later `--raw` takes the format from.
    pub(super) fn protocol(&self) -> ProtocolPreference {
        match self {
            OutputArgs { resp2: true, .. } => ProtocolPreference::Resp2,
            OutputArgs { resp3: true, .. } => ProtocolPreference::DemandResp3,
            OutputArgs { json: true, .. }
            | OutputArgs {
                quoted_json: true, ..
            } => ProtocolPreference::PreferResp3,
            _ => ProtocolPreference::Resp2,
        }
    }

    pub(super) fn resolve(self, given: &Given, env: &Environment) -> Output {
        Output {
            chosen: last_format(given),
            delimiter: delimiter(self.delimiter),
            end: delimiter(self.end),
            pushes: self.show_pushes.map(YesNo::is_yes),
            resubscribe: self.resubscribe.map(YesNo::is_yes),
            monitor_filter: self.monitor_filter,
            errors_count: self.errors_count,
            verbose: self.verbose,
            color: !env.forbids_color(),
            xterm: env.has_xterm(),
            any_protocol: !(self.resp2 || self.resp3),
            fake_terminal: env.fakes_terminal(),
        }
    }
}

fn monitor_filter(value: &OsStr) -> Result<Filter, String> {
    let text = value.to_str().ok_or("wants a filter in UTF-8")?;
    text.parse()
        .map_err(|error| format!("cannot be read: {error}"))
}

/// Taken as it is: redis-cli reads no escapes here either.
fn delimiter(given: Option<OsString>) -> Vec<u8> {
    given.map_or_else(|| b"\n".to_vec(), OsString::into_encoded_bytes)
}

/// The last of the options that choose a format counts.
pub(super) fn last_format(given: &Given) -> Option<Format> {
    let formats = [
        ("raw", Format::Raw),
        ("no_raw", Format::Standard),
        ("csv", Format::Csv),
        ("json", Format::Json),
        ("quoted_json", Format::QuotedJson),
    ];
    let given = formats
        .into_iter()
        .filter_map(|(id, format)| Some((given.place(id)?, format)));
    given
        .max_by_key(|(place, _)| *place)
        .map(|(_, format)| format)
}
