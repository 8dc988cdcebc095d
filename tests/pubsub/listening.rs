//! The pattern of the prompt: one thread runs commands, another waits for unsolicited data and reads it while the
//! first is idle.

use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use redsh_engine::Error;
use redsh_engine::client::{Client, CommandFate, Reply, ReplyHandler, Routing, Until};
use redsh_engine::monitor::MonitorLine;
use redsh_engine::net::{
    Address, DialOptions, Endpoint, Login, Poller, ProtocolPreference, TlsClient, TlsOptions, Waker,
};
use redsh_engine::resp::Value;

use super::wait_for_subscribers;
use redsh_sandbox::Sandbox;
use support::server::Server;
use support::wait;

/// Keeps everything that was received, replies and unsolicited data.
#[derive(Default)]
struct Kept {
    replies: Vec<Value>,
    unasked: Vec<Value>,
}

impl ReplyHandler<()> for Kept {
    fn reply(&mut self, _: &(), reply: &mut Reply<'_>) -> Result<(), Error> {
        self.replies.push(reply.take_value()?);
        Ok(())
    }

    fn unsolicited(&mut self, message: &mut Reply<'_>) -> Result<(), Error> {
        self.unasked.push(message.take_value()?);
        Ok(())
    }

    fn lost(&mut self, _: &(), _: CommandFate, _: Option<&Error>) {}
}

/// A client and everything that it has received.
struct Shared {
    client: Client<()>,
    kept: Kept,
    /// The errors with which connections were lost.
    lost: Vec<Error>,
    is_over: bool,
}

/// A client that is read from while it is idle.
struct Prompt {
    shared: Arc<Mutex<Shared>>,
    waker: Waker,
    idle: Option<JoinHandle<()>>,
}

impl Prompt {
    fn new(server: &Sandbox, protocol: ProtocolPreference) -> Self {
        let login = Login {
            protocol,
            ..Login::default()
        };
        let endpoint = Endpoint {
            address: Address::tcp("127.0.0.1", server.port()),
            dial: dial(server),
            login,
        };
        let shared = Arc::new(Mutex::new(Shared {
            client: Client::new(endpoint, Routing::Single),
            kept: Kept::default(),
            lost: Vec::new(),
            is_over: false,
        }));
        let poller = Poller::new().expect("a poller");
        let waker = poller.waker();
        let idle = Arc::clone(&shared);
        let idle = Some(thread::spawn(move || listen(&idle, poller)));
        Prompt {
            shared,
            waker,
            idle,
        }
    }

    /// Runs a command, and returns its reply.
    fn run(&self, line: &str) -> Value {
        let mut shared = self.shared.lock().expect("no panic");
        let Shared { client, kept, .. } = &mut *shared;
        let words: Vec<Vec<u8>> = line.split(' ').map(|word| word.into()).collect();
        let submitted = client.submit(&words, (), kept);
        let ran = submitted.and_then(|()| client.run(Until::Replied, kept));
        ran.expect("it is answered");
        // The connection may be a new one now.
        self.waker.wake();
        kept.replies.pop().expect("it has a reply")
    }

    fn unasked(&self) -> Vec<Value> {
        let shared = self.shared.lock().expect("no panic");
        shared.kept.unasked.clone()
    }

    #[track_caller]
    fn wait_for(&self, count: usize) -> Vec<Value> {
        wait::until("all has come", || self.unasked().len() >= count);
        self.unasked()
    }
}

impl Drop for Prompt {
    fn drop(&mut self) {
        if let Ok(mut shared) = self.shared.lock() {
            shared.is_over = true;
        }
        self.waker.wake();
        let _ = self.idle.take().map(JoinHandle::join);
    }
}

fn dial(server: &Sandbox) -> DialOptions {
    let tls = server.certificates().map(|certificates| TlsOptions {
        ca_cert: Some(certificates.ca.clone()),
        ..TlsOptions::default()
    });
    let tls = tls.map(|options| TlsClient::new(&options).expect("the authority is known"));
    DialOptions {
        tls: tls.map(Arc::new),
        ..DialOptions::default()
    }
}

fn listen(shared: &Mutex<Shared>, mut poller: Poller) {
    let mut watches = Vec::new();
    loop {
        poller.wait(&watches, None);
        let mut shared = shared.lock().expect("no panic");
        if shared.is_over {
            return;
        }
        let Shared {
            client, kept, lost, ..
        } = &mut *shared;
        lost.extend(client.read_unsolicited(kept, || true).expect("it is RESP"));
        watches = client.connection_handles();
    }
}

fn message(text: &str) -> Vec<Value> {
    ["message", "a", text]
        .map(|word| Value::Bulk(word.as_bytes().to_vec()))
        .to_vec()
}

fn listens(server: &Sandbox, protocol: ProtocolPreference, wrapped: fn(Vec<Value>) -> Value) {
    let prompt = Prompt::new(server, protocol);
    prompt.run("SUBSCRIBE a");
    wait_for_subscribers(server, "NUMSUB", "a", 1);
    for n in 0..100 {
        server.command(&["PUBLISH", "a", &n.to_string()]);
        if n % 10 == 0 {
            prompt.run("PING");
        }
    }
    let wanted: Vec<Value> = (0..100).map(|n| wrapped(message(&n.to_string()))).collect();
    let heard = prompt.wait_for(100);
    assert_eq!(heard, wanted);
}

#[test]
fn in_resp3_messages_arrive_while_idle_and_commands_still_run() {
    listens(
        &Server::start(),
        ProtocolPreference::DemandResp3,
        Value::Push,
    );
}

#[test]
fn in_resp2_a_subscriber_is_listened_to_as_well() {
    listens(&Server::start(), ProtocolPreference::Resp2, Value::Array);
}

#[test]
fn messages_arrive_over_tls_too() {
    let server = Server::tls();
    listens(&server, ProtocolPreference::DemandResp3, Value::Push);
}

#[test]
fn changes_by_others_are_pushed_to_a_client_that_tracks_them() {
    let server = Server::start();
    let prompt = Prompt::new(&server, ProtocolPreference::DemandResp3);
    prompt.run("CLIENT TRACKING ON BCAST");
    server.command(&["SET", "k", "v"]);
    let keys = Value::Array(vec![Value::Bulk(b"k".to_vec())]);
    let invalidation = Value::Push(vec![Value::Bulk(b"invalidate".to_vec()), keys]);
    assert_eq!(prompt.wait_for(1), [invalidation]);
}

#[test]
fn lines_of_monitor_arrive_unsolicited() {
    let server = Server::start();
    let prompt = Prompt::new(&server, ProtocolPreference::Resp2);
    prompt.run("MONITOR");
    server.command(&["ECHO", "hello"]);
    let lines = prompt.wait_for(1);
    let line = lines[0]
        .as_str()
        .and_then(|line| MonitorLine::parse(line.as_bytes()));
    assert_eq!(
        line.expect("it is a line").words,
        [b"ECHO", b"hello".as_slice()]
    );
}

#[test]
fn the_end_of_an_idle_connection_is_seen_at_once_and_the_next_one_is_listened_to() {
    let mut server = Server::start();
    let prompt = Prompt::new(&server, ProtocolPreference::DemandResp3);
    prompt.run("PING");
    server.restart().expect("it can be started again");
    let lost = || prompt.shared.lock().expect("no panic").lost.len();
    wait::until("the end is seen", || lost() == 1);
    prompt.run("SUBSCRIBE a");
    server.command(&["PUBLISH", "a", "again"]);
    assert_eq!(prompt.wait_for(1), [Value::Push(message("again"))]);
}
