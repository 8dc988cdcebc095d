//! The library's client against real servers: calls that return values.

use redsh_engine::Error;
use redsh_engine::client::{Client, CommandFate, DiscardReplies, Routing};
use redsh_engine::cluster::{NatMap, NodeWord};
use redsh_engine::net::{Address, Connection, Endpoint};
use redsh_engine::resp::Value;

use support::cluster::Cluster;
use support::peer::Peer;
use support::script::Script;
use support::server::Server;

fn client(port: u16, routing: Routing) -> Client {
    Client::new(Endpoint::new(Address::tcp("127.0.0.1", port)), routing)
}

fn bulk(text: &str) -> Value {
    Value::Bulk(text.as_bytes().to_vec())
}

#[test]
fn a_call_returns_the_reply_and_an_error_reply_is_a_value() {
    let server = Server::start();
    let mut client = client(server.port(), Routing::Single);
    let set = client.call(&["SET", "a", "1"]).expect("a reply");
    assert_eq!(set, Value::Simple(b"OK".to_vec()));
    assert_eq!(client.call(&["GET", "a"]).expect("a reply"), bulk("1"));
    let error = client.call(&["LPUSH", "a", "x"]).expect("a reply");
    assert!(
        error
            .as_error()
            .is_some_and(|text| text.starts_with(b"WRONGTYPE"))
    );
}

#[test]
fn calls_reach_the_owners_of_their_slots_in_one_pipeline() {
    let cluster = Cluster::empty(3, 0);
    let seed = cluster.nodes()[0].port();
    let mut client = client(seed, Routing::cluster(NatMap::default()));
    let commands: Vec<[String; 2]> = (0..1000)
        .map(|number| ["INCR".to_owned(), format!("key:{}", number % 500)])
        .collect();
    let replies = client.call_all(&commands).expect("replies");
    let expected = (0..1000).map(|number| Value::Integer(1 + number / 500));
    assert_eq!(replies, expected.collect::<Vec<_>>());
}

#[test]
fn a_transaction_of_calls_in_a_cluster_is_open_until_its_end() {
    let cluster = Cluster::empty(3, 0);
    let seed = cluster.nodes()[0].port();
    let mut client = client(seed, Routing::cluster(NatMap::default()));
    let begun = client.call_all(&[&["MULTI"][..], &["INCR", "n"]]);
    let [ok, queued] = [b"OK".to_vec(), b"QUEUED".to_vec()].map(Value::Simple);
    assert_eq!(begun.expect("replies"), [ok, queued]);
    assert!(client.is_in_transaction());
    let ended = client.call(&["EXEC"]).expect("a reply");
    assert_eq!(ended, Value::Array(vec![Value::Integer(1)]));
    assert!(!client.is_in_transaction());
}

#[test]
fn a_new_connection_has_the_database_and_the_name_of_the_lost_one() {
    let mut server = Server::start();
    let mut client = client(server.port(), Routing::Single);
    client.call(&["SELECT", "3"]).expect("a reply");
    client.call(&["CLIENT", "SETNAME", "me"]).expect("a reply");
    server.restart().expect("the server starts again");
    // A read is sent again after the loss.
    client.call(&["GET", "a"]).expect("a reply");
    let name = client.call(&["CLIENT", "GETNAME"]).expect("a reply");
    assert_eq!(name, bulk("me"));
    let info = client.call(&["CLIENT", "INFO"]).expect("a reply");
    let info = String::from_utf8_lossy(info.as_bytes().expect("text")).into_owned();
    assert!(info.contains(" db=3 "), "{info}");
}

#[test]
fn a_command_that_may_have_run_is_not_sent_again_and_the_error_says_so() {
    let peer = Peer::in_turn([
        Script::new().commands(1),
        Script::new().commands(1).send("+PONG\r\n"),
    ]);
    let mut client = client(peer.port(), Routing::Single);
    let error = client.call(&["INCR", "a"]).expect_err("the reply is lost");
    let Error::ReplyLost { fate, .. } = error else {
        panic!("{error}");
    };
    assert_eq!(fate, CommandFate::Unknown);
    let pong = client.call(&["PING"]).expect("a reply");
    assert_eq!(pong, Value::Simple(b"PONG".to_vec()));
}

#[test]
fn a_call_on_nodes_returns_the_error_of_a_node_that_is_gone() {
    let mut cluster = Cluster::start(3, 0);
    let seed = cluster.nodes()[0].port();
    let mut client = client(seed, Routing::cluster(NatMap::default()));
    client.call(&["PING"]).expect("a reply");
    cluster.nodes_mut()[2].kill().expect("the server runs");
    let gone = cluster.nodes()[2].port();
    let handler = &mut DiscardReplies::default();
    let members = client
        .members(&NodeWord::Primaries, handler)
        .expect("nodes");
    let words = [b"PING".to_vec()];
    let replies = client.call_on(&members, &words, handler).expect("replies");
    assert_eq!(replies.len(), 3);
    for node in replies {
        let is_gone = node.address == Address::tcp("127.0.0.1", gone);
        assert_eq!(node.reply.is_err(), is_gone, "{:?}", node.reply);
    }
}

#[test]
fn the_reply_to_a_question_of_the_clients_own_is_bounded() {
    let endless = [b"$70000000\r\n".as_slice(), &vec![b'x'; 70_000_000]].concat();
    let peer = Peer::playing(Script::new().commands(1).send(endless).until_closed());
    let endpoint = Endpoint::new(Address::tcp("127.0.0.1", peer.port()));
    let opened = Connection::open(&endpoint, &[]);
    let mut connection = opened.expect("it can be opened").connection;
    let error = connection.call(&["COMMAND"]).expect_err("it is too long");
    let message = error.to_string();
    assert!(
        message.contains("a reply of at most 67108864 bytes"),
        "{message}"
    );
}
