//! The data of servers after a round.

use std::collections::BTreeMap;

use redsh_sandbox::Sandbox;

/// The primaries of a cluster.
pub(crate) fn primaries(nodes: &[Sandbox]) -> Vec<&Sandbox> {
    nodes
        .iter()
        .filter(|node| node.role() == "master")
        .collect()
}

/// The numbers in each key of a server.
pub(crate) fn numbers(server: &Sandbox) -> Vec<(String, Vec<usize>)> {
    let keys = server.ask(&["KEYS", "*"]).expect("KEYS");
    let keys: Vec<String> = keys.texts().map(str::to_owned).collect();
    let of = |key: &String| {
        let value = server.ask(&["GET", key]).expect("GET");
        let numbers = value.text().split(',').filter(|number| !number.is_empty());
        numbers
            .map(|number| number.parse().expect("a number"))
            .collect()
    };
    keys.iter().map(|key| (key.clone(), of(key))).collect()
}

/// The length of each list of a server.
pub(crate) fn lengths(server: &Sandbox) -> BTreeMap<String, usize> {
    const LENGTHS: &str = "local all = {} \
        for _, key in ipairs(redis.call('KEYS', '*')) do \
        all[#all + 1] = key all[#all + 1] = redis.call('LLEN', key) end return all";
    let reply = server.ask(&["EVAL", LENGTHS, "0"]).expect("EVAL");
    let texts: Vec<&str> = reply.texts().collect();
    let pairs = texts.chunks(2).map(|pair| {
        let length = pair[1].parse().expect("a length");
        (pair[0].to_owned(), length)
    });
    pairs.collect()
}
