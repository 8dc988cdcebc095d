//! The facts about the keys of one page: the commands to send next, and the meaning of the replies.
//!
//! A query has stages. Facts that decide whether a key is wanted are requested one after another, cheapest first, and
//! only for keys that passed so far; the other facts are requested together at the end. At most [`IN_FLIGHT`] batches of
//! [`BATCH`] keys are in flight: the server has work while a batch of replies is read, and other clients of the server
//! wait for one batch at most.

use std::collections::VecDeque;

use super::fact::FactReply;
use super::{Facts, KeyFact};
use crate::address::Address;
use crate::error::Reaction;
use crate::resp::Value;
use crate::scan::KeyPage;

const BATCH: usize = 100;

/// Batches that are in flight at the same time.
const IN_FLIGHT: usize = 2;

/// The facts that are requested of every key.
pub struct KeyQuery {
    stages: Vec<Vec<KeyFact>>,
    /// The SAMPLES of MEMORY USAGE; `None` for the server's default.
    samples: Option<String>,
    keeps_vanished: bool,
    /// Decides by the facts known so far whether a key is wanted.
    admits: Box<dyn Fn(&Facts) -> bool + Send + Sync>,
}

/// The facts about the keys of one page, while they are requested.
pub struct Inquiry<'q> {
    query: &'q KeyQuery,
    follows_redirects: bool,
    facts: Vec<Facts>,
    states: Vec<KeyState>,
    /// The first key whose facts are not requested yet.
    next: usize,
    in_flight: VecDeque<FactBatch>,
    refusals: Vec<(KeyFact, String)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum KeyState {
    /// It exists, and is wanted so far.
    Wanted,
    /// It does not exist, or is not wanted.
    Left,
    /// The node has redirected a command.
    Redirected,
}

struct FactBatch {
    stage: usize,
    keys: Vec<usize>,
    /// The facts that are pending, each with its key, in the order of the commands.
    pending: VecDeque<(usize, KeyFact)>,
}

impl KeyQuery {
    /// Returns the query for keys that `admits` accepts, which depends on the `needed` facts. The `shown` facts are
    /// requested only for those keys. `None` if no fact is requested.
    pub fn new(
        needed: &[KeyFact],
        shown: &[KeyFact],
        admits: impl Fn(&Facts) -> bool + Send + Sync + 'static,
    ) -> Option<Self> {
        let mut stages: Vec<_> = needed.iter().map(|fact| vec![*fact]).collect();
        stages.sort();
        let rest = shown.iter().filter(|fact| !needed.contains(fact));
        stages.push(rest.copied().collect());
        stages.retain(|stage| !stage.is_empty());
        (!stages.is_empty()).then(|| KeyQuery {
            stages,
            samples: None,
            keeps_vanished: false,
            admits: Box::new(admits),
        })
    }

    /// Returns the query for a fact about all keys. A key that vanishes stays, without the fact.
    pub fn of_all(fact: KeyFact) -> Self {
        KeyQuery {
            stages: vec![vec![fact]],
            samples: None,
            keeps_vanished: true,
            admits: Box::new(|_| true),
        }
    }

    /// Returns the query for the types of all keys, and then for another fact about each. A key that vanishes in between
    /// stays, without that fact.
    pub fn by_type(fact: KeyFact) -> Self {
        KeyQuery {
            stages: vec![vec![KeyFact::Type], vec![fact]],
            ..KeyQuery::of_all(fact)
        }
    }

    /// Sets how many elements of a collection MEMORY USAGE measures; 0 measures all.
    pub fn with_samples(mut self, samples: u64) -> Self {
        self.samples = Some(samples.to_string());
        self
    }
}

impl<'q> Inquiry<'q> {
    /// Prepares the commands for `keys` keys. With `follows_redirects`, a key whose command is redirected is kept for
    /// [`redirected`](Self::redirected).
    pub fn new(query: &'q KeyQuery, keys: usize, follows_redirects: bool) -> Self {
        Inquiry {
            query,
            follows_redirects,
            facts: vec![Facts::default(); keys],
            states: vec![KeyState::Wanted; keys],
            next: 0,
            in_flight: VecDeque::new(),
            refusals: Vec::new(),
        }
    }

