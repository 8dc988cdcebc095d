//! Giving up what a client does, without making the user wait for that: a command that the server keeps waiting is released,
//! and its connection is as it was. All else is interrupted, and a command that is not released in time.
//!
//! A release takes two threads. One asks the server, which may not answer; the other one only watches the time, and ends what
//! the first one does.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use super::unblock::Unblock;
use crate::net::Interrupter;

/// How often the server may have a [`MOMENT`] more to release a command. Together they are less than what is felt as a wait.
/// They are waited for one by one: a machine that is too busy to release anything is late with each of them.
const MOMENTS: usize = 15;

/// Between two looks whether a command is released.
const MOMENT: Duration = Duration::from_millis(5);

/// Gives up what a client is doing, from another thread. Clones are the same.
#[derive(Debug, Clone)]
pub struct Canceller {
    interrupter: Interrupter,
    release: Arc<Release>,
}

/// What the client, whoever cancels, and the threads of a release know of each other.
#[derive(Debug, Default)]
struct Release {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    phase: Phase,
    /// How many releases have begun: the last is the one that the phase is of.
    count: u64,
}

#[derive(Debug, Default)]
enum Phase {
    /// Nothing waits that could be released.
    #[default]
    Idle,
    /// The client waits for a reply, and this releases it. Ends with the reply, or with whoever cancels.
    Held(Box<Unblock>),
    /// The server is asked. Ends with the reply, or with the thread that gives it up first.
    Releasing,
    /// The reply has come, and the client waits for the threads to end: what they ask for must not come to what it sends next.
    Answered,
}

/// The client waits for a reply that may be long in coming, for as long as this lives.
#[derive(Debug)]
pub(super) struct Waiting(Arc<Release>);

impl Canceller {
    /// With nothing to cancel yet.
    pub(super) fn new(interrupter: Interrupter) -> Self {
        Canceller {
            interrupter,
            release: Arc::default(),
        }
    }

    /// What it interrupts with.
    pub(super) fn interrupter(&self) -> Interrupter {
        self.interrupter.clone()
    }

    /// Gives up what is under way, without waiting for that. Where a command is released, its reply is what the server gives
    /// it then. Until that is [forgotten](Self::forget), nothing more is begun. A second time nothing is released.
    pub fn cancel(&self) {
        self.interrupter.raise();
        match self.release.begin() {
            Some((number, unblock)) => self.release(number, unblock),
            None => self.interrupter.interrupt(),
        }
    }

    /// What is begun from now on is to go on.
    pub fn forget(&self) {
        self.interrupter.forget();
    }

    /// A command was sent that the server may keep waiting. This is how it is released, for as long as what is returned
    /// lives.
    pub(super) fn hold(&self, unblock: Unblock) -> Waiting {
        self.release.lock().phase = Phase::Held(Box::new(unblock));
        Waiting(Arc::clone(&self.release))
    }

    fn release(&self, number: u64, unblock: Box<Unblock>) {
        let helper = unblock.interrupter();
        let (asking, timing) = (self.clone(), self.clone());
        let asks = thread::Builder::new().spawn(move || {
            // Why it cannot be released does not matter: the command is interrupted then.
            let _ = unblock.release(|| asking.release.pause_while(|state| state.awaits(number)));
            asking.end(number);
        });
        let times = thread::Builder::new().spawn(move || {
            let is_on = || (timing.release).pause_while(|state| state.is_under_way(number));
            let _ = (0..MOMENTS).try_for_each(|_| is_on().then_some(()));
            helper.interrupt();
            timing.end(number);
        });
        // A system that has no threads to give does not release anything either.
        if asks.is_err() || times.is_err() {
            self.end(number);
        }
    }

    /// A release is over, if it is not yet. A command that waits all the same is interrupted.
    fn end(&self, number: u64) {
        let mut state = self.release.lock();
        if !state.is_under_way(number) {
            return;
        }
        if let Phase::Releasing = state.phase {
            self.interrupter.interrupt();
        }
        state.phase = Phase::Idle;
        self.release.changed.notify_all();
    }
}

impl Release {
    /// The number of the release that is to begin now, and what is to be done. `None` where there is nothing to release.
    fn begin(&self) -> Option<(u64, Box<Unblock>)> {
        let mut state = self.lock();
        match std::mem::take(&mut state.phase) {
            Phase::Held(unblock) => {
                state.phase = Phase::Releasing;
                state.count += 1;
                Some((state.count, unblock))
            }
            other => {
                state.phase = other;
                None
            }
        }
    }

