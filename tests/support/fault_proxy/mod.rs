//! A TCP proxy in the test process that disturbs connections as planned, and records every byte of each.
//!
//! ```ignore
//! let cut = PlannedFault { direction: ToServer, after: 100, fault: WireFault::Cut };
//! let proxy = FaultProxy::start(server.port(), move |_| vec![cut]);
//! ```
//!
//! It knows neither commands nor replies.

mod link;
mod plan;

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use self::link::Link;
use super::wait::{self, LOOK};

pub use self::plan::{Direction, PlannedFault, WireFault, random_faults};

/// Listens on a port of 127.0.0.1 until it is dropped.
pub struct FaultProxy {
    port: u16,
    shared: Arc<Shared>,
    acceptor: Option<JoinHandle<()>>,
}

/// The bytes of a connection so far.
#[derive(Debug, Clone, Default)]
pub struct Recording {
    pub from_client: Vec<u8>,
    pub from_server: Vec<u8>,
    /// How many bytes from the client the server was sent.
    pub to_server: usize,
    /// How many bytes from the server the client was sent.
    pub to_client: usize,
    /// The proxy has reset it: bytes that the client has sent may be missing.
    pub was_reset: bool,
}

#[derive(Default)]
struct Shared {
    recordings: Mutex<Vec<Recording>>,
    /// No more connections are accepted.
    closing: AtomicBool,
    /// All connections are dropped.
    over: AtomicBool,
}

impl FaultProxy {
    /// Forwards to a server on 127.0.0.1. `plan` returns the faults of each connection, whose numbers begin at 0.
    pub fn start(
        server: u16,
        mut plan: impl FnMut(usize) -> Vec<PlannedFault> + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("there is a free port");
        let port = listener.local_addr().expect("it is bound").port();
        listener
            .set_nonblocking(true)
            .expect("a listener can be asked without waiting");
        let shared = Arc::new(Shared::default());
        let acceptor = Some(thread::spawn({
            let shared = Arc::clone(&shared);
            move || shared.accept(&listener, server, &mut plan)
        }));
        FaultProxy {
            port,
            shared,
            acceptor,
        }
    }

    /// Its port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Accepts no more connections, waits until the last one has ended, and returns all in the order in which they were
    /// accepted.
    #[track_caller]
    pub fn finish(self) -> Vec<Recording> {
        self.shared.closing.store(true, Ordering::SeqCst);
        let ended = || self.acceptor.as_ref().is_none_or(JoinHandle::is_finished);
        wait::until("the proxy's connections end", ended);
        self.shared.recordings().clone()
    }
}

impl Drop for FaultProxy {
    fn drop(&mut self) {
        self.shared.closing.store(true, Ordering::SeqCst);
        self.shared.over.store(true, Ordering::SeqCst);
        let ended = self.acceptor.take().map(JoinHandle::join);
        if !thread::panicking() {
            assert!(!matches!(ended, Some(Err(_))), "the proxy panicked");
        }
    }
}

impl Shared {
    fn accept(
        &self,
        listener: &TcpListener,
        server: u16,
        plan: &mut impl FnMut(usize) -> Vec<PlannedFault>,
    ) {
        thread::scope(|scope| {
            while let Some(client) = self.next_connection(listener) {
                // Without a server, the client's connection ends.
                let Ok(server) = TcpStream::connect((Ipv4Addr::LOCALHOST, server)) else {
                    continue;
                };
                let number = self.recordings().len();
                self.recordings().push(Recording::default());
                let planned = plan(number);
                scope.spawn(move || {
                    let link = Link::new(self, number, client, server);
                    link.expect("sockets can be prepared").relay(&planned);
                });
            }
        });
    }

    fn next_connection(&self, listener: &TcpListener) -> Option<TcpStream> {
        loop {
            match listener.accept() {
                Ok((stream, _)) => return Some(stream),
                Err(_) if self.closing.load(Ordering::SeqCst) => return None,
                Err(_) => thread::sleep(LOOK),
            }
        }
    }

    fn is_over(&self) -> bool {
        self.over.load(Ordering::SeqCst)
    }

    fn recordings(&self) -> MutexGuard<'_, Vec<Recording>> {
        self.recordings
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
