//! The data of servers after a round.

use std::collections::BTreeMap;

use redsh_sandbox::Sandbox;

use crate::commands::Place;
use crate::ledger::Data;

/// The primaries of a cluster.
pub(crate) fn primaries(nodes: &[Sandbox]) -> Vec<&Sandbox> {
    nodes
        .iter()
        .filter(|node| node.role() == "master")
        .collect()
}

/// The numbers in each key of a server, in each of its first databases.
pub(crate) fn numbers(server: &Sandbox, databases: usize) -> Data {
    let of = |database| {
        let values = contents(server, database, "GET").into_iter();
        values.map(move |(key, value)| (Place { database, key }, split(&value)))
    };
    (0..databases).flat_map(of).collect()
}

fn split(value: &str) -> Vec<usize> {
    let numbers = value.split(',').filter(|number| !number.is_empty());
    numbers
        .map(|number| number.parse().expect("a number"))
        .collect()
}

/// The length of each list of a server.
pub(crate) fn lengths(server: &Sandbox) -> BTreeMap<String, usize> {
    let lengths = contents(server, 0, "LLEN").into_iter();
    lengths
        .map(|(key, length)| (key, length.parse().expect("a length")))
        .collect()
}

/// Each key of a database, with the reply to a command about it.
fn contents(server: &Sandbox, database: usize, command: &str) -> Vec<(String, String)> {
    const CONTENTS: &str = "local all = {} redis.call('SELECT', ARGV[1]) \
        for _, key in ipairs(redis.call('KEYS', '*')) do \
        all[#all + 1] = key all[#all + 1] = redis.call(ARGV[2], key) end return all";
    let database = database.to_string();
    let reply = server.ask(&["EVAL", CONTENTS, "0", &database, command]);
    let reply = reply.expect("EVAL");
    let texts: Vec<&str> = reply.texts().collect();
    let pairs = texts.chunks(2);
    pairs
        .map(|pair| (pair[0].to_owned(), pair[1].to_owned()))
        .collect()
}
