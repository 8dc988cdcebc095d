//! The table of views.

use super::super::command_rule::CommandRule;
use super::super::command_rule::RuleCondition::{
    self, Always, MoreWords, With, WithAfterKeys, Without, Words,
};
use super::View;
use super::page::Draw;
use super::shape::Shape::{self, Each, Items, Pairs, Score};
use super::shapes::{
    ACL_LOG, ACL_USER, BYTES, CLAIMED, CLUSTER_LINKS, CONSUMERS, ENTRIES, FIELD_LISTS, FIELDS,
    GROUPS, ID, LIBRARIES, MEMORY_STATS, MILLIS, MONITORED, PAIRS, PENDING, PENDING_ENTRIES, PLAIN,
    SCORES, SECONDS, SETTINGS, SPAN, SPAN_MILLIS, STREAM,
};
use super::{
    clients, cluster_nodes, cluster_shards, cluster_slots, docs, info, latency, slowlog, specs,
};

const fn shaped(
    command: &'static str,
    applies: RuleCondition,
    shape: &'static Shape,
) -> (CommandRule, View) {
    (CommandRule(command, applies), View::Shaped(shape))
}

const fn drawn(command: &'static str, applies: RuleCondition, draw: Draw) -> (CommandRule, View) {
    (CommandRule(command, applies), View::Drawn(draw))
}

/// The first matching rule applies.
pub(super) static TABLE: &[(CommandRule, View)] = &[
    drawn("info", Always, info::draw),
    drawn("cluster info", Words(2), info::draw),
    drawn("client list", Always, clients::draw_list),
    drawn("client info", Always, clients::draw_one),
    shaped("client trackinginfo", Always, &FIELDS),
    drawn("cluster nodes", Words(2), cluster_nodes::draw),
    drawn("cluster shards", Always, cluster_shards::draw),
    drawn("cluster slots", Always, cluster_slots::draw),
    shaped("cluster links", Always, &CLUSTER_LINKS),
    drawn("command", Words(1), specs::draw),
    drawn("command info", Always, specs::draw),
    drawn("command docs", Always, docs::draw),
    drawn("slowlog get", Always, slowlog::draw),
    drawn("latency latest", Always, latency::draw_latest),
    drawn("latency history", Always, latency::draw_history),
    drawn("latency histogram", Always, latency::draw_histogram),
    shaped("memory stats", Always, &MEMORY_STATS),
    shaped("memory usage", Always, &BYTES),
    shaped("acl log", Always, &ACL_LOG),
    shaped("acl getuser", Always, &ACL_USER),
    shaped("xadd", Always, &ID),
    shaped("xrange|xrevrange", Always, &ENTRIES),
    shaped("xread|xreadgroup", Always, &Pairs(&ENTRIES)),
    shaped("xclaim", Without("justid"), &ENTRIES),
    shaped("xautoclaim", Without("justid"), &CLAIMED),
    shaped("xpending", Words(3), &PENDING),
    shaped("xpending", MoreWords(3), &PENDING_ENTRIES),
    shaped("xinfo stream", Always, &STREAM),
    shaped("xinfo groups", Always, &GROUPS),
    shaped("xinfo consumers", Always, &CONSUMERS),
    shaped(
        "zrange|zrevrange|zrangebyscore|zrevrangebyscore",
        With("withscores", 4),
        &SCORES,
    ),
    shaped("zrandmember", With("withscores", 3), &SCORES),
    shaped(
        "zunion|zinter|zdiff",
        WithAfterKeys("withscores", 1),
        &SCORES,
    ),
    shaped("zpopmin|zpopmax", Always, &SCORES),
    shaped("bzpopmin|bzpopmax", Always, &Items(&[PLAIN, PLAIN, Score])),
    shaped("zmpop|bzmpop|zscan", Always, &Items(&[PLAIN, SCORES])),
    shaped("hgetall", Always, &FIELDS),
    shaped("hscan", Without("novalues"), &Items(&[PLAIN, FIELDS])),
    shaped("hrandfield", With("withvalues", 3), &PAIRS),
    shaped("config get", Always, &SETTINGS),
    shaped("pubsub numsub|shardnumsub", Always, &FIELDS),
    shaped("function list", Always, &LIBRARIES),
    shaped("module list", Always, &FIELD_LISTS),
    shaped("lastsave|expiretime", Always, &SECONDS),
    shaped("time", Always, &Items(&[SECONDS, PLAIN])),
    shaped("pexpiretime", Always, &MILLIS),
    shaped("hexpiretime", Always, &Each(&SECONDS)),
    shaped("hpexpiretime", Always, &Each(&MILLIS)),
    shaped("ttl", Always, &SPAN),
    shaped("pttl", Always, &SPAN_MILLIS),
    shaped("object idletime", Always, &SPAN),
    shaped("sentinel master|primary", Always, &MONITORED),
    shaped(
        "sentinel masters|primaries|replicas|slaves|sentinels",
        Always,
        &Each(&MONITORED),
    ),
];

/// Returns the view for the reply to a command.
pub(in crate::render) fn find(words: &[Vec<u8>]) -> Option<&'static View> {
    let rule = TABLE.iter().find(|(rule, _)| rule.fits(words));
    rule.map(|(_, view)| view)
}