    /// Passes to `send` the commands that may be sent now.
    pub fn send(&mut self, page: &KeyPage, send: &mut impl FnMut(&[&[u8]])) {
        while self.in_flight.len() < IN_FLIGHT && self.next < self.facts.len() {
            let end = (self.next + BATCH).min(self.facts.len());
            let keys = (self.next..end).collect();
            self.next = end;
            self.send_batch(0, keys, page, send);
        }
    }

    fn send_batch(
        &mut self,
        stage: usize,
        keys: Vec<usize>,
        page: &KeyPage,
        send: &mut impl FnMut(&[&[u8]]),
    ) {
        let mut pending = VecDeque::with_capacity(keys.len());
        for &key in &keys {
            for &fact in &self.query.stages[stage] {
                if self.request(fact, key, page, send) {
                    pending.push_back((key, fact));
                }
            }
        }
        let is_pending = !pending.is_empty();
        let batch = FactBatch {
            stage,
            keys,
            pending,
        };
        match is_pending {
            true => self.in_flight.push_back(batch),
            false => self.end_batch(batch, page, send),
        }
    }

    /// Passes the command for a fact to `send`. Returns false if the key does not have the fact.
    fn request(
        &self,
        fact: KeyFact,
        key: usize,
        page: &KeyPage,
        send: &mut impl FnMut(&[&[u8]]),
    ) -> bool {
        let Some(command) = fact.command(&self.facts[key]) else {
            return false;
        };
        let command = command.iter().filter(|word| !word.is_empty());
        let mut words: Vec<&[u8]> = command.map(|word| word.as_bytes()).collect();
        words.push(page.key(key));
        if let (KeyFact::Size, Some(samples)) = (fact, &self.query.samples) {
            words.extend([b"SAMPLES", samples.as_bytes()]);
        }
        send(&words);
        true
    }

    /// Whether replies are pending.
    pub fn is_waiting(&self) -> bool {
        !self.in_flight.is_empty()
    }

    /// Whether all commands are sent, so that another command may follow them.
    pub fn is_sent(&self) -> bool {
        let last = self.query.stages.len() - 1;
        let mut batches = self.in_flight.iter();
        self.next == self.facts.len() && batches.all(|batch| batch.stage == last)
    }

    /// Takes the next reply, in the order of the commands, and passes to `send` the commands that may be sent now.
    pub fn receive(&mut self, reply: &Value, page: &KeyPage, send: &mut impl FnMut(&[&[u8]])) {
        let Some(batch) = self.in_flight.front_mut() else {
            return;
        };
        let Some((key, fact)) = batch.pending.pop_front() else {
            return;
        };
        let is_complete = batch.pending.is_empty();
        self.learn(key, fact, reply);
        if is_complete && let Some(batch) = self.in_flight.pop_front() {
            self.end_batch(batch, page, send);
            self.send(page, send);
        }
    }

    fn learn(&mut self, key: usize, fact: KeyFact, reply: &Value) {
        let is_retry = |error: &[u8]| Reaction::to(error, &Address::tcp("", 0)).is_retry();
        if self.follows_redirects && reply.as_error().is_some_and(is_retry) {
            self.states[key] = KeyState::Redirected;
            return;
        }
        match self.facts[key].learn(fact, reply) {
            FactReply::Known => {}
            FactReply::Gone if self.states[key] == KeyState::Redirected => {}
            FactReply::Gone if self.query.keeps_vanished && fact != KeyFact::Type => {}
            FactReply::Gone => self.states[key] = KeyState::Left,
            FactReply::Refused(error) => {
                if self.refusals.iter().all(|(refused, _)| *refused != fact) {
                    self.refusals.push((fact, error));
                }
            }
        }
    }

    /// Requests the next stage for the keys that are still wanted.
    fn end_batch(&mut self, batch: FactBatch, page: &KeyPage, send: &mut impl FnMut(&[&[u8]])) {
        let mut keys = batch.keys;
        keys.retain(|&key| {
            let is_wanted = (self.query.admits)(&self.facts[key]);
            if self.states[key] == KeyState::Wanted && !is_wanted {
                self.states[key] = KeyState::Left;
            }
            self.states[key] == KeyState::Wanted
        });
        let next = batch.stage + 1;
        if next < self.query.stages.len() && !keys.is_empty() {
            self.send_batch(next, keys, page, send);
        }
    }

    /// The keys whose commands were redirected.
    pub fn redirected(&self) -> impl Iterator<Item = usize> {
        let states = self.states.iter().enumerate();
        states.filter_map(|(key, state)| (*state == KeyState::Redirected).then_some(key))
    }

