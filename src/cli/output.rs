//! The format of replies, and the protocol.

use std::ffi::{OsStr, OsString};

use clap::builder::{PossibleValue, TypedValueParser};
use clap::{Arg, Args, Command, ValueEnum, ValueHint};
use redsh_engine::monitor::Filter;
use redsh_engine::net::ProtocolPreference;

use super::env::Environment;
use super::given::GivenOptions;
use super::target::Target;
use super::value::{self, Read};
use crate::render::{Format, Medium, Palette};

/// The settings for printing replies.
#[derive(Debug, Clone, PartialEq, Eq, Default, Args)]
#[command(next_help_heading = "Replies")]
pub(crate) struct Output {
    /// The format that an option requests; see [`Output::format`].
    #[arg(skip)]
    chosen: Option<Format>,

    /// Print DELIM between raw elements [default: \n]
    #[arg(short = 'd', value_name = "DELIM")]
    delimiter: Option<OsString>,

    /// Print DELIM after raw replies [default: \n]
    #[arg(short = 'D', value_name = "DELIM")]
    end: Option<OsString>,

    /// Exit with 1 if a reply is an error
    ///
    /// A single command prints the error to stderr. A script prints errors in place, goes on, and exits with 1 at the
    /// end.
    #[arg(short = 'e')]
    pub(crate) errors_count: bool,

    /// Use RESP2 [default, except at the prompt]
    #[arg(short = '2', conflicts_with = "resp3")]
    pub(super) resp2: bool,

    /// Use RESP3 [default at the prompt]
    ///
    /// If the server does not support RESP3, RESP2 is used; with -3 redsh says so.
    #[arg(short = '3')]
    pub(super) resp3: bool,

    /// Print RESP3 pushes [default: on a terminal]
    #[arg(
        long,
        value_name = "YES/NO",
        hide_possible_values = true,
        value_parser = PushChoiceParser
    )]
    show_pushes: Option<PushChoice>,

    /// Resubscribe when the connection is lost
    ///
    /// Applies to SUBSCRIBE and its kin, and to MONITOR. redsh reports the loss and the new connection on stderr.
    /// [default: yes on a terminal and with sentinels; otherwise redsh exits with 1]
    #[arg(
        long,
        value_name = "YES/NO",
        ignore_case = true,
        hide_possible_values = true,
        value_parser = value::yes_no()
    )]
    resubscribe: Option<bool>,

    /// Print only matching lines of MONITOR
    ///
    /// FILTER is one or more conditions that must all hold: 'cmd=GET,SET key=user:* db=3 client=10.0.0.*'. Each takes
    /// one or more globs; != negates a condition.
    #[arg(long, value_name = "FILTER", value_hint = ValueHint::Other, value_parser = Read(monitor_filter))]
    pub(crate) monitor_filter: Option<Filter>,

    /// Colour replies: auto, always or never [default: auto]
    ///
    /// With auto, only the prompt has colours, and only on a terminal: scripts read the output of commands even from a
    /// pseudo-terminal. NO_COLOR, CLICOLOR=0 and TERM=dumb disable them.
    #[arg(long, value_name = "WHEN", value_enum, ignore_case = true)]
    color: Option<ColorChoice>,

    /// Report each new connection on stderr
    #[arg(long)]
    pub(crate) verbose: bool,

    /// Whether a variable such as NO_COLOR disables colours.
    #[arg(skip)]
    is_plain: bool,

    /// Whether the locale has UTF-8.
    #[arg(skip)]
    has_utf8: bool,

    /// Whether redis-cli uses colours with this TERM; see [`Output::colors_debugger`].
    #[arg(skip)]
    xterm: bool,

    /// Whether FAKETTY makes stdout count as a terminal for the format and for pushes.
    #[arg(skip)]
    pub(crate) fake_terminal: bool,

    /// Whether FAKETTY_WITH_PROMPT shows the prompt although stdin is not a terminal.
    #[arg(skip)]
    pub(crate) fake_prompt: bool,
}

impl Output {
    /// Returns the text between raw elements.
    pub(crate) fn delimiter(&self) -> Vec<u8> {
        or_line_feed(self.delimiter.as_ref())
    }

    /// Returns the text after raw replies.
    pub(crate) fn end(&self) -> Vec<u8> {
        or_line_feed(self.end.as_ref())
    }

    /// Returns the format of replies. The default is typed on a terminal and raw otherwise.
    pub(crate) fn format(&self, to_terminal: bool) -> Format {
        let typed = to_terminal || self.fake_terminal;
        self.chosen
            .unwrap_or(if typed { Format::Standard } else { Format::Raw })
    }

    /// Whether the debugger's lines are coloured. As in redis-cli, an xterm in TERM is enough, even if stdout is not a
    /// terminal; redsh also colours them on every terminal.
    pub(crate) fn colors_debugger(&self, to_terminal: bool) -> bool {
        self.palette(self.xterm || to_terminal) == Palette::Colour
    }

    /// Returns the palette of output that has colours by default if `colored` is true.
    pub(crate) fn palette(&self, colored: bool) -> Palette {
        match self.color.unwrap_or(ColorChoice::Auto) {
            ColorChoice::Always => Palette::Colour,
            ColorChoice::Auto if colored && !self.is_plain => Palette::Colour,
            ColorChoice::Auto | ColorChoice::Never => Palette::Plain,
        }
    }

