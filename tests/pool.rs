//! The connection pool against real servers, and peers that behave worse than those: whose reply is whose, how many
//! connections there are, and what becomes of those that are lost.

mod health;
mod limits;
mod replies;
mod storm;

use redsh_engine::Error;
use redsh_engine::client::{Lease, Pool, PoolOptions};
use redsh_engine::net::{Address, DialOptions, Endpoint, Login};
use redsh_engine::resp::Value;

use crate::support::script::Script;
use crate::support::wait;

/// For what must not wait for ever; nothing that passes takes long.
fn patient(most: usize) -> PoolOptions {
    PoolOptions {
        most,
        wait: Some(wait::DEADLINE),
        ..PoolOptions::default()
    }
}

fn pool(port: u16, options: PoolOptions) -> Pool {
    pool_as(Login::default(), port, options)
}

fn pool_as(login: Login, port: u16, options: PoolOptions) -> Pool {
    let endpoint = Endpoint {
        address: Address::tcp("127.0.0.1", port),
        dial: DialOptions::default(),
        login,
    };
    Pool::new(endpoint, options)
}

/// A peer that is alive, and has had one more command.
fn asked() -> Script {
    Script::new().commands(1).send("+PONG\r\n").commands(1)
}

/// What the server calls the connection, to tell it from others.
fn id(lease: &mut Lease<'_>) -> i64 {
    let replies = lease.replies([["CLIENT", "ID"]]).expect("replies");
    replies[0].as_integer().expect("a number")
}

fn echo(lease: &mut Lease<'_>, word: &str) -> Result<Vec<Value>, Error> {
    lease.replies([["ECHO", word]])
}

fn bulk(word: &str) -> Value {
    Value::Bulk(word.as_bytes().to_vec())
}
