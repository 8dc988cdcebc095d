//! Each caller gets its own replies: leftovers of one caller never reach the next.

use std::io;
use std::thread;

use redsh_engine::Error;
use redsh_engine::resp::{Event, EventSink, Value};

use super::{asked, bulk, echo, id, patient, pool};
use support::peer::Peer;
use support::script::Script;
use support::server::Server;

/// A visitor that fails at the first text of a reply in this way.
struct Failing(fn() -> io::Result<()>);

const BROKEN: Failing = Failing(|| Err(io::ErrorKind::BrokenPipe.into()));
/// Without the hook of a panic, whose message would be in the tests' output.
const PANICKING: Failing = Failing(|| std::panic::resume_unwind(Box::new(())));

impl EventSink for Failing {
    fn event(&mut self, event: Event<'_>) -> io::Result<()> {
        match event {
            Event::Scalar(_) | Event::Bytes(_) => self.0(),
            _ => Ok(()),
        }
    }
}

#[test]
fn a_returned_connection_is_lent_again() {
    let server = Server::start();
    let pool = pool(server.port(), patient(8));
    let first = id(&mut pool.take().expect("a connection"));
    assert_eq!(id(&mut pool.take().expect("a connection")), first);
}

#[test]
fn commands_are_sent_together_and_each_has_its_reply() {
    let server = Server::start();
    let pool = pool(server.port(), patient(1));
    let mut lease = pool.take().expect("a connection");
    let commands = [vec!["SET", "k", "v"], vec![], vec!["GET", "k"], vec!["NO"]];
    let replies = lease.replies(&commands).expect("replies");
    assert_eq!(replies[..2], [Value::Simple(b"OK".to_vec()), bulk("v")]);
    assert!(replies.len() == 3 && replies[2].as_error().is_some());
    assert!(
        !lease.read(&mut { BROKEN }).expect("nothing is read"),
        "no reply is due"
    );
}

#[test]
fn the_next_command_can_be_in_flight_while_a_reply_is_read() {
    let server = Server::start();
    let pool = pool(server.port(), patient(1));
    let mut lease = pool.take().expect("a connection");
    lease.send([["ECHO", "one"]]).expect("it is sent");
    lease.send([["ECHO", "two"]]).expect("it is sent");
    let replies = echo(&mut lease, "three").expect("replies");
    assert_eq!(replies, [bulk("one"), bulk("two"), bulk("three")]);
}

#[test]
fn a_lease_dropped_before_its_replies_are_read_is_not_lent_again() {
    let server = Server::start();
    let pool = pool(server.port(), patient(1));
    let mut lease = pool.take().expect("a connection");
    let first = id(&mut lease);
    lease.send([["ECHO", "unread"]]).expect("it is sent");
    drop(lease);
    let mut lease = pool.take().expect("another connection");
    assert_eq!(echo(&mut lease, "mine").expect("a reply"), [bulk("mine")]);
    assert_ne!(id(&mut lease), first);
}

#[test]
fn a_lease_dropped_inside_a_reply_is_not_lent_again() {
    let server = Server::start();
    server.command(&["SET", "long", &"x".repeat(1 << 20)]);
    let pool = pool(server.port(), patient(1));
    let mut lease = pool.take().expect("a connection");
    let first = id(&mut lease);
    lease.send([["GET", "long"]]).expect("it is sent");
    assert!(matches!(lease.read(&mut { BROKEN }), Err(Error::Output(_))));
    let again = echo(&mut lease, "more");
    assert!(matches!(again, Err(Error::Closed { .. })), "{again:?}");
    drop(lease);
    let mut lease = pool.take().expect("another connection");
    assert_eq!(echo(&mut lease, "mine").expect("a reply"), [bulk("mine")]);
    assert_ne!(id(&mut lease), first);
}

#[test]
fn a_caller_that_panics_frees_its_place_and_loses_its_connection() {
    let server = Server::start();
    let pool = pool(server.port(), patient(1));
    let first = id(&mut pool.take().expect("a connection"));
    let outcome = thread::scope(|scope| {
        let caller = scope.spawn(|| {
            let mut lease = pool.take().expect("a connection");
            lease.send([["PING"], ["PING"]]).expect("it is sent");
            lease.read(&mut { PANICKING })
        });
        caller.join()
    });
    assert!(outcome.is_err());
    let mut lease = pool.take().expect("another connection");
    assert_eq!(echo(&mut lease, "mine").expect("a reply"), [bulk("mine")]);
    assert_ne!(id(&mut lease), first);
}

#[test]
fn an_unsolicited_reply_reaches_no_caller() {
    let first = asked().send("$3\r\none\r\n$5\r\nstray\r\n");
    let second = asked().send("$3\r\ntwo\r\n");
    let peer = Peer::in_turn([first.until_closed(), second.until_closed()]);
    let pool = pool(peer.port(), patient(1));
    for word in ["one", "two"] {
        let mut lease = pool.take().expect("a connection");
        assert_eq!(echo(&mut lease, word).expect("a reply"), [bulk(word)]);
    }
}

#[test]
fn pushes_between_replies_are_skipped() {
    let push = ">2\r\n+invalidate\r\n_\r\n";
    let script = Script::new()
        .commands(1)
        .send(format!("{push}+PONG\r\n{push}"))
        .commands(2)
        .send(format!("{push}{push}+one\r\n{push}+two\r\n"));
    let peer = Peer::playing(script.until_closed());
    let pool = pool(peer.port(), patient(1));
    let mut lease = pool.take().expect("a connection");
    let replies = lease.replies([["GET", "1"], ["GET", "2"]]);
    let replies = replies.expect("replies");
    assert_eq!(
        replies,
        [Value::Simple(b"one".into()), Value::Simple(b"two".into())]
    );
}
