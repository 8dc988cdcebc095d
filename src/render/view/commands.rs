//! The table of views.

use super::page::Draw;
use super::shape::Shape;
use super::{View, ViewKind};
use super::{
    acl, clients, cluster, docs, info, latency, memory, pairs, scores, sentinel, slowlog, specs,
    stream, times,
};

/// A view, and the commands that it applies to.
pub(super) struct ViewRule {
    /// In lower case, with a space before a subcommand.
    pub(super) command: &'static str,
    pub(super) applies: ViewCondition,
    pub(super) view: View,
}

/// The required arguments.
pub(super) enum ViewCondition {
    Always,
    /// This number of words, with the command itself.
    Words(usize),
    /// More words than this.
    MoreWords(usize),
    /// This option, at this position or later.
    With(&'static str, usize),
    /// This option after the keys, whose number is the word at this position.
    WithAfterKeys(&'static str, usize),
    /// Any options except this one.
    Without(&'static str),
}

use ViewCondition::{Always, MoreWords, With, WithAfterKeys, Without, Words};

const fn shaped(command: &'static str, applies: ViewCondition, shape: &'static Shape) -> ViewRule {
    ViewRule {
        command,
        applies,
        view: View(ViewKind::Shaped(shape)),
    }
}

const fn drawn(command: &'static str, applies: ViewCondition, draw: Draw) -> ViewRule {
    ViewRule {
        command,
        applies,
        view: View(ViewKind::Drawn(draw)),
    }
}

/// The first matching rule applies.
pub(super) static TABLE: &[ViewRule] = &[
    drawn("info", Always, info::draw),
    drawn("cluster info", Words(2), info::draw),
    drawn("client list", Always, clients::draw_list),
    drawn("client info", Always, clients::draw_one),
    shaped("client trackinginfo", Always, &pairs::FIELDS),
    drawn("cluster nodes", Words(2), cluster::nodes::draw),
    drawn("cluster shards", Always, cluster::shards::draw),
    drawn("cluster slots", Always, cluster::slots::draw),
    shaped("cluster links", Always, &cluster::links::SHAPE),
    drawn("command", Words(1), specs::draw),
    drawn("command info", Always, specs::draw),
    drawn("command docs", Always, docs::draw),
    drawn("slowlog get", Always, slowlog::draw),
    drawn("latency latest", Always, latency::draw_latest),
    drawn("latency history", Always, latency::draw_history),
    drawn("latency histogram", Always, latency::draw_histogram),
    shaped("memory stats", Always, &memory::STATS),
    shaped("memory usage", Always, &memory::USAGE),
    shaped("acl log", Always, &acl::LOG),
    shaped("acl getuser", Always, &acl::USER),
    shaped("xadd", Always, &stream::ID),
    shaped("xrange", Always, &stream::ENTRIES),
    shaped("xrevrange", Always, &stream::ENTRIES),
    shaped("xread", Always, &stream::STREAMS),
    shaped("xreadgroup", Always, &stream::STREAMS),
    shaped("xclaim", Without("justid"), &stream::ENTRIES),
    shaped("xautoclaim", Without("justid"), &stream::CLAIMED),
    shaped("xpending", Words(3), &stream::PENDING),
    shaped("xpending", MoreWords(3), &stream::PENDING_ENTRIES),
    shaped("xinfo stream", Always, &stream::INFO),
    shaped("xinfo groups", Always, &stream::GROUPS),
    shaped("xinfo consumers", Always, &stream::CONSUMERS),
    shaped("zrange", With("withscores", 4), &scores::MEMBERS),
    shaped("zrevrange", With("withscores", 4), &scores::MEMBERS),
    shaped("zrangebyscore", With("withscores", 4), &scores::MEMBERS),
    shaped("zrevrangebyscore", With("withscores", 4), &scores::MEMBERS),
    shaped("zrandmember", With("withscores", 3), &scores::MEMBERS),
    shaped("zunion", WithAfterKeys("withscores", 1), &scores::MEMBERS),
    shaped("zinter", WithAfterKeys("withscores", 1), &scores::MEMBERS),
    shaped("zdiff", WithAfterKeys("withscores", 1), &scores::MEMBERS),
    shaped("zpopmin", Always, &scores::MEMBERS),
    shaped("zpopmax", Always, &scores::MEMBERS),
    shaped("bzpopmin", Always, &scores::POPPED),
    shaped("bzpopmax", Always, &scores::POPPED),
    shaped("zmpop", Always, &scores::POPPED_MANY),
    shaped("bzmpop", Always, &scores::POPPED_MANY),
    shaped("zscan", Always, &scores::SCANNED),
    shaped("hgetall", Always, &pairs::FIELDS),
    shaped("hscan", Without("novalues"), &pairs::SCANNED),
    shaped("hrandfield", With("withvalues", 3), &pairs::PAIRS),
    shaped("config get", Always, &pairs::SETTINGS),
    shaped("pubsub numsub", Always, &pairs::FIELDS),
    shaped("pubsub shardnumsub", Always, &pairs::FIELDS),
    shaped("function list", Always, &pairs::LIBRARIES),
    shaped("module list", Always, &pairs::LIST),
    shaped("lastsave", Always, &times::SECONDS),
    shaped("time", Always, &times::TIME),
    shaped("expiretime", Always, &times::SECONDS),
    shaped("pexpiretime", Always, &times::MILLIS),
    shaped("hexpiretime", Always, &times::EACH_SECONDS),
    shaped("hpexpiretime", Always, &times::EACH_MILLIS),
    shaped("ttl", Always, &times::SPAN),
    shaped("pttl", Always, &times::SPAN_MILLIS),
    shaped("object idletime", Always, &times::SPAN),
    shaped("sentinel master", Always, &sentinel::ONE),
    shaped("sentinel primary", Always, &sentinel::ONE),
    shaped("sentinel masters", Always, &sentinel::LIST),
    shaped("sentinel primaries", Always, &sentinel::LIST),
    shaped("sentinel replicas", Always, &sentinel::LIST),
    shaped("sentinel slaves", Always, &sentinel::LIST),
    shaped("sentinel sentinels", Always, &sentinel::LIST),
];

/// Returns the view for the reply to a command.
pub(in crate::render) fn find(words: &[Vec<u8>]) -> Option<&'static View> {
    TABLE
        .iter()
        .find(|row| row.fits(words))
        .map(|row| &row.view)
}

impl ViewRule {
    fn fits(&self, words: &[Vec<u8>]) -> bool {
        let mut names = self.command.split(' ').zip(words);
        words.len() >= self.command.split(' ').count()
            && names.all(|(name, word)| is(word, name))
            && self.applies.to(words)
    }
}

impl ViewCondition {
    fn to(&self, words: &[Vec<u8>]) -> bool {
        match *self {
            Always => true,
            Words(number) => words.len() == number,
            MoreWords(number) => words.len() > number,
            With(option, place) => has(words, option, place),
            WithAfterKeys(option, place) => has(words, option, after_keys(words, place)),
            Without(option) => !has(words, option, 1),
        }
    }
}

fn is(word: &[u8], name: &str) -> bool {
    word.eq_ignore_ascii_case(name.as_bytes())
}

fn has(words: &[Vec<u8>], option: &str, from: usize) -> bool {
    words.iter().skip(from).any(|word| is(word, option))
}

/// Returns the position of the options after the keys, whose number is the word at `place`.
fn after_keys(words: &[Vec<u8>], place: usize) -> usize {
    let number = words
        .get(place)
        .and_then(|word| std::str::from_utf8(word).ok());
    let number: usize = number.and_then(|it| it.parse().ok()).unwrap_or(0);
    number.saturating_add(place + 1)
}
