//! Asks servers about keys, and lets those through that the filters let through.
//!
//! All questions about a page of keys go out together, to the nodes that own them, and then all answers are read. With
//! several filters the cheapest question comes first, and only keys that have passed are asked the next. A key that is gone
//! since it was listed is left out.

use std::collections::VecDeque;
use std::sync::Arc;

use anyhow::{anyhow, bail};
use redsh_engine::Error;
use redsh_engine::client::{Client, CommandFate, Reply, ReplyHandler, Until};
use redsh_engine::net::{Address, Notice};
use redsh_engine::resp::Value;
use redsh_engine::scan::KeyPage;

use super::advice;
use super::connections::Connections;
use super::facts::{Facts, Learnt, Question};
use crate::cli::Filters;

/// Asks about keys.
pub(crate) struct Checker {
    client: Client<()>,
    answers: Answers,
    filters: Filters,
    /// What is asked of keys that have passed, so that it can be printed.
    rest: Arc<[Question]>,
    /// Of these it is told that they are not to be had.
    refused: Vec<Question>,
    /// The words of a command, whose memory is used again.
    words: Vec<Vec<u8>>,
}

impl Checker {
    /// One that asks over the client's connections. With `long` all that can be known of the keys is asked for; without it,
    /// what the filters need. `None` where that is nothing.
    pub(crate) fn new(
        client: Client<()>,
        connections: Connections,
        filters: Filters,
        long: bool,
    ) -> Option<Self> {
        let (needed, rest): (Vec<_>, Vec<_>) = Question::ALL
            .into_iter()
            .partition(|question| question.matters_to(&filters));
        (long || !needed.is_empty()).then(|| Checker {
            client,
            answers: Answers::new(connections),
            filters,
            rest: if long { rest.into() } else { Arc::new([]) },
            refused: Vec::new(),
            words: Vec::new(),
        })
    }

    /// Leaves those keys of a page that are still there and pass, and gives what is known of each, in their order.
    ///
    /// # Errors
    /// A server is not to be had; it will not say what a filter hangs on.
    pub(super) fn check(&mut self, page: &mut KeyPage) -> anyhow::Result<Vec<Facts>> {
        let mut facts = vec![Facts::default(); page.len()];
        for question in Question::ALL {
            if question.matters_to(&self.filters) {
                self.ask(&[question], page, &mut facts)?;
            }
        }
        let rest = Arc::clone(&self.rest);
        if !rest.is_empty() {
            self.ask(&rest, page, &mut facts)?;
        }
        Ok(facts)
    }

    /// Asks the same of all keys. Those that are gone, or do not pass, are left out.
    fn ask(
        &mut self,
        questions: &[Question],
        page: &mut KeyPage,
        facts: &mut Vec<Facts>,
    ) -> anyhow::Result<()> {
        for key in page.keys() {
            for question in questions {
                self.submit(*question, key)?;
            }
        }
        self.client.run(Until::Replied, &mut self.answers)?;
        let mut kept = Vec::with_capacity(facts.len());
        for facts in &mut *facts {
            kept.push(self.learn(questions, facts)? && facts.pass(&self.filters));
        }
        let mut keeps = kept.iter().copied();
        page.retain(|_| keeps.next() == Some(true));
        let mut keeps = kept.iter().copied();
        facts.retain(|_| keeps.next() == Some(true));
        Ok(())
    }

    fn submit(&mut self, question: Question, key: &[u8]) -> Result<(), Error> {
        question.write(key, &mut self.words);
        self.client.submit(&self.words, (), &mut self.answers)?;
        match self.client.is_full() {
            true => self.client.run(Until::Sent, &mut self.answers),
            false => Ok(()),
        }
    }

    /// Takes in the answers to these questions about a key; whether it is there.
    fn learn(&mut self, questions: &[Question], facts: &mut Facts) -> anyhow::Result<bool> {
        let mut is_there = true;
        for question in questions {
            let answer = self.answers.next()?;
            match facts.learn(*question, &answer) {
                Learnt::Known => {}
                Learnt::Gone => is_there = false,
                Learnt::Refused(words) => self.refuse(*question, &words)?,
            }
        }
        Ok(is_there)
    }

    /// What is only printed may be missing. That is told once.
    fn refuse(&mut self, question: Question, words: &str) -> anyhow::Result<()> {
        let advice = String::from_utf8_lossy(advice(words.as_bytes()));
        if question.matters_to(&self.filters) {
            bail!("could not filter by {}: {words}{advice}", question.name());
        }
        if !self.refused.contains(&question) {
            self.refused.push(question);
            let voice = &self.answers.connections.voice;
            voice.tell(format!("no {} is shown: {words}{advice}", question.name()));
        }
        Ok(())
    }
}

/// Collects answers, in the order of the questions.
struct Answers {
    connections: Connections,
    answers: VecDeque<Result<Value, String>>,
}

impl Answers {
    fn new(connections: Connections) -> Self {
        Answers {
            connections,
            answers: VecDeque::new(),
        }
    }

    fn next(&mut self) -> anyhow::Result<Value> {
        let answer = self.answers.pop_front();
        let answer = answer.unwrap_or_else(|| Err("it was not answered".to_owned()));
        answer.map_err(|error| anyhow!("could not ask about a key: {error}"))
    }
}

impl ReplyHandler<()> for Answers {
    fn reply(&mut self, (): &(), reply: &mut Reply<'_>) -> Result<(), Error> {
        self.answers.push_back(Ok(reply.take_value()?));
        Ok(())
    }

    fn lost(&mut self, (): &(), _: CommandFate, cause: Option<&Error>) {
        let cause = cause.map_or_else(String::new, Error::to_string);
        self.answers.push_back(Err(cause));
    }

    fn connected(&mut self, address: &Address, notices: Vec<Notice>) {
        self.connections.tell(address, &notices);
    }
}
