//! Scripted nodes.

use support::outcome::Outcome;
use support::peer::Stage;
use support::script::Script;
use support::server::encoded;
use support::shell::Shell;

/// The slot of the key `foo`, which all scripts here use.
pub(crate) const FOO: u16 = 12_182;

/// Ports for nodes that name each other.
pub(crate) fn stages<const N: usize>() -> [Stage; N] {
    std::array::from_fn(|_| Stage::new())
}

/// A script that begins with a map in which one node has all slots.
pub(crate) fn owned_by(port: u16) -> Script {
    Script::new().commands(2).send(shards(&[(0, 16_383, port)]))
}

/// The replies to CLUSTER SHARDS and CLUSTER SLOTS, which are sent together, of nodes with these slots.
pub(crate) fn shards(owners: &[(u16, u16, u16)]) -> String {
    let slots = |&(first, last, port): &(u16, u16, u16)| {
        format!("*3\r\n:{first}\r\n:{last}\r\n*3\r\n$9\r\n127.0.0.1\r\n:{port}\r\n$1\r\nn\r\n")
    };
    let slots: String = owners.iter().map(slots).collect();
    format!("{}*{}\r\n{slots}", only_shards(owners), owners.len())
}

/// The reply to CLUSTER SHARDS of nodes with these slots.
pub(crate) fn only_shards(owners: &[(u16, u16, u16)]) -> String {
    let shard = |&(first, last, port): &(u16, u16, u16)| {
        let node = format!(
            "*1\r\n*8\r\n$2\r\nid\r\n$1\r\nn\r\n$4\r\nport\r\n:{port}\r\n$2\r\nip\r\n$9\r\n127.0.0.1\r\n\
             $4\r\nrole\r\n$6\r\nmaster\r\n"
        );
        format!("*4\r\n$5\r\nslots\r\n*2\r\n:{first}\r\n:{last}\r\n$5\r\nnodes\r\n{node}")
    };
    let shards: String = owners.iter().map(shard).collect();
    format!("*{}\r\n{shards}", owners.len())
}

/// The reply to CLUSTER SLOTS of one node with all slots.
pub(crate) fn slots(port: u16) -> String {
    format!("*1\r\n*3\r\n:0\r\n:16383\r\n*3\r\n$9\r\n127.0.0.1\r\n:{port}\r\n$1\r\nn\r\n")
}

/// `-MOVED` to a node.
pub(crate) fn moved(port: u16) -> String {
    format!("-MOVED {FOO} 127.0.0.1:{port}\r\n")
}

/// `-ASK` for a node.
pub(crate) fn ask(port: u16) -> String {
    format!("-ASK {FOO} 127.0.0.1:{port}\r\n")
}

/// `redsh -c < LINES`
pub(crate) fn with_lines(port: u16, lines: &str) -> Outcome {
    Shell::redsh()
        .args(["-c", "-p", &port.to_string()])
        .stdin(lines)
        .run()
}

/// These lines as bytes on the wire.
pub(crate) fn sent(lines: &[&str]) -> Vec<u8> {
    let encode = |line: &&str| encoded(&line.split(' ').collect::<Vec<_>>());
    lines.iter().flat_map(encode).collect()
}
