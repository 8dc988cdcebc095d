//! The connection pool against real servers and misbehaving peers: replies reach the right caller, the number of
//! connections is bounded, and lost ones are replaced.

mod health;
mod limits;
mod replies;
mod storm;

use redsh_engine::Error;
use redsh_engine::client::{Lease, Pool, PoolOptions};
use redsh_engine::net::{Address, DialOptions, Endpoint, Login};
use redsh_engine::resp::Value;

use support::script::Script;
use support::wait;

/// Limits that no passing test reaches.
fn patient(per_node: usize) -> PoolOptions {
    PoolOptions {
        per_node,
        wait: Some(wait::DEADLINE),
        ..PoolOptions::default()
    }
}

/// A pool that is used for one server.
struct ServerPool {
    pool: Pool,
    endpoint: Endpoint,
}

impl ServerPool {
    fn take(&self) -> Result<Lease, Error> {
        self.pool.take(&self.endpoint)
    }
}

fn pool(port: u16, options: PoolOptions) -> ServerPool {
    pool_as(Login::default(), port, options)
}

fn pool_as(login: Login, port: u16, options: PoolOptions) -> ServerPool {
    ServerPool {
        pool: Pool::new(options),
        endpoint: endpoint(port, login),
    }
}

fn endpoint(port: u16, login: Login) -> Endpoint {
    Endpoint {
        address: Address::tcp("127.0.0.1", port),
        dial: DialOptions::default(),
        login,
    }
}

/// A peer that answers PING, and one more command.
fn asked() -> Script {
    Script::new().commands(1).send("+PONG\r\n").commands(1)
}

/// The id of the connection at the server.
fn id(lease: &mut Lease) -> i64 {
    let replies = lease.replies([["CLIENT", "ID"]]).expect("replies");
    replies[0].as_integer().expect("a number")
}

fn echo(lease: &mut Lease, word: &str) -> Result<Vec<Value>, Error> {
    lease.replies([["ECHO", word]])
}

fn bulk(word: &str) -> Value {
    Value::Bulk(word.as_bytes().to_vec())
}
