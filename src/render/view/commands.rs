//! The table of views.

use super::super::command_rule::CommandRule;
use super::super::command_rule::RuleCondition::{
    self, Always, MoreWords, With, WithAfterKeys, Without, Words,
};
use super::View;
use super::page::Draw;
use super::shape::Shape;
use super::{
    clients, cluster_nodes, cluster_shards, cluster_slots, docs, info, latency, shapes, slowlog,
    specs,
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
    shaped("client trackinginfo", Always, &shapes::FIELDS),
    drawn("cluster nodes", Words(2), cluster_nodes::draw),
    drawn("cluster shards", Always, cluster_shards::draw),
    drawn("cluster slots", Always, cluster_slots::draw),
    shaped("cluster links", Always, &shapes::CLUSTER_LINKS),
    drawn("command", Words(1), specs::draw),
    drawn("command info", Always, specs::draw),
    drawn("command docs", Always, docs::draw),
    drawn("slowlog get", Always, slowlog::draw),
    drawn("latency latest", Always, latency::draw_latest),
    drawn("latency history", Always, latency::draw_history),
    drawn("latency histogram", Always, latency::draw_histogram),
    shaped("memory stats", Always, &shapes::MEMORY_STATS),
    shaped("memory usage", Always, &shapes::BYTES),
    shaped("acl log", Always, &shapes::ACL_LOG),
    shaped("acl getuser", Always, &shapes::ACL_USER),
    shaped("xadd", Always, &shapes::ID),
    shaped("xrange|xrevrange", Always, &shapes::ENTRIES),
    shaped("xread|xreadgroup", Always, &shapes::STREAMS),
    shaped("xclaim", Without("justid"), &shapes::ENTRIES),
    shaped("xautoclaim", Without("justid"), &shapes::CLAIMED),
    shaped("xpending", Words(3), &shapes::PENDING),
    shaped("xpending", MoreWords(3), &shapes::PENDING_ENTRIES),
    shaped("xinfo stream", Always, &shapes::STREAM),
    shaped("xinfo groups", Always, &shapes::GROUPS),
    shaped("xinfo consumers", Always, &shapes::CONSUMERS),
    shaped(
        "zrange|zrevrange|zrangebyscore|zrevrangebyscore",
        With("withscores", 4),
        &shapes::SCORES,
    ),
    shaped("zrandmember", With("withscores", 3), &shapes::SCORES),
    shaped(
        "zunion|zinter|zdiff",
        WithAfterKeys("withscores", 1),
        &shapes::SCORES,
    ),
    shaped("zpopmin|zpopmax", Always, &shapes::SCORES),
    shaped("bzpopmin|bzpopmax", Always, &shapes::POPPED),
    shaped("zmpop|bzmpop", Always, &shapes::AND_SCORES),
    shaped("zscan", Always, &shapes::AND_SCORES),
    shaped("hgetall", Always, &shapes::FIELDS),
    shaped("hscan", Without("novalues"), &shapes::SCANNED_FIELDS),
    shaped("hrandfield", With("withvalues", 3), &shapes::PAIRS),
    shaped("config get", Always, &shapes::SETTINGS),
    shaped("pubsub numsub|shardnumsub", Always, &shapes::FIELDS),
    shaped("function list", Always, &shapes::LIBRARIES),
    shaped("module list", Always, &shapes::FIELD_LISTS),
    shaped("lastsave|expiretime", Always, &shapes::SECONDS),
    shaped("time", Always, &shapes::TIME),
    shaped("pexpiretime", Always, &shapes::MILLIS),
    shaped("hexpiretime", Always, &shapes::EACH_SECONDS),
    shaped("hpexpiretime", Always, &shapes::EACH_MILLIS),
    shaped("ttl", Always, &shapes::SPAN),
    shaped("pttl", Always, &shapes::SPAN_MILLIS),
    shaped("object idletime", Always, &shapes::SPAN),
    shaped("sentinel master|primary", Always, &shapes::MONITORED),
    shaped(
        "sentinel masters|primaries|replicas|slaves|sentinels",
        Always,
        &shapes::MONITORED_LIST,
    ),
];

/// Returns the view for the reply to a command.
pub(in crate::render) fn find(words: &[Vec<u8>]) -> Option<&'static View> {
    let rule = TABLE.iter().find(|(rule, _)| rule.fits(words));
    rule.map(|(_, view)| view)
}
