//! A session: commands in, printed replies out.
//!
//! Knows neither options nor where commands come from.

pub(crate) mod context;
pub(crate) mod key_names;
pub(crate) mod login_check;
mod nodes;
pub(crate) mod propagation;
pub(crate) mod replies;
mod status;
mod submit;
mod subscriptions;

pub(crate) use self::status::ConnectionStatus;
pub(crate) use self::subscriptions::Resubscriber;

use std::io::Write;

use anyhow::Context;
use redsh_engine::Error;
use redsh_engine::client::{
    Client, DiscardReplies, ReplyHandler, SubscriptionMode, SyncStream, Until, WritePolicy,
};
use redsh_engine::cluster::NodeWord;
use redsh_engine::command::CommandTable;
use redsh_engine::net::{Address, Endpoint, Login};
use redsh_engine::resp::{Value, encode_command};

use self::context::CommandContext;
use self::login_check::report_notices;
use self::replies::{Policy, ReplyProcessor};
use crate::process::lost_commands::Numbered;
use crate::process::stderr;
use crate::render::Printer;

pub(crate) struct Session<W: Write> {
    client: Client<CommandContext>,
    replies: ReplyProcessor<W>,
    /// The login of connections before any command has changed it.
    first_login: Login,
    /// Whether commands with keys in several slots of a cluster are split.
    pub(crate) cross_slot: bool,
}

impl<W: Write> Session<W> {
    pub(crate) fn new(client: Client<CommandContext>, printer: Printer<W>, policy: Policy) -> Self {
        let client = client.with_subscriptions(mode(policy));
        Session {
            replies: ReplyProcessor::new(printer, policy, client.interrupter()),
            first_login: client.login().clone(),
            client,
            cross_slot: false,
        }
    }

    pub(crate) fn set_read_only(&mut self, read_only: bool) {
        self.client.write_policy = match read_only {
            true => WritePolicy::for_reading(self.table().clone()),
            false => WritePolicy::default(),
        };
    }

    pub(crate) fn table(&mut self) -> &mut CommandTable {
        self.client.command_table()
    }

    pub(crate) fn learn(&mut self, table: CommandTable) {
        self.client.write_policy.learn(&table);
        self.replies.learn(&table);
        *self.table() = table;
    }

