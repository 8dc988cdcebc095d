//! The server: it answers every command, and closes a connection whose client would wait forever.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use redsh_engine::resp::{Decoder, Splitter, Tree, Value};
use support::wait;

use super::replies::Replies;

/// Listens on a port of 127.0.0.1 until it is dropped.
pub(super) struct MutatingServer {
    pub(super) port: u16,
    shared: Arc<Shared>,
}

struct Shared {
    seed: u64,
    replies: Arc<Replies>,
    is_quiet: AtomicBool,
    was_asked: AtomicBool,
    over: AtomicBool,
}

impl MutatingServer {
    pub(super) fn start(seed: u64, replies: &Arc<Replies>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("there is a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let shared = Arc::new(Shared {
            seed,
            replies: Arc::clone(replies),
            is_quiet: AtomicBool::new(false),
            was_asked: AtomicBool::new(false),
            over: AtomicBool::new(false),
        });
        thread::spawn({
            let shared = Arc::clone(&shared);
            move || accept(&listener, &shared)
        });
        MutatingServer { port, shared }
    }

    /// From now on, a command with the word `quiet` has no reply, and every other one a valid reply.
    pub(super) fn be_quiet(&self) {
        self.shared.is_quiet.store(true, Ordering::SeqCst);
    }

    /// Waits for a command with the word `quiet`.
    pub(super) fn wait_until_asked(&self) {
        let was_asked = || self.shared.was_asked.load(Ordering::SeqCst);
        wait::until("the command without a reply arrives", was_asked);
    }
}

impl Drop for MutatingServer {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::SeqCst);
        // Ends the wait for a client.
        let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port));
    }
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming().map_while(Result::ok) {
        if shared.over.load(Ordering::SeqCst) {
            return;
        }
        let shared = Arc::clone(shared);
        thread::spawn(move || shared.serve(&stream));
    }
}

impl Shared {
    /// Answers commands until either side closes the connection.
    fn serve(&self, mut stream: &TcpStream) -> io::Result<()> {
        let (mut splitter, mut client) = (Splitter::new(), Client::default());
        loop {
            match stream.read(splitter.space())? {
                0 => return Ok(()),
                count => splitter.filled(count),
            }
            while let Ok(Some(command)) = splitter.next() {
                let words: Vec<Vec<u8>> = command.words().map(<[u8]>::to_vec).collect();
                let reply = self.reply(&words);
                stream.write_all(&reply)?;
                if client.waits_after(&reply) && !reply.is_empty() {
                    return stream.shutdown(Shutdown::Both);
                }
            }
        }
    }

    fn reply(&self, words: &[Vec<u8>]) -> Vec<u8> {
        if !self.is_quiet.load(Ordering::SeqCst) {
            return self.replies.answer(self.seed, words);
        }
        if words.iter().any(|word| word == b"quiet") {
            self.was_asked.store(true, Ordering::SeqCst);
            return Vec::new();
        }
        match words[0].eq_ignore_ascii_case(b"hello") {
            true => b"%1\r\n+proto\r\n:3\r\n".to_vec(),
            false => b"+OK\r\n".to_vec(),
        }
    }
}

/// The replies of a connection, as its client reads them.
#[derive(Default)]
struct Client {
    decoder: Decoder,
    tree: Tree,
    asked: usize,
    replied: usize,
}

impl Client {
    /// Returns whether the client waits for more after the reply to the next command.
    fn waits_after(&mut self, mut bytes: &[u8]) -> bool {
        self.asked += 1;
        while !bytes.is_empty() {
            let Ok(fed) = self.decoder.feed(bytes, &mut self.tree) else {
                // The client closes the connection.
                return false;
            };
            bytes = &bytes[fed.consumed..];
            let reply = self.tree.take();
            self.replied += usize::from(!matches!(reply, None | Some(Value::Push(_))));
        }
        self.replied < self.asked || !self.decoder.is_between_replies()
    }
}
