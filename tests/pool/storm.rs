//! Many threads share few connections to a server that is killed repeatedly.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use redsh_engine::Error;

use super::{ServerPool, bulk, patient, pool};
use support::server::Server;
use support::wait;

const THREADS: usize = 64;
const CONNECTIONS: usize = 8;
const ECHOES: usize = 1_000_000;
/// The commands in one lease.
const BATCH: usize = 25;
const BATCHES: usize = ECHOES / BATCH / THREADS;
const RESTARTS: usize = 9;
/// The number of attempts, which only a server that does not come back would need.
const PATIENCE: usize = 100_000;

#[test]
fn sixty_four_threads_on_eight_connections_survive_restarts_and_get_their_own_replies() {
    let mut server = Server::start();
    let pool = pool(server.port(), patient(CONNECTIONS));
    let answered = AtomicUsize::new(0);
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let (pool, answered) = (&pool, &answered);
            scope.spawn(move || Caller { thread, attempt: 0 }.work(pool, answered));
        }
        for restart in 1..=RESTARTS {
            let enough = ECHOES / (RESTARTS + 1) * restart;
            wait::until("the threads go on", || {
                assert!(connections(&server) <= CONNECTIONS);
                answered.load(Ordering::Relaxed) >= enough
            });
            server.restart().expect("it starts again");
        }
    });
    assert_eq!(answered.into_inner(), ECHOES);
    assert!(connections(&server) <= CONNECTIONS);
}

/// The number of connections to the port; the test itself uses the Unix socket.
fn connections(server: &Server) -> usize {
    let clients = server.command(&["CLIENT", "LIST"]);
    let clients = String::from_utf8_lossy(&clients);
    clients.matches(" addr=127.0.0.1:").count()
}

/// The words of one thread, no two of which are the same.
struct Caller {
    thread: usize,
    attempt: usize,
}

impl Caller {
    fn work(&mut self, pool: &ServerPool, answered: &AtomicUsize) {
        for _ in 0..BATCHES {
            while let Err(error) = self.batch(pool) {
                let server_is_gone = matches!(error, Error::Connect { .. });
                assert!(server_is_gone || error.is_disconnect(), "{error}");
            }
            answered.fetch_add(BATCH, Ordering::Relaxed);
        }
    }

    /// Takes a connection for some echoes. A lost batch is repeated with other words: a late reply to the first would
    /// not pass for one to the second.
    fn batch(&mut self, pool: &ServerPool) -> Result<(), Error> {
        self.attempt += 1;
        assert!(self.attempt < PATIENCE, "the server is gone");
        let word = |number| format!("{}-{}-{number}", self.thread, self.attempt);
        let words: Vec<String> = (0..BATCH).map(word).collect();
        let commands = words.iter().map(|word| ["ECHO", word]);
        let replies = pool.take()?.replies(commands)?;
        let own: Vec<_> = words.iter().map(|word| bulk(word)).collect();
        assert_eq!(replies, own);
        Ok(())
    }
}