    /// The error for a command that the write policy refuses; `None` for one that may be sent. A node word before the command
    /// is skipped.
    pub(crate) fn refusal(&self, words: &[Vec<u8>]) -> Option<&'static str> {
        let command = match words {
            [_, command @ ..] if NodeWord::is_meant(words) => command,
            words => words,
        };
        self.client.write_policy.refusal(command)
    }

    /// The client, for its connections and their state. Commands go through the session.
    pub(crate) fn client(&mut self) -> &mut Client<CommandContext> {
        &mut self.client
    }

    /// Whether the user has given up the command in flight: nothing more begins until that is forgotten.
    pub(crate) fn is_given_up(&self) -> bool {
        self.client.interrupter().is_raised()
    }

    pub(crate) fn connect(&mut self) -> anyhow::Result<()> {
        Ok(self.client.connect(&mut self.replies)?)
    }

    pub(crate) fn replies(&mut self) -> &mut ReplyProcessor<W> {
        &mut self.replies
    }

    /// Numbers lost commands by something else than lines.
    pub(crate) fn count_lost(&mut self, numbered: Numbered) {
        self.replies.lost.count(numbered);
    }

    /// Reports the commands that were lost since the last call. True where there were any.
    pub(crate) fn report_lost(&mut self) -> bool {
        let lost = self.replies.lost.take();
        if !lost.is_empty() {
            let caution = match self.client.take_caution() {
                true => "; one command at a time is sent now; --window N sends N",
                false => "",
            };
            stderr::tell(lost.report(caution));
        }
        !lost.is_empty()
    }

    /// Prints an error in place of a server's reply, or ends the run. Only while nothing is in flight.
    pub(crate) fn refuse(&mut self, error: impl Into<Vec<u8>>, line: u64) -> anyhow::Result<()> {
        let error = error.into();
        if self.replies.policy.refusals == replies::Errors::Fatal {
            anyhow::bail!("{}", String::from_utf8_lossy(&error));
        }
        self.show_reply(&CommandContext::plain(line), &Value::Error(error))
    }

    fn show_reply(&mut self, context: &CommandContext, reply: &Value) -> anyhow::Result<()> {
        let mut reply = redsh_engine::client::Reply::value(reply);
        Ok(self.replies.reply(context, &mut reply)?)
    }

    /// The status of the connection that gets commands without keys.
    pub(crate) fn status(&mut self) -> ConnectionStatus<'_> {
        let is_connected = self.client.is_connected();
        let subscribed = self.client.subscribed();
        let (is_subscribed, is_monitoring) = (subscribed.has_channels(), subscribed.has_monitor());
        let login = self.client.login();
        let credentials = login.credentials.as_ref();
        ConnectionStatus {
            address: self.client.address(),
            db: login.db,
            user: credentials.and_then(|credentials| credentials.user.as_deref()),
            name: login.name.as_deref(),
            in_transaction: is_connected && self.client.is_in_transaction(),
            is_subscribed: is_connected && is_subscribed,
            is_monitoring: is_connected && is_monitoring,
            is_connected: is_connected || self.client.is_resting(),
        }
    }

    /// An endpoint for a separate connection to the server that gets commands without keys, as the same user and in the same
    /// database.
    pub(crate) fn endpoint(&self) -> Endpoint {
        let login = self.client.login();
        self.client.endpoint(Login {
            credentials: login.credentials.clone(),
            db: login.db,
            ..Login::default()
        })
    }

    /// Runs SYNC or PSYNC over a connection of its own: prints the commands that the server propagates, until that ends.
    fn follow_server(&mut self, words: &[Vec<u8>]) -> anyhow::Result<()> {
        self.connect()?;
        let mut endpoint = self.endpoint();
        endpoint.dial.interrupter = self.client.interrupter();
        self.show(propagation::ENTERING)?;
        let connection = login_check::open(&endpoint)?;
        let mut request = Vec::new();
        encode_command(words, &mut request);
        let stream = SyncStream::request(connection, &endpoint, &request)?;
        match propagation::follow(stream, &mut self.replies.printer)? {}
    }

    /// Sends commands in one pipeline and returns their replies. They must leave the connection as it is.
    pub(crate) fn ask(&mut self, commands: &[Vec<Vec<u8>>]) -> anyhow::Result<Vec<Value>> {
        self.finish()?;
        self.leave_monitor();
        let replies = self.client.call_all_with(commands, &mut self.replies);
        replies.map_err(|error| self.with_lost_commands(error))
    }

    /// Prints a text in its place between the replies.
    pub(crate) fn say(&mut self, text: impl AsRef<[u8]>, line: u64) {
        self.client.submit_marker(CommandContext::text(line, text));
    }

    /// Prints a text at once. No server is needed.
    pub(crate) fn show(&mut self, text: impl AsRef<[u8]>) -> anyhow::Result<()> {
        self.replies.printer.text(text.as_ref())?;
        self.flush()
    }

    /// The user has given up the command in flight: ends the line that a reply or the terminal's `^C` broke off on.
    pub(crate) fn give_up(&mut self) -> anyhow::Result<()> {
        let ended = self.replies.give_up();
        ended.context("could not write to stdout")?;
        self.flush()
    }

    /// The user may have given up too late to keep the reply away, and still have ended the connection: its replacement is
    /// not reported.
    pub(crate) fn forget_ended(&mut self) {
        if self.is_given_up() && !self.client.is_connected() {
            self.replies.forget_connections();
        }
    }

    /// Sends all unsent commands and waits for all replies. Does not flush stdout.
    ///
    /// # Errors
    /// No server can be reached, or it does not speak RESP; stdout cannot be written to. The error names the commands that
    /// were lost.
    pub(crate) fn finish(&mut self) -> anyhow::Result<()> {
        self.run(Until::Replied)?;
        if self.client.needs_resubscribing() {
            self.restore()?;
        }
        Ok(())
    }

    fn run(&mut self, until: Until) -> anyhow::Result<()> {
        let outcome = self.client.run(until, &mut self.replies);
        self.explain(outcome)
    }

    fn explain(&mut self, outcome: Result<(), Error>) -> anyhow::Result<()> {
        match outcome {
            Ok(()) | Err(Error::ShutDown(_)) => Ok(()),
            Err(error) => Err(self.with_lost_commands(error)),
        }
    }

    fn with_lost_commands(&mut self, error: Error) -> anyhow::Error {
        let lost = self.replies.lost.take();
        match lost.is_empty() {
            true => error.into(),
            false => anyhow::Error::new(error).context(lost),
        }
    }

    pub(crate) fn flush(&mut self) -> anyhow::Result<()> {
        self.replies
            .printer
            .flush()
            .context("could not write to stdout")
    }

    /// Ends the transaction and the subscriptions, and reports that, before the session goes to another server.
    pub(crate) fn leave(&mut self) {
        let status = self.status();
        let place = status.address.to_string();
        if status.in_transaction {
            stderr::tell(format!("the transaction on {place} is given up"));
        }
        let ended = subscriptions::described(&self.client.take_subscriptions());
        if !ended.is_empty() {
            stderr::tell(format!("no longer {ended} on {place}"));
        }
    }

    /// Goes to another server, in the same database. The login is the first one: a password that was typed for one server is
    /// not sent to another.
    pub(crate) fn connect_to(&mut self, address: Address) -> anyhow::Result<()> {
        self.finish()?;
        let login = Login {
            db: self.client.login().db,
            ..self.first_login.clone()
        };
        self.replies.forget_connections();
        self.client.reconnect_to(address, login);
        self.connect()
    }

    /// Connects another client for [`continue_with`](Self::continue_with). It is not connected if its server cannot be
    /// reached.
    ///
    /// # Errors
    /// Its server refuses the login.
    pub(crate) fn logged_in(
        &self,
        client: Client<CommandContext>,
    ) -> anyhow::Result<Client<CommandContext>> {
        let client = client.with_subscriptions(mode(self.replies.policy));
        let mut client = client.with_canceller(self.client.canceller());
        let mut handler = DiscardReplies::default();
        // The next connection attempt reports why the server cannot be reached.
        let _ = client.connect(&mut handler);
        report_notices(handler.notices.iter().flat_map(|(_, notices)| notices))?;
        Ok(client)
    }

    /// Connects, and returns whether the server accepts the login. It has reported why it does not.
    pub(crate) fn logs_in(&mut self) -> anyhow::Result<bool> {
        self.connect()?;
        Ok(!self.replies.login_refused)
    }

    /// Continues with another client. Only while nothing is in flight.
    pub(crate) fn continue_with(&mut self, client: Client<CommandContext>) {
        self.replies.forget_connections();
        self.first_login = client.login().clone();
        self.client = client;
    }
}

fn mode(policy: Policy) -> SubscriptionMode {
    match policy.interleaves {
        true => SubscriptionMode::Interleaved,
        false => SubscriptionMode::Stream,
    }
}
