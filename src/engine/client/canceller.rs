//! Cancelling the command in flight. A command that blocks is unblocked, which keeps its connection. Any other command is
//! interrupted, which ends the connection; so is a command that the server does not unblock in time.
//!
//! Unblocking takes two threads. One sends commands to the server, which may not reply; the other waits for the timeout and
//! then interrupts the first.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use parking_lot::{Condvar, Mutex};

use super::unblock::Unblock;
use crate::net::Interrupter;

/// The number of checks before unblocking times out, after 1 s: enough for a connection with TLS and a login to a distant
/// server. A second [`cancel`](Canceller::cancel) ends the wait earlier. Checks are counted instead of time, so that the
/// timeout grows on a busy machine, which is also slow to unblock the command.
const CHECKS: usize = 200;

/// The time between two checks whether a command is unblocked.
const CHECK_INTERVAL: Duration = Duration::from_millis(5);

/// Cancels the command in flight of a client, from another thread. A clone is another handle to the same canceller.
#[derive(Debug, Clone)]
pub struct Canceller {
    interrupter: Interrupter,
    release: Arc<Release>,
}

/// The state that the client, the cancelling thread, and the threads of a release share.
#[derive(Debug, Default)]
struct Release {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    phase: Phase,
    /// The number of releases so far. The phase is that of the last one.
    count: u64,
}

#[derive(Debug, Default)]
enum Phase {
    /// No command could be unblocked.
    #[default]
    Idle,
    /// The client waits for a reply, and this unblocks the command. Ends with the reply, or when the user cancels.
    Held(Box<Unblock>),
    /// The server was asked to unblock the command. Ends with the reply, or with the first thread that gives up.
    Releasing,
    /// The reply arrived, and the client waits for the threads to end: an UNBLOCK must not reach the next command.
    Answered,
}

/// The client waits for the reply to a command that may block, as long as this value lives.
#[derive(Debug)]
pub(super) struct Waiting(Arc<Release>);

impl Canceller {
    pub(super) fn new(interrupter: Interrupter) -> Self {
        Canceller {
            interrupter,
            release: Arc::default(),
        }
    }

    pub(super) fn interrupter(&self) -> Interrupter {
        self.interrupter.clone()
    }

    /// Cancels the command in flight, and returns at once. An unblocked command gets the server's reply. The client begins no
    /// other command before [`forget`](Self::forget). A second call interrupts a command that is being unblocked.
    pub fn cancel(&self) {
        self.interrupter.raise();
        match self.release.begin() {
            Some((number, unblock)) => self.release(number, unblock),
            None => self.interrupter.interrupt(),
        }
    }

    /// Lets the client begin commands again.
    pub fn forget(&self) {
        self.interrupter.forget();
    }

    /// Lets [`cancel`](Self::cancel) unblock the command that was just sent, as long as the returned value lives.
    pub(super) fn hold(&self, unblock: Unblock) -> Waiting {
        self.release.state.lock().phase = Phase::Held(Box::new(unblock));
        Waiting(Arc::clone(&self.release))
    }

    fn release(&self, number: u64, unblock: Box<Unblock>) {
        let helper = unblock.interrupter();
        let (asking, timing) = (self.clone(), self.clone());
        let asks = thread::Builder::new().spawn(move || {
            // After any error the command is interrupted.
            let _ = unblock.release(|| asking.release.pause_while(|state| state.awaits(number)));
            asking.end(number);
        });
        let times = thread::Builder::new().spawn(move || {
            let is_on = || (timing.release).pause_while(|state| state.is_under_way(number));
            let _ = (0..CHECKS).try_for_each(|_| is_on().then_some(()));
            helper.interrupt();
            timing.end(number);
        });
        // Without threads, the command is interrupted.
        if asks.is_err() || times.is_err() {
            self.end(number);
        }
    }

    /// Ends a release, unless it has ended. Interrupts a command that still waits.
    fn end(&self, number: u64) {
        let mut state = self.release.state.lock();
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
    /// Begins a release, and returns its number. `None` if no command can be unblocked.
    fn begin(&self) -> Option<(u64, Box<Unblock>)> {
        let mut state = self.state.lock();
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

    /// Waits for a [`CHECK_INTERVAL`] while the condition holds. Returns whether it still does.
    fn pause_while(&self, holds: impl Fn(&State) -> bool) -> bool {
        let mut state = self.state.lock();
        let changed = &self.changed;
        changed.wait_while_for(&mut state, |state| holds(state), CHECK_INTERVAL);
        holds(&state)
    }

    /// The reply arrived, or is lost. Waits for the end of a release.
    fn answered(&self) {
        let mut state = self.state.lock();
        state.phase = match state.phase {
            Phase::Releasing => Phase::Answered,
            _ => Phase::Idle,
        };
        self.changed.notify_all();
        let is_watched = |state: &mut State| matches!(state.phase, Phase::Answered);
        self.changed.wait_while(&mut state, is_watched);
    }
}

impl State {
    /// Whether the reply is pending, and this release is the last one.
    fn awaits(&self, number: u64) -> bool {
        self.count == number && matches!(self.phase, Phase::Releasing)
    }

    /// Whether the threads of this release are needed.
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
        interrupter.begin().expect("it was not interrupted");
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

    /// Replies to CLIENT UNBLOCK, and returns the connection that it arrived on.
    fn answer(listener: &TcpListener, reply: &[u8]) -> TcpStream {
        let (mut stream, _) = listener.accept().expect("a connection");
        let mut asked = vec![0; b"*3\r\n$6\r\nCLIENT\r\n$7\r\nUNBLOCK\r\n$1\r\n7\r\n".len()];
        stream.read_exact(&mut asked).expect("a command");
        assert!(asked.ends_with(b"UNBLOCK\r\n$1\r\n7\r\n"));
        stream.write_all(reply).expect("it listens");
        stream
    }

    #[test]
    fn an_unblocked_command_keeps_its_connection() {
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
    fn the_client_continues_when_the_release_has_ended() {
        let client = client();
        let release = Arc::clone(&client.canceller.release);
        let (number, _) = release.begin().expect("something waits");
        let waiting = client.waiting;
        let answered = thread::spawn(move || drop(waiting));
        while !matches!(release.state.lock().phase, Phase::Answered) {
            thread::yield_now();
        }
        assert!(!release.pause_while(|state| state.awaits(number)));
        assert!(release.pause_while(|state| state.is_under_way(number)));
        client.canceller.end(number);
        answered.join().expect("it goes on");
    }

    #[test]
    fn a_command_is_interrupted_when_the_server_refuses_to_unblock_it() {
        let mut client = client();
        client.canceller.cancel();
        let _helper = answer(&client.listener, b"-NOPERM you may not\r\n");
        assert!(client.connection.reader.read_value().is_err());
    }

    #[test]
    fn a_command_is_interrupted_when_the_server_does_not_reply_to_unblock() {
        let mut client = client();
        client.canceller.cancel();
        assert!(client.connection.reader.read_value().is_err());
    }

    #[test]
    fn a_command_that_does_not_block_is_interrupted() {
        let mut client = client();
        drop(client.waiting);
        client.canceller.cancel();
        assert!(client.connection.reader.read_value().is_err());
    }
}
