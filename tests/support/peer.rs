//! A peer that plays a script instead of being a server, for failures that a real server does not produce.
//!
//! ```ignore
//! let peer = Peer::playing(Script::new().commands(1).send("$100\r\nhalf").reset());
//! Shell::redsh().args(["-p", &peer.port().to_string(), "GET", "k"]).run().assert_code(1);
//! assert_eq!(peer.finish(), [encoded(&["GET", "k"])]);
//! ```
//!
//! Every wait checks regularly whether the test is over.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use socket2::SockRef;

use super::script::{Script, Step};
use super::wait::{self, LOOK};

/// Listens on a port of 127.0.0.1 until it is dropped, and plays its scripts to its clients.
pub struct Peer {
    port: u16,
    shared: Arc<Shared>,
    acceptor: Option<JoinHandle<()>>,
}

/// A port without an answer yet: for peers whose scripts contain their own or each other's ports, like the nodes of a
/// cluster.
pub struct Stage {
    listener: TcpListener,
    port: u16,
}

impl Stage {
    /// A free port of 127.0.0.1.
    pub fn new() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("there is a free port");
        let port = listener.local_addr().expect("it is bound").port();
        Stage { listener, port }
    }

    /// The number of the port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// As [`Peer::in_turn`].
    pub fn play(self, scripts: impl IntoIterator<Item = Script>) -> Peer {
        let Stage { listener, port } = self;
        let scripts: Vec<Script> = scripts.into_iter().collect();
        listener
            .set_nonblocking(true)
            .expect("a listener can be asked without waiting");
        let shared = Arc::new(Shared::default());
        let acceptor = Some(thread::spawn({
            let shared = Arc::clone(&shared);
            move || shared.accept(&listener, &scripts)
        }));
        Peer {
            port,
            shared,
            acceptor,
        }
    }
}

#[derive(Default)]
struct Shared {
    /// The bytes from each connection, in the order in which they were accepted.
    received: Mutex<Vec<Vec<u8>>>,
    /// The number of pauses that may end.
    resumed: AtomicUsize,
    /// No more connections are accepted.
    closing: AtomicBool,
    /// Running scripts are stopped.
    over: AtomicBool,
}

impl Peer {
    /// Plays the same script to each connection.
    pub fn playing(script: Script) -> Self {
        Self::in_turn([script])
    }

    /// Plays the first script to the first connection and so on, and the last one to all that follow.
    pub fn in_turn(scripts: impl IntoIterator<Item = Script>) -> Self {
        Stage::new().play(scripts)
    }

    /// Its port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Ends one pause, the next that any connection reaches.
    pub fn resume(&self) {
        self.shared.resumed.fetch_add(1, Ordering::SeqCst);
    }

    /// The bytes from each connection so far.
    pub fn received(&self) -> Vec<Vec<u8>> {
        self.shared.received().clone()
    }

    /// Waits until a connection has sent these bytes.
    #[track_caller]
    pub fn wait_until_received(&self, part: &[u8]) {
        let came = || {
            self.received()
                .iter()
                .any(|bytes| find(bytes, part).is_some())
        };
        wait::until(&format!("{} is sent", part.escape_ascii()), came);
    }

    /// Accepts no more connections, waits until the last one has ended, and returns the bytes from each.
    #[track_caller]
    pub fn finish(self) -> Vec<Vec<u8>> {
        self.shared.closing.store(true, Ordering::SeqCst);
        let ended = || self.acceptor.as_ref().is_none_or(JoinHandle::is_finished);
        wait::until("the peer's connections end", ended);
        self.received()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.shared.closing.store(true, Ordering::SeqCst);
        self.shared.over.store(true, Ordering::SeqCst);
        let played = self.acceptor.take().map(JoinHandle::join);
        // A connection's thread that panicked has printed a message; a second panic while the test fails would abort
        // it.
        if !thread::panicking() {
            assert!(!matches!(played, Some(Err(_))), "the peer panicked");
        }
    }
}

impl Shared {
    fn accept(&self, listener: &TcpListener, scripts: &[Script]) {
        thread::scope(|scope| {
            let mut number = 0;
            while let Some(stream) = self.next_connection(listener) {
                let script = &scripts[number.min(scripts.len() - 1)];
                self.received().push(Vec::new());
                let connection = Connection {
                    shared: self,
                    stream,
                    number,
                    done: 0,
                };
                scope.spawn(move || connection.play(script));
                number += 1;
            }
        });
    }