    /// Waits a [`MOMENT`], and no longer than this holds. Whether it still does.
    fn pause_while(&self, holds: impl Fn(&State) -> bool) -> bool {
        let paused = self
            .changed
            .wait_timeout_while(self.lock(), MOMENT, |state| holds(state));
        holds(&paused.unwrap_or_else(PoisonError::into_inner).0)
    }

    /// The reply has come, or will not. Waits for a release that is under way.
    fn answered(&self) {
        let mut state = self.lock();
        state.phase = match state.phase {
            Phase::Releasing => Phase::Answered,
            _ => Phase::Idle,
        };
        self.changed.notify_all();
        let is_watched = |state: &mut State| matches!(state.phase, Phase::Answered);
        drop(self.changed.wait_while(state, is_watched));
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Whether the reply is still to come, and this release is to bring it.
    fn awaits(&self, number: u64) -> bool {
        self.count == number && matches!(self.phase, Phase::Releasing)
    }

    /// Whether the threads of this release have something to do.
    fn is_under_way(&self, number: u64) -> bool {
        self.count == number && matches!(self.phase, Phase::Releasing | Phase::Answered)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.answered();
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::{TcpListener, TcpStream};

    use super::*;
    use crate::net::{Address, Connection, DialOptions, Endpoint, Login};
    use crate::resp::{Null, Value};

    /// A client that waits for a reply, and both ends of its connection.
    struct Client {
        listener: TcpListener,
        server: TcpStream,
        connection: Connection,
        canceller: Canceller,
        waiting: Waiting,
    }

    fn client() -> Client {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let port = listener.local_addr().expect("its number").port();
        let endpoint = Endpoint {
            address: Address::tcp("127.0.0.1", port),
            dial: DialOptions::default(),
            login: Login::default(),
        };
        let opened = Connection::open(&endpoint, b"").expect("it listens");
        let mut connection = opened.connection;
        connection.identified(&Value::Integer(7));
        let interrupter = endpoint.dial.interrupter.clone();
        interrupter.begin().expect("nobody has interrupted");
        let canceller = Canceller::new(interrupter);
        let unblock = Unblock::new(endpoint, &connection, None).expect("it is identified");
        Client {
            server: listener.accept().expect("a client").0,
            listener,
            connection,
            waiting: canceller.hold(unblock),
            canceller,
        }
    }

    /// Answers whoever asks for something to be unblocked; the connection that was asked over.
    fn answer(listener: &TcpListener, reply: &[u8]) -> TcpStream {
        let (mut stream, _) = listener.accept().expect("somebody asks");
        let mut asked = vec![0; b"*3\r\n$6\r\nCLIENT\r\n$7\r\nUNBLOCK\r\n$1\r\n7\r\n".len()];
        stream.read_exact(&mut asked).expect("a command");
        assert!(asked.ends_with(b"UNBLOCK\r\n$1\r\n7\r\n"));
        stream.write_all(reply).expect("it listens");
        stream
    }

    #[test]
    fn a_command_that_is_released_leaves_its_connection() {
        let mut client = client();
        client.canceller.cancel();
        let _helper = answer(&client.listener, b":1\r\n");
        client
            .server
            .write_all(b"$-1\r\n+OK\r\n")
            .expect("a client");
        let reply = client.connection.reader.read_value();
        assert_eq!(reply.expect("a reply"), Value::Null(Null::Bulk));
        drop(client.waiting);
        let reply = client.connection.reader.read_value();
        assert_eq!(reply.expect("a reply"), Value::Simple(b"OK".to_vec()));
    }

    #[test]
    fn the_client_goes_on_when_the_server_is_asked_no_more() {
        let client = client();
        let release = Arc::clone(&client.canceller.release);
        let (number, _) = release.begin().expect("something waits");
        let waiting = client.waiting;
        let answered = thread::spawn(move || drop(waiting));
        while !matches!(release.lock().phase, Phase::Answered) {
            thread::yield_now();
        }
        assert!(!release.pause_while(|state| state.awaits(number)));
        assert!(release.pause_while(|state| state.is_under_way(number)));
        client.canceller.end(number);
        answered.join().expect("it goes on");
    }

    #[test]
    fn a_command_whose_release_is_refused_is_interrupted() {
        let mut client = client();
        client.canceller.cancel();
        let _helper = answer(&client.listener, b"-NOPERM you may not\r\n");
        assert!(client.connection.reader.read_value().is_err());
    }

    #[test]
    fn a_command_that_nobody_releases_is_interrupted() {
        let mut client = client();
        client.canceller.cancel();
        assert!(client.connection.reader.read_value().is_err());
    }

    #[test]
    fn what_does_not_wait_is_interrupted() {
        let mut client = client();
        drop(client.waiting);
        client.canceller.cancel();
        assert!(client.connection.reader.read_value().is_err());
    }
}
