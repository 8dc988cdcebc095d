//! Idle connections that are lost.

use std::time::Duration;

use redsh_engine::Error;
use redsh_engine::client::PoolOptions;
use redsh_engine::resp::Value;

use super::{asked, bulk, echo, patient, pool};
use support::peer::Peer;
use support::script::Script;
use support::server::Server;

#[test]
fn connections_that_were_idle_while_the_server_restarted_are_replaced() {
    let mut server = Server::start();
    let pool = pool(server.port(), patient(3));
    let take_all = || [(); 3].map(|()| pool.take().expect("a connection"));
    for _ in 0..3 {
        for (lease, word) in take_all().iter_mut().zip(["a", "b", "c"]) {
            assert_eq!(echo(lease, word).expect("a reply"), [bulk(word)]);
        }
        server.restart().expect("it starts again");
    }
}

#[test]
fn callers_get_an_error_while_the_server_is_down_and_are_served_afterwards() {
    let mut server = Server::start();
    let pool = pool(server.port(), patient(2));
    drop(pool.take().expect("a connection"));
    server.kill().expect("it ends");
    for _ in 0..5 {
        let error = pool.take().expect_err("there is no server");
        assert!(matches!(error, Error::Connect { .. }), "{error}");
    }
    server.restart().expect("it starts again");
    let mut lease = pool.take().expect("a connection");
    assert_eq!(echo(&mut lease, "back").expect("a reply"), [bulk("back")]);
}

/// Sends a PING on a new connection, and takes the connection from the pool again, which makes the pool send another.
/// Returns the replies and the number of connections.
fn asked_each_time(first: Script) -> (Vec<Value>, usize) {
    let other = asked().send("$3\r\nnew\r\n").until_closed();
    let peer = Peer::in_turn([first, other]);
    let options = PoolOptions {
        idle: Duration::ZERO,
        ..patient(1)
    };
    let pool = pool(peer.port(), options);
    drop(pool.take().expect("a connection"));
    let replies = echo(&mut pool.take().expect("a connection"), "new");
    (replies.expect("a reply"), peer.received().len())
}

#[test]
fn a_long_idle_connection_is_lent_if_it_answers() {
    for answer in ["+PONG\r\n", "-LOADING the dataset\r\n"] {
        let script = asked().send(answer).commands(1).send("$3\r\nold\r\n");
        let (replies, connections) = asked_each_time(script.until_closed());
        assert_eq!((replies, connections), (vec![bulk("old")], 1));
    }
}

#[test]
fn a_long_idle_connection_is_replaced_if_it_is_silent_or_sends_something_else() {
    let silent = asked().until_closed();
    let stray = asked().send("$5\r\nstray\r\n").until_closed();
    for script in [silent, stray, asked().reset()] {
        let (replies, connections) = asked_each_time(script);
        assert_eq!((replies, connections), (vec![bulk("new")], 2));
    }
}