    /// Returns the medium of output. Scripts read the output of commands even from a pseudo-terminal: without `--color
    /// always`, only the prompt shows UTF-8.
    pub(crate) fn medium(&self, at_prompt: bool, to_terminal: bool) -> Medium {
        match self.color {
            Some(ColorChoice::Always) => Medium::Utf8Terminal,
            _ if at_prompt && to_terminal && self.has_utf8 => Medium::Utf8Terminal,
            _ if to_terminal => Medium::AsciiTerminal,
            _ => Medium::Program,
        }
    }

    /// Whether the locale has UTF-8, for plots.
    pub(crate) fn has_utf8(&self) -> bool {
        self.has_utf8
    }

    /// Whether RESP3 pushes are printed. The default is yes on a terminal and no otherwise.
    pub(crate) fn shows_pushes(&self, to_terminal: bool) -> bool {
        match self.show_pushes {
            Some(PushChoice::Yes) => true,
            Some(PushChoice::No) => false,
            Some(PushChoice::Unknown(_)) | None => to_terminal || self.fake_terminal,
        }
    }

    /// The warning about an unknown value of `--show-pushes`, in redis-cli's words.
    pub(super) fn warning(&self) -> Option<String> {
        match &self.show_pushes {
            Some(PushChoice::Unknown(value)) => Some(format!(
                "Unknown --show-pushes value '{value}' (valid: '[y]es', '[n]o')"
            )),
            _ => None,
        }
    }

    /// Whether an option chooses the protocol.
    pub(crate) fn chooses_protocol(&self) -> bool {
        self.resp2 || self.resp3
    }

    /// Whether SUBSCRIBE and MONITOR resume on a new connection when theirs is lost.
    ///
    /// redis-cli exits with status 1, and a script may depend on that. So the default is yes only where no such script can
    /// exist: on a terminal, and with sentinels, which redis-cli does not support.
    pub(crate) fn resubscribes(&self, to_terminal: bool, target: &Target) -> bool {
        let by_default = to_terminal || matches!(target, Target::Sentinel(_));
        self.resubscribe.unwrap_or(by_default)
    }
}

fn or_line_feed(value: Option<&OsString>) -> Vec<u8> {
    value.map_or_else(|| b"\n".to_vec(), |value| value.as_encoded_bytes().to_vec())
}

/// The value of `--color`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ColorChoice {
    Auto,
    Always,
    Never,
}

/// The value of `--show-pushes`. As in redis-cli, its first letter decides, and an unknown value only causes a warning.
#[derive(Debug, Clone, PartialEq, Eq)]
enum PushChoice {
    Yes,
    No,
    Unknown(String),
}

#[derive(Clone)]
struct PushChoiceParser;

impl TypedValueParser for PushChoiceParser {
    type Value = PushChoice;

    fn parse_ref(
        &self,
        _: &Command,
        _: Option<&Arg>,
        value: &OsStr,
    ) -> Result<PushChoice, clap::Error> {
        Ok(match value.as_encoded_bytes().first() {
            Some(b'y' | b'Y') => PushChoice::Yes,
            Some(b'n' | b'N') => PushChoice::No,
            _ => PushChoice::Unknown(value.to_string_lossy().into_owned()),
        })
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(["yes", "no"].map(PossibleValue::new).into_iter()))
    }
}

#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Replies")]
pub(super) struct OutputArgs {
    /// Print raw replies [default if not a terminal]
    #[arg(long)]
    pub(super) raw: bool,

    /// Print typed replies [default on a terminal]
    #[arg(long)]
    pub(super) no_raw: bool,

    /// Print replies as CSV
    #[arg(long)]
    pub(super) csv: bool,

    /// Print replies as JSON
    ///
    /// Uses RESP3 if the server supports it, unless -2 is given. Bytes that are not UTF-8 become U+FFFD.
    #[arg(long)]
    pub(super) json: bool,

    /// Print replies as JSON, escaping non-ASCII bytes
    ///
    /// Each of these bytes is written as the four characters \xNN, so that none is lost.
    #[arg(long)]
    quoted_json: bool,

    #[command(flatten)]
    pub(super) output: Output,
}

impl OutputArgs {
    pub(super) fn has_both_protocols(&self) -> bool {
        self.output.resp2 && self.output.resp3
    }

    /// `--json` requests RESP3 even if a later option such as `--raw` overrides the format.
    pub(super) fn protocol(&self) -> ProtocolPreference {
        match self {
            _ if self.output.resp3 => ProtocolPreference::DemandResp3,
            _ if self.output.resp2 => ProtocolPreference::Resp2,
            _ if self.json || self.quoted_json => ProtocolPreference::PreferResp3,
            _ => ProtocolPreference::Resp2,
        }
    }

    pub(super) fn resolve(self, given: &GivenOptions, env: &Environment) -> Output {
        Output {
            chosen: last_format(given).map(|(_, format)| format),
            is_plain: env.forbids_color(),
            has_utf8: env.has_utf8(),
            xterm: env.has_xterm(),
            fake_terminal: env.fakes_terminal(),
            fake_prompt: env.fakes_prompt(),
            ..self.output
        }
    }
}

fn monitor_filter(value: &OsStr) -> Result<Filter, String> {
    let text = value.to_str().ok_or("must be valid UTF-8")?;
    text.parse()
        .map_err(|error| format!("is not a valid filter: {error}"))
}

/// Returns the last of the format options, and the format that it requests.
pub(super) fn last_format(given: &GivenOptions) -> Option<(&'static str, Format)> {
    let formats = [
        ("raw", Format::Raw),
        ("no_raw", Format::Standard),
        ("csv", Format::Csv),
        ("json", Format::Json),
        ("quoted_json", Format::QuotedJson),
    ];
    let last = formats.into_iter().max_by_key(|(id, _)| given.place(id));
    last.filter(|(id, _)| given.place(id).is_some())
}