    /// Connections in the backlog are accepted before it closes.
    fn next_connection(&self, listener: &TcpListener) -> Option<TcpStream> {
        loop {
            match listener.accept() {
                Ok((stream, _)) => return Some(stream),
                Err(_) if self.closing.load(Ordering::SeqCst) => return None,
                Err(_) => thread::sleep(LOOK),
            }
        }
    }

    fn received(&self) -> MutexGuard<'_, Vec<Vec<u8>>> {
        self.received.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns an error after the end of the test, so that every wait stops.
    fn go_on(&self) -> io::Result<()> {
        if self.over.load(Ordering::SeqCst) {
            Err(ErrorKind::Interrupted.into())
        } else {
            Ok(())
        }
    }
}

struct Connection<'a> {
    shared: &'a Shared,
    stream: TcpStream,
    number: usize,
    /// The number of received bytes that earlier steps have consumed.
    done: usize,
}

impl Connection<'_> {
    /// Plays to the end, or until the client closes; then closes the connection.
    fn play(mut self, script: &Script) {
        let _ = self.prepare();
        for step in script.steps() {
            if self.take(step).is_err() {
                return;
            }
        }
        let _ = self.drain();
    }

    fn prepare(&self) -> io::Result<()> {
        // Some systems inherit the listener's mode.
        self.stream.set_nonblocking(false)?;
        self.stream.set_nodelay(true)?;
        self.stream.set_read_timeout(Some(LOOK))?;
        self.stream.set_write_timeout(Some(LOOK))
    }

    fn take(&mut self, step: &Step) -> io::Result<()> {
        match step {
            Step::Until(ends) => self.read_until(|bytes| ends.end_in(bytes)),
            Step::UntilClosed => self.read_until(|_| None),
            Step::Send(bytes) => self.send(bytes),
            Step::Pause => self.pause(),
            Step::HalfClose => self.stream.shutdown(Shutdown::Write),
            // With this set, closing at the end of the script resets the connection.
            Step::Reset => SockRef::from(&self.stream).set_linger(Some(Duration::ZERO)),
        }
    }

    /// Reads until `end` finds the end of the expected bytes, and consumes them.
    fn read_until(&mut self, end: impl Fn(&[u8]) -> Option<usize>) -> io::Result<()> {
        loop {
            if let Some(length) = end(&self.shared.received()[self.number][self.done..]) {
                self.done += length;
                return Ok(());
            }
            self.read()?;
        }
    }

    fn read(&mut self) -> io::Result<()> {
        let mut buffer = [0; 64 * 1024];
        loop {
            self.shared.go_on()?;
            match self.stream.read(&mut buffer) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(length) => {
                    self.shared.received()[self.number].extend_from_slice(&buffer[..length]);
                    return Ok(());
                }
                Err(error) if is_timeout(&error) => continue,
                Err(error) => return Err(error),
            }
        }
    }

    fn send(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            self.shared.go_on()?;
            match self.stream.write(bytes) {
                Ok(length) => bytes = &bytes[length..],
                Err(error) if is_timeout(&error) => continue,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn pause(&self) -> io::Result<()> {
        let take_one = |resumed: usize| resumed.checked_sub(1);
        while self
            .shared
            .resumed
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, take_one)
            .is_err()
        {
            self.shared.go_on()?;
            thread::sleep(LOOK);
        }
        Ok(())
    }

    /// Closing a socket with unread data would reset the connection, which only [`Step::Reset`] may do.
    fn drain(&mut self) -> io::Result<()> {
        self.stream.set_nonblocking(true)?;
        let mut buffer = [0; 64 * 1024];
        while let length @ 1.. = self.stream.read(&mut buffer)? {
            self.shared.received()[self.number].extend_from_slice(&buffer[..length]);
        }
        Ok(())
    }
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted
    )
}

/// The position of `part` in `bytes`.
pub(crate) fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    if part.is_empty() {
        return Some(0);
    }
    bytes.windows(part.len()).position(|window| window == part)
}
