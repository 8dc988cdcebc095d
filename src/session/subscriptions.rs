//! Subscriptions and MONITOR: endless streams, messages between commands, and restoring both after a loss.
//!
//! A caller that waits for messages, as the prompt does, waits with a [`Poller`] and then calls a [`Resubscriber`].

use std::io::Write;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use redsh_engine::Error;
use redsh_engine::client::{Backoff, Resubscribed, Subscribed, Until};
use redsh_engine::command::Verb;
use redsh_engine::net::Poller;
use redsh_engine::pubsub::SubscriptionKind;

use super::Session;
use super::context::CommandContext;
use crate::process::stderr;

/// redis-cli's announcement before the first message, in all formats but raw.
const READING: &str = "Reading messages... (press Ctrl-C to quit)\n";
/// The same at a prompt, where commands may follow.
const READING_AT_PROMPT: &str =
    "Reading messages... (press Ctrl-C to quit or any key to type command)\n";

/// A connection that lasted this long is replaced at once; the next reconnect after a shorter one waits.
const LASTED: Duration = Duration::from_secs(1);

impl<W: Write> Session<W> {
    /// Runs a command on channels where commands may follow it, or an SSUBSCRIBE for several nodes. False for any other
    /// command.
    pub(super) fn submit_channels(
        &mut self,
        verb: Verb,
        words: &[Vec<u8>],
        line: u64,
    ) -> anyhow::Result<bool> {
        let interleaves = self.replies.policy.interleaves;
        if interleaves && !self.client.is_plain() {
            return Ok(false);
        }
        if verb == Verb::Subscribe && !interleaves {
            if self.client.is_plain() && self.stream_shards(words, line)? {
                return Ok(true);
            }
            self.announce_connected(line)?;
            return Ok(false);
        }
        if verb == Verb::Subscribe && self.client.subscribed().is_empty() {
            self.announce_connected(line)?;
        }
        let ticket = || CommandContext::plain(line);
        let outcome = match (self.client.is_cluster(), verb) {
            (true, Verb::Subscribe) => {
                (self.client).subscribe_by_slot(words, ticket, &mut self.replies)
            }
            (true, Verb::Unsubscribe) => {
                (self.client).unsubscribe_everywhere(words, ticket, &mut self.replies)
            }
            _ => Ok(false),
        };
        let submitted = outcome.map_err(|error| self.with_lost_commands(error))?;
        if submitted {
            self.finish()?;
        }
        Ok(submitted)
    }

    /// Connects, and then announces that messages follow: none do if the server cannot be reached.
    fn announce_connected(&mut self, line: u64) -> anyhow::Result<()> {
        if self.replies.policy.announces {
            self.connect()?;
        }
        self.announce(line);
        Ok(())
    }

    /// Announces that messages follow, where the policy asks for it.
    fn announce(&mut self, line: u64) {
        let policy = self.replies.policy;
        if policy.announces {
            let text = match policy.interleaves {
                true => READING_AT_PROMPT,
                false => READING,
            };
            self.say(text, line);
        }
    }

    /// Whether the reply to a command is a stream.
    pub(super) fn is_stream(&self, verb: Verb) -> bool {
        !self.replies.policy.interleaves && matches!(verb, Verb::Subscribe | Verb::Monitor)
    }