    /// Takes the facts about redirected keys from another inquiry, which has requested them from the right nodes.
    pub fn merge_redirected(&mut self, other: Inquiry<'_>) {
        let keys: Vec<usize> = self.redirected().collect();
        let learnt = other.facts.into_iter().zip(other.states);
        for (key, (facts, state)) in keys.into_iter().zip(learnt) {
            (self.facts[key], self.states[key]) = (facts, state);
        }
        self.refusals.extend(other.refusals);
    }

    /// Removes the keys that do not exist or are not wanted from the page. Returns the facts about the others, and the
    /// facts that were refused, each with the first error.
    pub fn finish(self, page: &mut KeyPage) -> (Vec<Facts>, Vec<(KeyFact, String)>) {
        let mut states = self.states.iter();
        page.retain(|_| states.next() == Some(&KeyState::Wanted));
        let known = self.facts.into_iter().zip(self.states);
        let wanted = known.filter(|(_, state)| *state == KeyState::Wanted);
        (wanted.map(|(facts, _)| facts).collect(), self.refusals)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(count: usize) -> KeyPage {
        let keys: Vec<_> = (0..count).map(|key| format!("k{key}")).collect();
        keys.iter().map(|key| key.as_bytes()).collect()
    }

    /// Runs an inquiry against a server that replies with `reply`. Returns the commands, with the number of replies
    /// before each.
    fn run(
        inquiry: &mut Inquiry<'_>,
        page: &KeyPage,
        mut reply: impl FnMut(&str) -> Value,
    ) -> Vec<(usize, String)> {
        let mut sent = Vec::new();
        let mut replies = 0;
        let text = |words: &[&[u8]]| String::from_utf8_lossy(&words.join(&b' ')).into_owned();
        inquiry.send(page, &mut |words| sent.push((0, text(words))));
        while inquiry.is_waiting() {
            let value = reply(&sent[replies].1);
            replies += 1;
            inquiry.receive(&value, page, &mut |words| sent.push((replies, text(words))));
        }
        assert_eq!(sent.len(), replies, "every command has one reply");
        sent
    }

    fn ttl_then_rest() -> KeyQuery {
        let admits = |facts: &Facts| facts.ttl != Some(Ttl::Endless);
        KeyQuery::new(&[KeyFact::Ttl], &KeyFact::OF_EVERY_TYPE, admits)
            .expect("facts are requested")
    }

    use crate::keys::Ttl;

    fn server(command: &str) -> Value {
        match command.split(' ').next() {
            Some("TYPE") => Value::Simple(b"string".to_vec()),
            Some("PTTL") if command.ends_with('1') => Value::Integer(-1),
            Some("PTTL") if command.ends_with('2') => Value::Integer(-2),
            _ => Value::Integer(5000),
        }
    }

    #[test]
    fn expensive_facts_are_requested_only_for_keys_that_passed() {
        let (query, mut keys) = (ttl_then_rest(), page(4));
        let mut inquiry = Inquiry::new(&query, 4, true);
        let sent = run(&mut inquiry, &keys, server);
        let sent: Vec<_> = sent.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(sent[..4], ["PTTL k0", "PTTL k1", "PTTL k2", "PTTL k3"]);
        assert_eq!(
            sent[4..7],
            ["TYPE k0", "OBJECT IDLETIME k0", "MEMORY USAGE k0"]
        );
        assert_eq!(sent.len(), 4 + 2 * 3);
        let (facts, refusals) = inquiry.finish(&mut keys);
        assert_eq!(keys.keys().collect::<Vec<_>>(), [b"k0", b"k3"]);
        assert_eq!((facts.len(), facts[1].size), (2, Some(5000)));
        assert!(refusals.is_empty());
    }

    #[test]
    fn two_batches_are_in_flight() {
        let query = KeyQuery::new(&[], &[KeyFact::Type], |_| true).expect("a fact is requested");
        let keys = page(350);
        let mut inquiry = Inquiry::new(&query, 350, true);
        let sent = run(&mut inquiry, &keys, server);
        let after: Vec<_> = sent
            .iter()
            .step_by(50)
            .map(|(replies, _)| *replies)
            .collect();
        assert_eq!(after, [0, 0, 0, 0, 100, 100, 200]);
    }

    #[test]
    fn the_command_for_the_length_depends_on_the_type() {
        let query = KeyQuery::by_type(KeyFact::Length);
        let mut keys = page(5);
        let mut inquiry = Inquiry::new(&query, 5, false);
        let kinds = ["list", "none", "graphdata", "string", "zset"];
        let sent = run(&mut inquiry, &keys, |command| {
            let key = usize::from(command.as_bytes()[command.len() - 1] - b'0');
            match command.starts_with("TYPE") {
                true => Value::Simple(kinds[key].into()),
                false if key == 4 => Value::Error(b"WRONGTYPE".to_vec()),
                false => Value::Integer(7),
            }
        });
        let sent: Vec<_> = sent.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(sent[5..], ["LLEN k0", "STRLEN k3", "ZCARD k4"]);
        let (facts, _) = inquiry.finish(&mut keys);
        let lengths: Vec<_> = facts.iter().map(|facts| facts.length).collect();
        assert_eq!(lengths, [Some(7), None, Some(7), None]);
    }

    #[test]
    fn a_batch_without_commands_does_not_wait() {
        let query = KeyQuery::by_type(KeyFact::Length);
        let mut keys = page(250);
        let mut inquiry = Inquiry::new(&query, 250, false);
        let sent = run(&mut inquiry, &keys, |_| {
            Value::Simple(b"graphdata".to_vec())
        });
        assert_eq!(sent.len(), 250);
        assert_eq!(inquiry.finish(&mut keys).0.len(), 250);
    }

    #[test]
    fn a_key_that_vanishes_after_its_type_is_known_stays() {
        let query = KeyQuery::by_type(KeyFact::Size).with_samples(3);
        let mut keys = page(1);
        let mut inquiry = Inquiry::new(&query, 1, false);
        let sent = run(&mut inquiry, &keys, |command| match command {
            "TYPE k0" => Value::Simple(b"list".to_vec()),
            _ => Value::Null(crate::resp::Null::Bulk),
        });
        assert_eq!(sent[1].1, "MEMORY USAGE k0 SAMPLES 3");
        let (facts, _) = inquiry.finish(&mut keys);
        assert_eq!((keys.len(), facts[0].size), (1, None));
    }

    #[test]
    fn a_key_that_vanishes_stays_in_a_query_of_one_fact() {
        let query = KeyQuery::of_all(KeyFact::Frequency);
        let mut keys = page(2);
        let mut inquiry = Inquiry::new(&query, 2, false);
        let sent = run(&mut inquiry, &keys, |command| match command {
            "OBJECT FREQ k0" => Value::Integer(9),
            _ => Value::Null(crate::resp::Null::Bulk),
        });
        assert_eq!(sent.len(), 2);
        let (facts, _) = inquiry.finish(&mut keys);
        let counters: Vec<_> = facts.iter().map(|facts| facts.frequency).collect();
        assert_eq!(counters, [Some(9), None]);
    }

    #[test]
    fn redirected_keys_are_completed_by_another_inquiry() {
        let (query, mut keys) = (ttl_then_rest(), page(2));
        let mut inquiry = Inquiry::new(&query, 2, true);
        run(&mut inquiry, &keys, |command| match command {
            "PTTL k0" => Value::Error(b"MOVED 1 a:1".to_vec()),
            command => server(command),
        });
        assert_eq!(inquiry.redirected().collect::<Vec<_>>(), [0]);
        let mut other = Inquiry::new(&query, 1, false);
        run(&mut other, &page(1), server);
        inquiry.merge_redirected(other);
        let (facts, _) = inquiry.finish(&mut keys);
        assert_eq!(keys.keys().collect::<Vec<_>>(), [b"k0"]);
        assert_eq!(
            facts[0].ttl,
            Some(Ttl::Left(std::time::Duration::from_secs(5)))
        );
    }

    #[test]
    fn a_refused_fact_is_reported_once_and_stays_unknown() {
        let query = KeyQuery::new(&[], &[KeyFact::Idle], |_| true).expect("a fact is requested");
        let mut keys = page(3);
        let mut inquiry = Inquiry::new(&query, 3, true);
        run(&mut inquiry, &keys, |_| Value::Error(b"ERR lfu".to_vec()));
        let (facts, refusals) = inquiry.finish(&mut keys);
        assert_eq!(refusals, [(KeyFact::Idle, "ERR lfu".to_owned())]);
        assert_eq!(facts, vec![Facts::default(); 3]);
    }
}