    /// Reads the stream that the last command has begun, to its end. Where the policy asks for it, the stream continues on the
    /// next connection; messages sent in between are lost, which is reported.
    pub(super) fn read_stream(&mut self, words: &[Vec<u8>], line: u64) -> anyhow::Result<()> {
        let mut has_begun = false;
        let mut pace = ReconnectPace::default();
        loop {
            let error = match self.client.run(Until::Replied, &mut self.replies) {
                Ok(()) if has_begun => bail!("the server refused to continue"),
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            has_begun |= matches!(error, Error::Ended(_));
            if !(has_begun && self.replies.policy.resubscribes && error.is_transient()) {
                return self.explain(Err(error));
            }
            self.reconnect_stream(&error, &mut pace)?;
            let ticket = || CommandContext::plain(line);
            let restarted = self.client.restart_stream(words, ticket, &mut self.replies);
            self.explain(restarted)?;
        }
    }

    fn reconnect_stream(&mut self, error: &Error, pace: &mut ReconnectPace) -> anyhow::Result<()> {
        self.flush()?;
        stderr::tell(format!("{error}; reconnecting"));
        loop {
            thread::sleep(pace.delay());
            match self.client.reconnect(&mut self.replies) {
                Ok(address) => {
                    stderr::tell(format!(
                        "reconnected to {address}; messages sent in between were lost"
                    ));
                    return Ok(());
                }
                Err(error) if error.is_transient() => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Runs an SSUBSCRIBE in a cluster, each channel on the node of its slot, and prints messages until the last channel
    /// ends. False for any other command, and outside of a cluster.
    ///
    /// redis-cli leaves the channels to one node, which refuses those of other slots. Here the connections speak RESP3, which
    /// every server with shard channels has: a RESP3 connection with subscriptions still takes CLUSTER SHARDS.
    fn stream_shards(&mut self, words: &[Vec<u8>], line: u64) -> anyhow::Result<bool> {
        let is_ssubscribe = words.len() > 1
            && words
                .first()
                .and_then(|name| SubscriptionKind::of_command(name))
                == Some((SubscriptionKind::Shard, true));
        if !is_ssubscribe || !self.client.is_cluster() {
            return Ok(false);
        }
        let has_slots = self.client.has_slots(&mut self.replies);
        if !has_slots.map_err(|error| self.with_lost_commands(error))? {
            return Ok(false);
        }
        self.announce(line);
        self.client.hang_up();
        self.client.prefer_resp3();
        self.replies.policy.pushes = true;
        let ticket = || CommandContext::plain(line);
        let outcome = (self.client).subscribe_by_slot(words, ticket, &mut self.replies);
        self.explain(outcome.map(|_| ()))?;
        // If the server refused all channels, no message follows.
        if !self.client.subscribed().is_empty() {
            self.listen()?;
        }
        Ok(true)
    }

    /// Prints messages. A channel that its node has ended, since its slot has moved, is subscribed to on the new owner.
    fn listen(&mut self) -> anyhow::Result<()> {
        let mut poller = Poller::new().context("could not wait for messages")?;
        let mut resubscriber = Resubscriber::default();
        while self.client.subscribed().has_channels() {
            resubscriber.read_unsolicited(self, || true)?;
            let time = resubscriber.resubscribe_if_due(self)?;
            poller.wait(&self.client.connection_handles(), time);
        }
        bail!("the server refused to continue")
    }

    /// Restores the subscriptions of a connection that was replaced while commands ran. Tries once.
    pub(super) fn restore(&mut self) -> anyhow::Result<()> {
        let described = described(self.client.subscribed());
        match self.client.resubscribe(&mut self.replies) {
            Ok(Resubscribed::Done) => report_restored(&described),
            Ok(_) => {}
            Err(error) => self.explain(Err(error))?,
        }
        Ok(())
    }

    /// Ends MONITOR and all subscriptions. Messages that are still on their way are not printed, but counted.
    pub(crate) fn end_channels(&mut self) -> anyhow::Result<()> {
        self.leave_monitor();
        let ticket = || CommandContext::plain(0);
        self.replies.discarded_messages = Some(0);
        let ended = self.client.end_subscriptions(ticket, &mut self.replies);
        let discarded_messages = self.replies.discarded_messages.take().unwrap_or_default();
        self.explain(ended)?;
        if !self.client.is_connected() {
            self.replies.forget_connections();
        }
        self.flush()?;
        if discarded_messages > 0 {
            stderr::tell(format!(
                "messages that were not shown: {discarded_messages}"
            ));
        }
        Ok(())
    }

    /// Ends MONITOR, so that another command can run. True where it ran.
    pub(super) fn leave_monitor(&mut self) -> bool {
        let ran = self.client.leave_monitor();
        if ran {
            self.replies.forget_connections();
        }
        ran
    }
}

/// Prints unsolicited messages between commands, and restores lost subscriptions.
#[derive(Default)]
pub(crate) struct Resubscriber {
    pace: ReconnectPace,
    /// The time of the next attempt.
    due: Option<Instant>,
    /// A loss was reported, and its end was not.
    is_lost: bool,
}

impl Resubscriber {
    /// Prints the messages that have arrived, while `wanted` is true. Reports lost connections whose subscriptions are to be
    /// restored.
    ///
    /// # Errors
    /// The server does not speak RESP; stdout's; the loss of a connection whose subscriptions are not to be restored.
    pub(crate) fn read_unsolicited<W: Write>(
        &mut self,
        session: &mut Session<W>,
        wanted: impl Fn() -> bool,
    ) -> anyhow::Result<()> {
        let lost = session
            .client
            .read_unsolicited(&mut session.replies, wanted)?;
        session.flush()?;
        if lost.is_empty() || !session.client.subscribed().has_lost() {
            return Ok(());
        }
        if !session.replies.policy.resubscribes {
            session.client.forget_lost_subscriptions();
            return Ok(lost.into_iter().try_for_each(Err)?);
        }
        // If the user ended the connection, that is not reported.
        if !session.is_given_up() {
            for error in &lost {
                stderr::tell(format!("{error}; reconnecting"));
            }
        }
        self.is_lost = true;
        Ok(())
    }

    /// Restores lost subscriptions when an attempt is due. Returns how long nothing more is due; `None` without a limit.
    pub(crate) fn resubscribe_if_due<W: Write>(
        &mut self,
        session: &mut Session<W>,
    ) -> anyhow::Result<Option<Duration>> {
        if !session.client.needs_resubscribing() {
            self.due = None;
            return Ok(None);
        }
        let due = self
            .due
            .get_or_insert_with(|| Instant::now() + self.pace.delay());
        let left = due.saturating_duration_since(Instant::now());
        if left.is_zero() {
            self.due = None;
            self.resubscribe(session)?;
        }
        Ok(Some(left))
    }

    fn resubscribe<W: Write>(&mut self, session: &mut Session<W>) -> anyhow::Result<()> {
        let subscribed = session.client.subscribed();
        // CLIENT TRACKING has no confirmation that would be printed.
        self.is_lost |= subscribed.has_lost_tracking();
        let described = described(subscribed);
        match session.client.resubscribe(&mut session.replies) {
            Ok(Resubscribed::Done) => {
                if std::mem::take(&mut self.is_lost) {
                    report_restored(&described);
                }
            }
            Ok(Resubscribed::Refused) => self.is_lost = false,
            Ok(Resubscribed::NotYet(error)) if !session.replies.policy.resubscribes => {
                session.client.forget_lost_subscriptions();
                return Err(error.into());
            }
            Ok(Resubscribed::NotYet(_)) => {}
            Err(error) => session.explain(Err(error))?,
        }
        session.flush()
    }
}

/// The pace of reconnects: at once after a connection that lasted, otherwise slower and slower.
#[derive(Default)]
struct ReconnectPace {
    backoff: Backoff,
    tried: Option<Instant>,
}

impl ReconnectPace {
    /// The time until the next attempt, which is made then.
    fn delay(&mut self) -> Duration {
        let delay = match self.tried {
            Some(tried) if tried.elapsed() < LASTED => self.backoff.next_delay(),
            _ => {
                self.backoff = Backoff::default();
                Duration::ZERO
            }
        };
        self.tried = Some(Instant::now() + delay);
        delay
    }
}

fn report_restored(described: &str) {
    let restored = match described.starts_with("subscribed") {
        true => format!("re{described}"),
        false => format!("{described} again"),
    };
    stderr::tell(format!("{restored}; messages sent in between were lost"));
}

/// Lost subscriptions as text: `subscribed to 2 channels and 1 pattern, monitoring`.
pub(super) fn described(lost: &Subscribed) -> String {
    let subscriptions = lost.to_resubscribe();
    let channels = [SubscriptionKind::Channel, SubscriptionKind::Shard]
        .map(|family| subscriptions.of(family).len());
    let counts = [
        (channels.iter().sum(), "channel"),
        (subscriptions.of(SubscriptionKind::Pattern).len(), "pattern"),
    ];
    let counts = counts.into_iter().filter(|(count, _)| *count > 0);
    let counts = counts.map(|(count, noun): (usize, _)| match count {
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    });
    let subscribed: Vec<String> = counts.collect();
    let subscribed =
        (!subscribed.is_empty()).then(|| format!("subscribed to {}", subscribed.join(" and ")));
    let others = [
        (lost.has_lost_monitor(), "monitoring"),
        (lost.has_lost_tracking(), "tracking keys"),
    ];
    let others = others.into_iter().filter(|(is_lost, _)| *is_lost);
    let parts: Vec<String> = subscribed
        .into_iter()
        .chain(others.map(|(_, text)| text.to_owned()))
        .collect();
    parts.join(", ")
}
